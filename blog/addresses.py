"""The shapes of this site's addresses: a promise to readers, so no query asks the page tree for every link.

It knows languages and slugs, and neither models nor requests.
"""

from dataclasses import dataclass
from urllib.parse import quote, urljoin

from django.conf import settings
from django.utils.encoding import iri_to_uri

LIST_SLUG = "blog"
FRONT_PAGE_DEPTH = 2  # in the page tree: the front page of a language stands right below the root
GROUP_KINDS = ("category", "topic", "series", "author")


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step on the way from the front page to a page. `url` is a path without host ("/blog/")."""

    title: str
    url: str


def absolute(path: str) -> str:
    """An address with scheme and host, from a path or an address."""
    return urljoin(settings.SITE_URL + "/", path)


def front_page(language: str) -> str:
    """The path of the front page of a language: "/" or "/en/"."""
    return "/" if language == settings.LANGUAGE_CODE else f"/{language}/"


def article_list(language: str) -> str:
    """The path of the list of all articles of a language."""
    return f"{front_page(language)}{LIST_SLUG}/"


def article_address(language: str, slug: str) -> str:
    """The path of an article."""
    return f"{article_list(language)}{quote(slug)}/"


def group_path(kind: str, slug: str) -> str:
    """Where a category, topic, series or author is below the article list."""
    return f"{kind}/{quote(slug)}/"


def group_list(language: str, kind: str, slug: str) -> str:
    """The path of the list of one category, topic, series or author."""
    return f"{article_list(language)}{group_path(kind, slug)}"


def stored_page(language: str, url_path: str) -> str:
    """The path of a page from the address that Wagtail stores with it, whose first part is the front page's slug."""
    below_front_page = url_path.strip("/").split("/")[1:]
    return iri_to_uri("".join([front_page(language), *(f"{part}/" for part in below_front_page)]))
