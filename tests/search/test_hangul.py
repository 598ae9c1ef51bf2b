"""Letters of syllables, keys of a keyboard, and what is typed on the wrong layout."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.hangul import are_initials, compose, initials, keys, on_the_other_layout, skeleton


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("클", "클라우드"),
        ("클ㄹ", "클라우드"),
        ("클랑", "클라우드"),
        ("zmffk", "클라우드"),
        ("닭", "달기"),
        ("햣", "git"),
        ("ㅋ", "클라우드"),
    ],
)
def test_what_is_typed_so_far_begins_the_keys_of_the_whole(typed: str, title: str) -> None:
    assert keys(title).startswith(keys(typed))


def test_first_consonants_stand_for_their_syllables() -> None:
    assert initials("클라우드 요금") == keys("ㅋㄹㅇㄷㅇㄱ")
    assert are_initials("ㅋㄹ ㅇㄷ")
    assert not are_initials("클ㄹ")
    assert not are_initials("")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("zmffkdnem", "클라우드"),
        ("dkssudgktpdy", "안녕하세요"),
        ("ekfrdl", "닭이"),
        ("ㅏㅕㅠㄷ구ㄷㅅㄷㄴ", "kubernetes"),
        ("github", None),
        ("spring", None),
        ("클라우드", None),
        ("ㅋㄹㅇㄷ", None),
        ("", None),
    ],
)
def test_the_other_layout_is_tried_where_it_makes_sense(typed: str, meant: str | None) -> None:
    assert on_the_other_layout(typed) == meant


@given(st.text(alphabet=[chr(code) for code in range(0xAC00, 0xD7A4)], min_size=1, max_size=12))
def test_what_keys_write_is_what_they_were_taken_from(word: str) -> None:
    typed = "".join(keys_as_typed(word))
    assert compose(typed) == word


def keys_as_typed(word: str) -> list[str]:
    """With the shift key, which `keys` leaves out."""
    from search.hangul import _keys_of

    return [_keys_of(letter) for letter in word]


@given(st.text(max_size=60))
def test_keys_are_letters_and_digits_only(text: str) -> None:
    assert all(key in "abcdefghijklmnopqrstuvwxyz0123456789" for key in keys(text))


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("쿠버내티스", "쿠버네티스"), ("써비스", "서비스"), ("kubernets", "kubernetes"), ("loenliness", "loneliness")],
)
def test_misspelt_words_have_the_same_skeleton(wrong: str, right: str) -> None:
    assert skeleton(wrong) == skeleton(right)
