"""What exists in the other language only: named apart at the end of a list, never mixed in.

It knows languages and articles, not how they are marked.
"""

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db.models import Exists, OuterRef
from wagtail.models import Locale, Page

from blog.addresses import article_list
from blog.models.neighbours import ArticleLink
from blog.models.restrictions import for_readers

MOST_ELSEWHERE: Final = 12


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The latest articles of a list that can be read in `language` only. `more` leads to all of that list there, or is
    "" when no article is left out.
    """

    language: str
    articles: tuple[ArticleLink, ...]
    more: str


def only_elsewhere(articles: Any, locale_id: int, path: str = "", most: int = MOST_ELSEWHERE) -> Elsewhere | None:
    """Those of `articles`, published ones of any language, that this language lacks; None when it lacks none.

    `path`: where the same list is in the other language, below its article list. One query.
    """
    here = Page.objects.filter(for_readers(), translation_key=OuterRef("translation_key"), locale_id=locale_id)
    missing = articles.exclude(locale_id=locale_id).filter(~Exists(here)).latest_first()
    rows = missing.values_list("title", "slug", "locale__language_code", "published_at")[: most + 1]
    links = [ArticleLink(*row) for row in rows]
    if not links:
        return None
    language = links[0].language
    more = f"{article_list(language)}{path}" if len(links) > most else ""
    return Elsewhere(language, tuple(links[:most]), more)


def other_language(language: str) -> str:
    """The language that a reader of this one may want instead."""
    return next((code for code, _label in settings.LANGUAGES if code != language), language)


def languages_with(articles: Any, page: str = "") -> tuple[str, ...]:
    """The languages of some articles. One query, which stops at the first article of each language.

    `page` is the way from the rows to their article, like "page__".
    """
    locales = Locale.objects.filter(Exists(articles.order_by().filter(**{f"{page}locale": OuterRef("pk")})))
    return tuple(locales.values_list("language_code", flat=True))
