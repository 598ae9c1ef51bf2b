"""The piece of a text around what was searched, with the words that matched: also when only their stem did.

Spellings are looked for as they are; a word that is not in the text as such is looked for by its morphemes, in the few
sentences that could hold it. It knows texts and words, and no markup.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from search.analysis import Unit, forms
from search.hangul import jamo
from search.symbols import folded

LENGTH: Final = 170
_MOST_PLACES: Final = 40  # of one spelling
_SENTENCE: Final = re.compile(r"[^.!?。\n]{2,300}(?:[.!?。\n]+|$)|[^.!?。\n]{300}")
_MOST_SENTENCES: Final = 6
_BEFORE: Final = 30
_LATIN: Final = re.compile(r"[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text, and whether it matched."""

    text: str
    is_match: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    start: int
    end: int
    unit: int


def snippet(texts: Iterable[str], units: Sequence[Unit], spellings: Sequence[Sequence[str]]) -> tuple[Piece, ...]:
    """The stretch of at most LENGTH letters with the most of the words; () when the texts hold none of them.

    `spellings` are those of each unit.
    """
    text = folded(" ".join(" ".join(texts).split()))
    places = sorted(_places(text, units, spellings), key=lambda place: (place.start, -place.end))
    if not places:
        return ()
    start, end = _window(text, places)
    return tuple(_pieces(text, start, end, places))


def marked(text: str, units: Sequence[Unit], spellings: Sequence[Sequence[str]]) -> tuple[Piece, ...]:
    """A whole short text, such as a title."""
    text = folded(text)
    places = sorted(_places(text, units, spellings), key=lambda place: (place.start, -place.end))
    return tuple(_pieces(text, 0, len(text), places))


def _places(text: str, units: Sequence[Unit], spellings: Sequence[Sequence[str]]) -> Iterator[_Place]:
    small = text.lower() if len(text.lower()) == len(text) else text
    for number, (unit, written) in enumerate(zip(units, spellings, strict=True)):
        if not unit.is_content:
            continue
        found = list(_spelled(small, written, number)) or list(_by_stem(text, small, unit, number))
        yield from found[:_MOST_PLACES]


def _spelled(small: str, spellings: Iterable[str], number: int) -> Iterator[_Place]:
    for spelling in dict.fromkeys(each.lower() for each in spellings if each):
        is_latin = bool(_LATIN.match(spelling))
        pattern = re.escape(spelling)
        if is_latin:  # a beginning of a word, to its end: service for services
            pattern = rf"(?<![a-z0-9]){pattern}" + (r"[a-z]*" if len(spelling) > 3 else r"(?![a-z0-9])")
        for match in re.finditer(pattern, small):
            yield _Place(match.start(), match.end(), number)


def _by_stem(text: str, small: str, unit: Unit, number: int) -> Iterator[_Place]:
    """Where a word stands in another form: 배웠다 for 배우다, services for serving."""
    wanted = {word for words in unit.alternatives for word in words}
    beginnings = {_beginning(word) for word in unit.words}
    read = 0
    for match in _SENTENCE.finditer(small):
        if read >= _MOST_SENTENCES:
            return
        letters = jamo(match.group())
        if any(beginning in letters for beginning in beginnings):
            read += 1
            for form in forms(text[match.start() : match.end()]):
                if form.text in wanted:
                    yield _Place(match.start() + form.start, match.start() + form.end, number)


def _beginning(word: str) -> str:
    """Letters that stand in every form of a word: the first consonant and vowel of each syllable but the last."""
    if _LATIN.match(word):
        return word[:4]
    return jamo(word[:-1]) if len(word) > 1 else jamo(word)[:1]


def _window(text: str, places: Sequence[_Place]) -> tuple[int, int]:
    """Where the stretch with the most different words begins and ends; the first of the best."""
    best, start = (0, 0), places[0].start
    for first in places:
        last = first.start + LENGTH - _BEFORE
        inside = [place for place in places if first.start <= place.start and place.end <= last]
        worth = len({place.unit for place in inside}), len(inside)
        if worth > best:
            best, start = worth, first.start
    start = _word_border(text, max(0, start - _BEFORE))
    end = min(len(text), start + LENGTH)
    return start, end if end == len(text) else max(_word_border(text, end, back=True), start + LENGTH // 2)


def _word_border(text: str, place: int, *, back: bool = False) -> int:
    """The nearest beginning of a word within a few letters; the place itself in a text without spaces."""
    if place == 0:
        return 0
    around = text.rfind(" ", max(0, place - 20), place) if back else text.find(" ", place, place + 20)
    return (around if back else around + 1) if around >= 0 else place


def _pieces(text: str, start: int, end: int, places: Sequence[_Place]) -> Iterator[Piece]:
    position = start
    if start:
        yield Piece("…")
    for place in places:
        if place.start < position or place.end > end:
            continue
        if place.start > position:
            yield Piece(text[position : place.start])
        yield Piece(text[place.start : place.end], is_match=True)
        position = place.end
    if position < end:
        yield Piece(text[position:end])
    if end < len(text):
        yield Piece("…")
