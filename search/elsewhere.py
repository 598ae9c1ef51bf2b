"""Which texts hold which words, asked of a search server: what `search.retrieval` asks of the database.

Words are asked for as they stand in the index, so a server's own analysis plays no part. Raises SearchServerError.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

from django.conf import settings
from modelsearch.backends import get_search_backend
from wagtail.models import Page, get_page_models

from search.answers import ALL, MOST, Alternatives
from search.wire import answered, ask, ask_all

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

MOST_AMONG: Final = 60_000  # ids that one question may name; servers refuse more than 65,536
_ALL_WORDS, _TITLE = "_all_text", "title"
_COUNTED: Final = 200  # words in one question


def is_used() -> bool:
    """Whether the index stands in a search server, and not in the database."""
    base = settings.WAGTAILSEARCH_BACKENDS["default"].get("BASE", "")
    return bool(base) and not base.startswith("modelsearch.backends.database")


def or_there(function: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """Where the index stands in a search server, the function of this module with the same name answers instead."""

    @wraps(function)
    def answer(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        asked: Any = globals()[function.__name__] if is_used() else function
        return asked(*args, **kwargs)

    return answer


def holding(
    needed: Iterable[Alternatives],
    without: Iterable[Alternatives] = (),
    *,
    title: Collection[Alternatives] = (),
    among: Any = None,
) -> list[int]:
    """As `search.retrieval.holding`."""
    conditions = [*(_one_of(_ALL_WORDS, each) for each in needed), *(_one_of(_TITLE, each) for each in title)]
    if not conditions:
        return []
    question = _pages([*conditions, *_limit(among)], [_one_of(_ALL_WORDS, each) for each in without])
    with answered(get_search_backend()):
        return _found(_search(question))


def holders(
    words: Sequence[str], more: Sequence[str] = (), *, most: int = MOST, among: Any = None
) -> dict[str, list[int]]:
    """As `search.retrieval.holders`. One request."""
    if not words:
        return {}
    ids = _limit(among)
    questions = [_pages([*_all_of(_ALL_WORDS, [word, *more]), *ids]) for word in words]
    backend = get_search_backend()
    with answered(backend):
        answers = ask_all(backend, _index(backend), questions)
        return {word: _found(answer)[:most] for word, answer in zip(words, answers, strict=True)}


def worthiest(values: Mapping[str, float], more: Sequence[str], most: int, *, among: Any = None) -> list[int]:
    """As `search.retrieval.worthiest`. One request."""
    worth: Counter[int] = Counter()
    for word, pages in holders(list(values), more, among=among).items():
        for page in pages:
            worth[page] += values[word]  # type: ignore[assignment]
    return sorted(worth, key=lambda page: (-worth[page], -page))[:most]


def texts(pages: Iterable[int]) -> dict[int, str]:
    """As `search.retrieval.texts`."""
    keys = [str(page) for page in pages]
    if not keys:
        return {}
    backend = get_search_backend()
    question = {"query": {"terms": {"pk": keys}}, "_source": text_columns(backend), "size": len(keys)}
    with answered(backend):
        return {int(hit["_id"]): text_of(hit["_source"]) for hit in _search(question)["hits"]["hits"]}


def counts(words: Iterable[str]) -> dict[str, int]:
    """As `search.vocabulary.counts`. The server counts what it has."""
    wanted = sorted({*words} - {ALL})
    found: dict[str, int] = {}
    for place in range(0, max(len(wanted), 1), _COUNTED):
        found |= _counted(wanted[place : place + _COUNTED])
    return found


def _counted(words: Sequence[str]) -> dict[str, int]:
    conditions: dict[str, Any] = {f"w{place}": {"term": {_ALL_WORDS: word}} for place, word in enumerate(words)}
    conditions["all"] = {"match_all": {}}
    backend = get_search_backend()
    with answered(backend):
        answer = _search({"size": 0, "aggs": {"words": {"filters": {"filters": conditions}}}})
        buckets = answer["aggregations"]["words"]["buckets"]
        numbers = {word: buckets[f"w{place}"]["doc_count"] for place, word in enumerate(words)}
        return {word: number for word, number in numbers.items() if number} | {ALL: buckets["all"]["doc_count"]}


def words_now(backend: Any, index: str, keys: Sequence[str]) -> list[frozenset[str]]:
    """The words of objects as they are stored at this moment, also where no search would find them yet."""
    if not keys:
        return []
    columns = ",".join(text_columns(backend))
    with answered(backend):
        answer = ask(backend, f"/{index}/_mget?_source_includes={columns}", {"ids": list(keys)})
        return [words_of(each["_source"]) for each in answer["docs"] if each.get("found")]


def words_of(source: Mapping[str, Any]) -> frozenset[str]:
    """The words of a stored text, each once."""
    return frozenset(text_of(source).split())


def text_of(source: Mapping[str, Any]) -> str:
    """A stored text with the marks of its fields, as an index in the database keeps it."""
    return " ".join(str(value) for value in source.values() if value)


def text_columns(backend: Any) -> list[str]:
    """Where our words stand in the index of pages, but for the title, which stands among them a second time."""
    columns: dict[str, None] = {}
    for model in get_page_models():
        mapping = backend.mapping_class(model)
        fields = (field for field in model.get_searchable_search_fields() if field.field_name != "title")
        columns |= dict.fromkeys(mapping.get_field_column_name(field) for field in fields)
    return list(columns)


def _index(backend: Any) -> str:
    return str(backend.get_index_for_model(Page).name)


def _search(question: Any) -> Any:
    backend = get_search_backend()
    return ask(backend, f"/{_index(backend)}/_search", question)


def _pages(conditions: Sequence[Any], without: Sequence[Any] = ()) -> dict[str, Any]:
    """The newest MOST pages that fulfil all conditions, as a question."""
    found = {"filter": list(conditions), "must_not": list(without)}
    return {"query": {"bool": found}, "sort": [{"id_filter": "desc"}], "size": MOST, "_source": False}


def _limit(among: Any) -> list[Any]:
    if among is None:
        return []
    ids = among.order_by("-pk").values_list("pk", flat=True)[:MOST_AMONG]
    return [{"terms": {"pk": [str(each) for each in ids]}}]


def _one_of(column: str, alternatives: Alternatives) -> Any:
    options = [{"bool": {"filter": _all_of(column, words)}} for words in alternatives]
    return {"bool": {"should": options, "minimum_should_match": 1}}


def _all_of(column: str, words: Sequence[str]) -> list[Any]:
    return [{"term": {column: word}} for word in words]


def _found(answer: Any) -> list[int]:
    return [int(hit["_id"]) for hit in answer["hits"]["hits"]]
