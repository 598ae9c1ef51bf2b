"""A translation that readers cannot use is an error that the translator sees: too long for its field, or blank.

wagtail-localize validates a page only when it is built; a title of 300 letters then ends in a server error (its code
expects another form of ValidationError than Wagtail 8 raises for drafts; PostgreSQL refuses long texts outright). A
blank string it takes for translated and shows nothing in its place. Strings with an error count as missing everywhere.
Delete when wagtail-localize checks the strings that it stores.
"""

import re
from html import unescape
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
from wagtail_localize.strings import StringValue, validate_translation_links

_TAG = re.compile(r"<[^>]*>")
_NOTHING_TO_SEE = re.compile("[\\s\u00ad\u115f\u1160\u200b-\u200f\u2060\u3164\ufeff]*")


def connect() -> None:
    """Watches every translated string, before wagtail-localize copies titles to the page."""
    post_save.disconnect(post_save_string_translation, sender=StringTranslation)
    post_save.connect(mark_unusable, sender=StringTranslation, dispatch_uid="translation.mark_unusable")


def mark_unusable(sender: type[StringTranslation], instance: StringTranslation, **kwargs: Any) -> None:
    """Strings with an error are shown as such in the editor and are never built into a page."""
    if problem := problem_with(instance):
        instance.has_error = True
        instance.field_error = problem
        marks = {"has_error": True, "field_error": problem}
        StringTranslation.objects.filter(pk=instance.pk).update(**marks)
    else:
        post_save_string_translation(sender=sender, instance=instance, **kwargs)


def problem_with(translation: StringTranslation) -> str:
    """Why readers cannot use this string, in a sentence for its translator; "" when they can."""
    if is_blank(translation.data):
        return "" if is_blank(translation.translation_of.data) else _("This is empty: readers would see nothing here.")
    limit = longest(translation.context) if translation.context else None
    if limit is None or len(StringValue(translation.data).render_text()) <= limit:
        return ""
    return _("This is too long: at most %(number)d characters fit here.") % {"number": limit}


def is_blank(html: str) -> bool:
    """Whether nothing is left of a string without its tags, white space and invisible characters."""
    return bool(_NOTHING_TO_SEE.fullmatch(unescape(_TAG.sub("", html))))


def longest(context: TranslationContext) -> int | None:
    """How many characters the field of this context holds; None for rich text, blocks and long texts."""
    if "." in context.path:
        return None
    model = getattr(context, "model_of_original", None) or _model_of_original(context)
    try:
        field = model._meta.get_field(context.path) if model else None
    except FieldDoesNotExist:
        return None
    return field.max_length if isinstance(field, CharField) else None


def _model_of_original(context: TranslationContext) -> Any:
    source = TranslationSource.objects.filter(object_id=context.object_id).first()
    return source.specific_content_type.model_class() if source else None


def is_invalid(translation: StringTranslation) -> bool:
    """Whether its markup is none that a string can have; wagtail-localize finds the same out after storing it."""
    try:
        StringValue.from_translated_html(translation.data)
        validate_translation_links(translation.translation_of.data, translation.data)
    except ValueError:
        return True
    return False
