"""One direction per article: what is being translated cannot be a translation at the same time."""

from typing import Any

from django.db import transaction
from django.db.models.signals import pre_save
from django.utils.translation import gettext as _
from wagtail_localize.models import TranslatableObject, Translation


class ReverseDirectionError(Exception):
    """A page was to be translated from a language that it is itself being translated into. Its text is for the user."""


def connect() -> None:
    """Watches every Translation that is saved, whoever saves it."""
    pre_save.connect(keep_one_direction, sender=Translation, dispatch_uid="translation.keep_one_direction")


def keep_one_direction(sender: type[Translation], instance: Translation, **kwargs: Any) -> None:
    """Refuses to enable a translation while one from another language is enabled.

    The row of the translatable object is locked first, so two submissions at once cannot both pass on PostgreSQL;
    SQLite has one writer at a time anyway.
    """
    if not instance.enabled:
        return
    with transaction.atomic():
        key = instance.source.object_id
        TranslatableObject.objects.select_for_update().filter(pk=key).first()
        others = Translation.objects.filter(source__object_id=key, enabled=True).exclude(source_id=instance.source_id)
        if others.exists():
            raise ReverseDirectionError(explanation(instance.source.object_repr))


def explanation(title: object) -> str:
    """Why a page cannot be submitted."""
    return _(
        "“%(title)s” is itself a translation. An article is translated in one direction only: "
        "stop that translation first if this text shall become the original."
    ) % {"title": title}
