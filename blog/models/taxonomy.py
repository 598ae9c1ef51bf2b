"""How articles are grouped: categories, topics and series, each once per language."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Value, When
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin
from wagtail.search import index

from blog.models.composed import ComposedText
from search.fields import Beginnings, Words

# So few that a category is found with all that is above it by two joins, and no query walks a tree.
DEEPEST_CATEGORY = 3


class CategoryQuerySet(models.QuerySet["Category"]):
    """Words for shelves."""

    def in_tree_order(self) -> "CategoryQuerySet":
        """Every category right after the one above it, siblings by name as the database sorts it."""
        gap = Value("\x1f")  # sorts before every letter: "A" with all below it comes before "A B"
        above = (
            Case(When(**{f"{way}__isnull": False}, then=Concat(f"{way}__name", gap)), default=Value(""))
            for way in ("parent__parent", "parent")
        )
        return self.select_related("parent").annotate(tree_place=Concat(*above, "name")).order_by("tree_place", "pk")


class Category(ComposedText, index.Indexed, TranslatableMixin, models.Model):
    """The shelf an article stands on. An article has few of them, mostly one."""

    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("slug"), max_length=100, allow_unicode=True)
    description = models.TextField(_("description"), blank=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("category above"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="children",
        help_text=_("Its list then shows the articles of this category too. At most three levels."),
    )

    objects = models.Manager.from_queryset(CategoryQuerySet)()

    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("parent"), FieldPanel("description")]
    search_fields = [
        Words("name"),
        Beginnings("name"),
        index.FilterField("locale_id"),
        index.FilterField("translation_key"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["slug", "locale"], name="category_slug_once_per_language")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuses a category above that would make a circle, a mixture of languages or a fourth level."""
        super().clean()
        if self.parent is not None and (objection := self._objection(self.parent)):
            raise ValidationError({"parent": objection})

    def _objection(self, parent: "Category") -> Any:
        """What is wrong with a category above this one; None when nothing is."""
        if parent.locale_id != self.locale_id:
            return _("The category above must be written in the same language.")
        above = [parent, *parent.ancestors]
        if self.pk is not None and self.pk in {each.pk for each in above}:
            return _("A category cannot stand below itself or below one of its own categories.")
        if len(above) + self._height() > DEEPEST_CATEGORY:
            return _("Categories have at most three levels.")
        return None

    @property
    def ancestors(self) -> list["Category"]:
        """The categories above, nearest first; without a query where `parent__parent` has been fetched."""
        return list(self._climb())

    def _climb(self) -> Iterator["Category"]:
        above, seen = self.parent, {self.pk}
        while above is not None and above.pk not in seen:  # a circle can only come from outside the forms
            yield above
            seen.add(above.pk)
            above = above.parent

    def _height(self) -> int:
        """How many levels hang on it, itself included."""
        below = Category.objects.filter(parent=self.pk) if self.pk is not None else Category.objects.none()
        if not below.exists():
            return 1
        return 3 if Category.objects.filter(parent__in=below).exists() else 2


class Topic(ComposedText, index.Indexed, TranslatableMixin, models.Model):
    """What an article is about, in a word or two."""

    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("slug"), max_length=100, allow_unicode=True)

    panels = [FieldPanel("name"), FieldPanel("slug")]
    search_fields = [
        Words("name"),
        Beginnings("name"),
        index.FilterField("locale_id"),
        index.FilterField("translation_key"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["slug", "locale"], name="topic_slug_once_per_language")]

    def __str__(self) -> str:
        return self.name


class Series(ComposedText, index.Indexed, TranslatableMixin, models.Model):
    """Articles that are read one after the other."""

    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(_("slug"), max_length=100, allow_unicode=True)
    description = models.TextField(_("description"), blank=True)

    panels = [FieldPanel("title"), FieldPanel("slug"), FieldPanel("description")]
    search_fields = [
        Words("title"),
        Beginnings("title"),
        index.FilterField("locale_id"),
        index.FilterField("translation_key"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["title"]
        constraints = [models.UniqueConstraint(fields=["slug", "locale"], name="series_slug_once_per_language")]

    def __str__(self) -> str:
        return self.title
