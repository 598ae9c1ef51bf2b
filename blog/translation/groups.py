"""Categories, topics, series and authors that readers find something in, by language.

A group has a row in every language it was translated into; its list has an address only where it is not empty.
"""

from collections.abc import Mapping

from django.db.models import Exists, OuterRef, QuerySet

from blog.models import ArticlePage, Author, BlogIndexPage, Category, Series, Topic
from blog.models.pages import ArticleQuerySet, Grouping
from blog.translation.alternates import seen_by_readers

# By the name that stands in addresses: the model, and how an article is asked for it.
_GROUPS: Mapping[str, tuple[type[Grouping], str]] = {
    "category": (Category, "article_categories__category"),
    "topic": (Topic, "article_topics__topic"),
    "series": (Series, "article_series__series"),
    "author": (Author, "article_authors__author"),
}


def groups_with_articles(kind: str) -> "QuerySet[Grouping]":
    """The groups of a kind ("category", "topic", "series", "author") whose list readers can open, in every language.

    Raises KeyError for another kind.
    """
    model, _relation = _GROUPS[kind]
    lists = seen_by_readers(BlogIndexPage.objects.order_by().filter(locale=OuterRef("locale")))
    found: QuerySet[Grouping] = model.objects.filter(Exists(articles_of_outer_group(kind)), Exists(lists))
    return found.select_related("locale")


def articles_of_outer_group(kind: str) -> ArticleQuerySet:
    """The articles that readers see of the group of an outer query, unordered: for subqueries."""
    _model, relation = _GROUPS[kind]
    articles: ArticleQuerySet = ArticlePage.objects.order_by().filter(**{relation: OuterRef("pk")})
    return seen_by_readers(articles)
