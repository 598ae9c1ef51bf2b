"""The pages of the blog: the list and the article, and the words in which both are asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.paginator import Page as PageOfResults
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager, PageQuerySet
from wagtail.search import index

from blog import reading
from blog.blocks import ArticleBody
from blog.models.composed import ComposedText
from blog.models.disclaimers import Disclaimer, DisclaimerPair, chosen_disclaimer, default_disclaimer
from blog.models.images import BlogImage
from blog.models.linkpreviews import describe_links
from blog.models.people import Author
from blog.models.relations import ArticleCategory, ArticleSeries
from blog.models.restrictions import RarelyRestricted
from blog.models.taxonomy import Category, Series, Topic

ARTICLES_PER_PAGE = 12
LIST_SLUG = "blog"

Grouping = Category | Topic | Series | Author


class ArticleQuerySet(PageQuerySet):
    """Words for lists of articles."""

    def published(self) -> "ArticleQuerySet":
        """What every reader may see: live, and not behind a login or password."""
        return self.live().public()

    def in_language(self, locale_id: int) -> "ArticleQuerySet":
        """Articles of one language."""
        return self.filter(locale_id=locale_id)

    def in_group(self, group: Grouping) -> "ArticleQuerySet":
        """Articles of a category, topic, series or author."""
        relation = _RELATION_TO[type(group)]
        return self.filter(**{f"article_{relation}": group}).distinct()

    def latest_first(self) -> "ArticleQuerySet":
        """By original date, newest first."""
        return self.order_by("-published_at", "-pk")

    def for_cards(self) -> "ArticleQuerySet":
        """With all that a list shows of an article, in a fixed number of queries."""
        first_category = Prefetch(
            "article_categories", ArticleCategory.objects.select_related("category__locale").order_by("sort_order")
        )
        renditions = Prefetch("cover__renditions", to_attr="prefetched_renditions")
        return self.select_related("cover", "locale").prefetch_related(first_category, renditions)


ArticleManager = PageManager.from_queryset(ArticleQuerySet)


class ArticlePage(ComposedText, RarelyRestricted, Page):
    """One article in one language."""

    summary = models.TextField(
        _("summary"),
        blank=True,
        max_length=500,
        help_text=_("One or two sentences under the title and in lists. Without it, the first lines are shown."),
    )
    cover = models.ForeignKey(
        BlogImage, verbose_name=_("cover image"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    body = StreamField(ArticleBody(), verbose_name=_("body"), blank=True)
    published_at = models.DateTimeField(
        _("date of the article"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("Shown to readers. Leave it empty for the moment of the first publication."),
    )
    updated_at = models.DateTimeField(
        _("updated on"), null=True, blank=True, help_text=_("Only for changes that readers should know of.")
    )
    comments_open = models.BooleanField(_("comments are open"), default=True)
    disclaimer_choice = models.CharField(
        _("disclaimer"),
        max_length=10,
        choices=[("default", _("The site's default")), ("custom", _("Another one")), ("none", _("None"))],
        default="default",
    )
    disclaimer = models.ForeignKey(
        Disclaimer,
        verbose_name=_("other disclaimer"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="articles",
        help_text=_("Used when “Another one” is chosen above."),
    )

    objects: ClassVar[Any] = ArticleManager()

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("cover"),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                InlinePanel("article_authors", label=_("Author"), heading=_("Authors")),
                InlinePanel("article_categories", label=_("Category"), heading=_("Categories")),
                InlinePanel("article_topics", label=_("Topic"), heading=_("Topics")),
                InlinePanel("article_series", label=_("Series"), heading=_("Series"), max_num=1),
            ],
            heading=_("Belongs to"),
        ),
        MultiFieldPanel([FieldPanel("disclaimer_choice"), FieldPanel("disclaimer")], heading=_("Disclaimer")),
    ]
    settings_panels = [
        FieldRowPanel([FieldPanel("published_at"), FieldPanel("updated_at")], heading=_("Dates")),
        FieldPanel("comments_open"),
        *Page.settings_panels,
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary", boost=2),
        index.SearchField("body"),
        index.AutocompleteField("summary"),
        index.AutocompleteField("body"),
        index.FilterField("published_at"),
    ]
    parent_page_types = ["blog.BlogIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def __str__(self) -> str:
        return self.title

    @cached_property
    def raw_body(self) -> list[dict[str, Any]]:
        """The body as stored, for `blog.reading`."""
        return list(self.body.get_prep_value())

    @property
    def minutes(self) -> int:
        """Minutes of reading."""
        return reading.minutes(self.raw_body)

    @property
    def outline(self) -> tuple[reading.Heading, ...]:
        """The table of contents."""
        return reading.outline(self.raw_body)

    @property
    def excerpt(self) -> str:
        """The summary, or else the first lines of the body."""
        return self.summary or reading.excerpt(self.raw_body)

    @cached_property
    def authors(self) -> list[Author]:
        """Who wrote it, in the order of the byline."""
        return [row.author for row in self.article_authors.select_related("author__locale")]

    @cached_property
    def categories(self) -> list[Category]:
        """Its shelves, the main one first."""
        return [row.category for row in self.article_categories.select_related("category__locale")]

    @property
    def primary_category(self) -> Category | None:
        """The category shown above the title and in lists, without a query when the list has fetched it."""
        rows = list(self.article_categories.all())
        return rows[0].category if rows else None

    @cached_property
    def topics(self) -> list[Topic]:
        """What it is about."""
        return [row.topic for row in self.article_topics.select_related("topic__locale")]

    @cached_property
    def series_place(self) -> "ArticleSeries | None":
        """The series it belongs to and its place there."""
        return self.article_series.select_related("series__locale").first()

    def disclaimer_pair(self) -> DisclaimerPair | None:
        """The disclaimer under this article: its own, the site's, or none."""
        if self.disclaimer_choice == "none":
            return None
        if self.disclaimer_choice == "custom" and self.disclaimer:
            return chosen_disclaimer(self.disclaimer)
        return default_disclaimer(self.locale_id)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the disclaimer, and fetches the sizes of all pictures and what is known of all links at once."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        pair = self.disclaimer_pair()
        context["disclaimer"] = pair.text if pair else None
        context["other_disclaimer"] = pair.other if pair else None
        prefetch_renditions([*body_images(self.body), *([self.cover] if self.cover else [])])
        describe_links(self.body)
        return context


def body_images(body: Iterable[Any]) -> Iterable[BlogImage]:
    """The picture objects of a body that a template is about to render."""
    for block in body:
        if block.block_type == "section":
            yield from body_images(block.value["content"])
        elif block.block_type == "image" and block.value["image"]:
            yield block.value["image"]
        elif block.block_type == "gallery":
            yield from (picture["image"] for picture in block.value["pictures"] if picture["image"])


def prefetch_renditions(images: Iterable[BlogImage]) -> None:
    """Fetches every stored size of the pictures in one query; Wagtail's tags then look there first."""
    found = list(images)
    if found:
        prefetch_related_objects(found, Prefetch("renditions", to_attr="prefetched_renditions"))


_RELATION_TO: dict[type[models.Model], str] = {
    Category: "categories__category",
    Topic: "topics__topic",
    Series: "series__series",
    Author: "authors__author",
}


class BlogIndexPage(ComposedText, RarelyRestricted, RoutablePageMixin, Page):
    """The list of articles of one language, whole or by category, topic, series and author."""

    introduction = models.TextField(_("introduction"), blank=True, max_length=500)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    search_fields = [*Page.search_fields, index.SearchField("introduction")]
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
        return (
            ArticlePage.objects.published().in_language(self.locale_id).descendant_of(self).latest_first().for_cards()
        )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds one page of `articles`, the `group` that is shown, if any, and `listing`: what is said of it."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        group = kwargs.get("group")
        articles = self.articles().in_group(group) if group else self.articles()
        context["group"] = group
        context["listing"] = listing_of(group) if group else None
        context["articles"] = page_of(articles, request)
        return context

    @path("category/<str:slug>/", name="category")
    def category(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Articles of a category."""
        return self.render_group(request, Category, slug)

    @path("topic/<str:slug>/", name="topic")
    def topic(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Articles of a topic."""
        return self.render_group(request, Topic, slug)

    @path("series/<str:slug>/", name="series")
    def series(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Articles of a series."""
        return self.render_group(request, Series, slug)

    @path("author/<str:slug>/", name="author")
    def author(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Articles of an author."""
        return self.render_group(request, Author, slug)

    def render_group(self, request: HttpRequest, model: type[Grouping], slug: str) -> HttpResponse:
        """The list of one group; 404 when this language has no such group, or no article in it."""
        group = model.objects.select_related("locale").filter(slug=slug, locale_id=self.locale_id).first()
        if group is None:
            raise Http404
        context = self.get_context(request, group=group)
        if not context["articles"].paginator.count:
            raise Http404
        return TemplateResponse(request, self.get_template(request), context)


@dataclass(frozen=True, slots=True)
class Listing:
    """The heading of a list of one group. `slugs`: the group in every language in which it has articles."""

    kind: str
    kind_label: str
    title: str
    description: str
    slugs: Mapping[str, str]


def listing_of(group: Grouping) -> Listing:
    """What the list of a category, topic, series or author says of it."""
    description = group.bio if isinstance(group, Author) else getattr(group, "description", "")
    shown = ArticlePage.objects.published().order_by().values("pk")
    translations = type(group).objects.filter(translation_key=group.translation_key, articles__page__in=shown)
    return Listing(
        kind=type(group).__name__.lower(),
        kind_label=str(group._meta.verbose_name),
        title=str(group),
        description=description,
        slugs=dict(translations.values_list("locale__language_code", "slug").distinct()),
    )


def page_of(articles: ArticleQuerySet, request: HttpRequest) -> PageOfResults[ArticlePage]:
    """The page of results that ?page= asks for; a number that makes no sense gets the nearest real page."""
    return Paginator(articles, ARTICLES_PER_PAGE).get_page(request.GET.get("page"))
