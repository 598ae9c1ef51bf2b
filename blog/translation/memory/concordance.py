"""How a word was translated everywhere: all translated text in both languages, searched by words and not by letters.

It reads only, and only what `visibility` lets through.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from unicodedata import normalize

from django.db.models import Q, QuerySet
from django.utils.html import escape
from wagtail_localize.models import StringTranslation

from blog.reading import HANGUL_LETTER
from blog.translation.inline import Run, inline, runs
from blog.translation.memory.index import containing, hash_of
from blog.translation.memory.suggestions import Origin, origins_of
from blog.translation.memory.visibility import visible_strings
from blog.translation.models import MemoryWord
from search.morphemes import content_words, tokens
from search.query import normalized

LONGEST_QUERY: Final = 200


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for: the words, and all of it as it is written, for what no dictionary knows."""

    words: tuple[str, ...]
    written: str

    def __bool__(self) -> bool:
        return bool(self.words or self.written)


@dataclass(frozen=True, slots=True)
class Passage:
    """One translated string, with what was looked for marked on both sides."""

    source: tuple[Run, ...]
    target: tuple[Run, ...]
    source_language: str
    target_language: str
    origin: Origin
    segment: str


def asked(typed: str) -> Query:
    """What somebody typed, whatever it is: at most twelve words and 200 characters are read."""
    written = " ".join(normalize("NFC", typed[: 2 * LONGEST_QUERY]).replace("\0", " ").split())[:LONGEST_QUERY]
    written = written.encode(errors="ignore").decode()
    return Query(tuple(dict.fromkeys(content_words(normalized(written)))), written)


def found(query: Query, user: Any) -> QuerySet[StringTranslation]:
    """Translated strings that have all the words on one side, newest first; none for an empty query.

    Korean is also looked for letter by letter, in case that it holds a name which is no word of the dictionary.
    """
    if not query:
        return StringTranslation.objects.none()
    either = Q()
    if query.words:
        hashes = [hash_of(word) for word in query.words]
        either = Q(pk__in=containing(hashes, MemoryWord.Side.SOURCE))
        either |= Q(pk__in=containing(hashes, MemoryWord.Side.TARGET))
    if HANGUL_LETTER.search(query.written) or not query.words:
        letters = escape(query.written)
        either |= Q(translation_of__data__icontains=letters) | Q(data__icontains=letters)
    rows = visible_strings(user).filter(either)
    return rows.select_related("translation_of__locale", "locale", "context").order_by("-updated_at", "-pk")


def passages(rows: Iterable[StringTranslation], query: Query, user: Any) -> tuple[Passage, ...]:
    """The strings of one page of results. The number of queries does not rest on theirs."""
    rows = list(rows)
    origins = origins_of(rows, user)
    return tuple(
        Passage(
            source=tuple(marked(row.translation_of.data, query)),
            target=tuple(marked(row.data, query)),
            source_language=row.translation_of.locale.language_code,
            target_language=row.locale.language_code,
            origin=origins.get((row.context.object_id if row.context else None, row.locale_id), Origin("", "")),
            segment=f"{row.translation_of_id}-{row.context_id}",
        )
        for row in rows
    )


def marked(html: str, query: Query) -> Iterator[Run]:
    """A text without its tags, in stretches; `mark` is true for what was looked for."""
    piece = inline(html)
    words = set(query.words)
    hits = [(each.start, each.end) for each in tokens(piece.text) if each.text in words]
    hits += _written_in(piece.text, query.written)
    return (run for run in runs(piece, [(start, end, True) for start, end in hits]) if not run.is_tag)


def _written_in(text: str, written: str) -> list[tuple[int, int]]:
    small, wanted = text.lower(), written.lower()
    if not wanted or len(small) != len(text):
        return []
    places, place = [], small.find(wanted)
    while place >= 0:
        places.append((place, place + len(wanted)))
        place = small.find(wanted, place + len(wanted))
    return places
