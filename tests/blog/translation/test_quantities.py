"""Numbers in Korean and English: the same in another form is the same."""

from time import perf_counter

import pytest

from blog.translation.quantities import missing_numbers, numbers_in

SAME = [
    ("3만 명", "30,000 people"),
    ("3만 5천 원", "35,000 won"),
    ("1억 2천만 원", "120 million won"),
    ("1조 2,000억", "1.2 trillion"),
    ("3.5만", "35K"),
    ("2만 3,456명", "23,456"),
    ("백만 명", "1,000,000"),
    ("25만 명", "two hundred fifty thousand"),
    ("삼십오 명", "35 people"),
    ("열두 명", "12 people"),
    ("5년이 되었다", "five years"),
    ("2024년 3월 5일", "March 5, 2024"),
    ("오후 3시", "15:00"),
    ("15시", "3 p.m."),
    ("3분기", "Q3"),
    ("40-50%인", "40–50%"),
    ("21세기", "twenty-first century"),
    ("50~60대", "in their 50s and 60s"),
    ("Python 3.11.2", "Python 3.11.2"),
    ("S3와 EC2", "S3 and EC2"),
    ("절반", "0.5"),
    ("숫자 없음", "no number"),
    ("", ""),
]


@pytest.mark.parametrize(("korean", "english"), SAME)
def test_the_same_number_is_found_in_both_directions(korean: str, english: str) -> None:
    assert missing_numbers(korean, numbers_in(english)) == []
    assert missing_numbers(english, numbers_in(korean)) == []


@pytest.mark.parametrize(
    ("text", "other", "missing"),
    [
        ("3만 명", "3,000 people", ["3만"]),
        ("30,000 people", "3천 명", ["30,000"]),
        ("5년", "six years", ["5"]),
        ("2024년 3월", "April 2024", ["3"]),
        ("3.11.2", "3.11.3", ["3.11.2"]),
        ("1억", "one hundred thousand", ["1억"]),
        ("7번, 7번", "", ["7"]),
    ],
)
def test_another_number_is_missing(text: str, other: str, missing: list[str]) -> None:
    assert missing_numbers(text, numbers_in(other)) == missing


@pytest.mark.parametrize("piece", ["1", "1만", "만", "1,000,", "1.1", "오후 3 ", "one hundred ", "삼", "9" * 40 + " "])
def test_a_huge_text_takes_no_long_time(piece: str) -> None:
    start = perf_counter()
    numbers_in("1" + piece * 20_000 + "년")
    assert perf_counter() - start < 5
