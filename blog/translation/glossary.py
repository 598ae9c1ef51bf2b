"""Where the terms of the glossary stand in a text, whatever particles hang on them.

A term is found by its letters; the morphemes of the text then say whether it ends there as a word does. It knows words
and terms; what must follow from a term in the translation is said by `checks`.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final
from unicodedata import normalize
from uuid import uuid4

from django.core.cache import cache
from django.db import transaction
from django.db.models.signals import post_delete, post_save

from blog.reading import HANGUL_LETTER
from blog.translation.inline import Inline, Run, inline, runs
from blog.translation.models import Term
from search.morphemes import Kind, Token, tokens
from search.particles import are_particles

KOREAN: Final = "ko"
_FIRST_LETTERS: Final = 2
_NOUNS: Final = frozenset({Kind.NOUN, Kind.LATIN})
_MARK: Final = "translation.glossary"
_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """A term as it is looked for. `wording` is how texts of the language have it, `required` what translations need."""

    pk: int
    korean: str
    english: str
    note: str
    forbidden: tuple[str, ...]
    do_not_translate: bool
    case_sensitive: bool

    def wording(self, language: str) -> str:
        """How a text of this language has it."""
        return self.korean if language == KOREAN or self.do_not_translate else self.english


@dataclass(frozen=True, slots=True)
class Match:
    """A term in a text, from `start` to `end` of the text without tags."""

    start: int
    end: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class _Form:
    """How a term is written without white space, and after which of its letters there may be some."""

    letters: str
    small: str
    gaps: frozenset[int]
    entry: Entry

    @property
    def key(self) -> str:
        return self.small[:_FIRST_LETTERS]


@dataclass(frozen=True, slots=True)
class Glossary:
    """All terms, ready to be looked for in texts of one language. Made once and used by many requests."""

    language: str
    entries: tuple[Entry, ...]
    forms: Mapping[str, Sequence[_Form]]

    def __bool__(self) -> bool:
        return bool(self.entries)


def glossary(language: str) -> Glossary:
    """The terms as texts of a language have them. At most one query, and none while no term has changed.

    Every process keeps what it has read, with the mark that the cache had then; whoever changes a term changes the
    mark. It ends by itself after a minute, for changes that went past us.
    """
    mark = cache.get(_MARK)
    if mark is None:
        mark = uuid4().hex
        cache.set(_MARK, mark, _SECONDS)
    return _prepared(language, _entries(mark))


def forget_terms(**kwargs: Any) -> None:
    """For signals: a term was stored or deleted."""
    cache.delete(_MARK)  # for this transaction
    transaction.on_commit(lambda: cache.delete(_MARK))  # for those who read meanwhile what was there before


def connect() -> None:
    """Watches every term."""
    post_save.connect(forget_terms, sender=Term, dispatch_uid="translation.forget_terms")
    post_delete.connect(forget_terms, sender=Term, dispatch_uid="translation.forget_terms_deleted")


@lru_cache(maxsize=1)
def _entries(mark: str) -> tuple[Entry, ...]:
    return tuple(Entry(*_row(row)) for row in Term.objects.order_by("pk").values_list(*_FIELDS))


_FIELDS: Final = ("pk", "korean", "english", "note", "forbidden", "do_not_translate", "case_sensitive")


def _row(row: Sequence[Any]) -> Iterator[Any]:
    for name, value in zip(_FIELDS, row, strict=True):
        yield tuple(filter(None, value.split("\n"))) if name == "forbidden" else value


@lru_cache(maxsize=4)
def _prepared(language: str, entries: tuple[Entry, ...]) -> Glossary:
    forms: dict[str, list[_Form]] = defaultdict(list)
    for entry in entries:
        if wording := entry.wording(language):
            form = _form(wording, entry)
            forms[form.key].append(form)
    for same_beginning in forms.values():
        same_beginning.sort(key=lambda form: -len(form.letters))
    return Glossary(language, entries, dict(forms))


def _form(wording: str, entry: Entry) -> _Form:
    """Korean writes compounds with or without spaces, so there may be one between two nouns. Not in a name."""
    wording = normalize("NFC", wording)
    squeezed, places = _squeezed(wording)
    own = {number for number in range(1, len(places)) if places[number] > places[number - 1] + 1}
    if HANGUL_LETTER.search(wording) and not entry.do_not_translate:
        found = tokens(wording)
        ends = {joint for each in found for joint in each.joints}
        ends |= {one.end for one, next_ in pairwise(found) if {one.kind, next_.kind} <= _NOUNS}
        own |= {number + 1 for number, place in enumerate(places[:-1]) if place + 1 in ends}
    return _Form(squeezed, _small(squeezed), frozenset(own), entry)


def terms_in(piece: Inline | str, terms: Glossary) -> tuple[Match, ...]:
    """The terms in a piece of HTML, in their order; of terms that overlap, the longest. None in code."""
    piece = inline(piece) if isinstance(piece, str) else piece
    if not terms or not piece.text:
        return ()
    squeezed, places = _squeezed(piece.text)
    candidates = list(_candidates(squeezed, places, terms))
    if not candidates:
        return ()
    borders = _Borders(piece.text)
    right = [match for match in candidates if borders.fit(match) and not piece.is_code(match.start, match.end)]
    return tuple(_longest(right))


def marked(piece: Inline | str, terms: Glossary) -> Iterator[Run]:
    """The HTML of a piece in stretches; `mark` of a run is the Match that it belongs to, or None."""
    piece = inline(piece) if isinstance(piece, str) else piece
    return runs(piece, [(match.start, match.end, match) for match in terms_in(piece, terms)])


def occurs(wording: str, text: str, *, case_sensitive: bool = False) -> bool:
    """Whether a wording stands in a text as words do. English may have its plural or genitive; Korean, particles."""
    entry = Entry(0, wording, wording, "", (), do_not_translate=True, case_sensitive=case_sensitive)
    form = _form(wording, entry)
    only = Glossary(KOREAN, (entry,), {form.key: (form,)})
    squeezed, places = _squeezed(text)
    borders = _Borders(text)
    return any(borders.fit(match) for match in _candidates(squeezed, places, only))


def _candidates(squeezed: str, places: Sequence[int], terms: Glossary) -> Iterator[Match]:
    small = _small(squeezed)
    for first, letter in enumerate(small):
        for key in (letter, small[first : first + _FIRST_LETTERS]):
            for form in terms.forms.get(key, ()):
                if _is_at(form, first, squeezed, small) and _gaps_fit(form, places, first):
                    yield Match(places[first], places[first + len(form.letters) - 1] + 1, form.entry)


def _is_at(form: _Form, first: int, squeezed: str, small: str) -> bool:
    if form.entry.case_sensitive:
        return squeezed.startswith(form.letters, first)
    return small.startswith(form.small, first)


def _gaps_fit(form: _Form, places: Sequence[int], first: int) -> bool:
    """Whether white space in the text stands only where the term may have some."""
    last = len(form.letters) - 1
    if places[first + last] - places[first] == last:
        return True
    numbers = range(1, last + 1)
    return all(number in form.gaps or places[first + number] == places[first + number - 1] + 1 for number in numbers)


class _Borders:
    """Where words and their parts begin and end in a text; analysed only when a term may be there."""

    def __init__(self, text: str) -> None:
        self.text = text
        found = tokens(text)
        self.tokens: Sequence[Token] = found
        self.starts = {each.start for each in found} | {joint for each in found for joint in each.joints}
        self.ends = {each.end for each in found} | {joint for each in found for joint in each.joints}

    def fit(self, match: Match) -> bool:
        """Whether the letters of a match are a word or a part of a compound, and no piece of another word."""
        return self._begins(match.start) and self._ends(match.end, match.start)

    def _begins(self, start: int) -> bool:
        before = self.text[start - 1] if start else " "
        if not before.isalnum():
            return True
        if _is_latin(self.text[start]) or before.isdigit():
            return not _is_latin(before)
        return _is_latin(before) or start in self.starts

    def _ends(self, end: int, start: int) -> bool:
        after = self.text[end] if end < len(self.text) else " "
        if not after.isalnum():
            return True
        if _is_latin(self.text[end - 1]):
            return not _is_latin(after) or self._is_plural(start, end)
        if _is_latin(after) or after.isdigit():
            return True
        return end in self.ends or are_particles(self._rest(end))

    def _is_plural(self, start: int, end: int) -> bool:
        """Whether only the s of an English plural follows. A name in capitals takes one too: VPCs."""
        rest = self._rest(end).lower()
        return rest in {"s", "es"} and self.text[start:end].lower()[-1:] != "s"

    def _rest(self, end: int) -> str:
        """What is left of the word after a place: letters of the same script."""
        last = end
        latin = end < len(self.text) and _is_latin(self.text[end])
        while last < len(self.text) and self.text[last].isalpha() and _is_latin(self.text[last]) == latin:
            last += 1
        return self.text[end:last]


def _longest(matches: Iterable[Match]) -> Iterator[Match]:
    """Of matches that overlap, the longest, and of equally long ones the first; in the order of the text."""
    taken: list[Match] = []
    for match in sorted(matches, key=lambda each: (each.start - each.end, each.start)):
        place = bisect_left(taken, match.start, key=lambda each: each.start)
        before = taken[place - 1] if place else None
        after = taken[place] if place < len(taken) else None
        if (before is None or before.end <= match.start) and (after is None or after.start >= match.end):
            taken.insert(place, match)
    yield from taken


def _squeezed(text: str) -> tuple[str, list[int]]:
    """A text without white space, and where each of its letters stood."""
    places = [number for number, letter in enumerate(text) if not letter.isspace()]
    return "".join(text[place] for place in places), places


def _small(text: str) -> str:
    """Small letters, one for each: some capitals become two letters, and would move all that follow."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _is_latin(letter: str) -> bool:
    return letter.isalnum() and not HANGUL_LETTER.match(letter) and (letter.isascii() or letter.isalpha())
