"""What readers have of translations, and how far that is behind its original: for pages with paragraphs what they are
told of it, for everything else a count of its fields.

It reads, and keeps what every translation was put together from; when it is asked is decided in `status`.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, SlugField, TextField
from wagtail.models import DraftStateMixin
from wagtail_localize.fields import get_translatable_fields
from wagtail_localize.models import Translation, TranslationContext, TranslationLog

from blog.translation.basis import has_body
from blog.translation.carrying import carried_pieces
from blog.translation.counting import count_strings
from blog.translation.fingerprints import digest_of, field_digests
from blog.translation.models import Composition

Key = tuple[Any, int]


@dataclass(frozen=True, slots=True)
class Publication:
    """The numbers of one translation that follow from what is published; see `models.TranslationStatus`."""

    published: bool = False
    behind: int = 0
    published_text: str = ""


@dataclass(frozen=True, slots=True)
class _Version:
    """One text in one language as far as it matters here. `behind`: what readers are told; None: nobody is told."""

    live: bool
    revision: int | None = None
    behind: int | None = None
    fields: Mapping[str, str] | None = None


def publication_of(translations: Sequence[Translation]) -> dict[int, Publication]:
    """By primary key of the translation. One query for what they were put together from, one per kind of text."""
    versions = _versions(translations)
    compositions: dict[int, list[Composition]] = defaultdict(list)
    for each in Composition.objects.filter(translation__in=translations).order_by("pk"):
        compositions[each.translation_id].append(each)
    return {
        each.pk: _publication(
            versions.get((each.source.object_id, each.source.locale_id)),
            versions.get((each.source.object_id, each.target_locale_id)),
            compositions[each.pk],
        )
        for each in translations
    }


def remember_composition(log: TranslationLog) -> int | None:
    """A translation has just been built: what from is stored. Returns its primary key; None when it does not run."""
    translation = (
        Translation.objects.filter(source_id=log.source_id, target_locale_id=log.locale_id)
        .select_related("source__specific_content_type")
        .first()
    )
    if translation is None:
        return None
    model = translation.source.specific_content_type.model_class()
    said = {} if has_body(model) else _said(translation, model)
    text = count_strings([translation])[translation.pk].text
    Composition.objects.update_or_create(
        translation=translation, revision_id=log.revision_id, defaults={"text": text, "fields": said}
    )
    return int(translation.pk)


def _said(translation: Translation, model: Any) -> dict[str, str]:
    """What each field of the original says as it is rendered: the old words where an earlier translation stands."""
    names = text_fields(model)
    said = field_digests(json.loads(translation.source.content_json), names)
    carried = carried_pieces(translation)
    contexts = TranslationContext.objects.in_bulk({context for _string, context in carried}) if carried else {}
    for (_string, context), piece in carried.items():
        name = contexts[context].path.partition(".")[0]
        if name in said:
            said[name] = digest_of(piece.source)
    return said


@cache
def text_fields(model: Any) -> tuple[str, ...]:
    """The fields whose words are translated, without the address and without blocks."""
    names = (each.field_name for each in get_translatable_fields(model) if each.is_translated(None))
    fields = (model._meta.get_field(name) for name in names)
    texts = (each for each in fields if isinstance(each, CharField | TextField) and not isinstance(each, SlugField))
    return tuple(each.name for each in texts)


def _publication(source: _Version | None, target: _Version | None, built: Sequence[Composition]) -> Publication:
    if target is None or not target.live:
        return Publication()
    last = max(
        (each for each in built if not target.revision or (each.revision_id or 0) <= target.revision),
        key=lambda each: each.revision_id or 0,
        default=None,
    )
    behind = target.behind
    if behind is None:
        behind = _changed_fields(last, source) if last and source and source.live else 0
    return Publication(True, behind, last.text if last else "")


def _changed_fields(built: Composition, source: _Version) -> int:
    return sum(built.fields.get(name, digest) != digest for name, digest in (source.fields or {}).items())


def _versions(translations: Iterable[Translation]) -> dict[Key, _Version]:
    keys: dict[int, set[Any]] = defaultdict(set)
    for each in translations:
        keys[each.source.specific_content_type_id].add(each.source.object_id)
    found: dict[Key, _Version] = {}
    for type_id, mine in keys.items():
        model: Any = ContentType.objects.get_for_id(type_id).model_class()
        found |= _pages(model, mine) if has_body(model) else _others(model, mine)
    return found


def _pages(model: Any, keys: set[Any]) -> dict[Key, _Version]:
    rows = model._base_manager.filter(translation_key__in=keys).values_list(
        "translation_key", "locale_id", "live", "live_revision_id", "basis__behind"
    )
    return {(key, locale): _Version(live, revision, behind or 0) for key, locale, live, revision, behind in rows}


def _others(model: Any, keys: set[Any]) -> dict[Key, _Version]:
    return {
        (each.translation_key, each.locale_id): _version(each)
        for each in model._base_manager.filter(translation_key__in=keys)
    }


def _version(instance: Any) -> _Version:
    model: Any = type(instance)
    names = text_fields(model)
    said = field_digests({name: getattr(instance, name) for name in names}, names)
    if not isinstance(instance, DraftStateMixin):
        return _Version(True, fields=said)
    return _Version(instance.live, instance.live_revision_id, fields=said)
