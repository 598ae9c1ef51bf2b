"""How far translations are, counted anew from the rows themselves: a fixed number of queries for one or for many.

It only reads. What is kept of the numbers, and when they are counted again, is in `status`.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from html import unescape
from typing import Any
from uuid import UUID

from django.db.models import Case, F, IntegerField, Q, QuerySet, TextField, Value, When
from wagtail_localize.models import SegmentOverride, StringSegment, StringTranslation, Translation

from blog.translation.models import Predecessor
from blog.translation.segments import Place, State

_SEGMENT, _WRITTEN, _EARLIER, _OVERRIDE = range(4)
_COLUMNS = ("kind", "key", "scope", "first", "second", "third", "fourth", "said", "more")
_STATES = (State.BROKEN, State.REVIEWED, State.MACHINE, State.TRANSLATED)
_BROKEN, _REVIEWED, _MACHINE, _TRANSLATED = range(4)
_BREAK = re.compile(r"<br\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of one translation; what each means is said in `models.TranslationStatus`."""

    total: int = 0
    reviewed: int = 0
    translated: int = 0
    machine: int = 0
    stale: int = 0
    broken: int = 0
    missing: int = 0
    words: int = 0
    text: str = ""
    published: bool = False
    behind: int = 0
    published_text: str = ""


OF_STRINGS = ("total", *(state.value for state in State), "words", "text")
OF_PUBLICATION = ("published", "behind", "published_text")


@dataclass(frozen=True, slots=True)
class _Segment:
    order: int
    place: Place
    is_slug: bool
    source: str
    attrs: str


@dataclass(slots=True)
class _Strings:
    """What is stored of one text: segments by original, translations and overrides by language, predecessors."""

    segments: dict[int, list[_Segment]] = field(default_factory=lambda: defaultdict(list))
    written: dict[int, dict[Place, tuple[State, str]]] = field(default_factory=lambda: defaultdict(dict))
    overrides: dict[int, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    earlier: dict[Place, Place] = field(default_factory=dict)


def count_strings(translations: Iterable[Translation]) -> dict[int, Counts]:
    """The numbers that follow from the strings alone, by primary key of the translation. One query."""
    every = list(translations)
    if not every:
        return {}
    found = _fetch({each.source_id for each in every}, every)
    return {each.pk: _count(found[each.source.object_id], each) for each in every}


def words_in(html: str) -> int:
    """How many words a string has, between spaces, without its markup."""
    return len(unescape(_TAG.sub("", _BREAK.sub(" ", html))).split())


def _fetch(sources: set[int], translations: Sequence[Translation]) -> dict[UUID, _Strings]:
    keys = {each.source.object_id for each in translations}
    locales = {each.target_locale_id for each in translations}
    found: dict[UUID, _Strings] = defaultdict(_Strings)
    for kind, key, scope, first, second, third, fourth, said, more in _rows(sources, keys, locales):
        strings, place = found[key], (first, second)
        if kind == _SEGMENT:
            strings.segments[scope].append(_Segment(third, place, bool(fourth), said, more))
        elif kind == _WRITTEN:
            strings.written[scope][place] = (_STATES[third], said)
        elif kind == _EARLIER:
            strings.earlier[place] = (third, fourth)
        else:
            strings.overrides[scope].append((second, said))
    return found


def _rows(sources: set[int], keys: set[UUID], locales: set[int]) -> Iterator[tuple[Any, ...]]:
    """Everything in one statement: its parts are short, and a round trip is not."""
    here = Q(context__object_id__in=keys)
    segments = _part(
        StringSegment.objects.filter(source_id__in=sources),
        kind=_SEGMENT,
        key="source__object_id",
        scope="source_id",
        place=("string_id", "context_id"),
        third=F("order"),
        fourth=Case(When(context__path="slug", then=1), default=0, output_field=IntegerField()),
        said="string__data",
        more=F("attrs"),
    )
    state = Case(
        When(has_error=True, then=_BROKEN),
        When(review__isnull=False, then=_REVIEWED),
        When(translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE, then=_MACHINE),
        default=_TRANSLATED,
        output_field=IntegerField(),
    )
    written = _part(
        StringTranslation.objects.filter(here, locale_id__in=locales),
        kind=_WRITTEN,
        scope="locale_id",
        place=("translation_of_id", "context_id"),
        third=state,
        said="data",
    )
    earlier = _part(
        Predecessor.objects.filter(here),
        kind=_EARLIER,
        place=("string_id", "context_id"),
        third=F("earlier_id"),
        fourth=F("earlier_context_id"),
    )
    overrides = _part(
        SegmentOverride.objects.filter(here, locale_id__in=locales, has_error=False),
        kind=_OVERRIDE,
        scope="locale_id",
        place=("context_id", "context_id"),
        said="data_json",
    )
    return segments.union(written, earlier, overrides, all=True).iterator()


def _part(
    rows: QuerySet[Any],
    *,
    kind: int,
    place: tuple[str, str],
    key: str = "context__object_id",
    scope: str = "",
    third: Any = None,
    fourth: Any = None,
    said: str = "",
    more: Any = None,
) -> QuerySet[Any]:
    nothing, empty = Value(0, output_field=IntegerField()), Value("", output_field=TextField())
    values = (
        Value(kind, output_field=IntegerField()),
        F(key),
        F(scope) if scope else nothing,
        F(place[0]),
        F(place[1]),
        third or nothing,
        fourth or nothing,
        F(said) if said else empty,
        more or empty,
    )
    named = {f"{name}_": value for name, value in zip(_COLUMNS, values, strict=True)}
    return rows.order_by().annotate(**named).values_list(*named)


def _count(strings: _Strings, translation: Translation) -> Counts:
    segments = sorted(strings.segments[translation.source_id], key=lambda each: each.order)
    written = strings.written[translation.target_locale_id]
    counted: Counter[State] = Counter()
    words = 0
    for place, source in {each.place: each.source for each in segments if not each.is_slug}.items():
        state = _state(place, written, strings.earlier)
        counted[state] += 1
        if state in {State.STALE, State.BROKEN, State.MISSING}:
            words += words_in(source)
    text = _digest(segments, written, strings.overrides[translation.target_locale_id])
    return Counts(
        total=counted.total(),
        reviewed=counted[State.REVIEWED],
        translated=counted[State.TRANSLATED],
        machine=counted[State.MACHINE],
        stale=counted[State.STALE],
        broken=counted[State.BROKEN],
        missing=counted[State.MISSING],
        words=words,
        text=text,
    )


def _state(place: Place, written: Mapping[Place, tuple[State, str]], earlier: Mapping[Place, Place]) -> State:
    if place in written:
        return written[place][0]
    seen = {place}
    while (step := earlier.get(place)) and step not in seen:
        seen.add(place := step)
        if place in written and written[place][0] is not State.BROKEN:
            return State.STALE
    return State.MISSING


def _digest(
    segments: Sequence[_Segment], written: Mapping[Place, tuple[State, str]], overrides: Sequence[tuple[int, str]]
) -> str:
    """Of all that is put into a translation: the strings in their order with what they link to, and the overrides.

    Not of the strings of the original: one that is replaced by another with the same translation changes nothing.
    """
    nothing = (State.MISSING, "")
    texts = [
        [each.place[1], text if state is not State.BROKEN else "", each.attrs]
        for each in segments
        for state, text in [written.get(each.place, nothing)]
    ]
    said = json.dumps([texts, sorted(overrides)])
    return sha256(said.encode()).hexdigest()[:32]
