"""The article, and the words in which articles are asked for. The list that they stand in is another page."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Prefetch, prefetch_related_objects
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager, PageQuerySet
from wagtail.search import index

from blog import reading
from blog.blocks import ArticleBody
from blog.models import findable
from blog.models.belongings import Belongings, SeriesPlace, belongings_of
from blog.models.composed import ComposedText
from blog.models.corrections import MEANING_UNCHANGED, CorrectionForm, CorrectionPanel
from blog.models.disclaimers import Disclaimer, DisclaimerPair, chosen_disclaimer, default_disclaimer
from blog.models.findable import Findable
from blog.models.groups import KINDS, Grouping, pages_in
from blog.models.images import BlogImage
from blog.models.linkpreviews import describe_links
from blog.models.neighbours import Neighbours, neighbours_of
from blog.models.people import Author
from blog.models.relations import ArticleCategory
from blog.models.restrictions import RarelyRestricted, for_readers
from blog.models.taxonomy import Category, Series, Topic
from search.fields import Beginnings, Words

# Below the list they mean something else: its overviews, the archive, and the feeds of the list.
RESERVED_SLUGS = {*KINDS, "archive", "feed"}


class ArticleQuerySet(PageQuerySet):
    """Words for lists of articles."""

    def published(self) -> "ArticleQuerySet":
        """What every reader may see: live, and not behind a login or password."""
        return self.filter(for_readers())

    def in_language(self, locale_id: int) -> "ArticleQuerySet":
        """Articles of one language."""
        return self.filter(locale_id=locale_id)

    def in_group(self, group: Grouping) -> "ArticleQuerySet":
        """Articles of a category and all below it, of a topic, series or author, and of their counterparts."""
        return self.filter(pk__in=pages_in(group))

    def between(self, start: datetime, end: datetime) -> "ArticleQuerySet":
        """Articles dated from `start` until just before `end`."""
        return self.filter(published_at__gte=start, published_at__lt=end)

    def in_order_of(self, series: Series) -> "ArticleQuerySet":
        """The parts of a series, first part first, with the number that their editor gave them as `part`."""
        parts = self.filter(article_series__series=series).annotate(part=F("article_series__position"))
        return parts.order_by("part", "published_at", "pk")

    def latest_first(self) -> "ArticleQuerySet":
        """By original date, newest first."""
        return self.order_by("-published_at", "-pk")

    def picked(self) -> "ArticleQuerySet":
        """The articles of a slice, in no order: a database sorts ids where it would otherwise sort whole articles."""
        return ArticlePage.objects.filter(pk__in=self.values("pk"))

    def for_cards(self) -> "ArticleQuerySet":
        """With all that a list shows of an article, in a fixed number of queries."""
        first_category = Prefetch(
            "article_categories", ArticleCategory.objects.select_related("category__locale").order_by("sort_order")
        )
        renditions = Prefetch("cover__renditions", to_attr="prefetched_renditions")
        return self.select_related("cover", "locale", "basis").prefetch_related(first_category, renditions)


ArticleManager = PageManager.from_queryset(ArticleQuerySet)


class ArticlePage(ComposedText, Findable, RarelyRestricted, Page):
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
        CorrectionPanel(MEANING_UNCHANGED),
    ]
    settings_panels = [
        FieldRowPanel([FieldPanel("published_at"), FieldPanel("updated_at")], heading=_("Dates")),
        FieldPanel("comments_open"),
        *Page.settings_panels,
    ]
    search_fields = [
        *findable.OF_EVERY_PAGE,
        Words("summary", findable.SUMMARY, boost=3),
        Words("groups_said", findable.GROUPS, boost=4),
        Words("authors_said", findable.AUTHORS, boost=2),
        *findable.OF_A_BODY,
        Beginnings("summary"),
        index.FilterField("published_at"),
    ]
    parent_page_types = ["blog.BlogIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    base_form_class = CorrectionForm

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

    def clean(self) -> None:
        """Refuses an address below the list that the site needs for itself."""
        super().clean()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": _("The site uses this address itself. Choose another one.")})

    @cached_property
    def belongings(self) -> Belongings:
        """What the stored article belongs to. One query for everything."""
        return belongings_of(self)

    @property
    def _is_edited(self) -> bool:
        """Whether the relations are those of a revision or a form, which a preview has to show."""
        return self.pk is None or bool(getattr(self, "_cluster_related_objects", None))

    @property
    def authors(self) -> list[Author]:
        """Who wrote it, in the order of the byline."""
        if self._is_edited:
            return [row.author for row in self.article_authors.all()]
        return list(self.belongings.authors)

    @property
    def categories(self) -> list[Category]:
        """Its shelves, the main one first, with those above them."""
        if self._is_edited:
            return [row.category for row in self.article_categories.all()]
        return list(self.belongings.categories)

    @property
    def primary_category(self) -> Category | None:
        """The category shown above the title and in lists, without a query when the list has fetched it."""
        rows = list(self.article_categories.all())
        return rows[0].category if rows else None

    @property
    def topics(self) -> list[Topic]:
        """What it is about."""
        if self._is_edited:
            return [row.topic for row in self.article_topics.all()]
        return list(self.belongings.topics)

    @property
    def groups_said(self) -> list[str]:
        """The names of what it belongs to, for the search."""
        place = self.series_place
        return [str(group) for group in (*self.categories, *self.topics, *((place.series,) if place else ()))]

    @property
    def authors_said(self) -> list[str]:
        """The names of its authors, for the search."""
        return [author.name for author in self.authors]

    @property
    def series_place(self) -> SeriesPlace | None:
        """The series it belongs to and its place there."""
        if self._is_edited:
            rows = self.article_series.all()
            return next((SeriesPlace(row.series, row.position) for row in rows), None)
        return self.belongings.series_place

    @cached_property
    def neighbours(self) -> Neighbours:
        """Its series, the articles before and after, and what is related, for a stored article. One query."""
        if self.pk is None:
            return Neighbours()
        return neighbours_of(self, self.belongings, ArticlePage.objects.published().in_language(self.locale_id))

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
