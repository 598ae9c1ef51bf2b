"""Whose translations somebody may see: those that they work on, and those that every reader can read in both languages.

It only narrows queries. Text and title of a draft must reach nobody through the memory who could not open it.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.models import Page
from wagtail_localize.models import StringTranslation, Translation

from blog.translation.guards import visible_translations


def visible_strings(user: Any) -> QuerySet[StringTranslation]:
    """Usable translated strings of texts that the user may edit in one of the two languages, or that are public."""
    rows = StringTranslation.objects.filter(has_error=False, context__isnull=False)
    if user.is_superuser:
        return rows
    return rows.filter(Q(Exists(_own(user))) | (_public("translation_of__locale") & _public("locale")))


def _own(user: Any) -> QuerySet[Translation]:
    return visible_translations(user).filter(
        source__object_id=OuterRef("context__object_id"),
        target_locale_id=OuterRef("locale_id"),
    )


def _public(locale: str) -> Q:
    """Whether the page is live in this language and open to everybody."""
    pages = Page.objects.live().public()
    return Q(Exists(pages.filter(translation_key=OuterRef("context__object_id"), locale_id=OuterRef(f"{locale}_id"))))
