"""The people who write. They are public; accounts that log in are another matter."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin
from wagtail.search import index

from blog.models.composed import ComposedText
from blog.models.images import BlogImage
from search.fields import Beginnings, Words


class Author(ComposedText, index.Indexed, TranslatableMixin, models.Model):
    """Somebody whose name stands above an article, once per language."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(
        _("slug"), max_length=120, allow_unicode=True, help_text=_("The last part of the address of the author's page.")
    )
    role = models.CharField(_("role"), max_length=120, blank=True)
    bio = models.TextField(_("biography"), blank=True)
    homepage = models.URLField(_("homepage"), blank=True)
    photo = models.ForeignKey(
        BlogImage, verbose_name=_("photo"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("role"),
        FieldPanel("bio"),
        FieldPanel("homepage"),
        FieldPanel("photo"),
    ]
    search_fields = [
        Words("name"),
        Beginnings("name"),
        index.FilterField("locale_id"),
        index.FilterField("translation_key"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["slug", "locale"], name="author_slug_once_per_language")]

    def __str__(self) -> str:
        return self.name
