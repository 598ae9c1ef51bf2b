"""Who may see a page, asked as cheaply as an open site allows."""

from typing import TypeVar

from django.db import models
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from wagtail.models import PageQuerySet, PageViewRestriction

Pages = TypeVar("Pages", bound=PageQuerySet)


def for_readers(page: str = "") -> Q:
    """The condition that a page is live without a view restriction above it. Unlike `public()`, it needs no query.

    `page` is the way from the filtered rows to their page, like "page__".
    """
    path = ExpressionWrapper(OuterRef(f"{page}path"), output_field=CharField())
    restricted = PageViewRestriction.objects.annotate(path=path).filter(path__startswith=F("page__path"))
    return Q(~Exists(restricted), **{f"{page}live": True})


def seen_by_readers(pages: Pages) -> Pages:
    """Live pages without a view restriction above them."""
    return pages.filter(for_readers())


class RarelyRestricted(models.Model):
    """A page that asks its ancestors for restrictions only when the site has any at all: one query instead of two."""

    class Meta:
        abstract = True

    def get_view_restrictions(self) -> "QuerySet[PageViewRestriction]":
        """The restrictions of the page and everything above it."""
        if not PageViewRestriction.objects.exists():
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()  # type: ignore[misc]  # Page comes after this class
