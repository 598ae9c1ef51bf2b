"""A translation that is too long for its field is an error that the translator sees, not a crash of the next build.

wagtail-localize validates a page only when it is built; a title of 300 letters then ends in a server error (its code
expects another form of ValidationError than Wagtail 8 raises for drafts; PostgreSQL refuses long texts outright).
Delete when wagtail-localize checks the length of strings that it stores.
"""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField
from django.db.models.signals import post_save
from django.utils.translation import gettext as _
from wagtail_localize.models import (
    StringTranslation,
    TranslationContext,
    TranslationSource,
    post_save_string_translation,
)
from wagtail_localize.strings import StringValue


def connect() -> None:
    """Watches every translated string, before wagtail-localize copies titles to the page."""
    post_save.disconnect(post_save_string_translation, sender=StringTranslation)
    post_save.connect(mark_too_long, sender=StringTranslation, dispatch_uid="translation.mark_too_long")


def mark_too_long(sender: type[StringTranslation], instance: StringTranslation, **kwargs: Any) -> None:
    """Strings with an error are shown as such in the editor and are never built into a page."""
    limit = longest(instance.context) if instance.context else None
    if limit is not None and len(StringValue(instance.data).render_text()) > limit:
        instance.has_error = True
        instance.field_error = _("This is too long: at most %(number)d characters fit here.") % {"number": limit}
        marks = {"has_error": True, "field_error": instance.field_error}
        StringTranslation.objects.filter(pk=instance.pk).update(**marks)
    else:
        post_save_string_translation(sender=sender, instance=instance, **kwargs)


def longest(context: TranslationContext) -> int | None:
    """How many characters the field of this context holds; None for rich text, blocks and long texts."""
    if "." in context.path:
        return None
    source = TranslationSource.objects.filter(object_id=context.object_id).first()
    model = source.specific_content_type.model_class() if source else None
    try:
        field = model._meta.get_field(context.path) if model else None
    except FieldDoesNotExist:
        return None
    return field.max_length if isinstance(field, CharField) else None
