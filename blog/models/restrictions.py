"""Who may see a page, asked as cheaply as an open site allows."""

from django.db import models
from django.db.models import QuerySet
from wagtail.models import PageViewRestriction


class RarelyRestricted(models.Model):
    """A page that asks its ancestors for restrictions only when the site has any at all: one query instead of two."""

    class Meta:
        abstract = True

    def get_view_restrictions(self) -> "QuerySet[PageViewRestriction]":
        """The restrictions of the page and everything above it."""
        if not PageViewRestriction.objects.exists():
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()  # type: ignore[misc]  # Page comes after this class
