"""Translators on loopback that are patient for fractions of a second, and an article to be drafted."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import translation as languages

from blog.translation.machine import configuration, glossary
from blog.translation.machine.chat import Chat
from blog.translation.machine.configuration import Provider
from blog.translation.machine.contract import Pace, Service
from blog.translation.machine.deepl import DeepL
from blog.translation.machine.google import Google
from blog.translation.machine.libretranslate import LibreTranslate
from blog.translation.machine.pieces import Order, Piece
from ops.calling import Patience
from tests import translators
from tests.loopback import Loopback, loopback

PATIENT = Patience(connect=10, read=20, total=30)  # a busy machine is no broken service
QUICK = Patience(connect=5, read=0.4, total=0.8)
IMPATIENT = Pace(attempts=3, first=0.01, longest=0.2)
KINDS = {"deepl": DeepL, "google": Google, "libretranslate": LibreTranslate, "openai": Chat}
IMITATIONS: dict[str, Callable[..., translators.Translator]] = {
    "deepl": translators.deepl,
    "google": translators.google,
    "libretranslate": translators.libretranslate,
    "openai": translators.chat,
}


@pytest.fixture
def running() -> Iterator[Loopback]:
    with loopback() as server:
        yield server


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """So that sentences can be compared with those in the code."""
    with languages.override("en"):
        yield


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test begins without terms, and without glossaries that were made at a service."""
    monkeypatch.setattr(glossary, "_TERMS", [])
    cache.clear()


def provider_at(
    name: str, running: Loopback, key: str = translators.KEY, longest: float = 0.2, patience: Patience = PATIENT
) -> Provider:
    endpoint = running.url("/v1" if name == "openai" else "")
    model = "a-model" if name == "openai" else ""
    return KINDS[name](Service(name.title(), endpoint, key, model, patience, replace(IMPATIENT, longest=longest)))


@pytest.fixture
def set_up(running: Loopback, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Makes a translator the one of the site; returns its imitation."""

    def make(name: str = "libretranslate", **options: Any) -> translators.Translator:
        imitation = IMITATIONS[name](running, **options)
        endpoint = running.url("/v1" if name == "openai" else "")
        settings.TRANSLATION = {"provider": name, "key": translators.KEY, "endpoint": endpoint, "model": ""}
        if name == "openai":
            settings.TRANSLATION["model"] = "a-model"
        for patience in ("HOSTED", "OWN"):
            monkeypatch.setattr(configuration, patience, PATIENT)
        for pace in ("PACE", "PACE_OF_MODELS"):
            monkeypatch.setattr(configuration, pace, IMPATIENT)
        return imitation

    return make


def order(*texts: str, **more: Any) -> Order:
    pieces = tuple(Piece(str(number), text) for number, text in enumerate(texts, start=1))
    return Order("ko", "en", pieces, **more)
