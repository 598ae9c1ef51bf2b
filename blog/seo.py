"""What a page says of itself to machines: title, description, canonical address, languages."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language, gettext
from wagtail.images.models import SourceImageIOError
from wagtail.models import Page

from blog import reading
from blog.models import ArticlePage
from blog.models.listings import Listing
from blog.translation.alternates import Alternate, alternates_for

SHARING_IMAGE = "fill-1200x630|format-jpeg"


@dataclass(frozen=True, slots=True)
class Metadata:
    """Everything that stands in the head of a page. Addresses are absolute; an empty text means "leave it out"."""

    title: str
    site_name: str
    canonical: str
    language: str
    alternates: Sequence[Alternate]
    description: str = ""
    kind: str = "website"
    robots: str = ""
    image: str = ""
    published: datetime | None = None
    modified: datetime | None = None

    @property
    def existing_alternates(self) -> list[Alternate]:
        """The languages that this very page exists in: what hreflang may name."""
        return [alternate for alternate in self.alternates if alternate.exists]

    @property
    def default_alternate(self) -> Alternate | None:
        """The one for readers of any other language: Korean where it exists, else this page."""
        existing = self.existing_alternates
        return existing[0] if existing else None


def absolute(path: str) -> str:
    """An address with scheme and host, from a path or an address."""
    return urljoin(settings.SITE_URL + "/", path)


def page_metadata(page: Page, request: HttpRequest, listing: Listing | None = None, number: int = 1) -> Metadata:
    """The head of a page, or of one of the lists of the article list: of a group, of a month, of all categories.

    `number`: which page of a list it is. Further ones have their own canonical address and no counterpart in the other
    language, whose list is cut elsewhere.
    """
    further = number > 1
    article = page if isinstance(page, ArticlePage) else None
    alternates = alternates_for(page)
    found = _alternates_of_listing(alternates, listing) if listing else map(_with_host, alternates)
    return Metadata(
        title=listing.title if listing else page.seo_title or page.title,
        site_name=settings.WAGTAIL_SITE_NAME,
        description=_description(page, listing),
        canonical=absolute(
            (page.get_url() or "") + (listing.path if listing else "") + (f"?page={number}" if further else "")
        ),
        language=page.locale.language_code,
        kind="article" if article else "website",
        image=_sharing_image(article) if article else "",
        published=article.published_at if article else None,
        modified=(article.updated_at or article.published_at) if article else None,
        alternates=tuple(replace(each, exists=False) for each in found) if further else tuple(found),
    )


def _with_host(alternate: Alternate) -> Alternate:
    return replace(alternate, url=absolute(alternate.url))


def _alternates_of_listing(alternates: Iterable[Alternate], listing: Listing) -> Iterator[Alternate]:
    """The same list in the other language where it exists there, else that language's whole list."""
    for alternate in map(_with_host, alternates):
        path = listing.paths.get(alternate.language)
        if path and alternate.exists:
            yield replace(alternate, url=f"{alternate.url}{path}")
        else:
            yield replace(alternate, exists=False)


def _description(page: Page, listing: Listing | None) -> str:
    """What search engines show under the title; a Korean one has no place under an English page."""
    if listing:
        text = listing.description
    else:
        fallback = page.excerpt if isinstance(page, ArticlePage) else getattr(page, "introduction", "")
        text = str(page.search_description or fallback)
    foreign = page.locale.language_code != settings.LANGUAGE_CODE and reading.is_korean(text)
    return "" if foreign else text


def _sharing_image(article: ArticlePage) -> str:
    """The cover in the size that link previews want; none when its file is gone."""
    if article.cover is None:
        return ""
    try:
        return absolute(article.cover.get_rendition(SHARING_IMAGE).url)
    except SourceImageIOError:
        return ""


def view_metadata(request: HttpRequest, title: str, robots: str = "") -> Metadata:
    """The head of a view that is no page and exists in every language: the search."""
    language = get_language() or settings.LANGUAGE_CODE
    alternates = tuple(
        Alternate(code, str(label), absolute(translate_url(request.path, code)), exists=True, current=code == language)
        for code, label in settings.LANGUAGES
    )
    return Metadata(
        title=title,
        site_name=settings.WAGTAIL_SITE_NAME,
        canonical=absolute(request.path),
        language=language,
        robots=robots,
        alternates=alternates,
    )


def error_metadata(request: HttpRequest) -> Metadata:
    """The head of an address without a page: nothing to index, and every language leads to its front page."""
    language = get_language() or settings.LANGUAGE_CODE
    alternates = tuple(
        Alternate(
            code,
            str(label),
            absolute("/" if code == settings.LANGUAGE_CODE else f"/{code}/"),
            exists=False,
            current=code == language,
        )
        for code, label in settings.LANGUAGES
    )
    return Metadata(
        title=gettext("This page does not exist"),
        site_name=settings.WAGTAIL_SITE_NAME,
        canonical="",
        language=language,
        robots="noindex",
        alternates=alternates,
    )
