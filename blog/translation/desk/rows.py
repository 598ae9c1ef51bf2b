"""The pieces of a text as the desk shows them: in groups, filtered, counted, each with its words and differences.

It computes what a template shows from segments that were read; it asks the database only for names of people.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db.models import CharField
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.admin.utils import get_user_display_name
from wagtail.fields import RichTextField, StreamField

from blog.translation.desk.differences import Change, changes, shortened
from blog.translation.desk.markup import Mark, marks_of, shown_source, to_form
from blog.translation.desk.parts import Shown, Sitting, originals_of, shown_beside
from blog.translation.overrides import block_below
from blog.translation.segments import Segment, State, model_of

STATES: Final[Mapping[State, Any]] = {
    State.MISSING: gettext_lazy("not translated"),
    State.STALE: gettext_lazy("original changed"),
    State.BROKEN: gettext_lazy("not usable"),
    State.MACHINE: gettext_lazy("machine draft"),
    State.TRANSLATED: gettext_lazy("translated"),
    State.REVIEWED: gettext_lazy("reviewed"),
}
TO_TRANSLATE: Final = frozenset({State.MISSING, State.STALE, State.BROKEN})
TO_REVIEW: Final = frozenset({State.MACHINE, State.TRANSLATED})


@dataclass(frozen=True, slots=True)
class Filter:
    """Some of the pieces, by their states. `name` stands in addresses."""

    name: str
    label: Any
    states: frozenset[State]


FILTERS: Final = (
    Filter("", gettext_lazy("All"), frozenset(State)),
    Filter("changed", gettext_lazy("Changed"), frozenset({State.STALE})),
    Filter("untranslated", gettext_lazy("Untranslated"), frozenset({State.MISSING, State.BROKEN})),
    Filter("review", gettext_lazy("To review"), TO_REVIEW),
    Filter("reviewed", gettext_lazy("Reviewed"), frozenset({State.REVIEWED})),
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody wanted to store, and why it was not. `stored`: what is there instead, for a conflict."""

    text: str
    error: str
    stored: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One piece with everything that its template shows.

    `text` is what stands in the box; `is_old` says that it is the translation of an earlier original and not stored
    yet. `difference`: between that earlier original and the one of now.
    """

    segment: Segment
    label: str
    rich: bool
    one_line: bool
    source: SafeString
    copy: str
    text: str
    is_old: bool
    marks: tuple[Mark, ...]
    difference: tuple[Change, ...]
    state: Any
    writer: str
    reviewer: str
    parts: Sequence[Shown]
    attempt: Attempt | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The pieces of one section. `heading` is that of the original, "" for what stands outside of sections."""

    heading: str
    rows: tuple[Row, ...]


def filter_named(name: str) -> Filter:
    """The filter of an address; all pieces for a name that is none."""
    return next((each for each in FILTERS if each.name == name), FILTERS[0])


def counted(segments: Iterable[Segment]) -> Counter[State]:
    """How many pieces are in each state."""
    return Counter(each.state for each in segments)


def chosen(segments: Iterable[Segment], wanted: Filter, words: str = "") -> list[Segment]:
    """The pieces of a filter that hold some words in either language."""
    needle = words.casefold().strip()
    return [
        each
        for each in segments
        if each.state in wanted.states and (not needle or needle in f"{each.source}\n{each.text}".casefold())
    ]


def rows_of(sitting: Sitting, segments: Sequence[Segment]) -> tuple[Row, ...]:
    """One query for the names of people, and what the parts of other rooms ask."""
    model, parts = model_of(sitting.translation), shown_beside(sitting, segments)
    names, marked = _names(segments, sitting.user), originals_of(sitting, segments)
    rows = (_row(each, model, names, parts.get(each.place, [])) for each in segments)
    return tuple(
        replace(row, source=shown_source(html, row.segment.attrs)) if (html := marked.get(row.segment.place)) else row
        for row in rows
    )


def groups_of(rows: Iterable[Row], segments: Iterable[Segment]) -> tuple[Group, ...]:
    """Rows by section, in the order of the page. `segments` are all pieces: a heading may be filtered out."""
    headings = {_section(each): each for each in segments if _section(each) and each.path.endswith(".heading")}

    def key(row: Row) -> str:
        return _section(row.segment) if _section(row.segment) in headings else ""

    return tuple(
        Group(to_form(headings[name].source, rich=False) if name else "", tuple(members))
        for name, members in groupby(rows, key)
    )


def _section(segment: Segment) -> str:
    """The block at the top of a stream that a piece stands in; "" for a field."""
    names = segment.path.split(".")
    return ".".join(names[:2]) if len(names) > 2 else ""


def _row(segment: Segment, model: Any, names: Mapping[int, str], parts: Sequence[Shown]) -> Row:
    rich, one_line = kind_of(model, segment)
    is_old = segment.state == State.STALE
    return Row(
        segment=segment,
        label=" › ".join(_labels(segment)),
        rich=rich,
        one_line=one_line,
        source=shown_source(segment.source, segment.attrs),
        copy=to_form(segment.source, rich=rich),
        text=to_form(segment.earlier_text if is_old else segment.text, rich=rich),
        is_old=is_old,
        marks=marks_of(segment.source, segment.attrs) if rich else (),
        difference=shortened(_difference(segment, rich)) if is_old else (),
        state=STATES[segment.state],
        writer=_writer(names.get(segment.user or 0, ""), segment),
        reviewer=names.get(segment.reviewer or 0, ""),
        parts=parts,
    )


def _difference(segment: Segment, rich: bool) -> tuple[Change, ...]:
    """Of the words; of the tags only when nothing else has changed."""
    words = [to_form(text, rich=False) for text in (segment.earlier_source, segment.source)]
    if words[0] != words[1]:
        return changes(*words)
    return changes(to_form(segment.earlier_source, rich=rich), to_form(segment.source, rich=rich))


def _labels(segment: Segment) -> list[str]:
    """The group says which section it is, and a block that is called like its text says it once."""
    inside = len(segment.labels) > 1 and segment.path.count(".") > 1 and _section(segment)
    labels = segment.labels[1:] if inside and segment.fields.split(".")[1] == "section" else segment.labels
    return [label for label, _same in groupby(labels)]


def kind_of(model: Any, segment: Segment) -> tuple[bool, bool]:
    """Whether a piece may have tags, and whether it is a single line."""
    names = segment.fields.split(".")
    field = next((each for each in model._meta.get_fields() if each.name == names[0]), None)
    place = block_below(field.stream_block, names[1:]) if isinstance(field, StreamField) else field
    if isinstance(place, blocks.FieldBlock):
        is_rich = isinstance(place, blocks.RichTextBlock)
        return is_rich, isinstance(place, blocks.CharBlock)
    if place is None:  # inside a block without parts, such as a table
        return names[-1].startswith("cell"), False
    return isinstance(place, RichTextField), isinstance(place, CharField)


def _names(segments: Iterable[Segment], own: Any) -> dict[int, str]:
    """Names of those who wrote and reviewed, by primary key. No query when that was only the user at the desk."""
    keys = {key for each in segments for key in (each.user, each.reviewer) if key} - {own.pk}
    others = get_user_model().objects.filter(pk__in=keys) if keys else ()
    return {user.pk: get_user_display_name(user) for user in (own, *others)}


@dataclass(frozen=True, slots=True)
class Progress:
    """The numbers of the bar above the pieces."""

    total: int
    done: int
    left: int
    shares: tuple[tuple[str, Any, int], ...]


def progress_of(counts: Mapping[State, int]) -> Progress:
    """`done` pieces can be published, as on the board; `shares` are name, label and number of every state there is."""
    total = sum(counts.values())
    left = sum(counts.get(state, 0) for state in (*TO_TRANSLATE, State.MACHINE))
    order = (State.REVIEWED, State.TRANSLATED, State.MACHINE, State.STALE, State.BROKEN, State.MISSING)
    shares = tuple((state.value, STATES[state], counts.get(state, 0)) for state in order)
    return Progress(total, total - left, left, shares)


def _writer(name: str, segment: Segment) -> str:
    """A person, a machine, or a person by way of a file: who only asked a machine has written nothing."""
    if not segment.tool or segment.state is State.MACHINE:
        return segment.tool or name
    return f"{name} ({segment.tool})" if name else segment.tool
