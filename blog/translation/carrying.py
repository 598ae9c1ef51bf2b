"""A changed string keeps the translation of the string it replaced until it is translated anew: rather old than Korean.

It chooses and adapts these texts, and says what original they render, so that readers are told. How a page is built
from them is wagtail-localize's, patched in `patches`.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, TemplateSegment, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue, TemplateSegmentValue
from wagtail_localize.segments.ingest import ingest_segments
from wagtail_localize.strings import StringValue

from blog.translation import fingerprints
from blog.translation.limits import is_blank, longest
from blog.translation.segments import Place, Written, carried_over, written_in

SLUG = "slug"
_BREAK = re.compile(r"<br ?/?>")


@dataclass(frozen=True, slots=True)
class Carried:
    """An earlier translation in the place of a changed string.

    `text` is what readers get, `source` the string of the original that it renders; both hold only ids of attributes
    that the changed string has as well. `row` is the translation as it was stored.
    """

    text: str
    source: str
    row: StringTranslation


def must_be_current(model: Any) -> bool:
    """Whether an old translation of such texts would do harm: then readers get the original until it is translated."""
    return bool(getattr(model, "must_be_current", False))


def carried_pieces(translation: Translation, written: Written | None = None) -> dict[Place, Carried]:
    """The earlier translations that this one is built with, by string and place. One query if there cannot be any.

    `written`: its stored translations, where they are known.
    """
    if must_be_current(ContentType.objects.get_for_id(translation.source.specific_content_type_id).model_class()):
        return {}
    found = carried_over(translation, written)
    if not found:
        return {}
    rows = StringSegment.objects.filter(source_id=translation.source_id).exclude(context__path=SLUG)
    fitting = (
        ((row.string_id, row.context_id), _fitted(row, found[row.string_id, row.context_id]))
        for row in rows.select_related("string", "context").order_by("order")
        if (row.string_id, row.context_id) in found
    )
    return {place: each for place, each in fitting if each}


def in_use(translation: Translation) -> dict[Place, StringTranslation]:
    """What is built into each place that has a text: its own translation, else what is carried over.

    In the order of the page, without the address. Three queries, and one more where something is carried over.
    """
    written = written_in(translation)
    carried = carried_pieces(translation, written)
    rows = StringSegment.objects.filter(source_id=translation.source_id).exclude(context__path=SLUG)
    found: dict[Place, StringTranslation] = {}
    for place in rows.order_by("order").values_list("string_id", "context_id"):
        own = written.get(place)
        if own and not own.has_error:
            found[place] = own
        elif place in carried:
            found[place] = carried[place].row
    return found


def carried_in(source: TranslationSource, locale: Locale) -> dict[Place, Carried]:
    """The same for an original and a language; nothing where the translation has been stopped."""
    translations = Translation.objects.filter(source=source, target_locale=locale, enabled=True)
    translation = translations.select_related("source").first()
    return carried_pieces(translation) if translation else {}


def with_carried(values: Iterable[Any], source: TranslationSource, locale: Locale) -> list[Any]:
    """What a translation is built from, with earlier translations where it would show the original."""
    carried = carried_in(source, locale)
    if not carried:
        return list(values)
    texts = {
        (row.context.path, row.order): carried[row.string_id, row.context_id].text
        for row in StringSegment.objects.filter(source=source).select_related("context")
        if (row.string_id, row.context_id) in carried
    }
    return [_with_text(value, texts.get((value.path, value.order))) for value in values]


def places_as_translated(
    source: TranslationSource, locale: Locale, carried: Mapping[Place, Carried]
) -> tuple[fingerprints.Place, ...]:
    """The digests of the original that a build with these pieces renders: of the old words where they were carried.

    The original is written anew twice, with and without the old words. Only what differs between the two has another
    digest, so nothing else looks changed because it was written anew.
    """
    stored = fingerprints.places(json.loads(source.content_json))
    if not carried:
        return stored
    now, then = _written_anew(source, locale, {}), _written_anew(source, locale, carried)
    return tuple(_as_it_was(*each) for each in zip(stored, now, then, strict=True))


def _as_it_was(stored: fingerprints.Place, now: fingerprints.Place, then: fingerprints.Place) -> fingerprints.Place:
    marks = [text.mark for text in stored.texts]
    if now.texts == then.texts or marks != [text.mark for text in then.texts]:
        return stored if now.texts == then.texts else _unlike(stored)
    texts = (
        ours if old.digest == new.digest else fingerprints.Text(ours.mark, ours.key, old.digest)
        for ours, new, old in zip(stored.texts, now.texts, then.texts, strict=True)
    )
    return fingerprints.Place(stored.id, stored.section, tuple(texts))


def _unlike(place: fingerprints.Place) -> fingerprints.Place:
    """A block whose old words have another shape: all of it counts as changed, whatever it says."""
    texts = tuple(fingerprints.Text(text.mark, text.key, f"old {text.digest[:8]}") for text in place.texts)
    return fingerprints.Place(place.id, place.section, texts)


def _written_anew(
    source: TranslationSource, locale: Locale, carried: Mapping[Place, Carried]
) -> tuple[fingerprints.Place, ...]:
    instance = source.as_instance()
    ingest_segments(source.as_instance(), instance, source.locale, locale, list(_own_values(source, carried)))
    return fingerprints.places(json.loads(instance.to_json()))


def _own_values(source: TranslationSource, carried: Mapping[Place, Carried]) -> Iterator[Any]:
    """The strings of an original as if they were translations into its own language."""
    for row in StringSegment.objects.filter(source=source).select_related("string", "context"):
        old = carried.get((row.string_id, row.context_id))
        text = StringValue(old.source if old else row.string.data)
        yield StringSegmentValue(row.context.path, text, attrs=json.loads(row.attrs)).with_order(row.order)
    for row in TemplateSegment.objects.filter(source=source).select_related("template", "context"):
        form = row.template
        yield TemplateSegmentValue(
            row.context.path, form.template_format, form.template, form.string_count, order=row.order
        )


def _with_text(value: Any, text: str | None) -> Any:
    if text is None or not isinstance(value, StringSegmentValue):
        return value
    return StringSegmentValue(value.path, StringValue(text), attrs=value.attrs, order=value.order)


def _fitted(row: StringSegment, earlier: StringTranslation) -> Carried | None:
    """An earlier translation as this place can hold it; None when it cannot."""
    source = earlier.translation_of.data
    ids = _shared_ids(source, json.loads(row.attrs or "{}") or {})
    has_breaks = bool(_BREAK.search(row.string.data))
    text = _adapted(earlier.data, ids, has_breaks)
    limit = longest(row.context)
    if is_blank(text) or (limit is not None and len(StringValue(text).render_text()) > limit):
        return None
    return Carried(text, _adapted(source, ids, has_breaks), earlier)


def _shared_ids(earlier: str, attrs: Mapping[str, Any]) -> frozenset[str]:
    """Ids that mean the same in both strings: those of tags that both have as often. They are numbered by tag."""
    before, now = _by_tag(_ids_in(earlier)), _by_tag(attrs)
    return frozenset(name for tag, names in now.items() if before.get(tag) == names for name in names)


def _ids_in(html: str) -> list[str]:
    return [str(tag["id"]) for tag in BeautifulSoup(html, "html.parser").find_all(id=True)]


def _by_tag(ids: Iterable[str]) -> dict[str, set[str]]:
    """Ids by the name of the tag that they begin with: "a1" is the first link with attributes."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in ids:
        found[name.rstrip("0123456789")].add(name)
    return found


def _adapted(html: str, ids: frozenset[str], has_breaks: bool) -> str:
    """A string without tags whose attributes are not at hand, and on one line where the changed string is."""
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(True):
        if tag.attrs and tag.get("id") not in ids:
            tag.unwrap()
    return soup.decode() if has_breaks else _BREAK.sub(" ", soup.decode())
