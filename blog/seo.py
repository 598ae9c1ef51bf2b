"""What a page says of itself to machines: title, description, canonical address, languages."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from unicodedata import normalize
from urllib.parse import quote, urljoin

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.encoding import iri_to_uri
from django.utils.translation import get_language, gettext
from wagtail.images.models import SourceImageIOError
from wagtail.models import Page

from blog import reading
from blog.models import ArticlePage
from blog.models.pages import Listing
from blog.translation.alternates import Alternate, alternates_for

DEPTH_OF_FRONT_PAGES = 2
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
    markdown: str = ""
    ownership: Sequence[tuple[str, str]] = ()

    @property
    def existing_alternates(self) -> list[Alternate]:
        """The languages that this very page exists in: what hreflang may name."""
        return [alternate for alternate in self.alternates if alternate.exists]

    @property
    def default_alternate(self) -> Alternate | None:
        """The one for readers of any other language: Korean where it exists, else this page."""
        existing = self.existing_alternates
        return existing[0] if existing else None


def markdown_address(address: str) -> str:
    """Where the Markdown twin of an article is, from the address of the article."""
    return f"{address}index.md"


def absolute(path: str) -> str:
    """An address with scheme and host, from a path or an address."""
    return urljoin(settings.SITE_URL + "/", path)


def page_metadata(page: Page, request: HttpRequest, listing: Listing | None = None, number: int = 1) -> Metadata:
    """The head of a page, or of the list of one category, topic, series or author.

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
            (iri_to_uri(normalize("NFC", request.path)) if listing else page.get_url() or "")
            + (f"?page={number}" if further else "")
        ),
        language=page.locale.language_code,
        kind="article" if article else "website",
        image=_sharing_image(article) if article else "",
        published=article.published_at if article else None,
        modified=(article.updated_at or article.published_at) if article else None,
        alternates=tuple(replace(each, exists=False) for each in found) if further else tuple(found),
        markdown=_markdown_twin(alternates) if article else "",
        ownership=_ownership() if page.depth == DEPTH_OF_FRONT_PAGES else (),
    )


def _markdown_twin(alternates: Iterable[Alternate]) -> str:
    """The address of an article's twin; an article that only some may see, or a draft, has none."""
    own = next((each for each in alternates if each.current and each.exists), None)
    return markdown_address(absolute(own.url)) if own else ""


def _ownership() -> tuple[tuple[str, str], ...]:
    """What search engines look for on the front page to know that the site is ours."""
    names = {
        "google-site-verification": settings.GOOGLE_SITE_VERIFICATION,
        "naver-site-verification": settings.NAVER_SITE_VERIFICATION,
    }
    return tuple((name, value) for name, value in names.items() if value)


def _with_host(alternate: Alternate) -> Alternate:
    return replace(alternate, url=absolute(alternate.url))


def _alternates_of_listing(alternates: Iterable[Alternate], listing: Listing) -> Iterator[Alternate]:
    """The same group in the other language where it exists there, else that language's whole list."""
    for alternate in map(_with_host, alternates):
        slug = listing.slugs.get(alternate.language)
        if slug and alternate.exists:
            yield replace(alternate, url=f"{alternate.url}{listing.kind}/{quote(slug)}/")
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
