"""The sitemap: every address that readers and search engines may open, with its other languages, and nothing else.

Each section has pages of at most 1,000 addresses, and each of these pages costs the same few queries. Another kind of
address is another subclass of `Section` in SECTIONS.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.core.paginator import EmptyPage
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.db.models.functions import TruncMonth
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail.models import Page

from blog.addresses import GROUP_KINDS, absolute, article_list, group_list, stored_page
from blog.models import ArticlePage, BlogIndexPage
from blog.models.archive import Period
from blog.models.groups import rows_for_readers
from blog.models.pages import ArticleQuerySet
from blog.models.restrictions import seen_by_readers
from blog.translation.groups import articles_of_outer_group, groups_with_articles

ADDRESSES_PER_PAGE = 1000
SECONDS_IN_CACHES = 3600


@dataclass(frozen=True, slots=True)
class Place:
    """One address. `versions`: its path in every language in which readers can open it, its own included."""

    path: str
    changed: datetime | None
    versions: Mapping[str, str]

    @property
    def alternates(self) -> list[dict[str, str]]:
        """Every language and the default, as Django's template shows them; a lone page has no other."""
        offered = [(code, self.versions[code]) for code, _label in settings.LANGUAGES if code in self.versions]
        named = [*offered, ("x-default", offered[0][1])] if offered else []
        return [{"lang_code": code, "location": absolute(path)} for code, path in named]


class Section(Sitemap[Any], ABC):
    """A kind of address. Subclasses say what there is (`items`) and turn the rows of one page into places."""

    limit = ADDRESSES_PER_PAGE

    @abstractmethod
    def places(self, rows: Sequence[Any]) -> Iterable[Place]:
        """The rows of one page of the section, as places."""

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        """One page of the section as Django's template wants it. The host is that of SITE_URL, whoever asks."""
        rows = list(self.paginator.page(page).object_list)
        return [
            {"location": absolute(place.path), "lastmod": place.changed, "alternates": place.alternates}
            for place in self.places(rows)
        ]


class Pages(Section):
    """Front pages, article lists, articles and plain pages."""

    def items(self) -> QuerySet[Page]:
        """Every public page below the root, of a language that the site offers."""
        languages = [code for code, _label in settings.LANGUAGES]
        pages = seen_by_readers(Page.objects.filter(depth__gt=1, locale__language_code__in=languages))
        return pages.order_by("pk")

    def places(self, rows: Sequence[Page]) -> Iterator[Place]:
        """Two queries: the versions of these pages, and the newest article of each language, which lists show."""
        versions = self._versions({row.translation_key for row in rows})
        newest = dict(
            seen_by_readers(ArticlePage.objects.order_by())
            .values_list("locale_id")
            .annotate(newest=Max("last_published_at"))
        )
        for row in rows:
            lists_articles = row.numchild > 0
            moments = [row.last_published_at, newest.get(row.locale_id) if lists_articles else None]
            paths = versions[row.translation_key]
            own = next(path for locale, path in paths.values() if locale == row.locale_id)
            yield Place(own, _latest(moments), {code: path for code, (_locale, path) in paths.items()})

    def _versions(self, keys: set[Any]) -> dict[Any, dict[str, tuple[int, str]]]:
        """By translation key and language: locale and path."""
        found: dict[Any, dict[str, tuple[int, str]]] = {key: {} for key in keys}
        rows = self.items().filter(translation_key__in=keys)
        for key, locale, code, path in rows.values_list(
            "translation_key", "locale_id", "locale__language_code", "url_path"
        ):
            found[key][code] = (locale, stored_page(code, path))
        return found


class Groups(Section):
    """The lists of one kind of group: categories, topics, series or authors."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def items(self) -> "QuerySet[Any]":
        """The groups in which readers find an article, with the moment of the last publication in each."""
        newest = articles_of_outer_group(self.kind).order_by("-last_published_at").values("last_published_at")[:1]
        return groups_with_articles(self.kind).annotate(newest=newest).order_by("pk")

    def places(self, rows: Sequence[Any]) -> Iterator[Place]:
        """One query: the versions of these groups."""
        keys = {row.translation_key for row in rows}
        versions: dict[Any, dict[str, str]] = {key: {} for key in keys}
        for group in groups_with_articles(self.kind).filter(translation_key__in=keys):
            versions[group.translation_key][group.locale.language_code] = self._path(group)
        for row in rows:
            yield Place(self._path(row), row.newest, versions[row.translation_key])

    def _path(self, group: Any) -> str:
        return group_list(group.locale.language_code, self.kind, group.slug)


class Archives(Section):
    """The lists of a year and of a month, by the date of the article."""

    def items(self) -> list[Place]:
        """All of them, in one query: a language has at most thirteen a year."""
        months = (
            _listed_articles()
            .filter(published_at__isnull=False)
            .annotate(month=TruncMonth("published_at"))
            .values_list("locale__language_code", "month")
            .annotate(newest=Max("last_published_at"))
        )
        return list(_archives(months))

    def places(self, rows: Sequence[Place]) -> Sequence[Place]:
        """The rows are places already."""
        return rows


def _listed_articles() -> ArticleQuerySet:
    """What readers find on a list that they can open, in no order."""
    lists = seen_by_readers(BlogIndexPage.objects.order_by().filter(locale=OuterRef("locale")))
    articles: ArticleQuerySet = seen_by_readers(ArticlePage.objects.order_by())
    return articles.filter(Exists(lists))


def _archives(months: Iterable[tuple[str, datetime, datetime]]) -> Iterator[Place]:
    found: dict[str, dict[str, list[datetime]]] = {}
    for language, month, newest in months:
        local = timezone.localtime(month)
        for period in (Period(local.year), Period(local.year, local.month)):
            found.setdefault(period.path, {}).setdefault(language, []).append(newest)
    for path in sorted(found):
        versions = {language: f"{article_list(language)}{path}" for language in found[path]}
        for language, address in versions.items():
            yield Place(address, _latest(found[path][language]), versions)


class Overviews(Section):
    """The lists of all categories, of all topics, of all series, of all authors, and of all years."""

    def items(self) -> list[Place]:
        """All of them; one query for each kind."""
        return [place for kind in (*GROUP_KINDS, "archive") for place in self._of_kind(kind)]

    def _of_kind(self, kind: str) -> Iterator[Place]:
        articles = _listed_articles()
        if kind in GROUP_KINDS:
            articles = articles.filter(pk__in=rows_for_readers(kind).values("page"))
        newest = dict(articles.values_list("locale__language_code").annotate(newest=Max("last_published_at")))
        versions = {language: f"{article_list(language)}{kind}/" for language in newest}
        for language, path in versions.items():
            yield Place(path, newest[language], versions)

    def places(self, rows: Sequence[Place]) -> Sequence[Place]:
        """The rows are places already."""
        return rows


SECTIONS: Mapping[str, Section] = {
    "pages": Pages(),
    **{kind: Groups(kind) for kind in GROUP_KINDS},
    "overviews": Overviews(),
    "archives": Archives(),
}


@require_safe
def sitemap_index(request: HttpRequest) -> TemplateResponse:
    """The pages of every section. One query for each section."""
    pages = [
        {"location": absolute(reverse("sitemap_section", kwargs={"section": name, "page": number}))}
        for name, section in SECTIONS.items()
        for number in _page_numbers(section)
    ]
    return _answer(request, "sitemap_index.xml", {"sitemaps": pages})


@require_safe
def sitemap_section(request: HttpRequest, section: str, page: int) -> TemplateResponse:
    """One page of one section; Http404 where there is nothing."""
    found = SECTIONS.get(section)
    try:
        urls = found.get_urls(page) if found else []
    except EmptyPage:
        urls = []
    if not urls:
        raise Http404
    return _answer(request, "sitemap.xml", {"urlset": urls})


def _page_numbers(section: Section) -> range:
    pages = section.paginator
    return pages.page_range if pages.count else range(0)


def _answer(request: HttpRequest, template: str, context: dict[str, Any]) -> TemplateResponse:
    headers = {"Cache-Control": f"public, max-age={SECONDS_IN_CACHES}", "X-Robots-Tag": "noindex"}
    return TemplateResponse(request, template, context, content_type="application/xml", headers=headers)


def _latest(moments: Iterable[datetime | None]) -> datetime | None:
    return max((moment for moment in moments if moment), default=None)
