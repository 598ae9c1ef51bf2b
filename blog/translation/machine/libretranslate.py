"""LibreTranslate, on a server of the operator's own or a public one: a list of HTML strings in, a list out.

How many texts and characters a request may hold is set on each server (--batch-limit, --char-limit; none by default);
it refuses with status 400 and the words “exceeds text limit” (libretranslate/app.py, read in November 2026). We begin
modestly, and `drafting` halves what is too large. The server unescapes its answers: a &lt; that was in the text
comes back as <, which is mended here. It has no glossary and cannot be told of the surroundings.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar, Final

from blog.translation.machine.contract import Service
from blog.translation.machine.errors import MachineError
from blog.translation.machine.glossary import protected, unprotected
from blog.translation.machine.pieces import Limits, Order
from ops.calling import Reply

_TAG: Final = re.compile(r"</?([a-z0-9]+)[^<>]*>", re.IGNORECASE)
_ENTITY: Final = re.compile(r"&(?!(?:[a-z]+|#\d+|#x[0-9a-f]+);)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LibreTranslate:
    """Speaks to one LibreTranslate server."""

    service: Service
    limits: ClassVar[Limits] = Limits(texts=25, characters=2000, size=100_000)

    def translate(self, order: Order) -> Mapping[str, str]:
        """Translations by the keys of the pieces. Raises MachineError."""
        sent = [protected(piece.text, order.glossary) for piece in order.pieces]
        said = {"q": sent, "source": order.source, "target": order.target, "format": "html"}
        if self.service.key:
            said["api_key"] = self.service.key
        reply = self.service.ask("POST", "/translate", said)
        if reply.status != HTTPStatus.OK:
            raise self._refusal(reply)
        texts = self._texts(reply.said)
        if len(texts) != len(sent):
            raise self.service.wrong_number()
        return {
            piece.key: unprotected(escaped_again(text, before))
            for piece, before, text in zip(order.pieces, sent, texts, strict=True)
        }

    def _texts(self, said: Any) -> list[str]:
        texts = said.get("translatedText") if isinstance(said, Mapping) else None
        if not isinstance(texts, list):
            raise self.service.unreadable()
        return [str(each) for each in texts]

    def _refusal(self, reply: Reply) -> MachineError:
        excuse = self.service.quoted(reply)
        if reply.status == HTTPStatus.BAD_REQUEST and "limit" in excuse.lower():
            return self.service.too_large()
        if reply.status == HTTPStatus.BAD_REQUEST and "key" in excuse.lower():
            return self.service.wrong_key(reply)
        return self.service.refusal(reply)


def escaped_again(text: str, sent: str) -> str:
    """The answer with every < that began no tag of what was sent, and every lone &, as text again."""
    known = {name.lower() for name in _TAG.findall(sent)}
    parts, end = [], 0
    for found in _TAG.finditer(text):
        if found[1].lower() in known:
            parts += [_as_text(text[end : found.start()]), found[0]]
            end = found.end()
    return "".join([*parts, _as_text(text[end:])])


def _as_text(text: str) -> str:
    return _ENTITY.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")
