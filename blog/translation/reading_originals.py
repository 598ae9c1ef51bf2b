"""Reads an original into wagtail-localize's rows of segments, in a fixed number of queries.

It stands in for `TranslationSource.refresh_segments`, which asks four times per segment: the same rows by value, but a
row of a piece that only moved is kept. What was replaced is handed to `predecessors`; it knows no translations.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Final
from uuid import UUID, uuid5

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_save
from wagtail_localize.models import (
    OverridableSegment,
    RelatedObjectSegment,
    String,
    StringSegment,
    Template,
    TemplateSegment,
    TranslatableObject,
    TranslationContext,
    TranslationSource,
)
from wagtail_localize.segments import (
    OverridableSegmentValue,
    RelatedObjectSegmentValue,
    StringSegmentValue,
    TemplateSegmentValue,
)
from wagtail_localize.segments.extract import extract_segments

from blog.translation import predecessors
from blog.translation.pairing import Piece, keys_of
from blog.translation.references import checked_once
from blog.translation.structure import without_hashes

Rows = dict[type[Model], list[Any]]
Contexts = Mapping[str, TranslationContext]

# A row stays that of its piece as long as these are the same; the rest of it may change.
IDENTITY: Final[Mapping[type[Model], tuple[str, ...]]] = {
    StringSegment: ("context_id", "string_id"),
    TemplateSegment: ("context_id",),
    RelatedObjectSegment: ("context_id", "object_id"),
    OverridableSegment: ("context_id",),
}


@transaction.atomic
def read(source: TranslationSource) -> None:
    """Brings the segments of a source up to date with its content, and remembers what was replaced.

    The row of the text in all languages is locked, so two readings at once cannot mix. Sends `post_save` for rows of
    segments that are new, and only for these.
    """
    TranslatableObject.objects.select_for_update().filter(pk=source.object_id).values_list("pk").first()
    with checked_once():
        instance = source.as_instance()
    values = extract_segments(instance)
    contexts = _contexts(source, instance, dict.fromkeys(value.path for value in values))
    stored = _stored(source)
    wanted = _wanted(source, values, contexts, stored)
    new = [row for model in IDENTITY for row in _replace(model, stored[model], wanted[model])]
    if stored[StringSegment] and _places(wanted) - _places(stored):
        predecessors.remember(source.object_id, _pieces(stored, contexts), _pieces(wanted, contexts))
    for row in new:
        post_save.send(sender=type(row), instance=row, created=True, raw=False, update_fields=None, using=row._state.db)


def _contexts(source: TranslationSource, instance: Any, paths: Iterable[str]) -> Contexts:
    """Every context that this text ever had, by path, those of its content made where they are missing."""
    known = {each.path: each for each in TranslationContext.objects.filter(object_id=source.object_id)}
    missing = [
        TranslationContext(object_id=source.object_id, path=path, path_id=TranslationContext._get_path_id(path))
        for path in paths
        if path not in known
    ]
    for each in missing:
        each.save = _not_yet  # type: ignore[method-assign]
        each.get_field_path(instance)
        del each.save
    for path in paths:
        if path in known:
            known[path].get_field_path(instance)  # fills in what versions before 1.0 of wagtail-localize left empty
    _insert(missing, unique=["object", "path_id"], data="path")
    return known | {each.path: each for each in missing}


def _not_yet(**_options: Any) -> None:
    """Takes the place of `save` while upstream's method finds out the path of a context that is not stored yet."""


def _stored(source: TranslationSource) -> Rows:
    """The rows of the last reading, in the order of the text. Four queries."""
    joined = {StringSegment: "string", TemplateSegment: "template"}
    found: Rows = {}
    for model in IDENTITY:
        rows: Any = model._default_manager.filter(source=source).order_by("order", "pk")
        found[model] = list(rows.select_related(joined[model]) if model in joined else rows)
    return found


def _wanted(source: TranslationSource, values: Sequence[Any], contexts: Contexts, stored: Rows) -> Rows:
    """The rows that this reading asks for, none of them stored."""
    by_type: dict[type[Any], list[Any]] = defaultdict(list)
    for value in values:
        by_type[type(value)].append(value)
    strings = _strings(source, by_type[StringSegmentValue], stored[StringSegment])
    templates = _templates(by_type[TemplateSegmentValue], stored[TemplateSegment])
    _ensure_objects(by_type[RelatedObjectSegmentValue], stored[RelatedObjectSegment])

    def place(value: Any) -> dict[str, Any]:
        return {"source": source, "context": contexts[value.path], "order": value.order}

    return {
        StringSegment: [
            StringSegment(**place(each), string=strings[_string_hash(each)], attrs=_json(each.attrs))
            for each in by_type[StringSegmentValue]
        ],
        TemplateSegment: [
            TemplateSegment(**place(each), template=templates[_template_hash(each)])
            for each in by_type[TemplateSegmentValue]
        ],
        RelatedObjectSegment: [
            RelatedObjectSegment(**place(each), object_id=each.translation_key)
            for each in by_type[RelatedObjectSegmentValue]
        ],
        OverridableSegment: [
            OverridableSegment(**place(each), data_json=_json(each.data)) for each in by_type[OverridableSegmentValue]
        ],
    }


def _strings(
    source: TranslationSource, values: Iterable[StringSegmentValue], rows: Iterable[StringSegment]
) -> dict[UUID, String]:
    wanted = {_string_hash(value): value.string.data for value in values}
    known = {row.string.data_hash: row.string for row in rows}
    if unknown := wanted.keys() - known.keys():
        found = String.objects.filter(locale_id=source.locale_id, data_hash__in=unknown)
        known |= {each.data_hash: each for each in found}
    missing = [
        String(locale_id=source.locale_id, data_hash=each, data=wanted[each])
        for each in sorted(wanted.keys() - known.keys())  # one order for all, or two readings could lock each other
    ]
    _insert(missing, unique=["locale", "data_hash"], data="data")
    return known | {each.data_hash: each for each in missing}


def _templates(values: Iterable[TemplateSegmentValue], rows: Iterable[TemplateSegment]) -> dict[UUID, Template]:
    wanted = {_template_hash(value): value for value in values}
    known = {row.template.uuid: row.template for row in rows}
    if unknown := wanted.keys() - known.keys():
        known |= {each.uuid: each for each in Template.objects.filter(uuid__in=unknown)}
    missing = [
        Template(
            uuid=each,
            template=wanted[each].template,
            template_format=wanted[each].format,
            string_count=wanted[each].string_count,
        )
        for each in sorted(wanted.keys() - known.keys())
    ]
    _insert(missing, unique=["uuid"], data="template")
    return known | {each.uuid: each for each in missing}


def _ensure_objects(values: Iterable[RelatedObjectSegmentValue], rows: Iterable[RelatedObjectSegment]) -> None:
    known = {row.object_id for row in rows}
    missing = {each.translation_key: each for each in values if each.translation_key not in known}
    objects = [
        TranslatableObject(translation_key=key, content_type=each.content_type) for key, each in sorted(missing.items())
    ]
    TranslatableObject.objects.bulk_create(objects, ignore_conflicts=True)


def _insert(rows: Sequence[Model], unique: list[str], data: str) -> None:
    """Stores new rows, which get their primary keys also where somebody else stored the same a moment ago."""
    if rows:
        manager = type(rows[0])._default_manager
        manager.bulk_create(rows, update_conflicts=True, unique_fields=unique, update_fields=[data])


def _string_hash(value: StringSegmentValue) -> UUID:
    hashed: UUID = String._get_data_hash(value.string.data)
    return hashed


def _template_hash(value: TemplateSegmentValue) -> UUID:
    return uuid5(uuid5(Template.BASE_UUID_NAMESPACE, value.format), value.template)


def _json(data: Any) -> str:
    return json.dumps(data, cls=DjangoJSONEncoder)


def _replace(model: type[Model], stored: Sequence[Any], wanted: Sequence[Any]) -> list[Any]:
    """Makes the stored rows the wanted ones: kept, changed, deleted or inserted. Returns the inserted ones."""
    new, changed, gone = [], [], []
    for row, old in _counterparts(IDENTITY[model], stored, wanted):
        if row is None:
            gone.append(old.pk)
        elif old is None:
            new.append(row)
        else:
            row.pk = old.pk
            if _facts(row) != _facts(old):
                changed.append(row)
    names = [field.name for field in model._meta.concrete_fields if not field.primary_key and field.name != "source"]
    if changed:  # one statement; `bulk_update` would build a CASE per column and row
        model._default_manager.bulk_create(changed, update_conflicts=True, unique_fields=["id"], update_fields=names)
    if gone:
        model._default_manager.filter(pk__in=gone).delete()
    return list(model._default_manager.bulk_create(new))


def _counterparts(names: tuple[str, ...], stored: Sequence[Any], wanted: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """Wanted rows with those stored for the same piece, in their order; None where one of them has no counterpart."""
    groups: dict[tuple[Any, ...], tuple[list[Any], list[Any]]] = defaultdict(lambda: ([], []))
    for side, rows in enumerate((wanted, stored)):
        for row in rows:
            groups[tuple(getattr(row, name) for name in names)][side].append(row)
    for new, old in groups.values():
        yield from zip_longest(new, old)


def _facts(row: Any) -> list[Any]:
    return [getattr(row, field.attname) for field in row._meta.concrete_fields]


def _places(rows: Rows) -> set[tuple[int, int]]:
    return {(row.string_id, row.context_id) for row in rows[StringSegment]}


def _pieces(rows: Rows, contexts: Contexts) -> list[Piece]:
    """The strings of a reading as `pairing` compares them."""
    here = {each.pk: each for each in contexts.values()}
    strings: dict[int, list[StringSegment]] = defaultdict(list)
    for row in rows[StringSegment]:
        strings[row.context_id].append(row)
    templates = {row.context_id: row.template for row in rows[TemplateSegment]}
    found = [
        (row.order, _piece(row, here[context], key))
        for context, segments in strings.items()
        for row, key in zip(segments, _keys(templates.get(context), len(segments)), strict=True)
    ]
    return [piece for _order, piece in sorted(found, key=lambda each: each[0])]


def _keys(template: Template | None, count: int) -> list[str]:
    """The editor's keys of the strings of one rich text; none where template and strings do not fit."""
    keys = keys_of(template.template) if template and "data-block-key" in template.template else []
    return keys if len(keys) == count else [""] * count


def _piece(row: StringSegment, context: TranslationContext, key: str) -> Piece:
    return Piece(
        string=row.string_id,
        context=row.context_id,
        text=row.string.data,
        group=without_hashes(context.path),
        kind=context.field_path.rpartition(".")[2],
        key=key,
    )
