"""The word for how far a translation is."""

from typing import Any

import pytest
from django.utils import translation as languages

from blog.translation.models import TranslationStatus
from blog.translation.standing import Standing, phrase, standing_of


def row(**numbers: Any) -> TranslationStatus:
    live = {"published": True, "text": "a", "published_text": "a"}
    return TranslationStatus(**(live if numbers.pop("live", False) else {"text": "a"}) | numbers)


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        (None, Standing.PROGRESS),
        (row(), Standing.PROGRESS),
        (row(total=3, missing=3), Standing.PROGRESS),
        (row(total=3, missing=2, machine=1), Standing.PROGRESS),
        (row(total=3, missing=1, translated=2, live=True), Standing.PROGRESS),
        (row(total=3, machine=3), Standing.PROGRESS),
        (row(total=3, translated=1, reviewed=2), Standing.READY),
        (row(live=True), Standing.PUBLISHED),
        (row(total=3, translated=3, live=True), Standing.PUBLISHED),
        (row(total=3, translated=3, live=True, behind=1), Standing.BEHIND),
        (row(total=3, translated=2, stale=1, live=True, behind=1), Standing.BEHIND),
        (row(total=3, translated=3, live=True, behind=1, text="b"), Standing.READY),
        (row(total=3, translated=3, live=True, text="b"), Standing.READY),
    ],
)
def test_every_state_has_its_word(status: TranslationStatus | None, standing: Standing) -> None:
    assert standing_of(status) is standing


def said(status: TranslationStatus | None) -> str:
    with languages.override("en"):
        return phrase(standing_of(status), status)


def test_it_is_said_with_its_numbers() -> None:
    assert said(row(total=3, missing=1, translated=2)) == "2 of 3 done"
    assert said(row(total=1, translated=1, live=True, behind=1)) == "1 piece behind"
    assert said(row(total=1, translated=1, live=True, behind=2)) == "2 pieces behind"
    assert said(row(total=1, translated=1)) == "ready to publish"
    assert said(None) == "in progress"
