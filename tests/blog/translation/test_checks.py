"""What looks wrong in a translation: each check finds its fault, and stays silent where there is none."""

from time import perf_counter
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation as language

from blog.translation.checks import LONGEST_CHECKED, Kind, Severity, findings
from blog.translation.glossary import Glossary, glossary
from blog.translation.models import Term

pytestmark = pytest.mark.once


@pytest.fixture
def terms(db: Any) -> Glossary:
    Term.objects.create(korean="클라우드", english="cloud")
    Term.objects.create(korean="가용 영역", english="Availability Zone", forbidden="availability area\nAZ")
    Term.objects.create(korean="두글", do_not_translate=True)
    Term.objects.create(korean="AWS", english="AWS", case_sensitive=True)
    return glossary("ko")


def kinds(terms: Glossary, source: str, text: str, into: str = "en") -> list[str]:
    segment: Any = SimpleNamespace(source=source, place=(1, 1))
    return sorted({each.kind.value for each in findings(segment, text, terms, into=into)})


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("클라우드에서는", "In clouds", []),
        ("클라우드에서는", "In the sky", ["term"]),
        ("가용영역 둘", "two availability areas", ["forbidden", "term"]),
        ("가용영역 둘", "two Availability Zones", []),
        ("AWS에서", "At aws", ["term"]),
        ("두글을 읽는다", "We read 두글", []),
        ("두글을 읽는다", "We read Dugeul", ["kept"]),
        ("두글", "두글", []),
        ("3만 명", "3,000 people", ["number"]),
        ("3만 명", "30,000 people", []),
        ("https://a.kr/b 입니다", "It is https://a.kr/b.", []),
        ("https://a.kr/b 입니다", "It is https://a.kr/c.", ["address"]),
        ("a@b.kr 로", "To c@b.kr", ["address"]),
        ("<code>pip 3</code> 설치", "Install <code>pip 3</code>", []),
        ("<code>pip</code> 설치", "Install <code>pip3</code>", ["code"]),
        ("{name}님 %s %(n)d {{ x }}", "Dear {name} %s %(n)d {{ x }}", []),
        ("{name}님 %s", "Dear {nam} %d", ["placeholder"]),
        ("50% 할인, 100%다", "50% off, 100% sure", []),
        ('<a id="a1">글</a>', "Text", ["link"]),
        ('<a id="a1">글</a>', '<a id="a1">A</a> <a id="a1">b</a>', ["link"]),
        ("<b>글</b>", "Text", ["tag"]),
        ("한국", "Korea 한국", ["hangul"]),
        ("안녕", "안녕", ["hangul", "unchanged"]),
        ("Hello", "Hello", []),
        ("글", " Text ", ["space"]),
        ("글", "the the text", ["doubled"]),
        ("글", "that that is", []),
        ("글", "", []),
        ("글", " \u200b", []),
    ],
)
def test_a_check_finds_its_fault_and_no_other(terms: Glossary, source: str, text: str, expected: list[str]) -> None:
    assert kinds(terms, source, text) == expected


def test_in_the_other_direction_korean_is_wanted_and_hangul_is_no_fault(terms: Glossary) -> None:
    english = glossary("en")
    assert kinds(english, "In the cloud", "클라우드에서", "ko") == []
    assert kinds(english, "In the cloud", "구름에서", "ko") == ["term"]


def test_reasons_are_sentences_in_the_language_of_the_user(terms: Glossary) -> None:
    segment: Any = SimpleNamespace(source="3만 명", place=(1, 1))
    with language.override("en"):
        (first, second) = findings(segment, "300 people", terms)
    assert first.reason == "The number 3만 of the original is not in the translation."
    assert second.reason == "The original does not have the number 300."
    assert first.kind is Kind.NUMBER
    assert first.severity is Severity.WARNING


def test_a_finding_is_another_one_when_the_text_or_the_original_changes(terms: Glossary) -> None:
    def digest(source: str, text: str) -> str:
        segment: Any = SimpleNamespace(source=source, place=(1, 1))
        return findings(segment, text, terms)[0].digest

    same = digest("3명", "no people")
    assert digest("3명", "no people") == same
    with language.override("en"):
        assert digest("3명", "no people") == same
    assert digest("3명", "no person") != same
    assert digest("3명이", "no people") != same


HOSTILE = ["<", "&", "{", "{{ ", "%(", "a ", "the ", "http://", "a@", "a.", "\u202e", "1만", "한", "<b>", "클라우드 "]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_texts_are_checked_in_time(terms: Glossary, piece: str) -> None:
    text = (piece * LONGEST_CHECKED)[: LONGEST_CHECKED - 1]
    start = perf_counter()
    kinds(terms, "글 5", text)
    kinds(terms, text, "Text")
    assert perf_counter() - start < 10  # below 1 s on an idle core


def test_what_is_longer_than_any_piece_is_not_checked(terms: Glossary) -> None:
    assert kinds(terms, "3명", "x" * (LONGEST_CHECKED + 1)) == []


def test_characters_that_no_database_holds_are_no_error_here(terms: Glossary) -> None:
    assert kinds(terms, "3명", "\ud800\0") == ["number"]
