"""Saving on the desk: what is stored, what is refused, what a conflict shows, and what it costs."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail_localize.models import Translation

from blog.translation.segments import Segment, segments_of
from tests.blog.translation.test_desk_page import begin

TRANSACTION = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


def url_of(translation: Translation, segment: Segment, name: str = "piece") -> str:
    return reverse(f"translation:{name}", args=[translation.pk, *segment.place])


def find(translation: Translation, source: str) -> Segment:
    return next(each for each in segments_of(translation) if each.source == source and each.path != "slug")


def asked(context: CaptureQueriesContext) -> list[str]:
    """Statements, without those that only begin and end a transaction."""
    return [each["sql"] for each in context.captured_queries if not each["sql"].startswith(TRANSACTION)]


@pytest.mark.parametrize("number", [10, 60])
def test_saving_costs_the_same_in_a_short_text_and_in_a_long_one(
    write: Any, submit: Any, translator_client: Any, number: int
) -> None:
    _article, translation = begin(write, submit, *(f"문단 {each}" for each in range(number)))
    for text in ("First", "Second"):
        segment = find(translation, "문단 3")
        with CaptureQueriesContext(connection) as context:
            response = translator_client.post(
                url_of(translation, segment),
                {"text": text, "version": segment.version, "do": "save"},
                headers={"x-requested-with": "XMLHttpRequest"},
            )
        assert response.status_code == 200
        for q in context.captured_queries:
            print("  ", q["sql"][:150])
        print(len(asked(context)))
        assert len(asked(context)) <= 8
    assert find(translation, "문단 3").text == "Second"
