"""modelsearch's backends for OpenSearch and Elasticsearch, with our analysers, and with the vocabulary kept up to date.

It changes what is sent to a server and what happens when none answers, never how a backend asks.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from copy import deepcopy
from typing import Any, Final

from wagtail.models import Page

from search import freshness, vocabulary
from search.answers import ALL
from search.elsewhere import words_now, words_of
from search.mapping import INDEX_SETTINGS, InOurWords
from search.models import IndexState
from search.wire import SearchServerError, answered

_BATCH: Final = 100  # texts in one request
_known: dict[str, Any] = {}


class Index:
    """An index that is written to only when `update_index` has made it, and that counts words."""

    name: str
    backend: Any
    mapping_class: Any

    def add_item(self, item: Any) -> None:
        """One object."""
        self.add_items(type(item), [item])

    def add_items(self, model: Any, items: Iterable[Any]) -> None:
        """Objects of one model, a few at a time."""
        objects = list(items)
        for place in range(0, len(objects), _BATCH):
            self._add(model, objects[place : place + _BATCH])

    def _add(self, model: Any, objects: Sequence[Any]) -> None:
        mapping = self.mapping_class(model)
        documents = {mapping.get_document_id(each): mapping.get_document(each) for each in objects}
        columns = [mapping.get_field_column_name(field) for field in model.get_searchable_search_fields()]
        after = [_words(document, columns) for document in documents.values()] if issubclass(model, Page) else []
        is_new = self.name != self.backend.get_index_for_model(model).name
        before = words_now(self.backend, self.name, list(documents)) if after and not is_new else []
        self._send([{"_id": key, **document} for key, document in documents.items()], require_alias=not is_new)
        if is_new:
            IndexState.put("rebuilding", lasts=freshness.REBUILDING)
            self.counted.update(word for words in after for word in (*words, ALL))
        else:
            vocabulary.count(before, after)

    @property
    def counted(self) -> Counter[str]:
        """In how many texts of a new index each word stands."""
        return self.__dict__.setdefault("_counted", Counter())

    def _send(self, actions: Sequence[Any], **options: Any) -> None:
        """An index that a server makes by itself would have its own analysers, so it has to exist."""
        with answered(self.backend):
            self.backend.bulk(self.backend.es, actions, index=self.name, **options)

    def delete_item(self, item: Any) -> None:
        """Later: whoever deletes waits for no server."""
        freshness.note_gone(item)

    def forget(self, model: Any, keys: Sequence[str]) -> None:
        """Objects that are gone."""
        before = words_now(self.backend, self.name, keys) if issubclass(model, Page) else []
        with answered(self.backend):
            actions = [{"_op_type": "delete", "_id": key} for key in keys]
            _done, errors = self.backend.bulk(
                self.backend.es, actions, index=self.name, require_alias=True, raise_on_error=False
            )
        if any(error["delete"].get("error") for error in errors):
            raise SearchServerError("The search server did not delete what is gone.")
        vocabulary.count(before, [])


def _words(document: dict[str, Any], columns: Sequence[str]) -> frozenset[str]:
    return words_of({column: document[column] for column in columns if column != "title"})


class Rebuilder:
    """A rebuild beside the old index. What changes meanwhile waits, and comes into the new index at its end."""

    index: Any

    def start(self) -> Any:
        """Makes the new index."""
        IndexState.put("rebuilding", lasts=freshness.REBUILDING)
        self.needless = freshness.noted()
        with answered(self.index.backend):
            return super().start()  # type: ignore[misc]

    def finish(self) -> None:
        """Puts the new index in the place of the old one."""
        with answered(self.index.backend):
            super().finish()  # type: ignore[misc]
        if self.index.counted:
            vocabulary.replace(self.index.counted)
            freshness.rebuilt()
        freshness.done(self.needless)
        IndexState.forget("rebuilding")


def prepared(base: Any, options: dict[str, Any], cover: type) -> Any:
    """The backend of one server, made once in every process: its client keeps connections."""
    key = json.dumps([base.__module__, options], sort_keys=True, default=str)
    if key not in _known:
        options = {**deepcopy(options), "INDEX_SETTINGS": INDEX_SETTINGS}
        _known[key] = _covered(base, cover)(options)
    return _known[key]


def _covered(base: Any, cover: type) -> type:
    mapping = type("Mapping", (InOurWords, base.mapping_class), {})
    members = {
        "mapping_class": mapping,
        "index_class": type("Index", (Index, base.index_class), {}),
        "atomic_rebuilder_class": type("Rebuilder", (Rebuilder, base.atomic_rebuilder_class), {}),
        **{
            # As in the database: all words of a query, not any of them.
            name: type(name, (getattr(base, name),), {"mapping_class": mapping, "DEFAULT_OPERATOR": "and"})
            for name in ("query_compiler_class", "autocomplete_query_compiler_class")
        },
        "results_class": type("Results", (Results, base.results_class), {}),
    }
    return type(base.__name__, (cover, base), members)


class Results:
    """Results whose server may be away when they are wanted."""

    backend: Any

    def _do_search(self) -> Any:
        with answered(self.backend):
            return list(super()._do_search())  # type: ignore[misc]

    def _do_count(self) -> Any:
        with answered(self.backend):
            return super()._do_count()  # type: ignore[misc]

    def facet(self, field_name: str) -> Any:
        """How many results each value of a field has."""
        with answered(self.backend):
            return super().facet(field_name)  # type: ignore[misc]
