"""Links, pictures and other values that a translation may replace by its own: what there is, and how one is stored.

`overrides` judges a value, `guards` its sender. wagtail-localize puts the values in when it builds the translation.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, prefetch_related_objects
from django.utils.translation import gettext as _
from wagtail.blocks import ChooserBlock
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail_localize.models import OverridableSegment, SegmentOverride, Translation

from blog.models.linkpreviews import LinkPreview
from blog.translation.guards import readable_pages
from blog.translation.overrides import place_of, refuse_override
from blog.translation.saving import ConflictError, RefusedError
from blog.translation.segments import labels_of, version_of

ANY_VERSION = "*"
Objects = Mapping[type[Model], Mapping[int, Any]]


class Kind(Enum):
    """What a value is. The values stand in templates."""

    LINK = "link"
    PICTURE = "picture"
    PAGE = "page"
    DOCUMENT = "document"
    SNIPPET = "snippet"


@dataclass(frozen=True, slots=True)
class Shown:
    """A value as people read it: an address with what is known of it, or the chosen thing.

    `instance`: that thing; None for an address, for what was deleted, and for a page that this user may not see.
    """

    text: str
    title: str
    instance: Any


@dataclass(frozen=True, slots=True)
class Value:
    """One value of the original, `source`, and that of the translation, `own`, where it has one of its own.

    `version` says what a form has seen. `error`: why readers do not get the own one.
    """

    context: int
    kind: Kind
    model: type[Model] | None
    labels: tuple[str, ...]
    source: Shown
    own: Shown | None
    version: str
    error: str


@dataclass(frozen=True, slots=True)
class Summary:
    """How many values there are, of which kinds, and how many of the translation's own cannot be used any more."""

    number: int
    kinds: frozenset[Kind]
    broken: int


def summary_of(translation: Translation) -> Summary:
    """The numbers only. One query."""
    wrong = _overrides(translation).filter(context_id=OuterRef("context_id"), has_error=True)
    rows = _segments(translation).select_related("context").annotate(is_broken=Exists(wrong))
    once: dict[int, Any] = {segment.context_id: segment for segment in _shared(rows, translation)}
    kinds = frozenset(kind_of(model_of(segment)) for segment in once.values())
    return Summary(len(once), kinds, sum(segment.is_broken for segment in once.values()))


def values_of(translation: Translation, *, user: Any) -> tuple[Value, ...]:
    """Every value that may be replaced, in the order of the page. Three queries, and at most two per model."""
    segments = _shared(_segments(translation).select_related("context").order_by("-order"), translation)
    own = {row.context_id: row for row in _overrides(translation).order_by("-pk")}
    objects, titles = _objects(segments, own.values(), user), _titles(segments, own.values())
    once = {segment.context_id: segment for segment in segments}
    found = [_value(segment, own.get(segment.context_id), objects, titles) for segment in once.values()]
    return tuple(reversed(found))


@transaction.atomic
def replace(translation: Translation, context: int, value: str, *, user: Any, version: str = ANY_VERSION) -> None:
    """Stores a value of the translation's own; "" gives it that of the original again.

    `version` is that of the value as its writer has seen it. Raises ConflictError when it is another one by now, and
    RefusedError for what cannot stand there, or for a place that the original has no more.
    """
    rows = _segments(translation).select_for_update(of=("self",)).filter(context_id=context).order_by("order")
    segment = next(iter(_shared(rows[:1], translation)), None)
    if segment is None:
        raise RefusedError(_("The original does not have this any more. Please open the page again."))
    stored: Any = _overrides(translation).filter(context_id=context).order_by("pk").first()
    if version not in (ANY_VERSION, version_of(stored)):
        raise ConflictError(None)
    if not value.strip():
        _overrides(translation).filter(context_id=context).delete()
        return
    value = value.strip()
    if why := refuse_override(value, overridable_segment_id=segment.pk) or _refuse_hidden(value, segment, user):
        raise RefusedError(why)
    row = stored or SegmentOverride(context_id=context, locale_id=translation.target_locale_id)
    row.data_json, row.last_translated_by, row.has_error, row.field_error = json.dumps(value), user, False, ""
    row.save()


def model_of(segment: OverridableSegment) -> type[Model] | None:
    """What is chosen in this place; None for an address."""
    if isinstance(segment.data, str):
        return None
    place = place_of(segment)
    model: type[Model] | None = place.model_class if isinstance(place, ChooserBlock) else place.related_model
    return model


def kind_of(model: type[Model] | None) -> Kind:
    """How a value of this model is chosen."""
    if model is None:
        return Kind.LINK
    for base, kind in ((get_image_model(), Kind.PICTURE), (Page, Kind.PAGE), (get_document_model(), Kind.DOCUMENT)):
        if issubclass(model, base):
            return kind
    return Kind.SNIPPET


def _segments(translation: Translation) -> Any:
    return OverridableSegment.objects.filter(source_id=translation.source_id)


def _overrides(translation: Translation) -> Any:
    return SegmentOverride.objects.filter(
        context__object_id=translation.source.object_id, locale_id=translation.target_locale_id
    )


def _shared(rows: Iterable[OverridableSegment], translation: Translation) -> list[OverridableSegment]:
    """The segments with the original that is in memory already."""
    segments = list(rows)
    for segment in segments:
        segment.source = translation.source
    return segments


def _value(segment: OverridableSegment, own: Any, objects: Objects, titles: Mapping[str, str]) -> Value:
    model = model_of(segment)
    return Value(
        context=segment.context_id,
        kind=kind_of(model),
        model=model,
        labels=labels_of(
            segment.source.specific_content_type.model_class(), segment.context.field_path or segment.context.path
        ),
        source=_shown(segment.data, model, objects, titles),
        own=_shown(own.data, model, objects, titles) if own else None,
        version=version_of(own),
        error=own.field_error if own and own.has_error else "",
    )


def _objects(segments: Sequence[OverridableSegment], own: Iterable[Any], user: Any) -> Objects:
    """The chosen things by model and primary key, pictures with their renditions."""
    models = {segment.context_id: model for segment in segments if (model := model_of(segment))}
    wanted: dict[type[Model], set[int]] = defaultdict(set)
    for each in (*segments, *own):
        if each.context_id in models and str(each.data).isdecimal():
            wanted[models[each.context_id]].add(int(each.data))
    return {model: _fetch(model, keys, user) for model, keys in wanted.items()}


def _fetch(model: type[Model], keys: set[int], user: Any) -> dict[int, Any]:
    rows = model._default_manager.filter(pk__in=keys)
    if issubclass(model, Page):
        rows = readable_pages(user, rows)
    found = {row.pk: row for row in rows}
    if kind_of(model) is Kind.PICTURE:
        prefetch_related_objects(list(found.values()), "renditions")
    return found


def _titles(segments: Iterable[OverridableSegment], own: Iterable[Any]) -> Mapping[str, str]:
    """What is known of the pages that addresses lead to."""
    addresses = {each.data for each in (*segments, *own) if isinstance(each.data, str) and "//" in each.data}
    known = LinkPreview.objects.filter(address__in=addresses).exclude(title="") if addresses else ()
    return {each.address: each.title for each in known}


def _shown(data: Any, model: type[Model] | None, objects: Objects, titles: Mapping[str, str]) -> Shown:
    if model is None:
        return Shown(str(data), titles.get(str(data), ""), None)
    instance = objects.get(model, {}).get(int(data)) if str(data).isdecimal() else None
    if instance is not None:
        return Shown(str(instance), "", instance)
    return Shown(_("no longer there, or not for you to see"), "", None)


def _refuse_hidden(value: str, segment: OverridableSegment, user: Any) -> str:
    """A draft of others cannot be chosen by its number: its title would show."""
    model = model_of(segment)
    if model is None or not issubclass(model, Page):
        return ""
    may = readable_pages(user, model._default_manager.filter(pk=int(value))).exists()
    return "" if may else _("What was chosen does not exist any more. Please choose again.")
