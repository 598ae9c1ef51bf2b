"""The piece of a text around what was searched, with the words that matched: also when only their stem did.

Spellings are looked for as they are; a word that is not in the text as such is looked for by its morphemes, in the few
sentences that could hold it. It knows texts and words, and no markup.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final

from search.analysis import Form, Unit, forms
from search.hangul import jamo
from search.symbols import folded

LENGTH: Final = 170
_MOST_PLACES: Final = 40  # of one spelling
_SENTENCE: Final = re.compile(r"[^.!?。\n]{2,150}(?:[.!?。\n]+|\s|$)|[^.!?。\n]{150}")  # or a good part of one
_MOST_SENTENCES: Final = 3
_BEFORE: Final = 30
_LATIN: Final = re.compile(r"[a-z0-9]")
_LETTERS: Final = re.compile(r"[a-z]*")
_SHORTEST_BEGINNING: Final = 4


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


class _Text:
    """A text with its sentences, each taken apart once however many words are looked for in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.small = text.lower() if len(text.lower()) == len(text) else text
        self._forms: dict[int, list[Form]] = {}

    @cached_property
    def sentences(self) -> list[tuple[int, int, str]]:
        """Beginning, end and letters of each."""
        return [(*match.span(), jamo(match.group())) for match in _SENTENCE.finditer(self.small)]

    def forms(self, start: int, end: int) -> list[Form]:
        """The words of a sentence."""
        if start not in self._forms:
            self._forms[start] = forms(self.text[start:end])
        return self._forms[start]


def snippet(
    texts: Iterable[str],
    units: Sequence[Unit],
    spellings: Sequence[Sequence[str]],
    indexed: str | None = None,
) -> tuple[Piece, ...]:
    """The stretch of at most LENGTH letters with the most of the words; () when the texts hold none of them.

    `spellings` are those of each unit. `indexed`: the texts as the index has them, where that is known: only words that
    stand there have to be looked for in their other forms.
    """
    text = _Text(folded(" ".join(" ".join(texts).split())))
    indexed = f" {indexed} " if indexed is not None else None
    places = _places(text, units, spellings, indexed)
    if not places:
        return ()
    start, end = _window(text.text, places)
    return tuple(_pieces(text.text, start, end, places))


def marked(text: str, units: Sequence[Unit], spellings: Sequence[Sequence[str]]) -> tuple[Piece, ...]:
    """A whole short text, such as a title."""
    whole = _Text(folded(text))
    return tuple(_pieces(whole.text, 0, len(whole.text), _places(whole, units, spellings)))


def _places(
    text: _Text, units: Sequence[Unit], spellings: Sequence[Sequence[str]], indexed: str | None = None
) -> list[_Place]:
    """Where the words stand as they are written; and of those that nowhere do, where their stems stand."""
    places: list[_Place] = []
    hidden: dict[int, Unit] = {}
    for number, (unit, written) in enumerate(zip(units, spellings, strict=True)):
        if unit.is_content:
            found = list(islice(_spelled(text.small, written, number), _MOST_PLACES))
            places += found
            if not found:
                hidden[number] = unit
    places += _by_stem(text, hidden, places, indexed) if hidden else ()
    return sorted(places, key=lambda place: (place.start, -place.end))


def _spelled(small: str, spellings: Iterable[str], number: int) -> Iterator[_Place]:
    for spelling in dict.fromkeys(each.lower() for each in spellings if each):
        places = _occurrences(small, spelling)
        for start, end in _of_words(small, places) if _LATIN.match(spelling) else places:
            yield _Place(start, end, number)


def _occurrences(text: str, spelling: str) -> Iterator[tuple[int, int]]:
    start = text.find(spelling)
    while start >= 0:
        end = start + len(spelling)
        yield start, end
        start = text.find(spelling, end)


def _of_words(small: str, places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Whole Latin words of those places: what begins with the spelling (service in services), or is it, if short."""
    for start, end in places:
        if start and _LATIN.match(small, start - 1):
            continue
        if end - start >= _SHORTEST_BEGINNING:
            yield start, _LETTERS.match(small, end).end()  # type: ignore[union-attr]  # it matches nothing, too
        elif not _LATIN.match(small, end):
            yield start, end


def _by_stem(text: _Text, units: Mapping[int, Unit], places: Sequence[_Place], indexed: str | None) -> Iterator[_Place]:
    """Where words stand in another form: 배웠다 for 배우다, services for serving."""
    wanted = {
        word: number
        for number, unit in units.items()
        for words in unit.alternatives
        for word in words
        if indexed is None or f" {word} " in indexed
    }
    beginnings = {_beginning(word): wanted[word] for unit in units.values() for word in unit.words if word in wanted}
    for start, end in _promising(text, beginnings, places) if beginnings else ():
        for form in text.forms(start, end):
            if form.text in wanted:
                yield _Place(start + form.start, start + form.end, wanted[form.text])


def _promising(text: _Text, beginnings: Mapping[str, int], places: Sequence[_Place]) -> Iterator[tuple[int, int]]:
    """The few sentences that may hold the most different words, with those that were seen already."""
    ranked = []
    for start, end, letters in text.sentences:
        if hidden := {number for beginning, number in beginnings.items() if beginning in letters}:
            seen = {place.unit for place in places if start <= place.start < end}
            ranked.append((-len(hidden | seen), start, end))
    return ((start, end) for _number, start, end in sorted(ranked)[:_MOST_SENTENCES])


def _beginning(word: str) -> str:
    """Letters that stand in every form of a word: the first consonant and vowel of each syllable but the last."""
    if _LATIN.match(word):
        return word[:4]
    return jamo(word[:-1]) if len(word) > 1 else jamo(word)[:1]


def _window(text: str, places: Sequence[_Place]) -> tuple[int, int]:
    """Where the stretch with the most different words begins and ends; the first of the best."""
    best, start = (0, 0), places[0].start
    starts = [place.start for place in places]
    for first in places:
        last = first.start + LENGTH - _BEFORE
        near = places[bisect_left(starts, first.start) : bisect_right(starts, last)]
        inside = [place for place in near if place.end <= last]
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
