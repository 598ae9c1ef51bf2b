"""Pairs as the HTML of two sides."""

from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import translation

from blog.models import ArticlePage
from blog.translation.facing import Caption, Facing, Row, facing
from home.bootstrap import Trees
from tests.factories import block, make_article, make_image, paragraph, picture, section


@pytest.fixture
def side_by_side(trees: Trees) -> Any:
    """Two bodies as they would stand on a Korean page."""

    def build(korean: list[Any], english: list[Any], **options: Any) -> Facing:
        pages = (make_article(trees.lists[code], body=body) for code, body in (("ko", korean), ("en", english)))
        own, other = (ArticlePage.objects.select_related("locale").get(pk=page.pk) for page in pages)
        with translation.override("ko"):
            return facing(own, other, RequestFactory().get("/"), **options)

    return build


def rows(found: Facing) -> list[Row]:
    return [row for passage in found.passages for row in passage.rows]


def said_in_english(raw: dict[str, Any], value: Any) -> dict[str, Any]:
    return {**raw, "value": value}


def test_a_stale_pair_is_marked_and_still_shows_both_sides(side_by_side: Any) -> None:
    korean = paragraph("바뀐 글")
    english = said_in_english(korean, "<p>old text</p>")
    row = rows(side_by_side([korean], [english], stale={f"p-{korean['id'][:8]}-1"}))[0]
    assert row.stale
    assert "바뀐 글" in row.own
    assert "old text" in row.other


def test_a_gap_below_a_heading_that_shares_it_is_announced_once(side_by_side: Any) -> None:
    found = rows(side_by_side([section("제목", paragraph("글")), section("혼자")], [paragraph("else")]))
    assert [(row.kind, bool(row.own), bool(row.other), row.announced) for row in found] == [
        ("text", False, True, True),
        ("heading", True, False, False),
        ("text", True, False, True),
        ("heading", True, False, True),
    ]


def test_a_section_of_the_other_side_alone_is_a_heading_with_an_address(side_by_side: Any) -> None:
    added = section("Only here", paragraph("text"))
    found = side_by_side([paragraph("글")], [added])
    assert found.passages[1].anchor == f"s-{added['id'][:8]}"
    assert f'<h2 id="{found.passages[1].anchor}">Only here</h2>' in found.passages[1].rows[0].other


def test_the_captions_of_one_picture_leave_it_and_stand_apart(side_by_side: Any) -> None:
    korean = picture(make_image(), caption="사진")
    english = said_in_english(korean, {**korean["value"], "caption": "A picture"})
    row = rows(side_by_side([korean], [english]))[0]
    assert row.shared
    assert row.captions == (Caption("사진", ""), Caption("A picture", ""))
    assert "figcaption" not in row.own
    same = rows(side_by_side([korean], [korean]))[0]
    assert same.captions == ()
    assert "figcaption" in same.own


def test_only_what_repeats_something_folds(side_by_side: Any) -> None:
    korean = [section("제목", paragraph("글")), paragraph("혼자")]
    english = [
        {
            **korean[0],
            "value": {
                "heading": "Heading",
                "content": [said_in_english(korean[0]["value"]["content"][0], "<p>text</p>")],
            },
        }
    ]
    assert [(row.kind, row.folds) for row in rows(side_by_side(korean, english))] == [
        ("heading", False),
        ("text", True),
        ("text", False),
    ]


def test_a_list_that_one_side_lacks_is_one_list_with_its_numbers(side_by_side: Any) -> None:
    html = rows(side_by_side([block("paragraph", "<ol><li>하나<ul><li>안</li></ul></li><li>둘</li></ol>")], []))[0].own
    assert html.count("<ol") == 2
    assert html.count("<ul") == 1
    assert 'value="2"' in html
    assert 'class="facing-list facing-list--2"' in html


def test_two_empty_bodies_are_nothing(side_by_side: Any) -> None:
    assert side_by_side([], []).passages == ()
