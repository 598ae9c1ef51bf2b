"""One request to a search server, and one kind of error for everything that can go wrong with it.

OpenSearch's client and Elasticsearch's differ in names only. It knows requests, and neither words nor pages.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from typing import Any, Final

SECONDS: Final = 3  # that a reader waits for an answer
_JSON: Final = {"accept": "application/json", "content-type": "application/json"}
_LINES: Final = {"accept": "application/json", "content-type": "application/x-ndjson"}


class SearchServerError(ConnectionError):
    """The search server does not answer, or has no index. Indexing is tried again; a reader is told to come back."""


@contextmanager
def answered(backend: Any) -> Iterator[None]:
    """Whatever goes wrong with the server of a backend inside is a SearchServerError."""
    try:
        yield
    except _errors(backend.client_class.__module__.partition(".")[0]) as error:
        raise SearchServerError(f"The search server did not do as asked: {type(error).__name__}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise SearchServerError("The search server did not answer in its language.") from error


@lru_cache
def _errors(client: str) -> tuple[type[Exception], ...]:
    package, helpers = import_module(client), import_module(f"{client}.helpers")
    names = ("OpenSearchException", "ApiError", "TransportError", "ElasticsearchException")
    return (*(getattr(package, name) for name in names if hasattr(package, name)), helpers.BulkIndexError)


def ask(backend: Any, path: str, question: Any) -> Any:
    """What the server says to a question in JSON, as soon as a reader can wait for it. Raises SearchServerError."""
    return _post(backend, path, json.dumps(question), _JSON)


def ask_all(backend: Any, index: str, questions: Sequence[Any]) -> list[Any]:
    """The answers to several searches of one index, in one request."""
    lines = [line for question in questions for line in ("{}", json.dumps(question))]
    return list(_post(backend, f"/{index}/_msearch", "\n".join([*lines, ""]), _LINES)["responses"])


def _post(backend: Any, path: str, body: str, headers: dict[str, str]) -> Any:
    client = backend.es
    with answered(backend):
        if hasattr(client, "options"):  # Elasticsearch 8 and later
            return (
                client.options(request_timeout=SECONDS).perform_request("POST", path, headers=headers, body=body).body
            )
        params = {"request_timeout": SECONDS}
        return client.transport.perform_request("POST", path, params=params, headers=headers, body=body)
