"""How much of a translation is done: its pieces, those that are missing, and the two numbers of a list.

It only reads; who may see or publish what is decided in `guards` and `publishing`.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from wagtail.models import TranslatableMixin
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.strings import StringValue


@dataclass(frozen=True, slots=True)
class Piece:
    """One string that readers would see untranslated. `broken`: there is a translation, but it cannot be used."""

    text: str
    broken: bool


def translation_of(instance: TranslatableMixin) -> Translation | None:
    """The running translation that this page or snippet is the target of, if any. One query."""
    translations = Translation.objects.select_related("source", "target_locale")
    return translations.filter(
        source__object_id=instance.translation_key, target_locale_id=instance.locale_id, enabled=True
    ).first()


def missing_pieces(translation: Translation) -> tuple[Piece, ...]:
    """What is not translated yet, in the order of the page. One query."""
    usable = _translations_of_segment(translation.target_locale_id).filter(has_error=False)
    segments = StringSegment.objects.filter(~Exists(usable), source_id=translation.source_id)
    broken = Exists(_translations_of_segment(translation.target_locale_id))
    rows = segments.annotate(broken=broken).order_by("order").values_list("string__data", "broken")
    return tuple(Piece(StringValue(text).render_text(), is_broken) for text, is_broken in rows)


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
    return translations.annotate(total=_count(segments), done=_count(done))


def _translations_of_segment(locale_id: int) -> QuerySet[StringTranslation]:
    rows: QuerySet[StringTranslation] = StringTranslation.objects.filter(
        translation_of_id=OuterRef("string_id"), context_id=OuterRef("context_id"), locale_id=locale_id
    )
    return rows


def _count(segments: QuerySet[StringSegment]) -> Coalesce:
    per_source = segments.order_by().values("source_id").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(per_source, output_field=IntegerField()), 0)
