"""What may be used for a piece because it was translated before: the same text, or one like it, with where it is from.

It reads only. Nothing is ever filled in by it: somebody chooses.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet
from rapidfuzz.distance import Levenshtein
from wagtail_localize.models import StringTranslation, Translation

from blog.translation.desk.differences import Change, changes, shortened
from blog.translation.desk.page import address
from blog.translation.guards import visible_translations
from blog.translation.inline import inline
from blog.translation.memory.index import Words, candidates, words_of
from blog.translation.memory.visibility import visible_strings
from blog.translation.segments import Segment, State, state_of

LIKE_ENOUGH: Final = 0.6
MOST_SUGGESTIONS: Final = 5
_MOST_CANDIDATES: Final = 60
_MOST_SAME: Final = 50
_STANDING: Final = {State.REVIEWED: 0, State.TRANSLATED: 1, State.MACHINE: 2}


@dataclass(frozen=True, slots=True)
class Origin:
    """The text that a translated string stands in. `url` is that of its desk, "" for those who may not sit there."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A translation that may be used. `percent` says how like its original is; `changes` how it differs, for the piece.

    `key` is that of the translated string, `segment` the name of its piece; `state` says whether somebody reviewed it.
    """

    key: int
    source: str
    text: str
    percent: int
    state: State
    stored_at: datetime
    origin: Origin
    segment: str
    changes: tuple[Change, ...]

    @property
    def is_exact(self) -> bool:
        """Whether its original is the very same text."""
        return not self.changes

    @property
    def plain(self) -> str:
        """The translation without its tags, for lists."""
        return inline(self.text).text


def suggestions(
    translation: Translation, segment: Segment, user: Any, most: int = MOST_SUGGESTIONS
) -> tuple[Suggestion, ...]:
    """The best suggestions for a piece, from texts that the user may see; each translation once.

    First by likeness, then what somebody reviewed, what a person wrote and what a machine drafted, newest first.
    A fixed number of queries, whatever the size of the memory.
    """
    visible = visible_strings(user).filter(
        locale_id=translation.target_locale_id, translation_of__locale_id=translation.source.locale_id
    )
    words = words_of(segment.source)
    rows = list(_rows(visible, segment, words, translation))
    likeness = {row.pk: _percent(row, segment, words) for row in rows}
    best = sorted(rows, key=lambda row: (-likeness[row.pk], _standing(row), -row.updated_at.timestamp(), -row.pk))
    chosen = _each_once([row for row in best if likeness[row.pk] >= LIKE_ENOUGH * 100], most)
    origins = origins_of(chosen, user)
    return tuple(_suggestion(row, likeness[row.pk], segment, origins) for row in chosen)


def likeness_of(words: Words, other: Words) -> float:
    """How like two texts are, from 0 to 1: 1 − d / n, where d is the number of words to insert, delete or replace and
    n the number of words of the longer text.

    The fuzzy match score of P. Koehn and J. Senellart, Convergence of Translation Memory and Statistical Machine
    Translation (2010). Words are morphemes in Korean, and punctuation counts.
    """
    return float(Levenshtein.normalized_similarity(words.all, other.all))


def origins_of(rows: Iterable[StringTranslation], user: Any) -> dict[tuple[Any, int], Origin]:
    """Which text each string stands in, by translation key and language."""
    keys = {row.context.object_id for row in rows if row.context}
    translations = Translation.objects.filter(source__object_id__in=keys).select_related("source")
    translations = translations.defer("source__content_json")
    own = set(visible_translations(user).filter(source__object_id__in=keys).values_list("pk", flat=True))
    return {
        (each.source.object_id, each.target_locale_id): Origin(
            each.source.object_repr, address(each.pk) if each.pk in own else ""
        )
        for each in translations
    }


def _rows(
    visible: QuerySet[StringTranslation], segment: Segment, words: Words, translation: Translation
) -> Iterator[StringTranslation]:
    """The same string in other places, and what the index finds; each row once, without the piece itself."""
    rows = visible.select_related("review", "translation_of", "context")
    rows = rows.exclude(context_id=segment.context, translation_of_id=segment.string)
    yield from rows.filter(translation_of_id=segment.string).order_by("-updated_at")[:_MOST_SAME]
    found = candidates(words, LIKE_ENOUGH, _MOST_CANDIDATES)
    if found:
        yield from rows.filter(pk__in=found).exclude(translation_of_id=segment.string)


def _percent(row: StringTranslation, segment: Segment, words: Words) -> int:
    """Likeness for people; only the very same text has 100."""
    if row.translation_of_id == segment.string:
        return 100
    return min(99, int(likeness_of(words, words_of(row.translation_of.data)) * 100))


def _standing(row: StringTranslation) -> int:
    return _STANDING.get(state_of(row, has_earlier=False), len(_STANDING))


def _each_once(rows: Iterable[StringTranslation], most: int) -> list[StringTranslation]:
    found: dict[str, StringTranslation] = {}
    for row in rows:
        found.setdefault(row.data, row)
    return list(found.values())[:most]


def _suggestion(
    row: StringTranslation, percent: int, segment: Segment, origins: Mapping[tuple[Any, int], Origin]
) -> Suggestion:
    source = row.translation_of.data
    key = (row.context.object_id if row.context else None, row.locale_id)
    return Suggestion(
        key=row.pk,
        source=source,
        text=row.data,
        percent=percent,
        state=state_of(row, has_earlier=False),
        stored_at=row.updated_at,
        origin=origins.get(key, Origin("", "")),
        segment=f"{row.translation_of_id}-{row.context_id}",
        changes=() if percent == 100 else shortened(changes(inline(source).text, inline(segment.source).text)),
    )
