"""Wagtail's search backend, asked in the words of `search.analysis`, and counting in how many pages each word stands.

The option BASE names the backend of modelsearch that does the work: the database's own without it. It changes what goes
in, never how a backend works.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from modelsearch.query import And, Boost, Not, Or, Phrase, PlainText
from wagtail.models import Page

from search import vocabulary
from search.fields import has_words, searched, typed


class InOurWords:
    """A backend whose plain queries are taken apart as its texts were."""

    def search(self, query: Any, model_or_queryset: Any, **options: Any) -> Any:
        """Whole words."""
        return super().search(_said(searched, query, model_or_queryset), model_or_queryset, **options)  # type: ignore[misc]

    def autocomplete(self, query: Any, model_or_queryset: Any, **options: Any) -> Any:
        """Words whose last one may be a beginning."""
        return super().autocomplete(_said(typed, query, model_or_queryset), model_or_queryset, **options)  # type: ignore[misc]


class Counting:
    """An index in the database that keeps the vocabulary up to date."""

    def add_items(self, model: Any, objs: Any) -> None:
        """Indexes objects of one model, and counts the words that came and went."""
        objects = list(objs)
        if not issubclass(model, Page):
            super().add_items(model, objects)  # type: ignore[misc]
            return
        keys = [each.pk for each in objects]
        before = vocabulary.words_of(model, keys)
        super().add_items(model, objects)  # type: ignore[misc]
        vocabulary.count(before, vocabulary.words_of(model, keys))

    def delete_item(self, item: Any) -> None:
        """Forgets an object and its words."""
        if isinstance(item, Page):
            vocabulary.count(vocabulary.words_of(type(item), [item.pk]), [])
        super().delete_item(item)  # type: ignore[misc]

    def reset(self) -> None:
        """Forgets everything."""
        super().reset()  # type: ignore[misc]
        vocabulary.clear()


def _said(analysed: Callable[[str], str], query: Any, model_or_queryset: Any) -> Any:
    model = getattr(model_or_queryset, "model", model_or_queryset)
    return _in_words(analysed, query) if has_words(model) else query


def _in_words(analysed: Callable[[str], str], query: Any) -> Any:
    """A query with its texts in our words; what holds no word stays. The admin asks with objects, not with texts."""
    match query:
        case str():
            return analysed(query) or query
        case PlainText():
            text = analysed(query.query_string) or query.query_string
            return PlainText(text, operator=query.operator, boost=query.boost)
        case Phrase():  # the parts of compounds stand between its words
            return PlainText(searched(query.query_string) or query.query_string, operator="and")
        case And() | Or():
            return type(query)([_in_words(analysed, each) for each in query.subqueries])
        case Not():
            return Not(_in_words(analysed, query.subquery))
        case Boost():
            return Boost(_in_words(analysed, query.subquery), query.boost)
    return query


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802  # the name that modelsearch looks for
    """The backend of the settings."""
    options = dict(params)
    base: Any = type(import_module(options.pop("BASE", "modelsearch.backends.database")).SearchBackend(options))
    members = {}
    if base.__module__.startswith("modelsearch.backends.database."):
        members["index_class"] = type(base.index_class.__name__, (Counting, base.index_class), {})
    return type(base.__name__, (InOurWords, base), members)(options)
