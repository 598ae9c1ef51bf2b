"""What a list says of itself: its heading, its place among the other lists, its addresses in every language.

It knows groups and periods, neither requests nor the articles in the list.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext

from blog.addresses import Crumb, article_list, group_path
from blog.models.archive import Period
from blog.models.groups import KINDS, Found, Grouping, kind_of, versions_of
from blog.models.people import Author


@dataclass(frozen=True, slots=True)
class Listing:
    """The heading of a list, and where it is. `kind`: "category", "topic", "series", "author", "archive" or "overview".

    `path` is its address below the article list, `paths` the same by language for every language in which it holds
    articles. `trail` leads to it from the article list.
    """

    kind: str
    kind_label: str
    title: str
    description: str
    path: str
    paths: Mapping[str, str]
    trail: tuple[Crumb, ...] = ()

    @property
    def slugs(self) -> dict[str, str]:
        """The last part of the address by language, as the database has it: for lists of groups."""
        return {language: unquote(path.rstrip("/").rpartition("/")[2]) for language, path in self.paths.items()}


def listing_of(group: Grouping) -> Listing:
    """What the list of a category, topic, series or author says of it. One query, and one for each category above."""
    return listing_among(group, versions_of(group))


def listing_of_found(found: Found) -> Listing:
    """The same without a query."""
    return listing_among(found.group, found.filled_versions)


def listing_among(group: Grouping, versions: Iterable[Any]) -> Listing:
    """The listing of a group whose filled versions are known."""
    kind = kind_of(group)
    language = group.locale.language_code
    above = reversed(getattr(group, "ancestors", []))
    return Listing(
        kind=kind,
        kind_label=str(group._meta.verbose_name),
        title=str(group),
        description=group.bio if isinstance(group, Author) else getattr(group, "description", ""),
        path=group_path(kind, group.slug),
        paths={each.locale.language_code: group_path(kind, each.slug) for each in versions},
        trail=(
            Crumb(overview_title(kind), f"{article_list(language)}{kind}/"),
            *(Crumb(str(each), f"{article_list(language)}{group_path(kind, each.slug)}") for each in above),
        ),
    )


def listing_of_kind(kind: str, languages: Iterable[str]) -> Listing:
    """The overview of all groups of a kind, or of all years."""
    title, path = overview_title(kind), f"{kind}/"
    return Listing("overview", "", title, "", path, dict.fromkeys(languages, path))


def listing_of_period(period: Period, language: str, languages: Iterable[str]) -> Listing:
    """The articles of a year or a month."""
    above = article_list(language)
    trail = [Crumb(overview_title("archive"), f"{above}archive/")]
    if period.month:
        year = Period(period.year)
        trail.append(Crumb(period_title(year), f"{above}{year.path}"))
    paths = dict.fromkeys(languages, period.path)
    return Listing("archive", "", period_title(period), "", period.path, paths, tuple(trail))


def period_title(period: Period) -> str:
    """ "2026" or "May 2026", as the active language writes it."""
    if period.month is None:
        return date_format(period.first_day, pgettext("date format of a year", "Y"))
    return date_format(period.first_day, pgettext("date format of a month", "F Y"))


def overview_title(kind: str) -> str:
    """The heading of an overview page."""
    titles = {
        "category": gettext("Categories"),
        "topic": gettext("Topics"),
        "series": pgettext("several", "Series"),
        "author": gettext("Authors"),
        "archive": gettext("Archive"),
    }
    return titles[kind]


def list_links(language: str, kinds: Iterable[str]) -> tuple[Crumb, ...]:
    """Links to the overviews of some kinds, in the order in which readers look for them."""
    above = article_list(language)
    return tuple(Crumb(overview_title(kind), f"{above}{kind}/") for kind in (*KINDS, "archive") if kind in set(kinds))
