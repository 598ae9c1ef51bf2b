"""Judging a draft: what is right passes, because a refusal costs somebody's time too."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blog.translation.machine.checking import problem
from blog.translation.machine.markup import plain, text_of, tidied

FINE = [
    ("2024년 3월 5일에 12명이 왔다.", "Twelve people came on March 5, 2024."),
    ("2024-11-22 배포", "Released on November 22, 2024"),
    ("2024. 11. 22. 배포", "Released on November 22, 2024"),
    ("3만 5천 원", "35,000 won"),
    ("1억 2000만 명", "120 million people"),
    ("14시 30분", "2:30 p.m."),
    ("1990년대", "the 1990s"),
    ("21세기", "the 21st century"),
    ("그는 20대였다", "He was in his twenties"),
    ("1,250명", "1250 people"),
    ("1250명", "1,250 people"),
    ("5.2.19 버전", "version 5.2.19"),
    ("원주율은 3.14다.", "Pi is 3.14."),
    ("하나", "1"),
    ("3개", "three"),
    ("100여 명", "more than a hundred people"),
    ("https://a.example/x?y=1.", "See https://a.example/x?y=1 for more."),
    ('<a id="a2">둘</a>과 <a id="a1">하나</a>', '<a id="a1">one</a> and <a id="a2">two</a>'),
    ("<b>굵게</b> 쓴다", "Write it in bold"),
    ("<code>글</code>을 입력", "Type <code>글</code>"),
    ("&lt;br&gt; 태그", "The &lt;br&gt; tag"),
    ("Django", "Django"),
    ("😀 글", "😀 text"),
    ("שלום 글", "שלום text"),
]


@pytest.mark.parametrize(("source", "draft"), FINE)
def test_a_good_translation_passes(source: str, draft: str) -> None:
    assert problem(source, draft, target="en") == ""


@pytest.mark.parametrize(
    ("source", "draft"),
    [
        ("5.2.19 버전", "version 5.2.18"),
        ("모두 48명", "All 84 people"),
        ("1250명", "12,50 people"),
        ("<code>a</code>", "a"),
        ("글", "&lt;p&gt;text&lt;/p&gt;"),
        ("글", '<span class="x">text</span>'),
        ('<a id="a1">글</a>', "<a>text</a>"),
        ("글", "ﾎﾎ ᄀ"),
    ],
)
def test_a_bad_one_does_not(source: str, draft: str) -> None:
    assert problem(source, draft, target="en")


def test_into_korean_hangul_is_right() -> None:
    assert problem("A text", "글", target="ko") == ""


def test_what_may_stay_is_named() -> None:
    assert problem("두글", "두글 is here", target="en", kept={"두글"}) == ""
    assert "글" in problem("글", "글 is here", target="en", kept={"두글"})


def test_the_limit_of_a_field_counts_characters_and_no_markup() -> None:
    assert problem("글글글", "<b>four</b>".replace("b>", "i>"), target="en", limit=4)  # markup that was not there
    assert problem("<i>글</i>", "<i>four</i>", target="en", limit=4) == ""
    assert problem("<i>글</i>", "<i>fives</i>", target="en", limit=4)


def test_a_draft_is_stored_composed_and_without_space_around_it() -> None:
    assert tidied(" \u1100\u1173\u11af &#39;it&#39; ") == "글 'it'"


def test_a_text_is_read_with_its_line_breaks_and_as_one_line() -> None:
    assert text_of("a<br/>b &lt;c&gt; <b>d</b>") == "a\nb <c> d"
    assert plain(" a<br/> b ") == "a b"


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_makes_judging_break(source: str, draft: str) -> None:
    assert isinstance(problem(source.replace("<", "&lt;"), draft, target="en"), str)
