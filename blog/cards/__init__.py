"""What the sharing card of a page says, and its address.

The address holds a hash of all that is drawn, so it is known while the head of a page is rendered, without a query and
without drawing, and a card that looks different has another address. It knows pages, and nothing of pens or disks.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from unicodedata import normalize
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.dateformat import format as format_date
from wagtail.models import Page

from blog.models import ArticlePage, BlogImage

WIDTH, HEIGHT = 1200, 630  # pixels
MEDIA_TYPE = "image/jpeg"
DESIGN = 1  # part of every address: raise it when cards are drawn differently
DATE_FORMATS = {"ko": "Y년 n월 j일", "en": "j F Y"}  # as on the page


@dataclass(frozen=True, slots=True)
class Card:
    """All that is drawn. `key` is the id of the page, or a language for the card of the site itself.

    `line` stands small below the title. The name of a cover's file is never used again for another picture.
    """

    key: str
    language: str
    title: str
    line: str
    site_name: str
    cover: BlogImage | None = None

    @property
    def digest(self) -> str:
        """16 hexadecimal digits that change with anything that is drawn."""
        drawn = [DESIGN, self.language, self.title, self.line, self.site_name, *_identity(self.cover)]
        return sha256(json.dumps(drawn).encode()).hexdigest()[:16]

    @property
    def path(self) -> str:
        """The address without scheme and host."""
        return reverse("card", args=[self.key, self.digest])


def _identity(cover: BlogImage | None) -> Iterator[str | int | None]:
    if cover:
        yield cover.file.name
        yield from (cover.focal_point_x, cover.focal_point_y, cover.focal_point_width, cover.focal_point_height)


def card_of(page: Page) -> Card:
    """The card of a page. No query for an article whose cover and categories have been fetched."""
    if page.pk is None:  # the preview of a page that was never saved
        return site_card(page.locale.language_code)
    article = page if isinstance(page, ArticlePage) else None
    return Card(
        key=str(page.pk),
        language=page.locale.language_code,
        title=normalize("NFC", page.seo_title or page.title),
        line=" · ".join(_facts(article)) if article else _host(),
        site_name=settings.WAGTAIL_SITE_NAME,
        cover=article.cover if article else None,
    )


def site_card(language: str) -> Card:
    """The card of whatever has none of its own: a list of a group, the search."""
    name = settings.WAGTAIL_SITE_NAME
    return Card(key=language, language=language, title=name, line=_host(), site_name=name)


def _facts(article: ArticlePage) -> Iterator[str]:
    """Its main category and its date."""
    if article.categories:
        yield normalize("NFC", article.categories[0].name)
    if article.published_at:
        language = article.locale.language_code
        with translation.override(language):
            yield format_date(timezone.localtime(article.published_at), DATE_FORMATS.get(language, "Y-m-d"))


def _host() -> str:
    return urlsplit(settings.SITE_URL).netloc
