"""What stands around every page: name, main links, search, footer."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.db.models import Case, Exists, Q, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from wagtail.models import Page

from blog.addresses import FRONT_PAGE_DEPTH, Crumb
from blog.models import ArticlePage
from blog.models.groups import KINDS, rows_for_readers
from blog.models.listings import list_links
from blog.models.restrictions import seen_by_readers
from ops import prepared

LISTS = (*KINDS, "archive")

register = template.Library()


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the main menu."""

    title: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Shell:
    """What base.html shows around the content of a page, in the language of the address.

    `lists` lead to the overviews of categories, topics, series, authors and months that hold anything.
    """

    name: str
    home_url: str
    search_url: str
    links: tuple[Link, ...]
    lists: tuple[Crumb, ...]
    footer_text: str
    privacy_text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the first two levels: where it stands, and what the front page knows of the site."""

    depth: int
    title: str
    slug: str
    footer_text: str
    privacy_text: str
    filled: frozenset[str]


@register.simple_tag(takes_context=True)
def site_shell(context: template.Context) -> Shell:
    """Name, links and texts of the site. One query."""
    language = get_language() or settings.LANGUAGE_CODE
    request: HttpRequest | None = context.get("request")
    home_url = f"/{language}/" if language != settings.LANGUAGE_CODE else "/"
    pages = list(_pages(language))
    home = next((page for page in pages if page.depth == FRONT_PAGE_DEPTH), None)
    return Shell(
        name=settings.WAGTAIL_SITE_NAME,
        home_url=home_url,
        search_url=reverse("search"),
        links=tuple(_links(pages, home_url, request.path if request else "")),
        lists=list_links(language, [kind for kind in LISTS if home and kind in home.filled]),
        footer_text=home.footer_text if home else "",
        privacy_text=home.privacy_text if home else "",
    )


def _pages(language: str) -> Iterator[Entry]:
    """The front page of a language with its texts, and the pages below it that are marked "show in menus"."""
    of_both = sorted(prepared.rows(*_statement(language)))
    for _path, code, depth, title, slug, footer_text, privacy_text, *filled in of_both:
        if code != language:
            continue
        kinds = frozenset(kind for kind, has_any in zip(LISTS, filled, strict=True) if has_any)
        yield Entry(depth, title, slug, footer_text or "", privacy_text or "", kinds)


@lru_cache
def _statement(language: str) -> tuple[str, tuple[Any, ...]]:
    """The question, always the same: to write it as SQL takes longer than to answer it."""
    home, menu = Q(depth=FRONT_PAGE_DEPTH), Q(depth=FRONT_PAGE_DEPTH + 1, show_in_menus=True)
    # The index `home_top_of_the_tree` has the few pages down to this depth. Asked for a language or an order too,
    # SQLite takes another one and reads all pages.
    pages = seen_by_readers(Page.objects.filter(home | menu, depth__lte=FRONT_PAGE_DEPTH + 1)).order_by()
    filled = pages.annotate(**{f"has_{kind}": _has(kind, language) for kind in LISTS})
    texts = ("homepage__footer_text", "homepage__privacy_text")
    columns = filled.values_list(
        "path", "locale__language_code", "depth", "title", "slug", *texts, *(f"has_{kind}" for kind in LISTS)
    )
    statement, parameters = columns.query.sql_with_params()
    return statement, tuple(parameters)


def _has(kind: str, language: str) -> Exists | Case:
    """Whether a list of lists would show anything: readers are not led to an empty page."""
    if kind == "archive":
        dated = ArticlePage.objects.published().filter(locale__language_code=language, published_at__isnull=False)
        return Exists(dated.order_by())
    rows = rows_for_readers(kind).filter(**{f"{kind}__locale__language_code": language})  # few groups, many rows
    # The first question spares the second one all articles, where a site has no series at all. Joined by AND, SQLite
    # would ask both.
    in_language = Exists(rows.filter(page__locale__language_code=language))
    return Case(When(Exists(rows.model.objects.all()), then=in_language), default=False)


def _links(pages: list[Entry], home_url: str, current_path: str) -> Iterator[Link]:
    """Addresses follow from the slugs, so no page is asked for its own."""
    for page in pages:
        if page.depth > FRONT_PAGE_DEPTH:
            url = f"{home_url}{page.slug}/"
            yield Link(page.title, url, current_path.startswith(url))
