"""DeepL: texts with HTML and their surroundings in, translations in the same order out; it keeps our glossary.

A request holds at most 50 texts and 128 KiB (developers.deepl.com, “Usage and limits” and “Translate text”, read in
November 2026). `context` is neither billed nor translated, and holds for every text of the request: so portions stay
small enough to be their own context. Glossaries can be changed, but one per set of terms is simpler, and safe while two
workers disagree; an account may hold 1,000, so ours of earlier terms are deleted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar, Final

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from blog.translation.machine.contract import Service
from blog.translation.machine.errors import DeniedError, MachineError
from blog.translation.machine.glossary import Pairs, digest, protected, unprotected
from blog.translation.machine.markup import plain
from blog.translation.machine.pieces import Limits, Order
from ops.calling import Reply

PRO: Final = "https://api.deepl.com"
FREE: Final = "https://api-free.deepl.com"
FREE_KEYS: Final = ":fx"
LONGEST_CONTEXT: Final = 4000
LONGEST_TERM: Final = 1024  # bytes
QUOTA_EXCEEDED: Final = 456
A_MONTH: Final = 30 * 86_400
AN_HOUR: Final = 3_600
NO_GLOSSARY: Final = ""
_VARIANTS: Final = {"en": "EN-US", "pt": "PT-BR"}  # English and Portuguese must be chosen among, as a target


def default_endpoint(key: str) -> str:
    """Keys say of which of DeepL's two servers they are."""
    return FREE if key.endswith(FREE_KEYS) else PRO


@dataclass(frozen=True, slots=True)
class DeepL:
    """Speaks to api.deepl.com, versions 2 (texts) and 3 (glossaries)."""

    service: Service
    limits: ClassVar[Limits] = Limits(texts=50, characters=3000, size=100 * 1024)

    def translate(self, order: Order) -> Mapping[str, str]:
        """Translations by the keys of the pieces. Raises MachineError."""
        glossary = self._glossary(order)
        reply = self._translate(order, glossary)
        if glossary and reply.status in {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND}:  # somebody deleted it there
            cache.delete(self._place(order))
            reply = self._translate(order, self._glossary(order))
        texts = self._texts(reply)
        if len(texts) != len(order.pieces):
            raise self.service.wrong_number()
        return {piece.key: unprotected(text) for piece, text in zip(order.pieces, texts, strict=True)}

    def _translate(self, order: Order, glossary: str) -> Reply:
        by_mark: Pairs = () if glossary else order.glossary
        said: dict[str, Any] = {
            "text": [protected(piece.text, by_mark) for piece in order.pieces],
            "source_lang": order.source.upper(),
            "target_lang": _VARIANTS.get(order.target, order.target.upper()),
            "tag_handling": "html",
            "tag_handling_version": "v2",
            "context": context_of(order),
        }
        if glossary:
            said["glossary_id"] = glossary
        return self._ask("POST", "/v2/translate", said)

    def _texts(self, reply: Reply) -> list[str]:
        if reply.status != HTTPStatus.OK:
            raise self._refusal(reply)
        try:
            return [str(each["text"]) for each in reply.said["translations"]]
        except (KeyError, TypeError) as error:
            raise self.service.unreadable() from error

    def _refusal(self, reply: Reply) -> MachineError:
        if reply.status == QUOTA_EXCEEDED:
            return DeniedError(_("The allowance at %(service)s is used up.") % {"service": self.service.label})
        return self.service.refusal(reply)

    def _ask(self, method: str, path: str, said: Any = None) -> Reply:
        return self.service.ask(method, path, said, Authorization=f"DeepL-Auth-Key {self.service.key}")

    def _glossary(self, order: Order) -> str:
        """The id of a glossary of exactly these terms, made when there is none; NO_GLOSSARY where none can be."""
        if not order.glossary:
            return NO_GLOSSARY
        known = cache.get(self._place(order))
        if known is not None:
            return str(known)
        try:
            found, keep = self._found(order) or self._made(order), A_MONTH
        except DeniedError:  # the plan has no glossaries: terms are protected by marks instead
            found, keep = NO_GLOSSARY, AN_HOUR
        cache.set(self._place(order), found, keep)
        return found

    def _place(self, order: Order) -> str:
        names = (self.service.endpoint, order.source, order.target)
        return f"deepl-glossary-{digest((*order.glossary, (str(names), '')))}"

    def _found(self, order: Order) -> str:
        """The glossary of these terms; those of ours for other terms are deleted on the way."""
        reply = self._ask("GET", "/v3/glossaries")
        rows = reply.said.get("glossaries", []) if isinstance(reply.said, Mapping) else None
        if reply.status != HTTPStatus.OK or rows is None:
            raise self._refusal(reply)
        prefix, name = _name(order)
        ours = {str(row.get("name")): str(row.get("glossary_id")) for row in rows if isinstance(row, Mapping)}
        for other, pk in ours.items():
            if other.startswith(prefix) and other != name:
                self._ask("DELETE", f"/v3/glossaries/{pk}")
        return ours.get(name, "")

    def _made(self, order: Order) -> str:
        lines = [f"{word}\t{meaning}" for word, meaning in order.glossary if _short(word) and _short(meaning)]
        words = {"source_lang": order.source, "target_lang": order.target, "entries_format": "tsv"}
        said = {"name": _name(order)[1], "dictionaries": [{**words, "entries": "\n".join(lines)}]}
        reply = self._ask("POST", "/v3/glossaries", said)
        if reply.status not in {HTTPStatus.OK, HTTPStatus.CREATED} or not isinstance(reply.said, Mapping):
            raise self._refusal(reply)
        return str(reply.said.get("glossary_id") or "")


def context_of(order: Order) -> str:
    """What stands around and in these pieces, in order, each once."""
    lines = [order.title]
    for piece in order.pieces:
        lines += [piece.heading, piece.before, plain(piece.text), piece.after]
    return "\n".join(dict.fromkeys(filter(None, lines)))[:LONGEST_CONTEXT]


def _name(order: Order) -> tuple[str, str]:
    """How our glossaries of this pair of languages begin, and what this one is called."""
    prefix = f"Dugeul {settings.SITE_URL} {order.source}-{order.target} "
    return prefix, prefix + digest(order.glossary)


def _short(word: str) -> bool:
    return len(word.encode(errors="replace")) <= LONGEST_TERM
