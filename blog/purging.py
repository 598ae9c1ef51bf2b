"""What is now out of date: the public addresses that say something else after a change, or nothing any more.

It is asked when something happened and answers after the commit, for what is rolled back has not changed. Today only
search engines are told (IndexNow). Lists, feeds and the sitemap are left out, because search engines fetch those again
by themselves; so are the articles under a changed disclaimer or category, which bring nobody anything new.
"""

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction
from wagtail.models import Page, PageViewRestriction

from blog.addresses import absolute
from blog.models.restrictions import seen_by_readers
from ops import indexnow


@dataclass(frozen=True, slots=True)
class PurgePlan:
    """Absolute addresses, each once."""

    addresses: tuple[str, ...]


def plan(translation_key: UUID, gone: Iterable[str] = ()) -> PurgePlan:
    """A page in every language that readers see, for each names the others; and the addresses that are `gone`."""
    versions = seen_by_readers(Page.objects.filter(translation_key=translation_key).order_by("locale_id"))
    return PurgePlan(tuple(dict.fromkeys([*gone, *map(_address, versions)])))


def changed(page: Page, gone: Iterable[str] = ()) -> None:
    """A page was published, or lost the addresses `gone`."""
    if settings.INDEXNOW:
        _after_commit(partial(plan, page.translation_key, tuple(gone)))


def discussed(translation_key: UUID) -> None:
    """Readers see other comments under an article, in every language: the conversation is one."""
    if settings.INDEXNOW:
        _after_commit(partial(plan, translation_key))


def unpublished(page: Page) -> None:
    """A page was taken down or is about to be deleted: its address is gone, if everybody could see it."""
    if settings.INDEXNOW:
        changed(page, () if page.get_view_restrictions().exists() else (_address(page),))


def moved(page: Page, url_path_before: str) -> None:
    """A page has another address than before. A page with others below it never has: lists stay where they are."""
    if settings.INDEXNOW and page.live and page.url_path != url_path_before:
        before = copy(page)
        before.url_path = url_path_before
        changed(page, () if page.get_view_restrictions().exists() else (_address(before),))


def closed(restriction: PageViewRestriction) -> None:
    """A page and all below it are about to be closed: those that everybody sees until then are gone."""
    if settings.INDEXNOW:
        before = _seen_below(restriction)
        _after_commit(lambda: before)


def opened(restriction: PageViewRestriction) -> None:
    """A page and all below it are open again, unless the restriction went away together with them."""
    if settings.INDEXNOW:
        _after_commit(lambda: _seen_below(restriction))


def _seen_below(restriction: PageViewRestriction) -> PurgePlan:
    below = Page.objects.descendant_of(restriction.page, inclusive=True).filter(depth__gt=1)
    return PurgePlan(tuple(map(_address, seen_by_readers(below))))


def _after_commit(planned: Callable[[], PurgePlan]) -> None:
    # Robust: an editor whose page was saved must not see an error about search engines.
    transaction.on_commit(lambda: indexnow.remember(planned().addresses), robust=True)


def _address(page: Page) -> str:
    return absolute(page.get_url() or "")
