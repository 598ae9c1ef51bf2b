"""Texts that were translated elsewhere become translations here, string by string, so that translators can go on.

It pairs an already written version with its original by structure and hands the strings to wagtail-localize. It knows
stored JSON, not where the version came from.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, Locale
from wagtail_localize.models import SegmentOverride, StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments, quote_path_component
from wagtail_localize.segments.types import BaseValue

from blog.translation import blanks
from blog.translation.overrides import is_safe_address
from blog.translation.progress import missing_pieces, needs_translation
from blog.translation.publishing import publish as publish_translation
from blog.translation.structure import RawStream, align, one_text_per_table, real_path, without_hashes


@dataclass(frozen=True, slots=True)
class Version:
    """A text in another language, as somebody else wrote it.

    `fields`: plain or rich text by field name ("title", "slug", "summary", "name"). `streams`: raw StreamField JSON by
    field name, built like the original; block ids may differ, they are not used. What is left out, empty, or equal to
    the original, is not translated yet. A slug that is left out is proposed from the title.
    """

    fields: Mapping[str, str]
    streams: Mapping[str, RawStream] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Adoption:
    """What became of a version. `unmatched`: places that differ in structure from the original, left untranslated, and
    places that have a text in the version only and can hold none by themselves, left out."""

    target: Any
    translated: int
    untranslated: int
    unmatched: tuple[str, ...]
    published: bool


@transaction.atomic
def adopt(
    source: Any,
    version: Version,
    *,
    language: str = "en",
    user: Any = None,
    publish: bool = False,
    consent: bool = False,
) -> Adoption:
    """Registers `version` as the translation of `source` (a saved page or snippet) and builds its target.

    The target is a draft unless `publish`; with untranslated pieces it stays a draft all the same, unless `consent`
    says that somebody decided to show them. (Snippets without drafts are always public.) The page goes live when the
    outermost transaction ends. Running it again updates the target; translations that `version` lacks are kept.
    Raises ReverseDirectionError when `source` is itself a translation.
    """
    locale = Locale.objects.get(language_code=language)
    snapshot, _created = TranslationSource.update_or_create_from_instance(source)
    translation, _created = Translation.objects.update_or_create(
        source=snapshot, target_locale=locale, defaults={"enabled": True}
    )
    translated, unmatched = _store(translation, version, user)
    missing = len(missing_pieces(translation))
    draftable = isinstance(source.specific if hasattr(source, "specific") else source, DraftStateMixin)
    goes_live = not draftable or (publish and (consent or not missing))
    if goes_live:
        publish_translation(translation, user=user, consent=True)
    else:
        translation.save_target(user=user, publish=False)
    return Adoption(translation.get_target_instance(), translated, missing, unmatched, goes_live)


def adopt_fields(source: Any, fields: Mapping[str, str], *, language: str = "en", user: Any = None) -> Any:
    """The version of a snippet (author, category, series …) in another language; it is returned.

    `fields` are texts by field name: {"name": "Cloud", "description": "…"}. Published at once where there are drafts.
    """
    return adopt(source, Version(fields), language=language, user=user, publish=True, consent=True).target


@transaction.atomic
def keep_hand_edits(translation: Translation, target: Any, *, user: Any) -> Adoption:
    """What was edited by hand while a translation was stopped becomes its strings: else the next build wipes it."""
    streams = {each.name: getattr(target, each.name).get_prep_value() for each in _streams(target)}
    texts = {each.path for each in extract_segments(translation.source.as_instance())} - streams.keys()
    texts |= blanks.forget(translation)
    fields = {path: getattr(target, path) for path in texts if isinstance(getattr(target, path, None), str)}
    translated, unmatched = _store(translation, Version(fields, streams), user)
    return Adoption(target, translated, len(missing_pieces(translation)), unmatched, published=False)


def _store(translation: Translation, version: Version, user: Any) -> tuple[int, tuple[str, ...]]:
    """Writes the strings of a version into the translation: how many, and which places did not match."""
    originals, versions, unmatched = _strings(translation, version)
    segments = {
        (segment.context.path, segment.string.data): segment
        for segment in StringSegment.objects.filter(source=translation.source).select_related("context", "string")
    }
    written = 0
    for place, found in originals.items():
        others = versions.get(place, [])
        if len(found) != len(others):
            unmatched.append(real_path(place))
            continue
        for original, other in zip(found, others, strict=True):
            segment = segments.get((real_path(original.path), original.string.data))
            if segment and _is_translation(original, other, translation.source.locale.language_code):
                _write(translation, segment, other, user)
                _write_links(translation, original, other, user)
                written += 1
    added = {
        real_path(found[0].path): found[0].render_text() for place, found in versions.items() if place not in originals
    }
    kept = blanks.keep(translation, added, user=user)
    return written, tuple(place for place in unmatched if place not in kept)


def _strings(
    translation: Translation, version: Version
) -> tuple[dict[str, list[StringSegmentValue]], dict[str, list[StringSegmentValue]], list[str]]:
    """The strings of the original and of the version by place, in order, and remarks on what could not be aligned."""
    original, other = translation.source.as_instance(), translation.source.as_instance()
    remarks: list[str] = []
    for each in _streams(original):
        raw = getattr(original, each.name).get_prep_value()
        aligned = align(raw, version.streams[each.name], each.name, remarks) if each.name in version.streams else []
        _set_stream(original, each, one_text_per_table(raw))
        _set_stream(other, each, one_text_per_table(aligned))
    texts = {name: text for name, text in version.fields.items() if text}
    for name, text in texts.items():
        setattr(other, name, text)
    versions = _by_place(extract_segments(other), texts.keys() | version.streams.keys())
    originals = _by_place(extract_segments(original), texts.keys() | version.streams.keys())
    remarks += [real_path(place) for place in versions if place not in originals]
    return {place: found for place, found in originals.items() if place in versions}, versions, remarks


def _streams(instance: Any) -> list[StreamField]:
    return [each for each in instance._meta.get_fields() if isinstance(each, StreamField)]


def _set_stream(instance: Any, stream: StreamField, raw: RawStream) -> None:
    setattr(instance, stream.name, stream.stream_block.to_python(list(raw)))


def _by_place(segments: Iterable[BaseValue], fields: set[str]) -> dict[str, list[StringSegmentValue]]:
    found: dict[str, list[StringSegmentValue]] = defaultdict(list)
    for segment in segments:
        if isinstance(segment, StringSegmentValue) and segment.path.partition(".")[0] in fields:
            found[without_hashes(segment.path)].append(segment)
    return found


def _is_translation(original: StringSegmentValue, other: StringSegmentValue, language: str) -> bool:
    """Equal strings are not translated yet, unless there is nothing to translate in them ("2019", "AWS" in Korean)."""
    return original.string.data != other.string.data or not needs_translation(original.string.data, language)


def _write(translation: Translation, segment: StringSegment, other: StringSegmentValue, user: Any) -> None:
    StringTranslation.objects.update_or_create(
        translation_of_id=segment.string_id,
        locale_id=translation.target_locale_id,
        context_id=segment.context_id,
        defaults={
            "data": other.string.data,
            "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
            "tool_name": "",
            "last_translated_by": user,
            "has_error": False,
            "field_error": "",
        },
    )


def _write_links(translation: Translation, original: StringSegmentValue, other: StringSegmentValue, user: Any) -> None:
    """Links that lead elsewhere in the version (an English manual instead of the Korean one) are kept as overrides."""
    for path, address in _changed_links(original, other):
        contexts = translation.source.overridablesegment_set.filter(context__path=path)
        context_id = contexts.values_list("context_id", flat=True).first()
        if context_id is not None:
            SegmentOverride.objects.update_or_create(
                locale_id=translation.target_locale_id,
                context_id=context_id,
                defaults={"data_json": json.dumps(address), "last_translated_by": user, "has_error": False},
            )


def _changed_links(original: StringSegmentValue, other: StringSegmentValue) -> Iterator[tuple[str, str]]:
    theirs: Mapping[str, Mapping[str, str]] = other.attrs or {}
    for name, attributes in (original.attrs or {}).items():
        before, after = attributes.get("href"), theirs.get(name, {}).get("href")
        if before and after and before != after and is_safe_address(after):
            yield f"{real_path(original.path)}.{quote_path_component(before)}", after
