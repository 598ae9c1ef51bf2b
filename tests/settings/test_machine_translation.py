"""A translator is set up completely or not at all, and never where its key could be read on the way."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from settings.machine_translation import machine_translation

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("provider", "key", "endpoint", "model"),
    [
        ("", "", "", ""),
        ("deepl", "k:fx", "", ""),
        ("DeepL", "k", "https://api.deepl.com/", ""),
        ("google", "k", "", ""),
        ("libretranslate", "", "http://libretranslate:5000", ""),
        ("libretranslate", "k", "https://translate.example", ""),
        ("openai", "", "http://127.0.0.1:11434/v1", "a-model"),
        ("openai", "k", "https://api.example/v1/", "a-model"),
        ("openai", "k", "http://[fd00::1]:8080/v1", "a-model"),
        ("openai", "k", "http://model.internal/v1", "a-model"),
    ],
)
def test_what_is_complete_is_accepted(provider: str, key: str, endpoint: str, model: str) -> None:
    chosen = machine_translation(provider, key, endpoint, model)
    assert chosen == {"provider": provider.lower(), "key": key, "endpoint": endpoint.rstrip("/"), "model": model}


@pytest.mark.parametrize(
    ("provider", "key", "endpoint", "model", "why"),
    [
        ("", "k", "", "", "TRANSLATION_API_KEY is set but TRANSLATION_PROVIDER is not"),
        ("", "", "https://x.example", "", "TRANSLATION_ENDPOINT is set but"),
        ("", "", "", "m", "TRANSLATION_MODEL is set but"),
        ("papago", "k", "", "", "must be one of deepl, google, libretranslate, openai, or empty; it is 'papago'"),
        ("deepl", "", "", "", "TRANSLATION_PROVIDER=deepl needs TRANSLATION_API_KEY"),
        ("google", " ", "", "", "TRANSLATION_PROVIDER=google needs TRANSLATION_API_KEY"),
        ("libretranslate", "k", "", "", "needs TRANSLATION_ENDPOINT"),
        ("openai", "k", "https://x.example/v1", "", "TRANSLATION_MODEL belongs to"),
        ("deepl", "k", "", "m", "TRANSLATION_MODEL belongs to"),
        ("deepl", "k\nx", "", "", "one line of plain characters"),
        ("deepl", "키", "", "", "one line of plain characters"),
        ("openai", "k", "http://x.example/v1", "m", "plain http on a public host: use https, as in https://x.example"),
        ("openai", "k", "http://8.8.8.8/v1", "m", "plain http on a public host"),
        ("openai", "k", "ftp://x.example/v1", "m", "must begin with https://"),
        ("openai", "k", "x.example/v1", "m", "must begin with https://"),
        ("openai", "k", "https:///v1", "m", "must begin with https://"),
        ("openai", "k", "https://me:pw@x.example/v1", "m", "without account, query and fragment"),
        ("openai", "k", "https://x.example/v1?key=k", "m", "without account, query and fragment"),
        ("openai", "k", "https://x.example:port/v1", "m", "is not an address"),
        ("openai", "k", "https://[::1/v1", "m", "is not an address"),
    ],
)
def test_what_is_half_done_is_refused_in_a_sentence(
    provider: str, key: str, endpoint: str, model: str, why: str
) -> None:
    with pytest.raises(ImproperlyConfigured) as raised:
        machine_translation(provider, key, endpoint, model)
    assert why in str(raised.value)
    assert "me:pw" not in str(raised.value)
