"""Categories, topics, series and authors that readers find something in, by language.

A group has a row in every language it was translated into; its list has an address only where it is not empty.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from blog.models import ArticlePage, BlogIndexPage
from blog.models.groups import KINDS, Grouping
from blog.models.pages import ArticleQuerySet
from blog.models.restrictions import seen_by_readers

_GROUP_OF_ARTICLE = {
    "category": "article_categories__category",
    "topic": "article_topics__topic",
    "series": "article_series__series",
    "author": "article_authors__author",
}


def groups_with_articles(kind: str) -> "QuerySet[Grouping]":
    """The groups of a kind ("category", "topic", "series", "author") whose list readers can open, in every language.

    Raises KeyError for another kind.
    """
    lists = seen_by_readers(BlogIndexPage.objects.order_by().filter(locale=OuterRef("locale")))
    found: QuerySet[Grouping] = KINDS[kind].objects.filter(Exists(articles_of_outer_group(kind)), Exists(lists))
    return found.select_related("locale")


def articles_of_outer_group(kind: str) -> ArticleQuerySet:
    """The articles that readers see of the group of an outer query, unordered: for subqueries.

    A category shows what stands in the categories below it too.
    """
    group = _GROUP_OF_ARTICLE[kind]
    inside = Q(**{group: OuterRef("pk")})
    if kind == "category":
        inside |= Q(**{f"{group}__parent": OuterRef("pk")}) | Q(**{f"{group}__parent__parent": OuterRef("pk")})
    articles: ArticleQuerySet = ArticlePage.objects.order_by().filter(inside)
    return seen_by_readers(articles)
