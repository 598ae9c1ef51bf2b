"""The shell of the site: the front page of each language and plain pages such as 소개."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from blog.blocks import ArticleBody
from blog.models import ArticlePage
from blog.models.composed import ComposedText
from blog.models.elsewhere import only_elsewhere
from blog.models.findable import OF_A_BODY, OF_EVERY_PAGE, SUMMARY, Findable
from blog.models.linkpreviews import describe_links
from blog.models.pages import body_images, prefetch_renditions
from blog.models.restrictions import RarelyRestricted
from search.fields import Words

LATEST_ON_HOME = 8
ELSEWHERE_ON_HOME = 5
RESERVED_SLUGS = {
    "admin",
    "cards",
    "comments",
    "documents",
    "en",
    "feed",
    "healthz",
    "ko",
    "media",
    "metrics",
    "readyz",
    "search",
    "static",
}


class HomePage(ComposedText, Findable, RarelyRestricted, Page):
    """The front page of one language, and what stands in the footer of every page of that language."""

    introduction = models.TextField(_("introduction"), blank=True, max_length=500)
    footer_text = models.TextField(
        _("who writes here"), blank=True, max_length=500, help_text=_("Stands at the foot of every page.")
    )
    privacy_text = models.TextField(
        _("privacy and licence"), blank=True, max_length=1000, help_text=_("Stands at the foot of every page.")
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        MultiFieldPanel([FieldPanel("footer_text"), FieldPanel("privacy_text")], heading=_("Foot of every page")),
    ]
    search_fields = [*OF_EVERY_PAGE, Words("introduction", SUMMARY)]
    subpage_types = ["blog.BlogIndexPage", "home.StandardPage"]

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the latest articles of this language, and `elsewhere`: the latest that only the other one has."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        published = ArticlePage.objects.published()
        latest = published.in_language(self.locale_id).latest_first()[:LATEST_ON_HOME]
        context["articles"] = list(latest.picked().latest_first().for_cards())
        context["elsewhere"] = only_elsewhere(published, self.locale_id, most=ELSEWHERE_ON_HOME)
        return context


class StandardPage(ComposedText, Findable, RarelyRestricted, Page):
    """A page that is not an article: about, contact, privacy."""

    introduction = models.TextField(_("introduction"), blank=True, max_length=500)
    body = StreamField(ArticleBody(), verbose_name=_("body"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    search_fields = [
        *OF_EVERY_PAGE,
        Words("introduction", SUMMARY),
        *OF_A_BODY,
    ]
    parent_page_types = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []

    def clean(self) -> None:
        """Refuses an address that the site needs for itself: the page could never be opened."""
        super().clean()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": _("The site uses this address itself. Choose another one.")})

    class Meta:
        verbose_name = _("plain page")
        verbose_name_plural = _("plain pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Fetches the sizes of all pictures and what is known of all links at once."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        prefetch_renditions(body_images(self.body))
        describe_links(self.body)
        return context
