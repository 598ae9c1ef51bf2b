"""Wagtail's search backend, asked in the words of `search.analysis`, and counting in how many pages each word stands.

The option BASE names the backend of modelsearch that does the work: the database's own without it. It changes what goes
in, never how a backend works.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from modelsearch.query import And, Boost, Not, Or, Phrase, PlainText
from wagtail.models import Page

from search import servers, vocabulary
from search.counting import OneAtATime, Recounting
from search.fields import each_once, has_words, searched, typed

Analysed = Callable[[str], tuple[str, ...]]
_NOTHING = "zznothing"  # stands in no index; signs alone would be operators of one, and `"` an error


class InOurWords:
    """A backend whose plain queries are taken apart as its texts were."""

    takes_alternatives = False  # in what is being typed; the backends of databases do

    def search(self, query: Any, model_or_queryset: Any, **options: Any) -> Any:
        """Whole words."""
        return super().search(_said(_whole, query, model_or_queryset), model_or_queryset, **options)  # type: ignore[misc]

    def autocomplete(self, query: Any, model_or_queryset: Any, **options: Any) -> Any:
        """Words whose last one may be a beginning; or whole ones, where that is something else."""
        said = _begun_or_whole if self.takes_alternatives else _begun
        return super().autocomplete(_said(said, query, model_or_queryset), model_or_queryset, **options)  # type: ignore[misc]


class Counting:
    """An index in the database that keeps the vocabulary up to date."""

    def add_items(self, model: Any, objs: Any) -> None:
        """Indexes objects of one model, and counts the words that came and went."""
        objects = list(objs)
        keys = [each.pk for each in objects]
        before = vocabulary.words_of(model, keys) if issubclass(model, Page) else []
        with each_once():
            super().add_items(model, objects)  # type: ignore[misc]
        if issubclass(model, Page):
            vocabulary.count(before, vocabulary.words_of(model, keys))

    def _refresh_title_norms(self, full: bool = False) -> None:
        """Only a rebuild weighs titles by their usual length: that reads every entry, whatever was added."""
        if full:
            super()._refresh_title_norms(full=True)  # type: ignore[misc]

    def delete_item(self, item: Any) -> None:
        """Forgets an object and its words."""
        if isinstance(item, Page):
            vocabulary.count(vocabulary.words_of(type(item), [item.pk]), [])
        super().delete_item(item)  # type: ignore[misc]

    def reset(self) -> None:
        """Forgets everything."""
        super().reset()  # type: ignore[misc]
        vocabulary.clear()


def _whole(query: str) -> tuple[str, ...]:
    return (searched(query) or _NOTHING,)


def _begun(query: str) -> tuple[str, ...]:
    return (typed(query) or _NOTHING,)


def _begun_or_whole(query: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*_begun(query), typed(query, whole=True) or _NOTHING]))


def _said(analysed: Analysed, query: Any, model_or_queryset: Any) -> Any:
    model = getattr(model_or_queryset, "model", model_or_queryset)
    return _in_words(analysed, query) if has_words(model) else query


def _in_words(analysed: Analysed, query: Any) -> Any:
    """A query with its texts in our words, any of which will do. The admin asks with objects, not with texts."""
    match query:
        case str():
            first, *others = analysed(query)
            return _any([PlainText(text) for text in (first, *others)]) if others else first
        case PlainText():
            texts = analysed(query.query_string)
            return _any([PlainText(text, operator=query.operator, boost=query.boost) for text in texts])
        case Phrase():  # the parts of compounds stand between its words
            return PlainText(_whole(query.query_string)[0], operator="and")
        case And() | Or():
            return type(query)([_in_words(analysed, each) for each in query.subqueries])
        case Not():
            return Not(_in_words(analysed, query.subquery))
        case Boost():
            return Boost(_in_words(analysed, query.subquery), query.boost)
    return query


def _any(queries: list[Any]) -> Any:
    return Or(queries) if len(queries) > 1 else queries[0]


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802  # the name that modelsearch looks for
    """The backend of the settings."""
    options = dict(params)
    module = import_module(options.pop("BASE", "modelsearch.backends.database"))
    if isinstance(module.SearchBackend, type):  # a server's; the database's is a function that asks which one
        return servers.prepared(module.SearchBackend, options, InOurWords)
    base: Any = type(module.SearchBackend(options))
    members: dict[str, Any] = {}
    if base.__module__.startswith("modelsearch.backends.database."):
        members = {
            "takes_alternatives": True,
            "index_class": type(base.index_class.__name__, (OneAtATime, Counting, base.index_class), {}),
            **{name: _recounting(base, name) for name in ("rebuilder_class", "atomic_rebuilder_class")},
        }
    return type(base.__name__, (InOurWords, base), members)(options)


def _recounting(base: Any, name: str) -> type | None:
    rebuilder = getattr(base, name, None)
    return rebuilder and type(rebuilder.__name__, (Recounting, rebuilder), {})
