"""Terms: from wherever they come, into either language, found with particles and left alone by translators."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blog.translation.machine.glossary import occurring, protected, take_terms_from, terms_between, unprotected

PAIRS = (("구름", "cloud"), ("구름 함수", "cloud function"), ("글", "text"), ("Django", "Django"))


def test_terms_are_taken_from_all_who_have_some_and_turned_round_for_the_other_direction() -> None:
    take_terms_from(lambda: [("구름", "cloud"), ("구름", "second")])
    take_terms_from(lambda: [("  글 \n", "text"), ("", "nothing"), ("빈", " ")])
    assert terms_between("ko", "en") == (("구름", "cloud"), ("글", "text"))
    assert terms_between("en", "ko") == (("cloud", "구름"), ("second", "구름"), ("text", "글"))
    assert terms_between("en", "fr") == ()


def test_whoever_says_it_twice_is_asked_once() -> None:
    def terms() -> list[tuple[str, str]]:
        asked.append(1)
        return []

    asked: list[int] = []
    take_terms_from(terms)
    take_terms_from(terms)
    terms_between("ko", "en")
    assert asked == [1]


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("구름에서 글을", "[cloud]에서 [text]을"),
        ("구름 함수는", "[cloud function]는"),
        ("뭉게구름과 글자와 구름판", "뭉게구름과 글자와 구름판"),
        ("<b>구름</b>은", "<b>[cloud]</b>은"),
        ("django로", "[Django]로"),
        ("구름&lt;글&gt;", "[cloud]&lt;[text]&gt;"),
        ("<code>구름</code> 구름", '<code translate="no">구름</code> [cloud]'),
    ],
)
def test_terms_are_found_as_words_with_a_particle_or_none(html: str, shown: str) -> None:
    marked = protected(html, PAIRS).replace('<span class="notranslate" translate="no">', "[").replace("</span>", "]")
    assert marked == shown


def test_marks_go_again_and_nothing_else_does() -> None:
    assert unprotected(protected('<a id="a1">구름</a> <code>x</code>', PAIRS)) == '<a id="a1">cloud</a> <code>x</code>'
    assert unprotected('<span class="mine">x</span>') == '<span class="mine">x</span>'


def test_only_terms_that_occur_are_told() -> None:
    assert occurring(PAIRS, ["구름입니다", "DJANGO"]) == (("구름", "cloud"), ("Django", "Django"))


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_words_come_through_unchanged_without_terms(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert unprotected(protected(escaped, ())).split() == escaped.split()
