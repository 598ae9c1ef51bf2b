"""Which pages readers may see, and those of a category, topic, author or year: the limits of every search.

It asks the tables of pages, and knows nothing of words.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from unicodedata import normalize
from uuid import UUID

from django.db.models import Q, QuerySet
from wagtail.models import Page

from blog.models import ArticlePage
from blog.models.archive import period
from blog.models.groups import KINDS, Grouping, pages_in
from blog.models.restrictions import for_readers
from search.analysis import index_text
from search.query import Query

ROOT_OF_A_LANGUAGE_DEPTH: Final = 2
FILTERS: Final = ("category", "topic")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page that readers may see."""

    pk: int
    title: str
    translation_key: UUID
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader chose beside the words: slugs of a category and a topic, and a year."""

    category: str = ""
    topic: str = ""
    year: int | None = None

    def __bool__(self) -> bool:
        return bool(self.category or self.topic or self.year)


def visible(pages: Iterable[int], locale_id: int) -> list[Candidate]:
    """Those of the pages that readers of a language may see, in the order in which they came. One query."""
    wanted = list(dict.fromkeys(pages))
    if not wanted:
        return []
    found = Page.objects.filter(for_readers(), pk__in=wanted, locale_id=locale_id, depth__gt=ROOT_OF_A_LANGUAGE_DEPTH)
    rows = found.order_by().values_list("pk", "title", "translation_key", "articlepage__published_at")
    known = {row[0]: Candidate(*row) for row in rows}
    return [known[page] for page in wanted if page in known]


def limited(query: Query, limits: Limits, locale_id: int) -> QuerySet[Any] | None:
    """The ids of the articles within the limits and the field words of a query; None when everything is."""
    conditions = [*_chosen(limits, locale_id), *_named(query, locale_id)]
    if not conditions:
        return None
    articles = ArticlePage.objects.filter(locale_id=locale_id).order_by()
    for condition in conditions:
        articles = articles.filter(condition)
    return articles.values("pk")


def _chosen(limits: Limits, locale_id: int) -> Iterable[Q]:
    for kind in FILTERS:
        if slug := getattr(limits, kind):
            yield _in_any(KINDS[kind].objects.filter(slug=normalize("NFC", slug), locale_id=locale_id))
    if limits.year is not None:
        year = period(limits.year)
        yield Q(published_at__gte=year.start, published_at__lt=year.end) if year else Q(pk__in=[])


def _named(query: Query, locale_id: int) -> Iterable[Q]:
    for kind in ("author", "category", "topic"):
        for name in query.fields.get(kind, ()):
            yield _in_any(each for each in KINDS[kind].objects.filter(locale_id=locale_id) if _is_called(each, name))


def _in_any(groups: Iterable[Grouping]) -> Q:
    condition = Q(pk__in=[])
    for group in groups:
        condition |= Q(pk__in=pages_in(group))
    return condition


def _is_called(group: Grouping, name: str) -> bool:
    """Whether somebody who writes `name` may mean the group: its words, or the beginning of it."""
    own, asked = _squeezed(str(group)), _squeezed(name)
    return own.startswith(asked) or set(index_text(name).split()) <= set(index_text(str(group)).split())


def _squeezed(name: str) -> str:
    return "".join(normalize("NFC", name).lower().split())


def newest(among: QuerySet[Any], most: int) -> list[int]:
    """The newest articles of some."""
    articles = ArticlePage.objects.filter(pk__in=among).order_by("-published_at", "-pk")
    return list(articles.values_list("pk", flat=True)[:most])
