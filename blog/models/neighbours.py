"""Where a reader can go from the end of an article: its series, the article before and after, what is related.

One query finds all of it. It knows what an article belongs to, not how anything is shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from blog.models.belongings import Belongings
from blog.models.relations import ArticleCategory, ArticleSeries, ArticleTopic

MOST_RELATED: Final = 4


@dataclass(frozen=True, slots=True)
class ArticleLink:
    """An article as a line of a list: no more than its title, the last part of its address and its date."""

    title: str
    slug: str
    language: str
    published_at: datetime | None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Neighbours:
    """`parts`: all of the series, this one too, in its order. `previous` and `following`: within the series, or else by
    date. `related`: the closest first.
    """

    parts: tuple[ArticleLink, ...] = ()
    previous: ArticleLink | None = None
    following: ArticleLink | None = None
    related: tuple[ArticleLink, ...] = ()

    @property
    def number(self) -> int:
        """The how-manieth part of its series this is, from 1; 0 without a series."""
        return next((number for number, part in enumerate(self.parts, start=1) if part.current), 0)


class _Row(NamedTuple):
    kind: str
    rank: int
    published_at: datetime | None
    pk: int
    title: str
    slug: str


def neighbours_of(page: Any, belongings: Belongings, articles: Any) -> Neighbours:
    """What stands around a stored article, among `articles`: those of its language that readers may see. One query."""
    queries = list(_queries(page, belongings, articles))
    if not queries:
        return Neighbours()
    first, *others = queries
    found = [_Row(*row) for row in (first.union(*others, all=True) if others else first)]
    parts = _links(page, sorted(row for row in found if row.kind == "part"))
    before, after = _around(parts)
    dated = {row.kind: _link(page, row) for row in found}
    return Neighbours(
        parts=parts,
        previous=before or (None if parts else dated.get("previous")),
        following=after or (None if parts else dated.get("following")),
        related=_links(page, sorted((row for row in found if row.kind == "related"), key=_closeness)),
    )


def _queries(page: Any, belongings: Belongings, articles: Any) -> Iterable[QuerySet[Any]]:
    place, date = belongings.series_place, page.published_at
    if place:
        yield _rows(articles.filter(article_series__series=place.series.pk), "part", F("article_series__position"))
    elif date:
        older = articles.filter(Q(published_at__lt=date) | Q(pk__lt=page.pk), published_at__lte=date)
        newer = articles.filter(Q(published_at__gt=date) | Q(pk__gt=page.pk), published_at__gte=date)
        yield _rows(_first(articles, older.order_by("-published_at", "-pk"), 1), "previous", Value(0))
        yield _rows(_first(articles, newer.order_by("published_at", "pk"), 1), "following", Value(0))
    topics = [topic.pk for topic in belongings.topics]
    categories = [category.pk for category in belongings.categories]
    if topics or categories:
        strangers = articles.exclude(pk=page.pk)
        if place:
            siblings = ArticleSeries.objects.filter(series=place.series.pk).values("page")
            strangers = strangers.exclude(pk__in=siblings)
        yield _rows(*_related(articles, strangers, topics, categories))


def _related(articles: Any, strangers: Any, topics: list[int], categories: list[int]) -> tuple[Any, str, Any]:
    """The closest articles. Closeness: two for each shared topic, one for a shared category as a tie-breaker."""
    about = ArticleTopic.objects.filter(topic__in=topics)
    shelved = ArticleCategory.objects.filter(category__in=categories)
    shared = about.filter(page=OuterRef("pk")).order_by().values("page").annotate(number=Count("*")).values("number")
    closeness = Coalesce(Subquery(shared, output_field=IntegerField()), 0) * 2 + Coalesce(
        Subquery(shelved.filter(page=OuterRef("pk")).order_by().values(one=Value(1))[:1]), 0
    )
    near = strangers.filter(Q(pk__in=about.values("page")) | Q(pk__in=shelved.values("page")))
    closest = near.annotate(closeness=closeness).order_by("-closeness", "-published_at", "-pk")
    return _first(articles, closest, MOST_RELATED), "related", closeness


def _first(articles: Any, ordered: Any, number: int) -> Any:
    """The first few as a condition: SQLite allows no order and no limit inside of a union."""
    return articles.filter(pk__in=ordered.values("pk")[:number])


def _rows(articles: Any, kind: str, rank: Any) -> QuerySet[Any]:
    lines = articles.order_by().annotate(line_kind=Value(kind), line_rank=rank)
    return lines.values_list("line_kind", "line_rank", "published_at", "pk", "title", "slug")


def _closeness(row: _Row) -> tuple[int, float, int]:
    return (-row.rank, -row.published_at.timestamp() if row.published_at else 0.0, -row.pk)


def _links(page: Any, rows: Iterable[_Row]) -> tuple[ArticleLink, ...]:
    return tuple(_link(page, row) for row in rows)


def _link(page: Any, row: _Row) -> ArticleLink:
    language = page.locale.language_code
    return ArticleLink(row.title, row.slug, language, row.published_at, current=row.pk == page.pk)


def _around(parts: tuple[ArticleLink, ...]) -> tuple[ArticleLink | None, ArticleLink | None]:
    """The parts before and after the current one."""
    here = next((place for place, part in enumerate(parts) if part.current), None)
    if here is None:
        return None, None
    return (parts[here - 1] if here else None), (parts[here + 1] if here + 1 < len(parts) else None)
