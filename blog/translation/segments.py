"""The pieces of one translation as a translator works on them: source, translation, state, and what stood there before.

It reads, with a fixed number of queries; `saving` writes. Everything that shows, drafts, checks or exchanges single
pieces goes through these two.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.fields import StreamField
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from blog.translation.models import Predecessor
from blog.translation.overrides import block_below

Place = tuple[int, int]
Written = Mapping[Place, StringTranslation]


class State(Enum):
    """How far a piece is. The values stand in addresses and files."""

    MISSING = "missing"
    STALE = "stale"
    BROKEN = "broken"
    MACHINE = "machine"
    TRANSLATED = "translated"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True)
class Segment:
    """One piece of a text in two languages.

    `string` and `context` are wagtail-localize's ids and together name the piece, also after the original was read
    again. `source` and `text` are HTML with inline tags only, attributes replaced by ids ("" without a translation);
    `attrs` are the attributes by id. `version` changes whenever the stored translation does ("" without one).
    `earlier_source`, `earlier_text`: the string that this one replaced, and its translation, for a STALE piece.
    `path` is wagtail-localize's content path, `fields` the names of fields and blocks in place of ids, `labels` what
    editors call them.
    """

    string: int
    context: int
    order: int
    path: str
    fields: str
    labels: tuple[str, ...]
    source: str
    attrs: Mapping[str, Mapping[str, str]]
    text: str
    version: str
    state: State
    error: str
    tool: str
    user: int | None
    stored_at: datetime | None
    reviewer: int | None
    earlier_source: str
    earlier_text: str

    @property
    def key(self) -> str:
        """The name of the piece in forms and fragments."""
        return f"{self.string}-{self.context}"

    @property
    def place(self) -> Place:
        """The name of the piece in the database."""
        return self.string, self.context


def segments_of(translation: Translation) -> tuple[Segment, ...]:
    """All pieces in the order of the page, each string in its place once. Three queries."""
    rows = StringSegment.objects.filter(source_id=translation.source_id).select_related("string", "context")
    written = written_in(translation)
    earlier = {(each.string_id, each.context_id): each for each in _predecessors(translation)}
    model = model_of(translation)
    found: dict[Place, Segment] = {}
    for row in rows.order_by("order"):
        place = (row.string_id, row.context_id)
        if place not in found:
            labels = labels_of(model, row.context.field_path or row.context.path)
            found[place] = _segment(row, labels, written, _earlier(place, earlier, written))
    return tuple(found.values())


def segment_of(row: StringSegment, stored: StringTranslation | None, model: Any) -> Segment:
    """A single piece from rows that were read already, without what stood there before it was changed."""
    written = {(row.string_id, row.context_id): stored} if stored else {}
    return _segment(row, labels_of(model, row.context.field_path or row.context.path), written, None)


def model_of(translation: Translation) -> Any:
    """What kind of page or snippet is translated."""
    return ContentType.objects.get_for_id(translation.source.specific_content_type_id).model_class()


def written_in(translation: Translation) -> Written:
    """Every stored translation of this text into its language, by string and place; also of strings that are gone."""
    rows: QuerySet[StringTranslation] = StringTranslation.objects.filter(
        context__object_id=translation.source.object_id, locale_id=translation.target_locale_id
    ).select_related("translation_of", "review")
    return {(row.translation_of_id, row.context_id or 0): row for row in rows}


def version_of(written: StringTranslation | None) -> str:
    """What a form says it has seen, so that nobody overwrites what they have not."""
    return f"{written.pk}-{written.updated_at:%Y%m%d%H%M%S%f}" if written else ""


def state_of(written: StringTranslation | None, *, has_earlier: bool) -> State:
    """How far a piece is, from its stored translation."""
    if written is None:
        return State.STALE if has_earlier else State.MISSING
    if written.has_error:
        return State.BROKEN
    if getattr(written, "review", None):
        return State.REVIEWED
    is_machine = written.translation_type == StringTranslation.TRANSLATION_TYPE_MACHINE
    return State.MACHINE if is_machine else State.TRANSLATED


def carried_over(translation: Translation, written: Written | None = None) -> dict[Place, StringTranslation]:
    """For strings without a usable translation of their own: that of the nearest string they replaced.

    One query where no string ever replaced another or `written` is known, else two.
    """
    earlier = {(each.string_id, each.context_id): each for each in _predecessors(translation)}
    if written is None:
        written = written_in(translation) if earlier else {}
    found = {place: _earlier(place, earlier, written) for place in earlier if not _usable(written.get(place))}
    return {place: row for place, row in found.items() if row}


def labels_of(model: Any, field_path: str) -> tuple[str, ...]:
    """What editors call the field and the blocks that lead to a piece, outermost first."""
    return tuple(_labels(model, field_path.split(".")))


def _labels(model: Any, names: list[str]) -> Iterator[str]:
    field = next((each for each in model._meta.get_fields() if each.name == names[0]), None)
    if not isinstance(field, StreamField):
        yield str(getattr(field, "verbose_name", names[0]))
        return
    for length in range(1, len(names)):
        block = block_below(field.stream_block, names[1 : length + 1])
        if block is not None and names[length] not in {"content", "item"}:
            yield str(block.label or names[length])


def _predecessors(translation: Translation) -> QuerySet[Predecessor]:
    return Predecessor.objects.filter(context__object_id=translation.source.object_id)


def _usable(written: StringTranslation | None) -> bool:
    return written is not None and not written.has_error


def _earlier(place: Place, earlier: Mapping[Place, Predecessor], written: Written) -> StringTranslation | None:
    """The translation of the nearest earlier string that has a usable one."""
    seen = {place}
    while step := earlier.get(place):
        place = (step.earlier_id, step.earlier_context_id)
        if place in seen:
            return None
        seen.add(place)
        if _usable(written.get(place)):
            return written[place]
    return None


def _segment(
    row: StringSegment, labels: tuple[str, ...], written: Written, earlier: StringTranslation | None
) -> Segment:
    own = written.get((row.string_id, row.context_id))
    review = getattr(own, "review", None)
    return Segment(
        string=row.string_id,
        context=row.context_id,
        order=row.order,
        path=row.context.path,
        fields=row.context.field_path or row.context.path,
        labels=labels,
        source=row.string.data,
        attrs=json.loads(row.attrs or "{}") or {},
        text=own.data if own else "",
        version=version_of(own),
        state=state_of(own, has_earlier=earlier is not None),
        error=str(own.get_error() or "") if own and own.has_error else "",
        tool=own.tool_name if own else "",
        user=own.last_translated_by_id if own else None,
        stored_at=own.updated_at if own else None,
        reviewer=review.reviewer_id if review else None,
        earlier_source=earlier.translation_of.data if earlier else "",
        earlier_text=earlier.data if earlier else "",
    )
