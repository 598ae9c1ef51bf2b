"""How much of a translation is done: its pieces, those that are missing, and the two numbers of a list.

It only reads; who may see or publish what is decided in `guards` and `publishing`.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from wagtail.models import DraftStateMixin, TranslatableMixin
from wagtail_localize.models import RelatedObjectSegment, String, StringSegment, StringTranslation, Translation
from wagtail_localize.strings import StringValue

from blog.reading import HANGUL_LETTER
from blog.translation.carrying import carried_pieces, in_use

NAMES = ("name", "title")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Piece:
    """One string that readers would see untranslated. `broken`: there is a translation, but it cannot be used.

    `machine`: it is translated, but by a machine, and nobody has reviewed it. `translation`: where it is translated,
    when it belongs to another text than the one that was asked about.
    """

    text: str
    broken: bool
    machine: bool = False
    translation: int | None = None


def translation_of(instance: TranslatableMixin) -> Translation | None:
    """The running translation that this page or snippet is the target of, if any. One query."""
    translations = Translation.objects.select_related("source", "target_locale")
    return translations.filter(
        source__object_id=instance.translation_key, target_locale_id=instance.locale_id, enabled=True
    ).first()


def missing_pieces(translation: Translation) -> tuple[Piece, ...]:
    """What readers would see untranslated or what has an error, in the order of the page. One query if there is none.

    A changed string in whose place they get an earlier translation is not missing: they are told that it is old. A
    translation with an error is named all the same, because somebody thinks that it is done.
    """
    usable = _translations_of_segment(translation.target_locale_id).filter(has_error=False)
    segments = StringSegment.objects.filter(~Exists(usable), source_id=translation.source_id)
    broken = Exists(_translations_of_segment(translation.target_locale_id))
    rows = list(segments.annotate(broken=broken).select_related("string").order_by("order"))
    carried = carried_pieces(translation) if any(not row.broken for row in rows) else {}
    return tuple(
        Piece(StringValue(row.string.data).render_text(), row.broken)
        for row in rows
        if row.broken or (row.string_id, row.context_id) not in carried
    )


def machine_drafts(translation: Translation) -> tuple[Piece, ...]:
    """What a machine has translated and no person has reviewed, in the order of the page. At most five queries."""
    drafts = [place for place, row in in_use(translation).items() if is_unreviewed(row)]
    texts = String.objects.in_bulk({string for string, _context in drafts}) if drafts else {}
    return tuple(Piece(StringValue(texts[string].data).render_text(), False, machine=True) for string, _ in drafts)


def is_unreviewed(row: StringTranslation) -> bool:
    """Whether a machine wrote it and nobody has read it since. No query when fetched with its review."""
    return row.translation_type == StringTranslation.TRANSLATION_TYPE_MACHINE and not hasattr(row, "review")


def untranslated_names(translation: Translation) -> tuple[Piece, ...]:
    """Names of the categories, authors and the like of an article that are not translated. One query.

    Names without a letter of the original language ("AWS") may stay as they are; what has drafts has a gate of its own.
    """
    related = RelatedObjectSegment.objects.filter(source_id=translation.source_id).values("object_id")
    here = Translation.objects.filter(
        source_id=OuterRef("source_id"), target_locale_id=translation.target_locale_id, enabled=True
    )
    written = _translations_of_segment(translation.target_locale_id)
    rows = StringSegment.objects.filter(
        ~Exists(written.filter(has_error=False)), Exists(here), source__object_id__in=related, context__path__in=NAMES
    )
    rows = rows.annotate(broken=Exists(written), desk=Subquery(here.values("pk")[:1]))
    rows = rows.select_related("string", "source__locale", "source")
    return tuple(
        Piece(f"{model._meta.verbose_name} “{row.string.data}”", row.broken, translation=row.desk)
        for row in rows.order_by("source__specific_content_type_id", "pk")
        if needs_translation(row.string.data, row.source.locale.language_code)
        and (model := _model_of(row)) is not None
        and not issubclass(model, DraftStateMixin)
    )


def unpublished_names(translation: Translation) -> list[Translation]:
    """Translations of categories, authors and the like of an article that are complete, but that nobody published.

    Only of what has no drafts: the rest is published on its own. One query.
    """
    related = RelatedObjectSegment.objects.filter(source_id=translation.source_id).values("object_id")
    rows = Translation.objects.filter(
        source__object_id__in=related,
        target_locale_id=translation.target_locale_id,
        enabled=True,
        status__total=F("status__reviewed") + F("status__translated"),
    ).exclude(status__text=F("status__published_text"), status__published=True)
    rows = rows.select_related("source__specific_content_type", "source__locale", "target_locale")
    models = [(row, row.source.specific_content_type.model_class()) for row in rows.order_by("pk")]
    return [row for row, model in models if model is not None and not issubclass(model, DraftStateMixin)]


def needs_translation(text: str, language: str) -> bool:
    """Whether a text has anything to translate: numbers have not, nor has "AWS" on a Korean page."""
    letters = HANGUL_LETTER if language == "ko" else _LETTER
    return bool(letters.search(text))


def _model_of(segment: StringSegment) -> Any:
    return ContentType.objects.get_for_id(segment.source.specific_content_type_id).model_class()


def with_progress(translations: QuerySet[Translation]) -> QuerySet[Any]:
    """Annotates `total` and `done`, the numbers of strings; no query per row."""
    segments = StringSegment.objects.filter(source_id=OuterRef("source_id"))
    usable = StringTranslation.objects.filter(
        translation_of_id=OuterRef("string_id"),
        context_id=OuterRef("context_id"),
        locale_id=OuterRef("target"),
        has_error=False,
    )
    done = segments.annotate(target=OuterRef("target_locale_id")).filter(Exists(usable))
    return translations.annotate(total=count_of(segments), done=count_of(done))


def _translations_of_segment(locale_id: int) -> QuerySet[StringTranslation]:
    rows: QuerySet[StringTranslation] = StringTranslation.objects.filter(
        translation_of_id=OuterRef("string_id"), context_id=OuterRef("context_id"), locale_id=locale_id
    )
    return rows


def count_of(segments: QuerySet[StringSegment]) -> Coalesce:
    """The number of strings of one original, as an annotation of its translations."""
    per_source = segments.order_by().values("source_id").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(per_source, output_field=IntegerField()), 0)
