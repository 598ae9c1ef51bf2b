"""The operator's look at the translator: what is set up, whether it works, and never the key."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from tests.loopback import Loopback, loopback
from tests.translators import KEY, deepl, libretranslate, said

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def running() -> Iterator[Loopback]:
    with loopback() as server:
        yield server


def test_it_says_that_nobody_is_set_up(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("machine_translate", "--list")
    assert capsys.readouterr().out == "No translator is set up.\n"
    with pytest.raises(CommandError, match="set TRANSLATION_PROVIDER"):
        call_command("machine_translate", "--test")


def test_it_shows_who_is_set_up_without_the_key(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.TRANSLATION = {"provider": "deepl", "key": KEY, "endpoint": "", "model": ""}
    call_command("machine_translate", "--list")
    out = capsys.readouterr().out
    assert "deepl (DeepL) at https://api-free.deepl.com" in out
    assert "Key: set" in out
    assert KEY not in out


def test_it_translates_one_sentence(running: Loopback, settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    libretranslate(running)
    settings.TRANSLATION = {"provider": "libretranslate", "key": "", "endpoint": running.url(""), "model": ""}
    call_command("machine_translate", "--test")
    out = capsys.readouterr().out
    assert 'Came: 2024word word <a id="a1">word</a>word word word word.' in out
    assert "It works." in out


def test_it_fails_with_the_reason(running: Loopback, settings: Any) -> None:
    settings.TRANSLATION = {"provider": "deepl", "key": KEY, "endpoint": running.url(""), "model": ""}
    deepl(running, moods=[said({}, 403)])
    with pytest.raises(CommandError, match="403"):
        call_command("machine_translate", "--test")
    deepl(running, translate=lambda text: text)
    with pytest.raises(CommandError, match="This would not be stored"):
        call_command("machine_translate", "--test")


def test_it_wants_to_know_what_it_is_asked() -> None:
    with pytest.raises(CommandError, match="required"):
        call_command("machine_translate")
