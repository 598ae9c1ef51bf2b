"""The addresses of lists and articles, written down without asking the page tree: their shape is a promise of the site.

It knows languages and slugs, neither pages nor requests.
"""

from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings

LIST_SLUG = "blog"


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step on the way from the front page to a page. `url` is a path without host ("/blog/")."""

    title: str
    url: str


def home_address(language: str) -> str:
    """The path of the front page of a language."""
    return "/" if language == settings.LANGUAGE_CODE else f"/{language}/"


def list_address(language: str) -> str:
    """The path of the article list of a language."""
    return f"{home_address(language)}{LIST_SLUG}/"


def article_address(language: str, slug: str) -> str:
    """The path of an article."""
    return f"{list_address(language)}{quote(slug)}/"


def group_path(kind: str, slug: str) -> str:
    """The path of a category, topic, series or author below the article list."""
    return f"{kind}/{quote(slug)}/"
