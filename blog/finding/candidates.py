"""Which pages readers may see, and those of a category, topic, author or year: the limits of every search.

It asks the tables of pages, and knows nothing of words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple
from unicodedata import normalize

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.models import Page

from blog.addresses import FRONT_PAGE_DEPTH
from blog.models import ArticlePage
from blog.models.archive import period
from blog.models.groups import KINDS, Grouping, pages_in
from blog.models.restrictions import DEEPEST_PAGE, NOT_BELOW_A_CLOSED_PAGE
from search.analysis import index_text
from search.query import Query

FILTERS: Final = ("category", "topic")


class Candidate(NamedTuple):
    """A page that readers may see. `moment`: seconds since 1970 when it was published, None without a date.

    A tuple, because a thousand of them come at once, and data classes take twice as long to make.
    """

    pk: int
    title: str
    translation_key: Any
    moment: int | None

    @property
    def published_at(self) -> datetime | None:
        """The date on it."""
        return None if self.moment is None else datetime.fromtimestamp(self.moment, UTC)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader chose beside the words: slugs of a category and a topic, and a year."""

    category: str = ""
    topic: str = ""
    year: int | None = None

    def __bool__(self) -> bool:
        return bool(self.category or self.topic or self.year)


def not_expired() -> Q:
    """The condition that a page's time is not over, also while nobody has taken it down yet."""
    return Q(expire_at__isnull=True) | Q(expire_at__gt=timezone.now())


def visible(pages: Iterable[int], locale_id: int) -> list[Candidate]:
    """Those of the pages that readers of a language may see, in the order in which they came. One query.

    Read without Django's models: of a thousand pages hardly more is wanted than their number.
    """
    wanted = list(dict.fromkeys(map(int, pages)))
    if not wanted:
        return []
    moment = "EXTRACT(EPOCH FROM published_at)::bigint"
    if connection.vendor == "sqlite":
        moment = "CAST(strftime('%%s', published_at) AS INTEGER)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT page.id, page.title, page.translation_key, "  # noqa: S608  # only numbers
            # A sub-select, which no planner turns into a join with all articles.
            f"(SELECT {moment} FROM {ArticlePage._meta.db_table} AS article WHERE article.page_ptr_id = page.id) "
            f"FROM {Page._meta.db_table} AS page "
            f"WHERE page.id IN ({', '.join(map(str, wanted))}) AND page.live "
            "AND (page.expire_at IS NULL OR page.expire_at > %s) "
            "AND page.locale_id = %s AND page.depth > %s AND page.depth <= %s "
            f"AND {NOT_BELOW_A_CLOSED_PAGE}",
            [_now(), locale_id, FRONT_PAGE_DEPTH, DEEPEST_PAGE],
        )
        known = {row[0]: Candidate._make(row) for row in cursor.fetchall()}
    return [known[page] for page in wanted if page in known]


def _now() -> Any:
    """This moment as the database compares it with its own."""
    return connection.ops.adapt_datetimefield_value(timezone.now())


def limited(groups: Iterable[Sequence[Grouping]], limits: Limits, locale_id: int) -> QuerySet[Any] | None:
    """The ids of the articles within the limits, and in one of each of the groups; None when everything is."""
    conditions = [*_chosen(limits, locale_id), *map(_in_any, groups)]
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


def named(query: Query, locale_id: int) -> tuple[list[list[Grouping]], list[str]]:
    """For each field word of a query the authors, categories or topics of that name, and the names that nobody has."""
    found: list[list[Grouping]] = []
    unknown: list[str] = []
    for kind in ("author", "category", "topic"):
        for name in query.fields.get(kind, ()):
            groups = [each for each in KINDS[kind].objects.filter(locale_id=locale_id) if _is_called(each, name)]
            if groups:
                found.append(groups)
            else:
                unknown.append(name)
    return found, unknown


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
