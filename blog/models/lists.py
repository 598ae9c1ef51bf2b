"""The list of articles of one language and its many faces: whole, by group, by year and month, and the overviews.

It knows which articles stand in a list, not what an article looks like.
"""

from typing import Any

from django.core.paginator import Page as PageOfResults
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path, re_path
from wagtail.models import Page

from blog.addresses import LIST_SLUG
from blog.models.archive import Counted, months, period, surroundings
from blog.models.composed import ComposedText
from blog.models.elsewhere import languages_with, only_elsewhere, other_language
from blog.models.findable import OF_EVERY_PAGE, SUMMARY, Findable
from blog.models.groups import KINDS, find, in_reading_order, rows_for_readers, shelves
from blog.models.listings import Listing, listing_of_found, listing_of_kind, listing_of_period
from blog.models.pages import ArticlePage, ArticleQuerySet
from blog.models.restrictions import RarelyRestricted
from blog.models.taxonomy import Series
from search.fields import Words

ARTICLES_PER_PAGE = 12


class BlogIndexPage(ComposedText, Findable, RarelyRestricted, RoutablePageMixin, Page):
    """The list of articles of one language, whole or by category, topic, series, author, year and month."""

    introduction = models.TextField(_("introduction"), blank=True, max_length=500)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    search_fields = [*OF_EVERY_PAGE, Words("introduction", SUMMARY)]
    promote_panels = [
        MultiFieldPanel([FieldPanel("seo_title"), FieldPanel("search_description")], heading=_("For search engines")),
        FieldPanel("show_in_menus"),
    ]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["blog.ArticlePage"]
    max_count_per_parent = 1  # type: ignore[assignment]  # Wagtail declares it as None

    class Meta:
        verbose_name = _("article list")
        verbose_name_plural = _("article lists")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Keeps the list at its address: feeds, lists and the language switch rely on /blog/."""
        self.slug = LIST_SLUG
        super().clean()

    def articles(self) -> ArticleQuerySet:
        """Published articles of this list, newest first, with all that a list shows."""
        return self._here(ArticlePage.objects.published()).latest_first().for_cards()

    def _here(self, articles: ArticleQuerySet) -> ArticleQuerySet:
        return articles.in_language(self.locale_id).descendant_of(self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds one page of `articles`; `elsewhere`, those that only the other language has, on the first page; and
        `listing`, what is said of them when it is not the whole list.

        `chosen` narrows published articles of every language down; `series` asks for its order.
        """
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        listing: Listing | None = kwargs.get("listing")
        chosen: ArticleQuerySet = kwargs.get("chosen", ArticlePage.objects.published())
        series: Series | None = kwargs.get("series")
        here = self._here(chosen)
        context["listing"] = listing
        context["articles"] = page_of(here, request, series)
        if context["articles"].number == 1:
            path = listing.paths.get(other_language(self.locale.language_code), "") if listing else ""
            context["elsewhere"] = only_elsewhere(chosen, self.locale_id, path)
        return context

    @path("category/<str:slug>/", name="category")
    def category(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Articles of a category and of those below it."""
        return self.render_group(request, "category", slug)

    @path("topic/<str:slug>/", name="topic")
    def topic(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Articles of a topic."""
        return self.render_group(request, "topic", slug)

    @path("series/<str:slug>/", name="series")
    def series(self, request: HttpRequest, slug: str) -> HttpResponse:
        """The parts of a series, first part first."""
        return self.render_group(request, "series", slug)

    @path("author/<str:slug>/", name="author")
    def author(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Articles of an author."""
        return self.render_group(request, "author", slug)

    def render_group(self, request: HttpRequest, kind: str, slug: str) -> HttpResponse:
        """The list of one group; 404 when this language has no such group, or no article in it."""
        found = find(kind, slug, self.locale_id)
        if found is None or not found.group.filled:
            raise Http404
        chosen = ArticlePage.objects.published().in_group(found.group)
        return self.render(
            request,
            listing=listing_of_found(found),
            chosen=chosen,
            series=found.group if kind == "series" else None,
            context_overrides={
                "group": found.group,
                "author": found.group if kind == "author" else None,
                "categories_below": in_reading_order(found.children, self.locale.language_code),
            },
        )

    @re_path(rf"^(?P<kind>{'|'.join(KINDS)})/$", name="overview")
    def overview(self, request: HttpRequest, kind: str) -> HttpResponse:
        """All categories, topics, series or authors that have articles; 404 when none has."""
        groups = shelves(kind, self.locale)
        if not groups:
            raise Http404
        listing = listing_of_kind(kind, languages_with(rows_for_readers(kind), "page__"))
        return self._render_plain(request, "blog/overview.html", listing=listing, shelves=groups)

    @path("archive/", name="archive")
    def archive(self, request: HttpRequest) -> HttpResponse:
        """Every year and month in which articles appeared; 404 before the first."""
        years = months(self._here(ArticlePage.objects.published()))
        if not years:
            raise Http404
        listing = listing_of_kind("archive", languages_with(ArticlePage.objects.published()))
        return self._render_plain(request, "blog/archive.html", listing=listing, years=years)

    @path("archive/<int:year>/", name="archive_of_year")
    @path("archive/<int:year>/<int:month>/", name="archive_of_month")
    def archive_of(self, request: HttpRequest, year: int, month: int | None = None) -> HttpResponse:
        """Articles of a year or a month; 404 when there are none."""
        here = period(year, month)
        if here is None:
            raise Http404
        around = surroundings(here, self.locale_id)
        if self.locale.language_code not in around.languages:
            raise Http404
        chosen = ArticlePage.objects.published().between(here.start, here.end)
        return self.render(
            request,
            listing=listing_of_period(here, self.locale.language_code, around.languages),
            chosen=chosen,
            context_overrides={"around": around, "months": () if month else self._months(chosen)},
        )

    def _months(self, articles: ArticleQuerySet) -> tuple[Counted, ...]:
        return next((year.months for year in months(self._here(articles))), ())

    def _render_plain(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        """A page of this list that shows no articles."""
        return TemplateResponse(request, template, {**super().get_context(request), **context})


def page_of(
    articles: ArticleQuerySet, request: HttpRequest, series: Series | None = None
) -> PageOfResults[ArticlePage]:
    """The page of results that ?page= asks for, latest first or in the order of a series, with all that a list shows.

    A number that makes no sense gets the nearest real page.
    """

    def ordered(some: ArticleQuerySet) -> ArticleQuerySet:
        return some.in_order_of(series) if series else some.latest_first()

    page: Any = Paginator(ordered(articles), ARTICLES_PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = list(ordered(page.object_list.picked()).for_cards())
    return page
