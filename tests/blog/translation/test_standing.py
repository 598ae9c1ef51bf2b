"""The word for how far a translation is."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation as languages

from blog.translation.models import TranslationStatus
from blog.translation.standing import Stage, Standing, standing


def row(**numbers: Any) -> TranslationStatus:
    live = {"published": True, "text": "a", "published_text": "a"}
    return TranslationStatus(**(live if numbers.pop("live", False) else {"text": "a"}) | numbers)


@pytest.mark.parametrize(
    ("status", "stage"),
    [
        (None, Stage.NOT_STARTED),
        (row(total=3, missing=3), Stage.NOT_STARTED),
        (row(total=3, missing=3, live=True), Stage.NOT_STARTED),
        (row(total=3, missing=2, machine=1), Stage.IN_PROGRESS),
        (row(total=3, missing=1, translated=2, live=True), Stage.IN_PROGRESS),
        (row(total=3, machine=3), Stage.IN_PROGRESS),
        (row(total=3, translated=1, reviewed=2), Stage.READY),
        (row(total=3, translated=3, live=True), Stage.PUBLISHED),
        (row(total=3, translated=3, live=True, behind=1), Stage.BEHIND),
        (row(total=3, translated=2, stale=1, live=True, behind=1), Stage.BEHIND),
        (row(total=3, translated=3, live=True, behind=1, text="b"), Stage.READY),
        (row(total=3, translated=3, live=True, text="b"), Stage.READY),
    ],
)
def test_every_state_has_its_word(status: TranslationStatus | None, stage: Stage) -> None:
    assert standing(status).stage is stage


def shown(found: Standing) -> str:
    with languages.override("en"):
        html = render_to_string("translation/components/standing.html", {"standing": found})
    return " ".join(html.split())


def test_it_is_shown_with_its_numbers() -> None:
    assert "in progress: 2 of 3" in shown(standing(row(total=3, missing=1, translated=2)))
    assert "1 piece behind" in shown(standing(row(total=1, translated=1, live=True, behind=1)))
    assert "2 pieces behind" in shown(standing(row(total=1, translated=1, live=True, behind=2)))
    assert "not started" in shown(standing(None))
    assert "has readers" in shown(standing(row(total=3, missing=1, translated=2, live=True)))
    assert "has readers" not in shown(standing(row(total=3, missing=1, translated=2)))
