"""Who may see a page, asked as cheaply as an open site allows."""

from typing import Final, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Left
from wagtail.models import Page, PageQuerySet, PageViewRestriction

DEEPEST_PAGE = 8  # twice what the page types allow; whatever lay deeper would be nobody's to read

# The same as SQL, for lists of pages that are known already. SQLite keeps to the order of a cross join: it begins with
# the few restrictions, and not with all pages.
NOT_BELOW_A_CLOSED_PAGE: Final = (
    f"NOT EXISTS (SELECT 1 FROM {PageViewRestriction._meta.db_table} AS restriction "  # noqa: S608
    f"CROSS JOIN {Page._meta.db_table} AS closed WHERE closed.id = restriction.page_id "
    "AND SUBSTR(page.path, 1, LENGTH(closed.path)) = closed.path)"
)

Pages = TypeVar("Pages", bound=PageQuerySet)


def for_readers(page: str = "") -> Q:
    """The condition that a page is live without a view restriction above it. Unlike `public()`, it needs no query.

    `page` is the way from the filtered rows to their page, like "page__".
    """
    # Ancestors by their exact paths: a comparison of beginnings makes SQLite read all pages for each of the rows.
    lengths = (Page.steplen * depth for depth in range(1, DEEPEST_PAGE + 1))
    here_and_above = [Left(OuterRef(f"{page}path"), length) for length in lengths]
    restricted = PageViewRestriction.objects.filter(page__path__in=here_and_above)
    # The first question is asked once; on a site without restrictions the second is never asked.
    free = ~Q(Exists(PageViewRestriction.objects.all())) | ~Q(Exists(restricted))
    return Q(free, **{f"{page}live": True, f"{page}depth__lte": DEEPEST_PAGE})


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
