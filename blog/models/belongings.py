"""Everything that hangs on one article, in one query: authors, categories with those above them, topics, series.

Five tables are read as one, because what a page costs is the number of statements. What the query does not bring of an
author or a category, the database is asked for when somebody wants it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeVar

from django.db.models import BigIntegerField, CharField, Expression, F, Model, QuerySet, Value
from django.db.models.functions import Coalesce
from wagtail.models import Locale, Page

from blog.models.people import Author
from blog.models.relations import ArticleAuthor, ArticleCategory, ArticleSeries, ArticleTopic
from blog.models.taxonomy import Category, Series, Topic

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class SeriesPlace:
    """The series of an article and the number that its editor gave it there."""

    series: Series
    position: int


@dataclass(frozen=True, slots=True)
class Belongings:
    """What an article belongs to, each in the editor's order, and the title of the list it stands in."""

    authors: tuple[Author, ...]
    categories: tuple[Category, ...]
    topics: tuple[Topic, ...]
    series_place: SeriesPlace | None
    list_title: str


class _Line(NamedTuple):
    """A line of the common query: "" and 0 stand for nothing. `above` is the parent, `top` the one above that."""

    kind: str
    order: int | None
    position: int
    pk: int
    translation_key: Any
    locale_pk: int
    language: str
    name: str
    slug: str
    text: str
    role: str
    homepage: str
    above_pk: int
    above_name: str
    above_slug: str
    top_pk: int
    top_name: str
    top_slug: str


_NUMBERS: Final = {"order", "position", "above_pk", "top_pk"}
_OF_GROUP: Final = {
    "pk": "id",
    "translation_key": "translation_key",
    "locale_pk": "locale_id",
    "language": "locale__language_code",
    "name": "name",
    "slug": "slug",
}


def belongings_of(page: Page) -> Belongings:
    """What hangs on a stored article. One query."""
    first, *others = _queries(page)
    lines = sorted((_Line(*row) for row in first.union(*others, all=True)), key=lambda line: line.order or 0)
    return Belongings(
        authors=tuple(map(_author, _of("author", lines))),
        categories=tuple(map(_category, _of("category", lines))),
        topics=tuple(_built(Topic, line) for line in _of("topic", lines)),
        series_place=next(map(_place, _of("series", lines)), None),
        list_title=next((line.name for line in _of("list", lines)), ""),
    )


def _of(kind: str, lines: list[_Line]) -> Iterator[_Line]:
    return (line for line in lines if line.kind == kind)


def _queries(page: Page) -> Iterator[QuerySet[Any]]:
    above = {
        f"{level}_{name}": f"{way}{field}"
        for level, way in (("above", "parent"), ("top", "parent__parent"))
        for name, field in (("pk", "_id"), ("name", "__name"), ("slug", "__slug"))
    }
    yield _rows(page, ArticleAuthor, "author", {"text": "bio", "role": "role", "homepage": "homepage"})
    yield _rows(page, ArticleCategory, "category", {"text": "description", **above})
    yield _rows(page, ArticleTopic, "topic", {})
    series = {"text": "description", "name": "title"}
    yield _rows(page, ArticleSeries, "series", series, position=F("position"))
    parent = Page.objects.filter(path=page.path[: -page.steplen]).order_by()
    yield _common(parent, "list", {name: F(field) for name, field in {**_OF_GROUP, "name": "title"}.items()})


def _rows(page: Page, model: Any, kind: str, columns: dict[str, str], **others: F) -> QuerySet[Any]:
    """What one table holds of an article. `columns` are fields of the group, `others` those of the row itself."""
    fields = {name: _field(f"{kind}__{field}", name) for name, field in {**_OF_GROUP, **columns}.items()}
    return _common(model.objects.filter(page=page.pk).order_by(), kind, {"order": F("sort_order"), **fields, **others})


def _field(field: str, column: str) -> Any:
    if not column.startswith(("above_", "top_")):
        return F(field)
    number = column in _NUMBERS
    return Coalesce(field, Value(0 if number else ""), output_field=BigIntegerField() if number else CharField())


def _common(rows: QuerySet[Any], kind: str, columns: dict[str, Any]) -> QuerySet[Any]:
    nothing = {name: Value(0 if name in _NUMBERS else "") for name in _Line._fields}
    line: dict[str, Expression | F] = {**nothing, **columns, "kind": Value(kind)}
    # Aliased, because "pk" and "name" are fields of some of these tables.
    return rows.annotate(**{f"line_{name}": line[name] for name in _Line._fields}).values_list(
        *(f"line_{name}" for name in _Line._fields)
    )


def _built(model: type[M], line: _Line, **fields: Any) -> M:
    """A group as if the database had been asked for these fields alone."""
    known = {
        "id": line.pk,
        "translation_key": line.translation_key,
        "locale_id": line.locale_pk,
        "slug": line.slug,
        **({} if model is Series else {"name": line.name}),
        **fields,
    }
    built: Any = _from_db(model, known)
    built.locale = _from_db(Locale, {"id": line.locale_pk, "language_code": line.language})
    return built


def _from_db(model: type[M], fields: dict[str, Any]) -> M:
    names = [field.attname for field in model._meta.concrete_fields if field.attname in fields]
    return model.from_db(None, names, [fields[name] for name in names])


def _author(line: _Line) -> Author:
    return _built(Author, line, bio=line.text, role=line.role, homepage=line.homepage)


def _place(line: _Line) -> SeriesPlace:
    return SeriesPlace(_built(Series, line, title=line.name, description=line.text), line.position)


def _category(line: _Line) -> Category:
    """A category with those above it; the highest has none."""
    top = _above(line, line.top_pk, line.top_name, line.top_slug, None)
    above = _above(line, line.above_pk, line.above_name, line.above_slug, top)
    category = _built(Category, line, description=line.text, parent_id=line.above_pk or None)
    category.parent = above
    return category


def _above(line: _Line, pk: int, name: str, slug: str, parent: Category | None) -> Category | None:
    if not pk:
        return None
    category: Category = _from_db(
        Category, {"id": pk, "name": name, "slug": slug, "locale_id": line.locale_pk, "parent_id": parent and parent.pk}
    )
    category.locale = _from_db(Locale, {"id": line.locale_pk, "language_code": line.language})
    category.parent = parent
    return category
