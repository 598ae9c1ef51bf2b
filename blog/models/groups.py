"""Categories, topics, series and authors as readers meet them: what is in each, and in which order they stand.

It knows what hangs on an article, not the article itself: who asks brings the pages that readers may see.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from wagtail.models import Locale

from blog.models.people import Author
from blog.models.relations import ArticleAuthor, ArticleCategory, ArticleSeries, ArticleTopic
from blog.models.restrictions import for_readers
from blog.models.taxonomy import Category, Series, Topic

Grouping = Category | Topic | Series | Author
GroupModel = type[Category] | type[Topic] | type[Series] | type[Author]

KINDS: dict[str, GroupModel] = {"category": Category, "topic": Topic, "series": Series, "author": Author}
_ROWS: dict[str, Any] = {
    "category": ArticleCategory,
    "topic": ArticleTopic,
    "series": ArticleSeries,
    "author": ArticleAuthor,
}
_HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
_NUMBER = re.compile(r"([0-9]+)")


@dataclass(frozen=True, slots=True)
class Shelf:
    """A group on an overview page: how many published articles it holds, those of its children included."""

    group: Grouping
    number: int
    children: tuple["Shelf", ...] = ()


def kind_of(group: Grouping) -> str:
    """ "category", "topic", "series" or "author": what stands in its address."""
    return type(group).__name__.lower()


def rows_for_readers(kind: str) -> QuerySet[Any]:
    """What puts published articles into the groups of a kind in their own language."""
    rows = _ROWS[kind].objects.filter(for_readers("page__"), **{f"{kind}__locale": F("page__locale")})
    return rows.order_by()


def pages_in(group: Grouping) -> QuerySet[Any]:
    """The ids of the pages in a group and its counterparts in other languages; a category holds what is below it."""
    kind = kind_of(group)
    own = Q(translation_key=group.translation_key)
    if isinstance(group, Category):
        own |= Q(parent__translation_key=group.translation_key)
        own |= Q(parent__parent__translation_key=group.translation_key)
    groups = KINDS[kind].objects.filter(own).order_by().values("pk")
    return _ROWS[kind].objects.filter(**{f"{kind}__in": groups}).values("page")


def articles_naming(group: Grouping) -> list[int]:
    """The ids of the articles in which the name of a group itself is found: those in it, not in its counterparts."""
    kind = kind_of(group)
    return list(_ROWS[kind].objects.filter(**{kind: group.pk}).order_by().values_list("page", flat=True))


@dataclass(frozen=True, slots=True)
class Found:
    """A group in one language, where its counterparts have articles, and what stands right below it."""

    group: Any
    filled_versions: tuple[Any, ...]
    children: tuple[Any, ...] = ()


def find(kind: str, slug: str, locale_id: int) -> Found | None:
    """The group of a name in a language; None when there is none. One query."""
    groups = _versions(kind, KINDS[kind].objects.filter(slug=slug, locale_id=locale_id).order_by())
    group = next((each for each in groups if each.slug == slug and each.locale_id == locale_id), None)
    if group is None:
        return None
    filled = [each for each in groups if each.filled]
    return Found(
        group,
        filled_versions=tuple(each for each in filled if each.translation_key == group.translation_key),
        children=tuple(each for each in filled if getattr(each, "parent_id", None) == group.pk),
    )


def versions_of(group: Grouping) -> tuple[Any, ...]:
    """A group in every language in which it has articles. One query."""
    kind = kind_of(group)
    found = _versions(kind, KINDS[kind].objects.filter(pk=group.pk).order_by())
    return tuple(each for each in found if each.translation_key == group.translation_key and each.filled)


def _versions(kind: str, wanted: QuerySet[Any]) -> list[Any]:
    """The wanted groups in every language. Of categories all come: what is below one fills it too."""
    filled = Exists(rows_for_readers(kind).filter(**{kind: OuterRef("pk")}))
    groups = KINDS[kind].objects.order_by().annotate(filled=filled)
    if kind == "category":
        return _grown(groups.select_related("locale"))
    related = ("locale", "photo") if kind == "author" else ("locale",)
    return list(groups.select_related(*related).filter(translation_key__in=wanted.values("translation_key")))


def _grown(categories: Iterable[Any]) -> list[Any]:
    """Categories with the ones above them set, so that no query asks for those; a filled one fills all above it."""
    found = {category.pk: category for category in categories}
    for category in found.values():
        category.parent = found.get(category.parent_id)
    for category in [each for each in found.values() if getattr(each, "filled", False)]:
        for above in category.ancestors:
            above.filled = True
    return list(found.values())


def shelves(kind: str, locale: Locale) -> tuple[Shelf, ...]:
    """Every group of a language in which there are articles, in reading order; categories as a tree. Two queries."""
    rows = rows_for_readers(kind).filter(page__locale=locale)
    groups: list[Any] = list(KINDS[kind].objects.filter(locale=locale).order_by())
    for group in groups:
        group.locale = locale
    if kind == "category":
        return _tree(_grown(groups), rows.values_list("category_id", "page_id"), locale.language_code)
    numbers = dict(rows.values_list(kind).annotate(number=Count("page")))
    return tuple(
        Shelf(group, numbers[group.pk])
        for group in in_reading_order(groups, locale.language_code)
        if group.pk in numbers
    )


def _tree(categories: list[Any], pairs: Iterable[tuple[int, int]], language: str) -> tuple[Shelf, ...]:
    """Counted here: an article on two shelves of one branch counts once there, which no sum of sums knows."""
    above = {category.pk: [category.pk, *(each.pk for each in category.ancestors)] for category in categories}
    pages: dict[int, set[int]] = defaultdict(set)
    for category, page in pairs:
        for shelf in above.get(category, ()):
            pages[shelf].add(page)

    def below(parent: int | None) -> tuple[Shelf, ...]:
        here = [each for each in categories if each.parent_id == parent and pages[each.pk]]
        return tuple(Shelf(each, len(pages[each.pk]), below(each.pk)) for each in in_reading_order(here, language))

    return below(None)


def in_reading_order(groups: Iterable[Any], language: str) -> list[Any]:
    """Sorted by name as people expect it: Korean names first on a Korean page and last on others, numbers by value.

    Databases do otherwise: Hangul after Latin, and SQLite "B" before "a". By code point, composed Hangul is in order.
    """
    return sorted(groups, key=lambda group: _sort_key(str(group), language))


def _sort_key(name: str, language: str) -> tuple[bool, tuple[str | int, ...]]:
    text = normalize("NFC", name).casefold()
    foreign = bool(_HANGUL.match(text)) != (language == "ko")
    parts = _NUMBER.split(text)  # words and numbers in turn
    return (foreign, tuple(int(part) if place % 2 else part for place, part in enumerate(parts)))
