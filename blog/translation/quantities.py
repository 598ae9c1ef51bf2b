"""The numbers in a text, however Korean or English writes them: 3만, 30,000 and thirty thousand are the same.

It reads and compares; it does not know what a number counts, so a changed unit is none of its business.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

_UNITS: Final = {"십": 10, "백": 100, "천": 1_000, "만": 10**4, "억": 10**8, "조": 10**12}
_SCALES: Final = {
    "hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12,
    "k": 1_000, "m": 10**6, "mn": 10**6, "b": 10**9, "bn": 10**9,
}  # fmt: skip
_BELOW_TWENTY: Final = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
nineteen
"""
_TENS: Final = "_ _ twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS: Final = "_ first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_SPOKEN: Final = {
    **{name: Decimal(number) for number, name in enumerate(_BELOW_TWENTY.split())},
    **{name: Decimal(10 * number) for number, name in enumerate(_TENS.split())},
    **{name: Decimal(number) for number, name in enumerate(_ORDINALS.split())},
    "once": Decimal(1), "twice": Decimal(2), "thrice": Decimal(3), "single": Decimal(1), "double": Decimal(2),
    "both": Decimal(2), "half": Decimal("0.5"), "a": Decimal(1),
}  # fmt: skip
_MONTH_NAMES: Final = """
january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep|october oct
|november nov|december dec
"""
_MONTHS: Final = {
    name: Decimal(number) for number, names in enumerate(_MONTH_NAMES.split("|"), 1) for name in names.split()
}
_NATIVE_NAMES: Final[dict[str, float]] = {
    "하나": 1, "한": 1, "첫": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "서너": 3, "넷": 4, "네": 4, "다섯": 5, "여섯": 6,
    "일곱": 7, "여덟": 8, "아홉": 9, "열": 10, "열한": 11, "열두": 12, "스무": 20, "스물": 20,
    "서른": 30, "마흔": 40, "쉰": 50, "예순": 60, "일흔": 70, "여든": 80, "아흔": 90,
    "절반": 0.5, "반": 0.5,
}  # fmt: skip
_NATIVE: Final = {name: Decimal(number) for name, number in _NATIVE_NAMES.items()}
_DIGITS: Final = {name: number for number, name in enumerate("영일이삼사오육칠팔구")} | {"공": 0}

_DIGIT_GROUPS: Final = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)*"
_UNIT: Final = "[십백천만억조]{1,4}"
_MORE_UNITS: Final = rf"(?:\s?(?:{_DIGIT_GROUPS})?{_UNIT}){{0,6}}"
_NO_UNIT: Final = rf"(?:\s?{_DIGIT_GROUPS}(?![\d.]|\s?[년월일]))?"
# 1억 2천만, 3만 5,000, 3.5만: numbers with Hangul units, together; else one number, maybe of thousands or millions.
_WRITTEN: Final = re.compile(
    rf"(?<![\d.,A-Za-z])(?P<korean>{_DIGIT_GROUPS}\s?{_UNIT}{_MORE_UNITS}{_NO_UNIT})"
    rf"|(?<![\d.A-Za-z])(?P<plain>{_DIGIT_GROUPS})"
    r"(?:[\s-]?(?P<scale>hundred|thousand|million|billion|trillion|dozen|bn|mn|[KkMB])\b)?",
)
_PART: Final = re.compile(rf"(?P<number>{_DIGIT_GROUPS})?\s?(?P<units>[십백천만억조]*)")
_AFTER_NOON: Final = re.compile(r"(?:오후|저녁|밤)\s*$")
_PM: Final = re.compile(r"\s?p\.?m\b", re.IGNORECASE)
_IN_NAMES: Final = re.compile(r"(?<=[A-Za-z])[-.]?(\d+(?:\.\d+)?)")
_ENGLISH_WORD: Final = re.compile(r"[A-Za-z]+")
_HANGUL_RUN: Final = re.compile("[가-힣]+")
_SINO: Final = re.compile("^[영공일이삼사오육칠팔구십백천만억조]{1,16}")
_NOON: Final = 12


@dataclass(frozen=True, slots=True)
class Number:
    """A number that is written with digits. `values` are what it can mean: 3 p.m. is 3 or 15."""

    raw: str
    values: frozenset[Decimal | str]


@dataclass(frozen=True, slots=True)
class Numbers:
    """All numbers of a text: those with digits, and all values, also of numbers in words and in names."""

    written: tuple[Number, ...]
    values: frozenset[Decimal | str]

    def has(self, number: Number) -> bool:
        """Whether one of the values of a number is among these, in whatever form."""
        return not self.values.isdisjoint(number.values)


def numbers_in(text: str) -> Numbers:
    """Reads the numbers of a text in Korean or English."""
    written = tuple(_written(text))
    return Numbers(written, frozenset().union(_spoken(text), *(each.values for each in written)))


def missing_numbers(text: str, other: Numbers) -> list[str]:
    """Numbers written with digits in a text that the other text has in no form; each once, as they are written."""
    return list(dict.fromkeys(each.raw for each in numbers_in(text).written if not other.has(each)))


def _written(text: str) -> Iterator[Number]:
    for match in _WRITTEN.finditer(text):
        if korean := match["korean"]:
            yield Number(korean.strip(), frozenset({_korean(korean)}))
        elif match["plain"] != "00" or text[match.start() - 1 : match.start()] != ":":  # 15:00 is 15
            yield Number(match.group().strip(), frozenset(_values(match, text)))


def _values(match: "re.Match[str]", text: str) -> Iterator[Decimal | str]:
    plain = match["plain"].replace(",", "")
    if plain.count(".") > 1:  # versions and addresses
        yield plain
        return
    value = Decimal(plain)
    yield value
    if match["scale"]:
        yield value * _SCALES[match["scale"].lower()]
    elif value <= _NOON and _is_after_noon(match, text):
        yield value + _NOON


def _is_after_noon(match: "re.Match[str]", text: str) -> bool:
    before = text[max(match.start() - len("오후 00시"), 0) : match.start()]
    return bool(_AFTER_NOON.search(before) or _PM.match(text, match.end()))


def _korean(text: str) -> Decimal:
    """1억 2천만 is 120,000,000: units below 만 multiply what stands before them, those above all of their group."""
    total = group = Decimal(0)
    for part in _PART.finditer(text):
        if not part.group().strip():
            continue
        number = Decimal(part["number"].replace(",", "")) if part["number"] else Decimal(1)
        small = 1
        large = 0
        for unit in part["units"]:
            if _UNITS[unit] < _UNITS["만"]:
                small *= _UNITS[unit]
            else:
                large = max(large, 1) * _UNITS[unit]
        value = number * small if part["number"] or small > 1 or not group else Decimal(0)
        group += value
        if large:
            total, group = total + group * large, Decimal(0)
    return total + group


def _spoken(text: str) -> Iterator[Decimal | str]:
    for match in _IN_NAMES.finditer(text):
        yield Decimal(match.group(1))
    yield from _english(_ENGLISH_WORD.findall(text.lower()))
    for run in _HANGUL_RUN.findall(text):
        yield from _hangul(run)


def _english(words: list[str]) -> Iterator[Decimal]:
    """Every number that words make, and every word of it alone: "twenty five thousand" is 25,000, and has 20 and 5."""
    total, group = Decimal(0), Decimal(0)
    open_ = False
    for word in [*words, ""]:
        single = _SPOKEN.get(word)
        if word in _MONTHS:
            yield _MONTHS[word]
        if single is not None:
            yield single
            group, open_ = group + single, True
        elif word in _SCALES and len(word) > len("bn") and open_:
            group *= _SCALES[word]
            total, group = (total, group) if word == "hundred" else (total + group, Decimal(0))
        elif word != "and" and open_:
            yield total + group
            total, group, open_ = Decimal(0), Decimal(0), False


def _hangul(run: str) -> Iterator[Decimal]:
    """What a Korean word may say at its beginning: 다섯, 열두, 삼십, 백만."""
    for length in range(1, 4):
        if (value := _NATIVE.get(run[:length])) is not None:
            yield value
            rest = _NATIVE.get(run[length : length + 2], _NATIVE.get(run[length : length + 1]))
            if rest is not None and value >= 10:
                yield value + rest
    if sino := _SINO.match(run):
        yield from (_sino(run[:length]) for length in range(1, sino.end() + 1))


def _sino(text: str) -> Decimal:
    """삼십오 is 35, 백만 is 1,000,000."""
    total = group = digit = 0
    for letter in text:
        unit = _UNITS.get(letter)
        if unit is None:
            digit = _DIGITS[letter]
        elif unit < _UNITS["만"]:
            group, digit = group + max(digit, 1) * unit, 0
        else:
            total, group, digit = total + max(group + digit, 1) * unit, 0, 0
    return Decimal(total + group + digit)
