"""Fields that the original leaves empty and a translation may fill: its SEO title, an alternative text, a credit.

wagtail-localize knows no strings for them. They are found in the original as it was read last, under the paths that
their strings would have, so that an ordinary string takes over as soon as the original says something there.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock
from wagtail_localize.fields import get_translatable_fields
from wagtail_localize.models import Translation, TranslationContext, TranslationSource
from wagtail_localize.segments import StringSegmentValue

from blog.translation.limits import is_blank
from blog.translation.models import Supplement
from blog.translation.overrides import refuse_text
from blog.translation.saving import ConflictError, RefusedError
from blog.translation.segments import Place, Segment, labels_of, version_of

ANY_VERSION = "*"
LONGEST_TEXT = 10_000  # characters, where the field itself names no limit
LONGEST_HINT = 80
WRITTEN = (blocks.CharBlock, blocks.TextBlock, blocks.RichTextBlock, blocks.URLBlock)


@dataclass(frozen=True, slots=True)
class Blank:
    """An empty place of an original. `path`, `field_path`: as wagtail-localize would name a string there.

    `labels`: what editors call the fields and blocks on the way. `hint`: words that stand near it, `image` the picture
    that it is about. `limit`: how many characters fit.
    """

    path: str
    field_path: str
    labels: tuple[str, ...]
    lines: bool
    limit: int
    hint: str
    image: int | None


@dataclass(frozen=True, slots=True)
class Filled:
    """An empty place with what the translation says there, "" when nothing. `version` says what a form has seen."""

    blank: Blank
    text: str
    version: str


@dataclass(frozen=True, slots=True)
class _At:
    """Where a walk has arrived."""

    path: str
    field_path: str
    hint: str = ""
    image: int | None = None

    def step(self, key: str, name: str) -> "_At":
        return _At(f"{self.path}.{key}", f"{self.field_path}.{name}", self.hint, self.image)

    def near(self, hint: str, image: int | None = None) -> "_At":
        return _At(self.path, self.field_path, hint or self.hint, image or self.image)


def blanks_in(source: TranslationSource) -> tuple[Blank, ...]:
    """The places of an original that are empty and would be one plain string, in its order. No query."""
    model: Any = source.specific_content_type.model_class()
    return tuple(_in_fields(model, model, json.loads(source.content_json), ""))


def blanks_of(translation: Translation) -> tuple[Filled, ...]:
    """The empty places of the original with what the translation says there. One query."""
    rows: Mapping[str, Any] = {row.context.path: row for row in _supplements(translation).select_related("context")}
    return tuple(
        Filled(blank, row.text if (row := rows.get(blank.path)) else "", version_of(row))
        for blank in blanks_in(translation.source)
    )


@transaction.atomic
def fill(translation: Translation, path: str, text: str, *, user: Any, version: str = ANY_VERSION) -> Supplement | None:
    """Stores what the translation says in an empty place of the original; an empty text takes it away.

    `version` is that of the place as the writer has seen it. Raises ConflictError when it has another text by now, and
    RefusedError for what cannot stand there.
    """
    blank = next((each for each in blanks_in(translation.source) if each.path == path), None)
    if blank is None:
        raise RefusedError(_("The original is not empty here any more. Please open the page again."))
    text = _checked(text, blank)
    rows = _supplements(translation).select_for_update(of=("self",))
    stored: Any = rows.filter(context__path=path).first()
    if version not in (ANY_VERSION, version_of(stored)):
        raise ConflictError(None)
    if not text:
        _supplements(translation).filter(context__path=path).delete()
        return None
    return _store(translation, blank, text, user)


def offered(translation: Translation, segments: Collection[Segment]) -> dict[Place, str]:
    """What the translation said where the original was empty: a beginning for pieces without any text. One query.

    None when nothing is missing.
    """
    missing = [each for each in segments if not each.text and not each.earlier_text]
    if not missing:
        return {}
    texts = dict(_supplements(translation).values_list("context_id", "text"))
    return {each.place: texts[each.context] for each in missing if each.context in texts}


def supplied(source: TranslationSource, locale: Any) -> list[StringSegmentValue]:
    """What a translation says in the empty places of its original, in the form in which it is built. One query."""
    rows = Supplement.objects.filter(context__object_id=source.object_id, locale=locale)
    texts = dict(rows.values_list("context__path", "text"))
    blanks = blanks_in(source) if texts else ()
    return [StringSegmentValue(each.path, texts[each.path]) for each in blanks if each.path in texts]


@transaction.atomic
def keep(translation: Translation, texts: Mapping[str, str], *, user: Any) -> frozenset[str]:
    """Takes over what somebody wrote elsewhere in empty places of the original, by path; which of them could be."""
    blanks = {each.path: each for each in blanks_in(translation.source)}
    kept = set()
    for path, text in texts.items():
        if path in blanks and text.strip() and len(text) <= blanks[path].limit:
            _store(translation, blanks[path], text, user)
            kept.add(path)
    return frozenset(kept)


def forget(translation: Translation) -> frozenset[str]:
    """Takes away what the translation says in the empty places of its original; returns their paths."""
    paths = frozenset(each.path for each in blanks_in(translation.source))
    _supplements(translation).filter(context__path__in=paths).delete()
    return paths


def _supplements(translation: Translation) -> models.QuerySet[Supplement]:
    return Supplement.objects.filter(
        context__object_id=translation.source.object_id, locale_id=translation.target_locale_id
    )


def _store(translation: Translation, blank: Blank, text: str, user: Any) -> Supplement:
    context, _created = TranslationContext.objects.get_or_create(
        object_id=translation.source.object_id, path=blank.path, defaults={"field_path": blank.field_path}
    )
    row, _created = Supplement.objects.update_or_create(
        context=context, locale_id=translation.target_locale_id, defaults={"text": text, "writer": user}
    )
    return row


def _checked(text: str, blank: Blank) -> str:
    if why := refuse_text(text):
        raise RefusedError(why)
    text = text.replace("\r\n", "\n").strip() if blank.lines else " ".join(text.split())
    if text and is_blank(text.replace("<", "&lt;")):
        raise RefusedError(_("This is empty: readers would see nothing here."))
    if len(text) > blank.limit:
        raise RefusedError(_("This is too long: at most %(number)d characters fit here.") % {"number": blank.limit})
    return text


def _in_fields(root: Any, model: Any, content: Mapping[str, Any], before: str) -> Iterator[Blank]:
    for each in get_translatable_fields(model):
        if not each.is_translated(None):
            continue
        field = each.get_field(model)
        value = content.get(field.name)
        if isinstance(field, StreamField):
            raw = json.loads(value) if isinstance(value, str) else value
            yield from _in_block(root, field.stream_block, raw or [], _At(field.name, field.name))
        elif isinstance(field, models.ManyToOneRel):
            for child in value or ():
                yield from _in_child(root, field.related_model, child, field.name)
        elif _is_plain(field) and value == "":
            at = _At(f"{before}{field.name}", f"{before}{field.name}")
            yield _blank(root, at, str(field.verbose_name), isinstance(field, models.TextField), field.max_length)


def _in_child(root: Any, model: Any, content: Mapping[str, Any], name: str) -> Iterator[Blank]:
    for blank in _in_fields(root, model, content, ""):
        path = f"{name}.{content['translation_key']}.{blank.path}"
        yield Blank(path, f"{name}.{blank.field_path}", blank.labels, blank.lines, blank.limit, blank.hint, blank.image)


def _is_plain(field: Any) -> bool:
    """A slug is never empty for long, and rich text would be several strings."""
    if isinstance(field, (models.SlugField, RichTextField)) or hasattr(field, "get_translatable_segments"):
        return False
    return isinstance(field, (models.TextField, models.CharField)) and not field.choices


def _in_block(root: Any, block: Any, value: Any, at: _At) -> Iterator[Blank]:
    """The empty places below a block, from its stored form."""
    if hasattr(block, "get_translatable_segments") and not isinstance(block, TypedTableBlock):
        return iter(())
    walk = next((walk for kind, walk in _WALKS if isinstance(block, kind)), None)
    return walk(root, block, value, at) if walk else iter(())


def _in_text(root: Any, block: Any, value: Any, at: _At) -> Iterator[Blank]:
    if value == "":
        yield _blank(root, at, "", isinstance(block, blocks.TextBlock), block.field.max_length)


def _in_table(root: Any, block: Any, value: Any, at: _At) -> Iterator[Blank]:
    """Only its caption: empty headings and cells are meant to be empty, and have no names of their own."""
    if isinstance(value, Mapping) and value.get("columns") and not value.get("caption"):
        yield _blank(root, at.step("caption", "caption"), pgettext("picture", "Caption"), False, None)


def _in_list(root: Any, block: Any, value: Any, at: _At) -> Iterator[Blank]:
    for item in _with_ids(value):
        yield from _in_block(root, block.child_block, item["value"], at.step(item["id"], "item"))


def _in_stream(root: Any, block: Any, value: Any, at: _At) -> Iterator[Blank]:
    for child in _with_ids(value):
        if inner := block.child_blocks.get(child["type"]):
            yield from _in_block(root, inner, child["value"], at.step(child["id"], child["type"]))


def _in_image(root: Any, block: Any, value: Any, at: _At) -> Iterator[Blank]:
    """A picture without alternative text, unless it is one that says nothing."""
    shown = isinstance(value, Mapping) and value.get("image") and not value.get("decorative")
    if shown and not value.get("alt_text"):
        limit = block.child_blocks["alt_text"].field.max_length
        yield _blank(root, at.step("alt_text", "alt_text").near("", value["image"]), "", False, limit)


def _in_struct(root: Any, block: Any, value: Any, at: _At) -> Iterator[Blank]:
    if not isinstance(value, Mapping):
        return
    at = at.near(_words_of(block, value), _image_of(block, value))
    for name, inner in block.child_blocks.items():
        stored = value[name] if name in value else inner.get_default() if isinstance(inner, WRITTEN) else None
        yield from _in_block(root, inner, stored, at.step(name, name))


_WALKS: Sequence[tuple[Any, Callable[[Any, Any, Any, _At], Iterator[Blank]]]] = (
    (TypedTableBlock, _in_table),
    ((blocks.CharBlock, blocks.TextBlock), _in_text),
    (ImageBlock, _in_image),
    (blocks.StructBlock, _in_struct),
    (blocks.ListBlock, _in_list),
    (blocks.StreamBlock, _in_stream),
)


def _words_of(block: Any, value: Mapping[str, Any]) -> str:
    """The first words that an editor wrote into a block, to tell it from its like."""
    texts = (value.get(name) for name, inner in block.child_blocks.items() if isinstance(inner, WRITTEN))
    first = next((text for text in texts if isinstance(text, str) and text.strip()), "")
    return " ".join(strip_tags(first[: LONGEST_HINT * 10]).split())[:LONGEST_HINT]


def _image_of(block: Any, value: Mapping[str, Any]) -> int | None:
    images = (value.get(name) for name, inner in block.child_blocks.items() if isinstance(inner, ImageBlock))
    return next((image["image"] for image in images if isinstance(image, Mapping)), None)


def _with_ids(value: Any) -> list[Any]:
    """Children that wagtail-localize can name; it leaves out those of old lists, which have no ids."""
    return [each for each in value or () if isinstance(each, Mapping) and "id" in each and "value" in each]


def _blank(root: Any, at: _At, label: str, lines: bool, limit: int | None) -> Blank:
    labels = (label,) if label and "." not in at.path else labels_of(root, at.field_path)
    if label and "." in at.path:
        labels = (*labels, label)
    return Blank(at.path, at.field_path, labels, lines, limit or LONGEST_TEXT, at.hint, at.image)
