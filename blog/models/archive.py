"""Years and months of the site's own clock, and which of them hold articles.

It knows dates and asks articles for them; what a page makes of a period is not its business.
"""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import TruncMonth
from django.utils import timezone
from wagtail.models import Locale

from blog.models.pages import ArticlePage

FIRST_YEAR, LAST_YEAR = 1800, 2999  # nonsense beyond; databases refuse some of it
DECEMBER: Final = 12


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A year, or a month of it (1 to 12)."""

    year: int
    month: int | None = None

    @property
    def path(self) -> str:
        """Its address below the article list."""
        return f"archive/{self.year:04}/" + (f"{self.month:02}/" if self.month else "")

    @property
    def first_day(self) -> date:
        """For templates, which write dates in the language of the page."""
        return date(self.year, self.month or 1, 1)

    @property
    def start(self) -> datetime:
        """Its first moment."""
        return _moment(self.year, self.month or 1)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        if self.month is None:
            return _moment(self.year + 1, 1)
        return _moment(self.year + self.month // DECEMBER, self.month % DECEMBER + 1)


@dataclass(frozen=True, slots=True)
class Counted:
    """A period and how many published articles it holds; a year holds its months, newest first."""

    period: Period
    number: int
    months: tuple["Counted", ...] = ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The nearest periods of the same length that hold articles, and the languages in which this one does."""

    earlier: Period | None
    later: Period | None
    languages: tuple[str, ...]


def period(year: int, month: int | None = None) -> Period | None:
    """A period; None when the numbers make no sense."""
    if not FIRST_YEAR <= year <= LAST_YEAR or not (month is None or 1 <= month <= DECEMBER):
        return None
    return Period(year, month)


def surroundings(here: Period, locale_id: int) -> Surroundings:
    """What lies around a period in one language. One query."""
    articles = ArticlePage.objects.published().filter(locale_id=OuterRef("pk")).order_by()
    dates = articles.values("published_at")
    locales = Locale.objects.annotate(
        earlier=Subquery(dates.filter(published_at__lt=here.start).order_by("-published_at")[:1]),
        later=Subquery(dates.filter(published_at__gte=here.end).order_by("published_at")[:1]),
        has=Exists(articles.between(here.start, here.end)),
    )
    rows = list(locales)
    own: Any = next(row for row in rows if row.pk == locale_id)
    return Surroundings(
        earlier=_period_of(own.earlier, here),
        later=_period_of(own.later, here),
        languages=tuple(row.language_code for row in rows if row.has),
    )


def months(articles: Any) -> tuple[Counted, ...]:
    """The years of articles, newest first, each with its months. One query, which reads the date of every article."""
    monthly = (
        articles.filter(published_at__isnull=False)
        .order_by()
        .annotate(in_month=TruncMonth("published_at"))
        .values_list("in_month")
        .annotate(number=Count("pk"))
    )
    counted = sorted(((Period(start.year, start.month), number) for start, number in monthly), reverse=True)
    return tuple(
        Counted(Period(year), sum(number for _, number in rows), tuple(Counted(*row) for row in rows))
        for year, rows in ((year, list(group)) for year, group in groupby(counted, lambda row: row[0].year))
    )


def _moment(year: int, month: int) -> datetime:
    return datetime(year, month, 1, tzinfo=timezone.get_default_timezone())


def _period_of(moment: datetime | None, like: Period) -> Period | None:
    if moment is None:
        return None
    local = moment.astimezone(timezone.get_default_timezone())
    return Period(local.year, local.month if like.month else None)
