"""Addresses of translations: proposed once from the translated title, then stable, never derived again.

wagtail-localize treats a slug as one more string to translate. Here the first usable translation of the title (or
name) fills it in; translators may change it; when the slug of the original changes, the translated one stays.
"""

from typing import Any

from django.db.models import Exists, OuterRef
from django.db.models.signals import post_save
from django.utils.text import slugify
from wagtail_localize.models import StringSegment, StringTranslation
from wagtail_localize.strings import StringValue

LONGEST_PROPOSAL = 60
TITLES = ("title", "name")


def connect() -> None:
    """Watches translations of titles, and slugs that were read again from the original."""
    post_save.connect(propose_slug, sender=StringTranslation, dispatch_uid="translation.propose_slug")
    post_save.connect(keep_slug, sender=StringSegment, dispatch_uid="translation.keep_slug")


def proposal(title: str, language: str) -> str:
    """A slug for a title, cut between words: plain ASCII for English, letters of the language otherwise."""
    slug = slugify(title, allow_unicode=language != "en")
    if len(slug) > LONGEST_PROPOSAL:
        slug = slug[:LONGEST_PROPOSAL].rpartition("-")[0] or slug[:LONGEST_PROPOSAL]
    return slug.strip("-")


def propose_slug(sender: type[StringTranslation], instance: StringTranslation, **kwargs: Any) -> None:
    """A translated title proposes the slug of its page or snippet, unless that has one."""
    if instance.has_error or instance.context is None or instance.context.path not in TITLES:
        return
    slug = proposal(_plain(instance), instance.locale.language_code)
    written = StringTranslation.objects.filter(
        translation_of_id=OuterRef("string_id"), context_id=OuterRef("context_id"), locale_id=instance.locale_id
    )
    segments = StringSegment.objects.filter(
        ~Exists(written), context__object_id=instance.context.object_id, context__path="slug"
    )
    segment = segments.exclude(source__locale_id=instance.locale_id).first()
    if slug and segment:
        _translate_slug(segment, instance.locale_id, slug, instance.translation_type)


def _plain(translation: StringTranslation) -> str:
    """The text of a translation, "" when its markup is not valid: `has_error` says so only after the signal."""
    try:
        return str(StringValue.from_translated_html(translation.data).render_text())
    except ValueError:
        return ""


def keep_slug(sender: type[StringSegment], instance: StringSegment, created: bool, **kwargs: Any) -> None:
    """A new slug of the original does not move the translations."""
    if not created or instance.context.path != "slug":
        return
    earlier = StringTranslation.objects.filter(context_id=instance.context_id, has_error=False).order_by("updated_at")
    latest = {translation.locale_id: translation for translation in earlier}
    for locale_id, translation in latest.items():
        _translate_slug(instance, locale_id, translation.data, translation.translation_type)


def _translate_slug(segment: StringSegment, locale_id: int, slug: str, kind: str) -> None:
    StringTranslation.objects.get_or_create(
        translation_of_id=segment.string_id,
        locale_id=locale_id,
        context_id=segment.context_id,
        defaults={"data": slug, "translation_type": kind},
    )
