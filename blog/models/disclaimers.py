"""What an author does not promise: a text under articles, with drafts, revisions and a version per language."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PublishingPanel
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin, TranslatableMixin
from wagtail.search import index

from blog.models.composed import ComposedText
from search.fields import Beginnings, Words


class DisclaimerQuerySet(models.QuerySet["Disclaimer"]):
    """Words for the questions that articles ask."""

    def published(self) -> "DisclaimerQuerySet":
        """Those that readers may see."""
        return self.filter(live=True).with_currency()

    def with_currency(self) -> "DisclaimerQuerySet":
        """Each knows whether `is_outdated`."""
        return self.annotate(renders_old_wording=Coalesce("live_revision__wording__outdated", False))

    def default(self) -> "DisclaimerQuerySet":
        """The one of each language that articles get without asking."""
        return self.filter(is_default=True)


class Disclaimer(
    ComposedText, PreviewableMixin, DraftStateMixin, RevisionMixin, index.Indexed, TranslatableMixin, models.Model
):
    """A disclaimer. At most one per language is the default of the site."""

    must_be_current = ("text",)  # what readers rely on: rather the original than an old translation of it

    name = models.CharField(_("name"), max_length=120, help_text=_("For editors; readers never see it."))
    text = RichTextField(_("text"), features=["bold", "italic", "link"])
    is_default = models.BooleanField(
        _("default of the site"),
        default=False,
        help_text=_("Stands under every article that does not choose another one."),
    )
    show_other_language = models.BooleanField(
        _("show the other language under it"),
        default=False,
        help_text=_("Readers of a Korean article then also see the English text, and the reverse."),
    )
    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="disclaimer")

    objects = models.Manager.from_queryset(DisclaimerQuerySet)()

    panels = [
        FieldPanel("name"),
        FieldPanel("text"),
        FieldPanel("is_default"),
        FieldPanel("show_other_language"),
        PublishingPanel(),
    ]
    search_fields = [
        Words("name"),
        Beginnings("name"),
        index.FilterField("locale_id"),
        index.FilterField("translation_key"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("disclaimer")
        verbose_name_plural = _("disclaimers")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["locale"],
                condition=models.Q(is_default=True),
                name="one_default_disclaimer_per_language",
                violation_error_message=_("Another disclaimer is the default of this language already."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_outdated(self) -> bool:
        """Whether the published original says something else than this translation renders; see `with_currency`."""
        return bool(getattr(self, "renders_old_wording", False))

    @property
    def revisions(self) -> Any:
        """All revisions, as RevisionMixin wants them."""
        return self._revisions

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """The disclaimer as it stands under an article."""
        return "blog/disclaimer_preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """Adds the other language's text."""
        context: dict[str, Any] = super().get_preview_context(request, mode_name)
        published = Disclaimer.objects.published().filter(translation_key=self.translation_key).exclude(pk=self.pk)
        pair = _pair([self], [self, *published.select_related("locale")], self.locale_id)
        return {**context, "other": pair.other if pair else None}


@dataclass(frozen=True, slots=True)
class DisclaimerPair:
    """What stands under an article: a text and, where it wants that, the same in the other language.

    The text is the original where the translation is missing or outdated.
    """

    text: Disclaimer
    other: Disclaimer | None


def default_disclaimer(locale_id: int) -> DisclaimerPair | None:
    """The site's disclaimer in a language; that of another language where this one has none yet. One query."""
    published = Disclaimer.objects.published()
    versions = published.filter(translation_key__in=published.default().values("translation_key"))
    found = list(versions.select_related("locale"))
    return _pair([each for each in found if each.is_default], found, locale_id)


def chosen_disclaimer(chosen: Disclaimer) -> DisclaimerPair | None:
    """The disclaimer that an article has chosen; in another language while this one is a draft. One query."""
    versions = Disclaimer.objects.published().filter(translation_key=chosen.translation_key)
    found = list(versions.select_related("locale"))
    return _pair(found, found, chosen.locale_id)


def disclaimer_among(
    every: Iterable[Disclaimer], locale_id: int, chosen_id: int | None = None
) -> DisclaimerPair | None:
    """The same as the two above, from disclaimers that were fetched already, drafts included. No query."""
    found = list(every)
    key = next((each.translation_key for each in found if each.pk == chosen_id), None)
    published = [each for each in found if each.live]
    wanted = [each for each in published if (each.translation_key == key if key else each.is_default)]
    return _pair(wanted, published, locale_id)


def _pair(wanted: Iterable[Disclaimer], published: Iterable[Disclaimer], locale_id: int) -> DisclaimerPair | None:
    """The wanted disclaimer of a language, or of another one, in the version that is up to date."""

    def in_other_language(each: Disclaimer) -> bool:
        return each.locale_id != locale_id

    best = min(wanted, key=in_other_language, default=None)
    if best is None:
        return None
    current = [each for each in published if each.translation_key == best.translation_key and not each.is_outdated]
    text, *others = sorted(current, key=in_other_language) or [best]
    return DisclaimerPair(text, others[0] if others and text.show_other_language else None)
