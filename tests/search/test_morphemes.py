"""Words of Korean and English texts: what is a word, where it stands, and what happens without a dictionary."""

import builtins
from collections.abc import Iterator
from threading import Thread
from typing import Any
from unicodedata import normalize

import pytest

from search import checks, morphemes
from search.morphemes import Kind, content_words, singular, tokens
from search.particles import are_particles, stem_length


@pytest.fixture
def no_dictionary(monkeypatch: Any) -> Iterator[None]:
    """A platform for which there is no analyser."""
    real = builtins.__import__

    def refuse(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "mecab_ko":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse)
    morphemes._analyser.cache_clear()
    yield
    morphemes._analyser.cache_clear()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("클라우드에서는", ["클라우드"]),
        ("이직했다는", ["이직"]),
        ("AWS에서의 경험", ["aws", "경험"]),
        ("배포파이프라인을 배웠다", ["배포", "파이프라인", "배우"]),
        ("The services of AWS", ["service", "aws"]),
        ("", []),
        ("…!?", []),
    ],
)
def test_particles_and_endings_do_not_hide_a_word(text: str, words: list[str]) -> None:
    assert content_words(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "클라우드에서는 데이터베이스를 배웠다.",
        "🙂 한글과 English, 30,000명\n\n둘째 줄\t끝",
        "بلوق 두글 مدونة",
        "<script>글</script>",
        "가" * 9000 + " 끝",
        "글\0글",
    ],
)
def test_tokens_stand_where_they_say_and_cover_all_that_is_no_white_space(text: str) -> None:
    found = tokens(text)
    covered = [False] * len(text)
    for token in found:
        assert 0 <= token.start < token.end <= len(text)
        assert not any(covered[token.start : token.end])
        assert not any(letter.isspace() for letter in text[token.start : token.end])
        assert all(token.start < joint < token.end for joint in token.joints)
        covered[token.start : token.end] = [True] * (token.end - token.start)
    left = {letter for letter, is_covered in zip(text, covered, strict=True) if not is_covered}
    assert not any(letter.isalnum() for letter in left)


def test_hangul_in_pieces_is_composed() -> None:
    assert content_words(normalize("NFD", "클라우드에서는")) == ["클라우드"]


def test_half_of_a_surrogate_pair_is_no_word_and_no_error() -> None:
    assert content_words("\ud800 글 \udfff") == ["글"]


def test_a_compound_says_where_it_can_be_taken_apart() -> None:
    (compound, particle) = tokens("데이터베이스를")
    assert (compound.joints, particle.kind) == ((3,), Kind.PARTICLE)


def test_many_threads_may_read_at_once() -> None:
    found: list[list[str]] = []
    threads = [
        Thread(target=lambda: found.extend(content_words("클라우드에서는 배웠다") for _ in range(50))) for _ in "1234"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [["클라우드", "배우"]] * 200


def test_without_a_dictionary_particles_are_cut_off_and_a_check_says_so(no_dictionary: None) -> None:
    assert content_words("클라우드에서는 AWS에서의 데이터베이스를") == ["클라우드", "aws", "데이터베이스"]
    assert [warning.id for warning in checks.korean_is_read_with_a_dictionary()] == ["search.W001"]


def test_with_a_dictionary_there_is_nothing_to_warn_of() -> None:
    assert checks.korean_is_read_with_a_dictionary() == []


@pytest.mark.parametrize(
    ("ending", "expected"), [("에서는", True), ("까지만은", True), ("", True), ("벌", False), ("가나다라마바사", False)]
)
def test_particles_may_follow_each_other(ending: str, expected: bool) -> None:
    assert are_particles(ending) is expected


def test_a_stem_keeps_at_least_two_syllables() -> None:
    assert [stem_length(word) for word in ("클라우드에서는", "글", "나는", "쿠버네티스를")] == [4, 1, 2, 5]


@pytest.mark.parametrize(
    ("word", "expected"),
    [("services", "service"), ("queries", "query"), ("class", "class"), ("status", "status"), ("aws", "aws")],
)
def test_plurals_lose_their_s_and_names_do_not(word: str, expected: str) -> None:
    assert singular(word) == expected
