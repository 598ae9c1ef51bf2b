"""How many of the found articles stand on which shelf: categories, topics and years, to narrow a search down.

It counts articles that somebody else has found.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count
from django.utils import timezone

from blog.finding.candidates import Candidate, Limits
from blog.models.relations import ArticleCategory, ArticleTopic

MOST: Final = 8
_ROWS: Final[dict[str, Any]] = {"category": ArticleCategory, "topic": ArticleTopic}


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to narrow a search down, and how many articles it leaves; None when it is chosen already."""

    kind: str
    value: str
    label: str
    number: int | None


def choices(pages: Sequence[Candidate], limits: Limits) -> tuple[Choice, ...]:
    """The ways that leave something out, the most common first; years newest first. Two queries."""
    found = [each for kind in _ROWS for each in _of_kind(kind, pages, limits)]
    return (*found, *_years(pages, limits))


def _of_kind(kind: str, pages: Sequence[Candidate], limits: Limits) -> list[Choice]:
    rows = _ROWS[kind].objects.filter(page__in=[each.pk for each in pages]).order_by()
    counted = rows.values_list(f"{kind}__slug", f"{kind}__name").annotate(number=Count("page"))
    chosen = getattr(limits, kind)
    if chosen:
        return [Choice(kind, slug, name, None) for slug, name, _number in counted if slug == chosen]
    common = sorted(counted, key=lambda row: (-row[2], row[1]))
    return [Choice(kind, *row) for row in common if row[2] < len(pages)][:MOST]


def _years(pages: Sequence[Candidate], limits: Limits) -> list[Choice]:
    if limits.year is not None:
        return [Choice("year", str(limits.year), str(limits.year), None)]
    dates = [each.published_at for each in pages if each.published_at]
    years = Counter(timezone.localtime(date).year for date in dates)
    if len(years) < 2:
        return []
    return [Choice("year", str(year), str(year), years[year]) for year in sorted(years, reverse=True)[:MOST]]
