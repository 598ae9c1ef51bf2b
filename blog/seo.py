"""What a page says of itself to machines: title, description, canonical address, languages."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import get_language, gettext, override
from wagtail.models import Page

from blog import cards, reading
from blog.addresses import FRONT_PAGE_DEPTH, GROUP_KINDS, absolute, front_page, group_list
from blog.models import ArticlePage, BlogIndexPage
from blog.models.groups import Grouping, kind_of
from blog.models.listings import Listing
from blog.translation.alternates import Alternate, alternates_for


@dataclass(frozen=True, slots=True)
class SharingImage:
    """The picture that a shared link is shown with. `url` is absolute, sizes are pixels."""

    url: str
    alt: str
    width: int = cards.WIDTH
    height: int = cards.HEIGHT
    media_type: str = cards.MEDIA_TYPE


FEED_FORMS = {"atom": "Atom", "rss": "RSS", "json": "JSON Feed"}


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed for programs to find (in the head) or for readers to follow (in the footer). `url` is absolute."""

    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """Everything that stands in the head of a page. Addresses are absolute; an empty text means "leave it out".

    `hreflang` is False for another view of a page: its languages lead to each other, and search engines to the page.
    `section`, `tags` and `authors` (addresses of their pages) are those of an article.
    """

    title: str
    site_name: str
    canonical: str
    language: str
    alternates: Sequence[Alternate]
    description: str = ""
    kind: str = "website"
    robots: str = ""
    image: SharingImage | None = None
    published: datetime | None = None
    modified: datetime | None = None
    hreflang: bool = True
    section: str = ""
    tags: Sequence[str] = ()
    authors: Sequence[str] = ()
    group_feed: FeedLink | None = None
    markdown: str = ""
    ownership: Sequence[tuple[str, str]] = ()

    @property
    def full_title(self) -> str:
        """Title in browsers and in shared links, which Naver wants to be the same.

        That of an article stands alone; that of a list or plain page says little without the name of the site.
        """
        if self.kind == "article" or self.title in {"", self.site_name}:
            return self.title or self.site_name
        return f"{self.title} – {self.site_name}"

    @property
    def feeds(self) -> list[FeedLink]:
        """The Atom feeds of this page: of the group that it lists, and of everything in its language."""
        title = f"{self.site_name} – {dict(settings.LANGUAGES)[self.language]}"
        whole = FeedLink(_feed_address("feed_atom", self.language), title)
        return [self.group_feed, whole] if self.group_feed else [whole]

    @property
    def feed_forms(self) -> list[FeedLink]:
        """The feed of everything in this language, in every form that there is."""
        return [FeedLink(_feed_address(f"feed_{form}", self.language), name) for form, name in FEED_FORMS.items()]

    @property
    def existing_alternates(self) -> list[Alternate]:
        """The languages that this very page exists in: what hreflang may name."""
        return [alternate for alternate in self.alternates if alternate.exists and self.hreflang]

    @property
    def default_alternate(self) -> Alternate | None:
        """The one for readers of any other language: Korean where it exists, else this page."""
        existing = self.existing_alternates
        return existing[0] if existing else None


def group_address(group: Grouping) -> str:
    """The path of the list of a category, topic, series or author, in the language of that group."""
    return group_list(group.locale.language_code, kind_of(group), group.slug)


def markdown_address(address: str) -> str:
    """Where the Markdown twin of an article is, from the address of the article."""
    return f"{address}index.md"


def page_metadata(page: Page, request: HttpRequest, listing: Listing | None = None, number: int = 1) -> Metadata:
    """The head of a page, or of one of the lists of the article list: of a group, of a month, of all categories.

    `number`: which page of a list it is. Further ones have their own canonical address and no counterpart in the other
    language, whose list is cut elsewhere.
    """
    further = number > 1
    article = page if isinstance(page, ArticlePage) else None
    alternates = alternates_for(page)
    found = _alternates_of_listing(alternates, listing) if listing else map(_with_host, alternates)
    title = listing.title if listing else page.seo_title or page.title
    return Metadata(
        title=gettext("%(title)s, page %(number)s") % {"title": title, "number": number} if further else title,
        site_name=settings.WAGTAIL_SITE_NAME,
        description=_description(page, listing),
        canonical=absolute(
            (page.get_url() or "") + (listing.path if listing else "") + (f"?page={number}" if further else "")
        ),
        language=page.locale.language_code,
        kind="article" if article else "website",
        image=_sharing_image(cards.site_card(page.locale.language_code) if listing else cards.card_of(page)),
        published=article.published_at if article else None,
        modified=(article.updated_at or article.published_at) if article else None,
        section=article.categories[0].name if article and article.categories else "",
        tags=tuple(topic.name for topic in article.topics) if article else (),
        authors=tuple(absolute(group_address(author)) for author in article.authors) if article else (),
        alternates=tuple(replace(each, exists=False) for each in found) if further else tuple(found),
        group_feed=_group_feed(page.locale.language_code, listing) if listing else None,
        markdown=_markdown_twin(alternates) if article else "",
        ownership=_ownership() if page.depth == FRONT_PAGE_DEPTH else (),
    )


def _feed_address(name: str, language: str, **place: str) -> str:
    """A feed by the name of its address, which is a promise of `blog.urls`."""
    with override(language):
        return absolute(reverse(name, kwargs=place))


def _group_feed(language: str, listing: Listing) -> FeedLink | None:
    """The feed of a category, topic, series or author; a list of another kind has none."""
    slug = listing.slugs.get(language)
    if listing.kind not in GROUP_KINDS or not slug:
        return None
    url = _feed_address("group_feed_atom", language, kind=listing.kind, slug=slug)
    return FeedLink(url, listing.title)


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
    """The same list in the other language where it exists there, else that language's whole list."""
    for alternate in map(_with_host, alternates):
        path = listing.paths.get(alternate.language)
        if path and alternate.exists:
            yield replace(alternate, url=f"{alternate.url}{path}")
        else:
            yield replace(alternate, exists=False)


def _description(page: Page, listing: Listing | None) -> str:
    """What search engines show under the title; a Korean one has no place under an English page."""
    text = listing.description if listing else str(page.search_description or _first_words(page))
    foreign = page.locale.language_code != settings.LANGUAGE_CODE and reading.is_korean(text)
    if text and not foreign:
        return text
    if not isinstance(page, BlogIndexPage):
        return ""
    # Search engines want every list to have a description of its own.
    return gettext("List of articles: %(title)s") % {"title": listing.title if listing else page.title}


def _first_words(page: Page) -> str:
    return page.excerpt if isinstance(page, ArticlePage) else getattr(page, "introduction", "")


def _sharing_image(card: cards.Card) -> SharingImage:
    words = (card.title, card.line) if card.title == card.site_name else (card.title, card.line, card.site_name)
    return SharingImage(absolute(card.path), alt=" – ".join(filter(None, words)))


def parallel_metadata(own: ArticlePage, other: ArticlePage, request: HttpRequest) -> Metadata:
    """The head of two versions side by side: that of the page of `own`, but the languages lead to the reverse view."""
    page = page_metadata(own, request)
    languages = (own.locale.language_code, other.locale.language_code)
    beside = dict(zip(languages, reversed(languages), strict=True))
    return replace(
        page,
        title=_side_by_side(page.title),
        hreflang=False,
        alternates=tuple(
            replace(alternate, url=f"{alternate.url}parallel/{beside[alternate.language]}/")
            for alternate in page.alternates
            if alternate.language in beside
        ),
    )


def _side_by_side(title: str) -> str:
    """In the language of the title: one that is not translated yet is marked as Korean with what follows it."""
    with override(settings.LANGUAGE_CODE if reading.is_korean(title) else get_language()):
        return gettext("%(title)s, side by side") % {"title": title}


def aside_metadata(page: Page, request: HttpRequest, title: str) -> Metadata:
    """The head of a step beside a page, which nobody indexes: the languages lead to that page."""
    here = page_metadata(page, request)
    return Metadata(
        title=title,
        site_name=here.site_name,
        canonical="",
        language=here.language,
        robots="noindex",
        alternates=here.alternates,
        hreflang=False,
    )


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
        image=_sharing_image(cards.site_card(language)),
        alternates=alternates,
    )


def error_metadata(request: HttpRequest) -> Metadata:
    """The head of an address without a page: nothing to index, and every language leads to its front page."""
    language = get_language() or settings.LANGUAGE_CODE
    alternates = tuple(
        Alternate(
            code,
            str(label),
            absolute(front_page(code)),
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
