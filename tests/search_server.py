"""A search server of our own on loopback: as much of OpenSearch and Elasticsearch as the site asks for, by the mappings
that it was sent. What it was never taught is answered with an error, so that a test notices.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.loopback import Quiet, answering

Document = dict[str, Any]
QUESTION = {"query", "sort", "size", "from", "_source", "aggs", "aggregations", "stored_fields"}


class NotTaughtError(Exception):
    """Something of a question that this server does not know."""


class MissingError(Exception):
    """No such index."""


@dataclass
class Index:
    """One index: settings, mappings, and documents by id."""

    settings: dict[str, Any]
    properties: dict[str, Any] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)

    def tokens(self, document: Document, column: str) -> set[str]:
        """What a document is found by in a column; of a text its words, as its analyser makes them."""
        found: set[str] = set()
        for name, mapping in self.properties.items():
            targets = mapping.get("copy_to", [])
            if column == name or column in ([targets] if isinstance(targets, str) else targets):
                found |= self._analysed(column, document.get(name))
        return found

    def _analysed(self, column: str, value: Any) -> set[str]:
        if column not in self.properties:
            raise NotTaughtError(f"no column {column}")
        values = value if isinstance(value, list) else [value]
        texts = [str(each) for each in values if each is not None and each != ""]
        if self.properties[column]["type"] != "text":
            return set(texts)
        return {word for text in texts for word in self.analysed(self.properties[column].get("analyzer"), text)}

    def analysed(self, name: str | None, text: str) -> set[str]:
        """A text by one of the analysers of the settings, or by something like the server's own."""
        if name is None or name == "standard":
            return set(re.findall(r"\w", text.lower()))  # takes all apart, so that nobody can rely on it
        analyser = self.settings["analysis"]["analyzer"][name]
        words = set(text.split() if analyser["tokenizer"] == "whitespace" else re.findall(r"\w+", text))
        for each in analyser["filter"]:
            if each == "lowercase":
                words = {word.lower() for word in words}
            elif each != "asciifolding":
                grams = self.settings["analysis"]["filter"][each]
                lengths = range(grams["min_gram"], grams["max_gram"] + 1)
                words = {word[:length] for word in words for length in lengths if length <= len(word)}
        return words


@dataclass
class SearchServer:
    """A running server. `fails` with a status where that is set; `asked`: (method, path) of every request."""

    port: int = 0
    fails: int = 0
    indexes: dict[str, Index] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def index(self, name: str) -> Index:
        """An index by its name or alias."""
        try:
            return self.indexes[self.aliases.get(name, name)]
        except KeyError:
            raise MissingError(name) from None

    def answer(self, method: str, address: str, body: bytes) -> tuple[int, Any]:
        """Status and JSON."""
        path, options = unquote(urlsplit(address).path).strip("/"), parse_qs(urlsplit(address).query)
        self.asked.append((method, path))
        if self.fails:
            return self.fails, {"error": {"type": "unwell", "reason": "unwell"}, "status": self.fails}
        try:
            return 200, self._answer(method, path.split("/"), options, body)
        except MissingError as error:
            return 404, {"error": {"type": "index_not_found_exception", "reason": str(error)}, "status": 404}
        except NotTaughtError as error:
            return 400, {"error": {"type": "parsing_exception", "reason": str(error)}, "status": 400}

    def _answer(self, method: str, path: list[str], options: Any, body: bytes) -> Any:
        answer = self._administered(method, path, body) or self._asked_for(method, path, options, body)
        if answer is None:
            raise NotTaughtError(f"{method} {path}")
        return answer

    def _administered(self, method: str, path: list[str], body: bytes) -> Any:
        done = {"acknowledged": True}
        match method, path:
            case "PUT", [name]:
                self.indexes[name] = Index(json.loads(body)["settings"])
                return done
            case "DELETE", [name]:
                if self.indexes.pop(name, None) is None:
                    raise MissingError(name)
                self.aliases = {alias: index for alias, index in self.aliases.items() if index != name}
                return done
            case "PUT" | "POST", [name, "_mapping"]:
                self.index(name).properties |= json.loads(body)["properties"]
                return done
            case "POST", [_name, "_refresh"]:
                return done
        return self._alias(method, path)

    def _alias(self, method: str, path: list[str]) -> Any:
        match method, path:
            case "PUT" | "POST", [name, "_alias" | "_aliases", alias]:
                self.aliases[alias] = name
                return {"acknowledged": True}
            case "HEAD" | "GET", ["_alias", alias]:
                if alias not in self.aliases:
                    raise MissingError(alias)
                return {self.aliases[alias]: {"aliases": {alias: {}}}}
        return None

    def _asked_for(self, method: str, path: list[str], options: Any, body: bytes) -> Any:
        match method, path:
            case "POST" | "PUT", [name, "_bulk"]:
                return self._bulk(name, body, alias=options.get("require_alias") == ["true"])
            case "POST", [name, "_search"]:
                return search(self.index(name), json.loads(body or b"{}"), options)
            case "POST", [name, "_count"]:
                return {"count": len(matching(self.index(name), json.loads(body)["query"]))}
            case "POST", [name, "_msearch"]:
                lines = [json.loads(line) for line in body.splitlines()]
                return {"responses": [search(self.index(name), question, {}) for question in lines[1::2]]}
            case "POST", [name, "_mget"]:
                return self._several(name, json.loads(body)["ids"], options["_source_includes"][0].split(","))
        return None

    def _bulk(self, name: str, body: bytes, *, alias: bool) -> Any:
        if alias and name not in self.aliases:
            raise MissingError(name)
        documents, items = self.index(name).documents, []
        lines = iter(body.splitlines())
        for line in lines:
            ((kind, about),) = json.loads(line).items()
            if kind == "index":
                document = json.loads(next(lines))
                if unknown := document.keys() - self.index(name).properties.keys():
                    raise NotTaughtError(f"columns without a mapping: {unknown}")
                documents[about["_id"]] = document
                items.append({kind: {"_id": about["_id"], "status": 200}})
            else:
                status = 200 if documents.pop(about["_id"], None) else 404
                items.append({kind: {"_id": about["_id"], "status": status}})
        return {"items": items, "errors": False}

    def _several(self, name: str, ids: list[str], columns: list[str]) -> Any:
        documents = self.index(name).documents
        return {
            "docs": [
                {"_id": key, "found": key in documents, "_source": _part(documents.get(key, {}), columns)}
                for key in ids
            ]
        }


def _part(document: Document, columns: Any) -> Document:
    return {name: value for name, value in document.items() if name in columns} if columns else {}


def search(index: Index, question: Any, options: Any) -> Any:
    """The answer to a question."""
    if unknown := question.keys() - QUESTION:
        raise NotTaughtError(f"{unknown}")
    found = matching(index, question.get("query", {"match_all": {}}))
    for sort in reversed(question.get("sort", [])):
        ((column, direction),) = sort.items()
        found.sort(key=lambda key: index.documents[key][column], reverse=direction == "desc")
    start = int(options.get("from", [question.get("from", 0)])[0])
    shown = found[start : start + int(options.get("size", [question.get("size", 10)])[0])]
    fields = (options.get("stored_fields") or [""])[0] or question.get("stored_fields")
    hits = [
        {"_id": key, "_score": 1.0, "_source": _part(index.documents[key], question.get("_source"))}
        | ({"fields": {"pk": [key]}} if fields else {})
        for key in shown
    ]
    answer: dict[str, Any] = {"hits": {"total": {"value": len(found)}, "hits": hits}}
    aggregations = question.get("aggs") or question.get("aggregations") or {}
    answer["aggregations"] = {name: _counted(index, found, each) for name, each in aggregations.items()}
    return answer


def _counted(index: Index, found: list[str], aggregation: Any) -> Any:
    if "terms" in aggregation:
        numbers = Counter(index.documents[key][aggregation["terms"]["field"]] for key in found)
        return {"buckets": [{"key": key, "doc_count": number} for key, number in numbers.items()]}
    conditions = aggregation["filters"]["filters"]
    return {"buckets": {name: {"doc_count": len(matching(index, query))} for name, query in conditions.items()}}


def matching(index: Index, query: Any) -> list[str]:
    """The ids of the documents that fulfil a query."""
    return [key for key, document in index.documents.items() if _fulfils(index, document, query)]


def _fulfils(index: Index, document: Document, query: Any) -> bool:
    ((kind, said),) = query.items()
    whole = {"bool": _fulfils_all, "match_all": lambda *_: True, "exists": _exists, "multi_match": _matches_any}
    if kind in whole:
        return bool(whole[kind](index, document, said))
    ((column, value),) = said.items()
    if kind == "match":
        return _matches(index, document, column, value if isinstance(value, dict) else {"query": value})
    words = index.tokens(document, column)
    if kind in {"term", "terms"}:
        return bool({str(each) for each in (value if kind == "terms" else [value])} & words)
    if kind == "prefix":
        return any(word.startswith(str(value)) for word in words)
    raise NotTaughtError(kind)


def _exists(index: Index, document: Document, said: Any) -> bool:
    return bool(index.tokens(document, said["field"]))


def _matches_any(index: Index, document: Document, said: Any) -> bool:
    columns = [name.split("^")[0] for name in said["fields"]]
    return any(_matches(index, document, column, said) for column in columns if column in index.properties)


def _matches(index: Index, document: Document, column: str, said: Any) -> bool:
    mapping = index.properties[column]
    words = {str(said["query"])}
    if mapping["type"] == "text":
        words = index.analysed(mapping.get("search_analyzer") or mapping.get("analyzer"), str(said["query"]))
    found = words & index.tokens(document, column)
    return found == words if said.get("operator") == "and" else bool(found)


def _fulfils_all(index: Index, document: Document, said: Any) -> bool:
    def every(name: str) -> list[bool]:
        queries = said.get(name, [])
        return [_fulfils(index, document, each) for each in (queries if isinstance(queries, list) else [queries])]

    if unknown := said.keys() - {"filter", "must", "must_not", "should", "minimum_should_match"}:
        raise NotTaughtError(f"{unknown}")
    should = every("should")
    least = said.get("minimum_should_match", 0 if said.keys() & {"filter", "must"} else min(1, len(should)))
    return all(every("filter")) and all(every("must")) and not any(every("must_not")) and sum(should) >= least


def _handler(server: SearchServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, said = server.answer(self.command, self.path, body)
            content = b"" if self.command == "HEAD" else json.dumps(said).encode()
            self.send_response(status)
            # Elasticsearch's client answers to the asker's kind of JSON only, and wants to hear a name.
            kind = "application/vnd.elasticsearch+json;compatible-with=9"
            accepted = self.headers.get("Accept", "")
            self.send_header("Content-Type", kind if "vnd.elasticsearch" in accepted else "application/json")
            self.send_header("X-Elastic-Product", "Elasticsearch")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(content)

        do_POST = do_PUT = do_HEAD = do_DELETE = do_GET  # noqa: N815

        def log_message(self, *args: object) -> None:
            pass

    return Handler


@contextmanager
def search_server() -> Iterator[SearchServer]:
    """A server that runs as long as the context."""
    running = SearchServer()
    server = Quiet(("127.0.0.1", 0), _handler(running))
    running.port = server.server_address[1]
    with answering(server):
        yield running
