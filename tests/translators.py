"""Servers on loopback that answer as DeepL, Google, LibreTranslate and language models do, with limits and moods."""

import json
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup, NavigableString

from tests.loopback import Loopback, Page, answer

HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]+")
KEY = "s3cret-key:fx"


def english(html: str) -> str:
    """A stand-in for a translation: every Korean word is “word”, unless it must not be translated."""
    soup = BeautifulSoup(html, "html.parser")
    for text in list(soup.find_all(string=True)):
        if not text.find_parent(attrs={"translate": "no"}):
            text.replace_with(NavigableString(HANGUL.sub("word", text)))
    return str(soup)


def said(body: Any, status: int = 200, **headers: str) -> Page:
    return answer(json.dumps(body), "application/json", status, **headers)


def html_page(status: int = 200) -> Page:
    return answer("<!doctype html><title>Sign in</title><p>Please sign in to the network.</p>", status=status)


def half(body: Any) -> Page:
    """An answer that breaks off in the middle."""

    def send(request: Any) -> None:
        content = json.dumps(body).encode()
        request.send_response(200)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        request.wfile.write(content[: len(content) // 2])

    return send


def late(seconds: float) -> Page:
    """Nothing for a while, then an answer."""

    def send(request: Any) -> None:
        time.sleep(seconds)
        said({})(request)

    return send


def stalled(seconds: float) -> Page:
    """Headers and a few bytes at once, and then one byte now and then."""

    def send(request: Any) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", "100000")
        request.end_headers()
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            request.wfile.write(b" ")
            request.wfile.flush()
            time.sleep(0.05)

    return send


@dataclass
class Translator:
    """One service on a server. `moods`: what it does first instead of translating, one for each request."""

    running: Loopback
    path: str
    reply: Callable[[Any], Page]
    moods: list[Page] = field(default_factory=list)
    translate: Callable[[str], str] = english

    def __post_init__(self) -> None:
        self.running.pages[self.path] = self._page

    @property
    def requests(self) -> list[Any]:
        """What it was asked to translate, request by request."""
        return [json.loads(body) for _method, path, body in self.running.told if path == self.path]

    @property
    def headers(self) -> list[dict[str, str]]:
        return [dict(headers) for path, headers in self.running.asked if path == self.path]

    def _page(self, request: Any) -> None:
        page = self.moods.pop(0) if self.moods else self.reply(json.loads(request.body))
        page(request)


class Glossaries:
    """Those that DeepL keeps for us, by their ids."""

    def __init__(self, running: Loopback) -> None:
        self.running = running
        self.kept: dict[str, Any] = {}
        running.pages["/v3/glossaries"] = self._all

    def _all(self, request: Any) -> None:
        if request.command == "GET":
            said({"glossaries": [{"glossary_id": pk, **each} for pk, each in self.kept.items()]})(request)
            return
        pk = f"glossary-{len(self.running.told)}"
        self.kept[pk] = json.loads(request.body)
        self.running.pages[f"/v3/glossaries/{pk}"] = lambda again: self._delete(pk, again)
        said({"glossary_id": pk}, 201)(request)

    def _delete(self, pk: str, request: Any) -> None:
        del self.kept[pk]
        answer(b"", "", 204)(request)


def deepl(running: Loopback, **options: Any) -> Translator:
    """At most 50 texts and 128 KiB, and only glossaries that it knows."""
    glossaries = Glossaries(running)

    def reply(asked: Any) -> Page:
        if len(asked["text"]) > 50:
            return said({"message": "Too many texts"}, 400)
        if len(json.dumps(asked)) > 128 * 1024:
            return said({"message": "Payload too large"}, 413)
        if asked.get("glossary_id", "") not in {"", *glossaries.kept}:
            return said({"message": "Glossary not found"}, 404)
        return said({"translations": [{"text": service.translate(text)} for text in asked["text"]]})

    service = Translator(running, "/v2/translate", reply, **options)
    return service


def google(running: Loopback, **options: Any) -> Translator:
    """At most 128 strings and 100 KB, answers with numeric entities as Google does."""

    def reply(asked: Any) -> Page:
        if len(asked["q"]) > 128:
            return said({"error": {"code": 400, "message": "Too many text segments"}}, 400)
        if len(json.dumps(asked, ensure_ascii=False).encode()) > 100_000:
            return said({"error": {"code": 400, "message": "Text too long"}}, 400)
        texts = [service.translate(text).replace("'", "&#39;") for text in asked["q"]]
        return said({"data": {"translations": [{"translatedText": text} for text in texts]}})

    service = Translator(running, "/language/translate/v2", reply, **options)
    return service


def libretranslate(running: Loopback, *, batch: int = 1000, characters: int = 1_000_000, **options: Any) -> Translator:
    """Limits as its operator set them; answers are unescaped, as the real one's are."""

    def reply(asked: Any) -> Page:
        for size, limit in ((len(asked["q"]), batch), (sum(map(len, asked["q"])), characters)):
            if size > limit:
                return said({"error": f"Invalid request: request ({size}) exceeds text limit ({limit})"}, 400)
        texts = [service.translate(text) for text in asked["q"]]
        return said({"translatedText": [text.replace("&lt;", "<").replace("&amp;", "&") for text in texts]})

    service = Translator(running, "/translate", reply, **options)
    return service


def chat(running: Loopback, **options: Any) -> Translator:
    """A model that does as it is told."""

    def reply(asked: Any) -> Page:
        order = json.loads(asked["messages"][1]["content"])
        rows = [{"id": each["id"], "text": service.translate(each["text"])} for each in order["segments"]]
        return completion({"translations": rows})

    service = Translator(running, "/v1/chat/completions", reply, **options)
    return service


def completion(content: Any, reason: str = "stop") -> Page:
    """What a model says, in the envelope."""
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    return said({"choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": reason}]})


def texts_asked(requests: Iterable[Any]) -> list[str]:
    """All strings that were sent, of whichever service."""
    return [text for each in requests for text in (each.get("text") or each.get("q") or [])]
