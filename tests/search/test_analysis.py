"""Texts and queries become the same words, whatever hangs on them and however they are written."""

from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import analysis
from search.analysis import PAIRS, index_text, units
from search.fields import searched, typed
from search.symbols import terms


def words(text: str) -> set[str]:
    return set(index_text(text).split()) - {PAIRS}


def finds(query: str, text: str) -> bool:
    """Whether a text holds all words of a query in one of their forms."""
    known = words(text)
    meant = [unit for unit in units(query) if unit.is_content]
    return bool(meant) and all(any(known.issuperset(each) for each in unit.alternatives) for unit in meant)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("클라우드", "클라우드에서는 다르다"),
        ("클라우드에서", "클라우드를 쓴다"),
        ("배우다", "우리는 많이 배웠다"),
        ("이직", "이직했다는 소식"),
        ("데이터 베이스", "데이터베이스를 옮겼다"),
        ("데이터베이스", "데이터 베이스를 옮겼다"),
        ("배포파이프라인", "배포 파이프라인이 느리다"),
        ("배포 파이프라인", "배포파이프라인이 느리다"),
        ("쿠버네티스", "쿠버네티스를 걷어 냈다"),
        ("쿠버네", "쿠버네티스를 걷어 냈다"),
        ("도커의", "도커 이미지"),
        ("자동화", "자동화된 시험"),
        ("C++", "C++의 소멸자"),
        ("c#", "C#과 .NET"),
        (".net", "C#과 .NET"),
        ("N+1", "N+1 문제"),
        ("GPT-4o", "GPT-4o에게 물었다"),
        ("gpt 4o", "GPT-4o에게 물었다"),
        ("services", "a service"),
        ("deployed", "deploying twice"),
        ("café", "the cafe"),
        ("ＡＷＳ", "AWS에서의 경험"),
        (normalize("NFD", "클라우드"), "클라우드에서는"),
        ("클라우드", normalize("NFD", "클라우드에서는")),
    ],
)
def test_a_query_meets_the_text_that_it_means(query: str, text: str) -> None:
    assert finds(query, text)


@pytest.mark.parametrize(
    ("query", "text"), [("C++", "C 언어"), ("C#", "C++"), ("N+1", "N 1"), ("영역", "수영을 배운다"), ("5.2", "52 명")]
)
def test_a_query_does_not_meet_what_only_looks_like_it(query: str, text: str) -> None:
    assert not finds(query, text)


def test_a_word_that_editors_taught_stays_whole_whatever_hangs_on_it() -> None:
    assert "쿠버네티스" in index_text("쿠버네티스에서는").split()


@given(st.text(max_size=400))
@settings(max_examples=60, deadline=None)
def test_every_word_is_made_of_letters_and_digits_that_no_index_takes_apart(text: str) -> None:
    for word in index_text(text).split():
        assert word == PAIRS or (word.isalnum() and len(word) <= analysis.LONGEST_WORD and not word.startswith("zz"))


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_query_has_words_or_none_and_never_an_error(text: str) -> None:
    assert isinstance(searched(text), str)
    assert isinstance(typed(text), str)


def test_a_text_cannot_pretend_to_be_a_mark_of_the_index() -> None:
    assert not any(word.startswith("zz") for word in index_text("zzlko zzz ZZt zzb").split())


def test_question_words_are_kept_and_say_that_they_say_nothing() -> None:
    assert [unit.is_content for unit in units("무엇을 어떻게 배포")] == [False, False, True]


def test_technical_terms_keep_their_parts_where_those_mean_something() -> None:
    assert [(term.word, term.parts) for term in terms("CI/CD, N+1 and v1.2.3")] == [
        ("cicd", ("ci", "cd")),
        ("nplus1", ()),
        ("and", ()),
        ("v1p2p3", ("v1", "2", "3")),
    ]


def test_what_is_being_typed_is_looked_for_by_pairs_of_syllables() -> None:
    assert typed("데이터베") == "데이 이터 터베"
    assert typed("클") == "클"
    assert typed("kuber") == "kuber"
