"""Authors, categories and the like get a version in every language that an article pointing at them is translated into.

wagtail-localize does this for one level and only on the first submission; without it an English article keeps pointing
at Korean rows. It reacts to signals, so every path is covered: submitting, updating, adopting, code.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.db.models.signals import post_save
from wagtail.models import Locale
from wagtail_localize.models import RelatedObjectSegment, Translation
from wagtail_localize.operations import TranslationCreator


def connect() -> None:
    """Watches new translations, and new relations found when a source is read again."""
    post_save.connect(submit_related, sender=Translation, dispatch_uid="translation.submit_related")
    post_save.connect(
        submit_newly_related, sender=RelatedObjectSegment, dispatch_uid="translation.submit_newly_related"
    )


def submit_related(sender: type[Translation], instance: Translation, **kwargs: Any) -> None:
    """Before a translation is built, all that its source points at has a version in its language."""
    if instance.enabled:
        segments = RelatedObjectSegment.objects.filter(source_id=instance.source_id)
        untranslated = without_translation(segments, instance.target_locale_id)
        _submit(untranslated.select_related("object__content_type", "source__locale"), instance.target_locale)


def submit_newly_related(
    sender: type[RelatedObjectSegment], instance: RelatedObjectSegment, created: bool, **kwargs: Any
) -> None:
    """A source that was read again points at something new."""
    if created:
        for translation in instance.source.translations.filter(enabled=True).select_related("target_locale"):
            _submit([instance], translation.target_locale)


def without_translation(segments: QuerySet[RelatedObjectSegment], locale_id: int) -> QuerySet[RelatedObjectSegment]:
    """Those that point at something without an enabled translation into a language; its deletion disables it."""
    translations = Translation.objects.filter(enabled=True, target_locale_id=locale_id)
    return segments.exclude(object__in=translations.values("source__object_id"))


def _submit(segments: Iterable[RelatedObjectSegment], locale: Locale) -> None:
    for segment in segments:
        related = segment.get_source_instance()
        if related is not None and not segment.object.has_translation(locale):
            TranslationCreator(None, [locale]).create_translations(related, include_related_objects=False)
