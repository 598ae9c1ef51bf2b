"""Titles of articles, topics and series while a reader types, and keeping them up to date.

It knows whose titles readers may see; how a title is found by what was typed is the business of `search.suggesting`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext, pgettext
from wagtail.models import Locale, Page

from blog.addresses import article_address, group_list
from blog.models import ArticlePage, Series, Topic
from blog.models.groups import rows_for_readers
from blog.models.restrictions import for_readers
from search import suggesting
from search.models import Suggestion

MOST: Final = 8
_BATCH: Final = 1_000
_GROUPS: Final[dict[str, Any]] = {"topic": Topic, "series": Series}


@dataclass(frozen=True, slots=True)
class Title:
    """A suggestion: a title, where it leads, and what it is the title of."""

    title: str
    url: str
    kind: str


def suggestions(typed: str, locale: Any) -> list[Title]:
    """The first few titles of which a word begins so. At most four queries."""
    rows = suggesting.matching(locale.language_code, typed)
    addresses = _addresses(rows, locale)
    labels = {"article": gettext("Article"), "topic": gettext("Topic"), "series": pgettext("articles", "Series")}
    seen = [row for row in rows if (row.kind, row.object_id) in addresses]
    return [Title(row.title, addresses[row.kind, row.object_id], labels[row.kind]) for row in seen[:MOST]]


def _addresses(rows: Iterable[Suggestion], locale: Any) -> dict[tuple[str, int], str]:
    """Where what readers may see stands."""
    keys: dict[str, list[int]] = {}
    for row in rows:
        keys.setdefault(row.kind, []).append(row.object_id)
    found: dict[tuple[str, int], str] = {}
    if "article" in keys:
        articles = Page.objects.filter(for_readers(), pk__in=keys["article"]).order_by()
        slugs = articles.values_list("pk", "slug")
        found |= {("article", pk): article_address(locale.language_code, slug) for pk, slug in slugs}
    for kind, model in _GROUPS.items():
        if kind in keys:
            filled = rows_for_readers(kind).filter(**{f"{kind}__in": keys[kind]}).values(kind)
            groups = model.objects.filter(pk__in=filled)
            found |= {(kind, group.pk): group_list(locale.language_code, kind, group.slug) for group in groups}
    return found


def remember_article(article: Any) -> None:
    """The title of a published article."""
    suggesting.replace("article", article.pk, list(_rows("article", article)))


def remember_group(group: Any) -> None:
    """The name of a topic or a series."""
    kind = type(group).__name__.lower()
    suggesting.replace(kind, group.pk, list(_rows(kind, group)))


def forget(kind: str, key: int) -> None:
    """A title that is gone."""
    suggesting.replace(kind, key)


def rebuild() -> int:
    """All titles anew; returns how many."""
    Suggestion.objects.all().delete()
    number = 0
    rows: list[Suggestion] = []
    for kind, each in _everything():
        number += 1
        rows += _rows(kind, each)
        if len(rows) >= _BATCH:
            Suggestion.objects.bulk_create(rows)
            rows = []
    Suggestion.objects.bulk_create(rows)
    return number


def _everything() -> Iterator[tuple[str, Any]]:
    locales = {locale.pk: locale for locale in Locale.objects.all()}
    articles = ArticlePage.objects.live().only("pk", "title", "locale_id").order_by()
    for kind, objects in (("article", articles), *((kind, model.objects.all()) for kind, model in _GROUPS.items())):
        for each in objects.iterator():
            each.locale = locales[each.locale_id]
            yield kind, each


def _rows(kind: str, each: Any) -> Iterator[Suggestion]:
    return suggesting.rows(each.locale.language_code, kind, each.pk, getattr(each, "title", "") or str(each))
