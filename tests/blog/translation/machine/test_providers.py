"""What every translator has in common: keys, moods, slowness, broken answers, and what users are told of them."""

import logging
import time
from collections.abc import Callable

import pytest

from blog.translation.machine.errors import AnswerError, BusyError, DeniedError, MachineError, TooLargeError
from tests.loopback import Loopback, Page, answer, redirect
from tests.translators import KEY, completion, half, html_page, late, said, stalled

from .conftest import IMITATIONS, QUICK, order, provider_at

NAMES = tuple(IMITATIONS)
everyone = pytest.mark.parametrize("name", NAMES)


@everyone
def test_a_string_with_a_link_comes_back_by_its_key(running: Loopback, name: str) -> None:
    service = IMITATIONS[name](running)
    answer = provider_at(name, running).translate(order('<a id="a1">안내서</a> 1부', "<b>둘</b>"))
    assert answer == {"1": '<a id="a1">word</a> 1word', "2": "<b>word</b>"}
    assert len(service.requests) == 1


AUTHORISATION = {
    "deepl": ("Authorization", f"DeepL-Auth-Key {KEY}"),
    "google": ("X-Goog-Api-Key", KEY),
    "openai": ("Authorization", f"Bearer {KEY}"),
}


@everyone
def test_the_key_is_sent_as_the_service_wants_it_and_never_in_an_address(running: Loopback, name: str) -> None:
    service = IMITATIONS[name](running)
    provider_at(name, running).translate(order("글"))
    if name == "libretranslate":
        assert service.requests[0]["api_key"] == KEY
    else:
        header, value = AUTHORISATION[name]
        assert service.headers[0][header] == value
    assert not [path for path, _headers in running.asked if KEY in path]


@pytest.mark.parametrize("name", ["libretranslate", "openai"])
def test_a_server_of_ones_own_may_do_without_a_key(running: Loopback, name: str) -> None:
    service = IMITATIONS[name](running)
    provider_at(name, running, key="").translate(order("글"))
    assert "api_key" not in service.requests[0]
    assert "Authorization" not in service.headers[0]


BAD_KEY: dict[str, Page] = {
    "deepl": said({"message": f"Forbidden: {KEY}"}, 403),
    "google": said({"error": {"message": "API key not valid. Please pass a valid API key."}}, 400),
    "libretranslate": said({"error": "Invalid API key"}, 403),
    "openai": said({"error": {"message": f"Incorrect API key provided: {KEY}"}}, 401),
}


@everyone
def test_a_wrong_key_is_said_at_once_and_never_shown(
    running: Loopback, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    service = IMITATIONS[name](running, moods=[BAD_KEY[name]])
    provider = provider_at(name, running)
    with pytest.raises(DeniedError, match="does not accept our key") as raised:
        provider.translate(order("글"))
    assert len(service.headers) == 1
    assert KEY not in str(raised.value) + repr(provider) + caplog.text


@everyone
@pytest.mark.parametrize("status", [429, 500, 503, 529])
def test_a_busy_service_is_asked_again_and_then_translates(running: Loopback, name: str, status: int) -> None:
    busy = said({"message": "slow down"}, status)
    service = IMITATIONS[name](running, moods=[busy, busy])
    assert provider_at(name, running).translate(order("글")) == {"1": "word"}
    assert len(service.headers) == 3


@everyone
def test_one_that_stays_busy_is_given_up_after_a_few_attempts(running: Loopback, name: str) -> None:
    service = IMITATIONS[name](running, moods=[said({}, 503)] * 9)
    with pytest.raises(BusyError, match="is busy"):
        provider_at(name, running).translate(order("글"))
    assert len(service.headers) == 3


@everyone
def test_a_short_pause_that_it_asks_for_is_kept(running: Loopback, name: str) -> None:
    IMITATIONS[name](running, moods=[said({}, 429, Retry_After="1")])
    begun = time.monotonic()
    provider_at(name, running, longest=2.0).translate(order("글"))
    assert time.monotonic() - begun >= 1


@everyone
def test_a_long_pause_is_not_waited_for_but_handed_on(running: Loopback, name: str) -> None:
    service = IMITATIONS[name](running, moods=[said({}, 429, Retry_After="120")] * 2)
    with pytest.raises(BusyError) as raised:
        provider_at(name, running).translate(order("글"))
    assert raised.value.pause == 120
    assert len(service.headers) == 1


SLOW: dict[str, Callable[[], Page]] = {
    "late headers": lambda: late(8),
    "a stalled body": lambda: stalled(8),
    "half an answer": lambda: half({"translations": [{"text": "word"}] * 20}),
    "a page of HTML": html_page,
    "a page of HTML as an error": lambda: html_page(502),
    "no JSON": lambda: answer("{'translations': [", "application/json"),
    "JSON of another shape": lambda: said({"hello": 1}),
    "a list": lambda: said([1, 2]),
    "null": lambda: said(None),
}


@everyone
@pytest.mark.parametrize("trouble", list(SLOW))
def test_what_cannot_be_read_or_takes_too_long_may_pass(running: Loopback, name: str, trouble: str) -> None:
    IMITATIONS[name](running, moods=[SLOW[trouble]()] * 9)
    begun = time.monotonic()
    with pytest.raises(BusyError):
        provider_at(name, running, patience=QUICK).translate(order("글"))
    assert time.monotonic() - begun < 7


@everyone
def test_nobody_there_may_pass_too(running: Loopback, name: str) -> None:
    running.port = 9
    provider = provider_at(name, running)
    with pytest.raises(BusyError, match="did not answer"):
        provider.translate(order("글"))


@everyone
def test_a_redirect_is_not_followed_because_the_key_would_go_along(running: Loopback, name: str) -> None:
    elsewhere = running.url("/elsewhere")
    service = IMITATIONS[name](running, moods=[redirect(elsewhere, 307)])
    with pytest.raises(DeniedError, match="no translator at the address"):
        provider_at(name, running).translate(order("글"))
    assert {path for path, _headers in running.asked} == {service.path}


@everyone
@pytest.mark.parametrize("status", [404, 405])
def test_a_wrong_address_is_said(running: Loopback, name: str, status: int) -> None:
    IMITATIONS[name](running, moods=[html_page(status)] * 2)
    with pytest.raises(DeniedError, match="no translator at the address"):
        provider_at(name, running).translate(order("글"))


@everyone
def test_another_refusal_is_quoted_without_the_key(running: Loopback, name: str) -> None:
    IMITATIONS[name](running, moods=[said({"error": {"message": f"No {KEY}\nfor you"}}, 422)])
    with pytest.raises(DeniedError, match="refused with status 422: No … for you"):
        provider_at(name, running).translate(order("글"))


@everyone
def test_too_much_at_once_is_known_as_such(running: Loopback, name: str) -> None:
    IMITATIONS[name](running, moods=[said({"message": "Request Entity Too Large"}, 413)])
    with pytest.raises(TooLargeError):
        provider_at(name, running).translate(order("글"))


WRONG_NUMBER: dict[str, Page] = {
    "deepl": said({"translations": [{"text": "one"}]}),
    "google": said({"data": {"translations": [{"translatedText": "one"}]}}),
    "libretranslate": said({"translatedText": ["one"]}),
}


@pytest.mark.parametrize("name", WRONG_NUMBER)
def test_another_number_of_translations_belongs_to_nothing(running: Loopback, name: str) -> None:
    IMITATIONS[name](running, moods=[WRONG_NUMBER[name]])
    with pytest.raises(AnswerError, match="another number"):
        provider_at(name, running).translate(order("하나", "둘"))


@pytest.mark.parametrize(
    ("name", "mood", "kind"),
    [
        ("deepl", said({"message": "Quota Exceeded"}, 456), DeniedError),
        ("google", said({"error": {"message": "Daily Limit Exceeded"}}, 403), BusyError),
        ("google", said({"error": {"message": "User Rate Limit Exceeded"}}, 403, Retry_After="90"), BusyError),
    ],
)
def test_a_used_up_allowance_is_said(running: Loopback, name: str, mood: Page, kind: type[MachineError]) -> None:
    service = IMITATIONS[name](running, moods=[mood] * 3)
    with pytest.raises(kind, match=r"used up|busy") as raised:
        provider_at(name, running).translate(order("글"))
    assert len(service.headers) == 1
    assert getattr(raised.value, "pause", 0) in {0, 90, 3 * 3600}


def test_code_and_terms_are_kept_by_marks_where_the_service_has_no_glossary(running: Loopback) -> None:
    for name in ("google", "libretranslate"):
        service = IMITATIONS[name](running)
        asked = order("두글은 <code>글.py</code>", glossary=(("두글", "Dugeul"),))
        assert provider_at(name, running).translate(asked) == {"1": "Dugeulword <code>글.py</code>"}
        assert service.requests[-1]["q"] == [
            '<span class="notranslate" translate="no">Dugeul</span>은 <code translate="no">글.py</code>'
        ]


def test_google_gets_html_and_its_entities_are_understood(running: Loopback) -> None:
    service = IMITATIONS["google"](running)
    assert provider_at("google", running).translate(order("it's &lt;b&gt; 글")) == {"1": "it's &lt;b&gt; word"}
    assert {name: service.requests[0][name] for name in ("source", "target", "format")} == {
        "source": "ko", "target": "en", "format": "html",
    }  # fmt: skip


def test_libretranslates_unescaped_answers_are_mended(running: Loopback) -> None:
    IMITATIONS["libretranslate"](running)
    text = "<b>글</b> &lt;script&gt; a &lt; b &amp; c &amp;lt; 글"
    assert provider_at("libretranslate", running).translate(order(text)) == {
        "1": "<b>word</b> &lt;script&gt; a &lt; b &amp; c &lt; word"
    }


def test_a_word_in_the_envelope_of_a_model_is_no_json(running: Loopback) -> None:
    IMITATIONS["openai"](running, moods=[completion("Sure! Here is your translation.")])
    with pytest.raises(AnswerError, match="cannot be read"):
        provider_at("openai", running).translate(order("글"))
