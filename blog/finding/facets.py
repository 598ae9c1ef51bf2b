"""How many of the found articles stand on which shelf: categories, topics and years, to narrow a search down.

It counts articles that somebody else has found.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.utils import timezone

from blog.finding.candidates import Candidate, Limits
from blog.models.relations import ArticleCategory, ArticleTopic
from blog.models.taxonomy import Category, Topic

MOST: Final = 8
_ROWS: Final[dict[str, Any]] = {"category": (ArticleCategory, Category), "topic": (ArticleTopic, Topic)}


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to narrow a search down, and how many articles it leaves; None when it is chosen already."""

    kind: str
    value: str
    label: str
    number: int | None


def choices(pages: Sequence[Candidate], limits: Limits) -> tuple[Choice, ...]:
    """The ways that leave something out, the most common first; years newest first. One query."""
    counted = _counted([each.pk for each in pages]) if pages else []
    found = [each for kind in _ROWS for each in _of_kind(kind, counted, len(pages), limits)]
    return (*found, *_years(pages, limits))


def _counted(pages: Sequence[int]) -> list[tuple[str, str, str, int]]:
    """Kind, slug and name of every shelf, and how many of the pages stand there."""
    numbers = ", ".join(map(str, map(int, pages)))
    statements = [
        f"SELECT '{kind}' AS kind, shelf.slug, shelf.name, found.number FROM ("  # noqa: S608  # only numbers
        f"SELECT {kind}_id AS shelf, COUNT(*) AS number FROM {model._meta.db_table} "
        f"WHERE page_id IN ({numbers}) GROUP BY {kind}_id) AS found "
        f"JOIN {kinds._meta.db_table} AS shelf ON shelf.id = found.shelf"
        for kind, (model, kinds) in _ROWS.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements))
        return list(cursor.fetchall())


def _of_kind(kind: str, counted: Sequence[tuple[str, str, str, int]], total: int, limits: Limits) -> list[Choice]:
    rows = [Choice(*row) for row in counted if row[0] == kind]
    chosen = getattr(limits, kind)
    if chosen:
        return [replace(each, number=None) for each in rows if each.value == chosen]
    common = sorted(rows, key=lambda each: (-(each.number or 0), each.label))
    return [each for each in common if (each.number or 0) < total][:MOST]


def _years(pages: Sequence[Candidate], limits: Limits) -> list[Choice]:
    if limits.year is not None:
        return [Choice("year", str(limits.year), str(limits.year), None)]
    zone = timezone.get_current_timezone()
    years = Counter(datetime.fromtimestamp(each.moment, zone).year for each in pages if each.moment is not None)
    if len(years) < 2:
        return []
    return [Choice("year", str(year), str(year), years[year]) for year in sorted(years, reverse=True)[:MOST]]
