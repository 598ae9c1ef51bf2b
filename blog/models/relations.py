"""What hangs on an article: authors, categories, topics and the place in a series.

The rows are translatable themselves, so that an English article points at English authors and categories; a plain
many-to-many relation would be copied once and then point at the Korean ones for ever.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable, TranslatableMixin

from blog.models.people import Author
from blog.models.taxonomy import Category, Series, Topic


class ArticleAuthor(TranslatableMixin, Orderable):
    """An author's place in the byline."""

    page = ParentalKey("blog.ArticlePage", on_delete=models.CASCADE, related_name="article_authors")
    author = models.ForeignKey(Author, verbose_name=_("author"), on_delete=models.CASCADE, related_name="articles")

    panels = [FieldPanel("author")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("author of an article")
        constraints = [models.UniqueConstraint(fields=["page", "author"], name="author_once_per_article")]


class ArticleCategory(TranslatableMixin, Orderable):
    """An article on a shelf."""

    page = ParentalKey("blog.ArticlePage", on_delete=models.CASCADE, related_name="article_categories")
    category = models.ForeignKey(
        Category, verbose_name=_("category"), on_delete=models.CASCADE, related_name="articles"
    )

    panels = [FieldPanel("category")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("category of an article")
        constraints = [models.UniqueConstraint(fields=["page", "category"], name="category_once_per_article")]


class ArticleTopic(TranslatableMixin, Orderable):
    """A topic of an article."""

    page = ParentalKey("blog.ArticlePage", on_delete=models.CASCADE, related_name="article_topics")
    topic = models.ForeignKey(Topic, verbose_name=_("topic"), on_delete=models.CASCADE, related_name="articles")

    panels = [FieldPanel("topic")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("topic of an article")
        constraints = [models.UniqueConstraint(fields=["page", "topic"], name="topic_once_per_article")]


class ArticleSeries(TranslatableMixin, Orderable):
    """The place of an article in a series."""

    page = ParentalKey("blog.ArticlePage", on_delete=models.CASCADE, related_name="article_series")
    series = models.ForeignKey(Series, verbose_name=_("series"), on_delete=models.CASCADE, related_name="articles")
    position = models.PositiveSmallIntegerField(_("part"), default=1)

    panels = [FieldRowPanel([FieldPanel("series"), FieldPanel("position")])]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("series of an article")
        constraints = [models.UniqueConstraint(fields=["page", "series"], name="series_once_per_article")]
