"""The shapes of this site's addresses: a promise to readers, so no query asks the page tree for every link.

It knows languages and slugs, and neither models nor requests.
"""

from urllib.parse import quote, urljoin

from django.conf import settings
from django.utils.encoding import iri_to_uri

GROUP_KINDS = ("category", "topic", "series", "author")


def absolute(path: str) -> str:
    """An address with scheme and host, from a path or an address."""
    return urljoin(settings.SITE_URL + "/", path)


def front_page(language: str) -> str:
    """The path of the front page of a language: "/" or "/en/"."""
    return "/" if language == settings.LANGUAGE_CODE else f"/{language}/"


def article_list(language: str) -> str:
    """The path of the list of all articles of a language."""
    return f"{front_page(language)}blog/"


def group_list(language: str, kind: str, slug: str) -> str:
    """The path of the list of one category, topic, series or author."""
    return f"{article_list(language)}{kind}/{quote(slug)}/"


def stored_page(language: str, url_path: str) -> str:
    """The path of a page from the address that Wagtail stores with it, whose first part is the front page's slug."""
    below_front_page = url_path.strip("/").split("/")[1:]
    return iri_to_uri("".join([front_page(language), *(f"{part}/" for part in below_front_page)]))
