"""Every version of a translated string is kept, whoever stores it; a review goes when what was reviewed changes.

It reacts to signals, so the desk, the stock editor, files, machines and imports are all covered.
"""

from typing import Any

from django.db.models.signals import post_save
from wagtail_localize.models import StringTranslation

from blog.translation.models import Review, SegmentVersion


def connect() -> None:
    """Watches every translated string."""
    post_save.connect(keep_version, sender=StringTranslation, dispatch_uid="translation.keep_version")


def keep_version(
    sender: type[StringTranslation], instance: StringTranslation, raw: bool = False, **kwargs: Any
) -> None:
    """Stores a version when the text is another one than in the last."""
    fields = kwargs.get("update_fields")
    if raw or (fields is not None and "data" not in fields):
        return
    if _text_before(instance) == instance.data:
        return
    version_of(instance).save()
    if getattr(instance, "review_before", True):
        Review.objects.filter(translation=instance).delete()


def version_of(translation: StringTranslation) -> SegmentVersion:
    """What is kept of a text as it is now; not stored yet."""
    return SegmentVersion(
        string_id=translation.translation_of_id,
        context_id=translation.context_id,
        locale_id=translation.locale_id,
        text=translation.data,
        origin=origin_of(translation),
        tool=translation.tool_name,
        user_id=translation.last_translated_by_id,
    )


def _text_before(instance: StringTranslation) -> str | None:
    """The text of the last version. `saving` has read it together with the row, and says so on the instance."""
    if hasattr(instance, "text_before"):
        return instance.text_before
    here = SegmentVersion.objects.filter(
        string_id=instance.translation_of_id, context_id=instance.context_id, locale_id=instance.locale_id
    )
    return here.order_by("-pk").values_list("text", flat=True).first()


def origin_of(translation: StringTranslation) -> str:
    """Where its text came from, as far as wagtail-localize knows."""
    if translation.translation_type == StringTranslation.TRANSLATION_TYPE_MACHINE:
        return SegmentVersion.Origin.MACHINE
    if translation.tool_name:
        return SegmentVersion.Origin.FILE
    return SegmentVersion.Origin.PERSON if translation.last_translated_by_id else SegmentVersion.Origin.IMPORT
