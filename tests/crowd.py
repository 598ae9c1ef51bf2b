"""A site as it looks after twenty years: ten thousand articles, written straight into the tables.

Saving them one by one takes minutes and says nothing about reading. It knows treebeard's paths and no templates.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import cycle, islice
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from wagtail.models import Page

from blog.models import (
    ArticleAuthor,
    ArticleCategory,
    ArticlePage,
    ArticleSeries,
    ArticleTopic,
    Author,
    BlogIndexPage,
    Category,
    Series,
    Topic,
)
from tests.factories import paragraph

FIRST = datetime(2006, 1, 1, 9, tzinfo=ZoneInfo("Asia/Seoul"))
APART = timedelta(hours=18)
TEXT = "물때와 데이터베이스 이야기입니다. " * 40
TOPICS, CATEGORIES, SERIES, AUTHORS = 40, 12, 30, 5


def crowd(articles: BlogIndexPage, number: int, keys: Sequence[UUID] = ()) -> list[int]:
    """Articles below a list, 18 hours apart from 2006 on, with groups of every kind; their primary keys.

    The n-th is a translation of whatever has the n-th of `keys`.
    """
    parent = BlogIndexPage.objects.get(pk=articles.pk)
    pages = Page.objects.bulk_create(_pages(parent, number, keys), batch_size=500)
    _insert(ArticlePage, _articles(pages))
    Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild + number)
    _hang_on_groups([page.pk for page in pages], parent.locale)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return [page.pk for page in pages]


def more_articles(articles: BlogIndexPage, number: int, offset: int, text: Callable[[], tuple[str, str]]) -> list[int]:
    """Articles without groups, whose titles and bodies `text` brings; `offset` of them are there already."""
    parent = BlogIndexPage.objects.get(pk=articles.pk)
    texts = [text() for _ in range(number)]
    pages = _pages(parent, number, ())
    for place, page in enumerate(pages):
        page.title = page.draft_title = texts[place][0][:255]
        page.slug = f"more-{offset + place}"
        page.url_path = f"{parent.url_path}{page.slug}/"
    pages = Page.objects.bulk_create(pages, batch_size=500)
    for start in range(0, number, 1000):
        some = pages[start : start + 1000]
        rows = _articles(some)
        for row, (_title, body) in zip(rows, texts[start:], strict=False):
            row.body = ArticlePage.body.field.stream_block.to_python([paragraph(body)])
        _insert(ArticlePage, rows)
    Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild + number)
    return [page.pk for page in pages]


def _pages(parent: BlogIndexPage, number: int, keys: Sequence[UUID]) -> list[Page]:
    kind = ContentType.objects.get_for_model(ArticlePage)
    return [
        Page(
            path=Page._get_path(parent.path, parent.depth + 1, parent.numchild + step),
            depth=parent.depth + 1,
            title=f"많은 글 {step}",
            draft_title=f"많은 글 {step}",
            slug=f"crowd-{step}",
            url_path=f"{parent.url_path}crowd-{step}/",
            content_type=kind,
            locale=parent.locale,
            translation_key=keys[step - 1] if keys else uuid4(),
            live=True,
        )
        for step in range(1, number + 1)
    ]


def _articles(pages: Iterable[Page]) -> list[ArticlePage]:
    body = ArticlePage.body.field.stream_block.to_python([paragraph(TEXT)])
    return [
        ArticlePage(page_ptr_id=page.pk, body=body, published_at=FIRST + step * APART)
        for step, page in enumerate(pages)
    ]


def _insert(model: type[models.Model], rows: list[Any]) -> None:
    """The rows of a child table alone: `bulk_create` refuses models with a parent."""
    queryset = model._base_manager.get_queryset()
    queryset._batched_insert(rows, model._meta.local_concrete_fields, 500)


def _hang_on_groups(pages: list[int], locale: Any) -> None:
    """Two topics for every article, a category and an author; every third is a part of a series."""
    topics = [Topic.objects.create(name=f"주제 {n}", slug=f"topic-{n}", locale=locale) for n in range(TOPICS)]
    authors = [Author.objects.create(name=f"글쓴이 {n}", slug=f"author-{n}", locale=locale) for n in range(AUTHORS)]
    series = [Series.objects.create(title=f"연재 {n}", slug=f"series-{n}", locale=locale) for n in range(SERIES)]
    _link(ArticleTopic, "topic", pages, cycle(topics), locale)
    _link(ArticleTopic, "topic", pages, islice(cycle(topics), 7, None), locale)
    _link(ArticleCategory, "category", pages, cycle(_categories(locale)), locale)
    _link(ArticleAuthor, "author", pages, cycle(authors), locale)
    _link(ArticleSeries, "series", pages[::3], cycle(series), locale)


def _categories(locale: Any) -> list[Category]:
    return [Category.objects.create(name=f"분류 {n}", slug=f"category-{n}", locale=locale) for n in range(CATEGORIES)]


def _link(model: Any, name: str, pages: Sequence[int], groups: Iterable[Any], locale: Any) -> None:
    rows = [model(page_id=page, locale=locale, **{name: group}) for page, group in zip(pages, groups, strict=False)]
    model.objects.bulk_create(rows, batch_size=500)
