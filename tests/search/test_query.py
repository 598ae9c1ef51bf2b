"""Queries are read forgivingly: whatever is typed has a reading."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.query import MAX_CHARACTERS, MAX_PIECES, MAX_WORDS, normalized, parse


@pytest.mark.parametrize(
    ("typed", "words", "phrases", "without", "fields"),
    [
        ('클라우드 "두 낱말" -제외', "클라우드", ("두 낱말",), ("제외",), {}),
        ("“따옴표” 「낫표」", "", ("따옴표", "낫표"), (), {}),
        ('"닫지 않은', "닫지 않은", (), (), {}),
        ("제목:장애", "", (), (), {"title": ("장애",)}),
        ("제목: 장애 온콜", "온콜", (), (), {"title": ("장애",)}),
        ('글쓴이:"김 철수" 분류：운영', "", (), (), {"author": ("김 철수",), "category": ("운영",)}),
        ("Author:kim TAG:go", "", (), (), {"author": ("kim",), "topic": ("go",)}),
        ("-혼자", "혼자", (), (), {}),
        ("on-call", "on-call", (), (), {}),
        ("C++ -C#", "C++", (), ("C#",), {}),
        ("제목:", "제목:", (), (), {}),
        ("12:30", "12:30", (), (), {}),
        ('"" - : *', "", (), (), {}),
    ],
)
def test_a_query_is_read(typed: str, words: str, phrases: tuple, without: tuple, fields: dict) -> None:
    query = parse(typed)
    assert (query.words, query.phrases, query.without, query.fields) == (words, phrases, without, fields)


@given(st.text(max_size=1500))
@settings(max_examples=80, deadline=None)
def test_no_query_is_too_much(typed: str) -> None:
    query = parse(typed)
    assert len(query.units) <= MAX_WORDS
    assert len(query.typed) <= MAX_CHARACTERS
    assert not set(query.typed) & set("\x00\u202e\ud800")


def test_of_many_pieces_the_first_are_read() -> None:
    query = parse("글 " + " ".join(f"-나{number}" for number in range(200)))
    assert query.words == "글"
    assert len(query.without) == MAX_PIECES - 1


@given(st.text(max_size=1000))
def test_a_query_that_is_read_letter_by_letter_is_words_only(query: str) -> None:
    words = normalized(query)
    assert len(words) <= 200
    assert len(words.split()) <= 12
    assert not set(words) & set("\"'*()\\\x00")
    assert normalized(words) == words
