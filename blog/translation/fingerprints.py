"""What a stored page says, piece by piece, as short digests: enough to tell later which piece has changed.

It reads the JSON that Wagtail keeps of a page (a revision, a snapshot, the page itself) and compares nothing.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from html import unescape
from typing import Any
from unicodedata import normalize

from bs4 import BeautifulSoup

from blog.paragraphs import paragraphs
from blog.reading import RawStream, section_anchor

HEAD = "head"
FIELDS = ("title", "summary", "introduction")

_SAME_TAG = {"strong": "b", "em": "i"}  # imports write the one, the editor the other
_NOT_TEXT = {"id", "missing_file", "width"}  # how a block is kept and laid out, not what it says


@dataclass(frozen=True, slots=True)
class Text:
    """One thing that changes by itself: a paragraph, a list item, a small heading, or all of another block.

    `mark`: the anchor of a paragraph or section heading; of anything else the id of its block, or the name of its
    field. `key`: what it keeps when its words change, "" when nothing. `digest`: of its words.
    """

    mark: str
    key: str
    digest: str


@dataclass(frozen=True, slots=True)
class Place:
    """A block, or a field of the page, with its texts in reading order; a block without words has none.

    `section`: the id of the section around it, "" outside of any, HEAD for a field.
    """

    id: str
    section: str
    texts: tuple[Text, ...]


def places(content: Mapping[str, Any]) -> tuple[Place, ...]:
    """Every field and block of a page, from its serialised form, in reading order."""
    head = (Place(name, HEAD, _one(name, _words(content.get(name) or ""))) for name in FIELDS)
    return (*head, *_blocks(json.loads(content.get("body") or "[]"), ""))


def field_digests(content: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
    """What each named field of a text without paragraphs says; "" where it says nothing."""
    said = {name: _words(str(content.get(name) or "")) for name in names}
    return {name: _digest(words) if words else "" for name, words in said.items()}


def to_json(found: Iterable[Place]) -> list[Any]:
    """Places as lists, to be stored."""
    return [[each.id, each.section, [[t.mark, t.key, t.digest] for t in each.texts]] for each in found]


def from_json(stored: Iterable[Any]) -> tuple[Place, ...]:
    """The places that `to_json` stored."""
    return tuple(Place(name, section, tuple(Text(*text) for text in texts)) for name, section, texts in stored)


def digest_of(html: str) -> str:
    """The digest of a text alone."""
    return _digest(_words(html))


def _blocks(stream: RawStream, section: str) -> Iterator[Place]:
    for position, block in enumerate(stream, start=1):
        name, value = block.get("id") or f"{section}/{position}", block["value"]
        if block["type"] == "section":
            yield Place(name, section, _one(section_anchor(name), _words(value["heading"])))
            yield from _blocks(value["content"], name)
        elif block["type"] == "paragraph":
            yield Place(name, section, tuple(_paragraphs(value, name)))
        else:
            yield Place(name, section, _one(name, json.dumps(_said(value), sort_keys=True) if value else ""))


def _one(mark: str, words: str) -> tuple[Text, ...]:
    return (Text(mark, "*", _digest(words)),) if words else ()


def _paragraphs(html: str, block_id: str) -> Iterator[Text]:
    seen: set[str] = set()
    for each in paragraphs(html, block_id):
        if words := _words(each.html):
            yield Text(each.anchor, "" if each.key in seen else each.key, _digest(words))
            seen.add(each.key)


def _said(value: Any, name: str = "") -> Any:
    """A value without what is empty, the ids inside it, and what only lays it out."""
    if isinstance(value, str):
        return _lines(value) if name == "code" else _words(value)
    if isinstance(value, Mapping):
        said = {key: _said(child, key) for key, child in value.items() if key not in _NOT_TEXT}
        return {key: child for key, child in said.items() if child}
    return [_said(child) for child in value] if isinstance(value, list) else value


def _lines(code: str) -> str:
    """Program text: there every space in front of a word says something."""
    return "\n".join(line.rstrip() for line in code.splitlines())


def _words(html: str) -> str:
    """Text without spaces and without differences of markup that nobody reads.

    A space more or less between Korean words is a correction of spelling, and no reason to translate anew.
    """
    if "<" not in html:
        return _composed(unescape(html))
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(True):
        tag.name = _SAME_TAG.get(tag.name, tag.name)
        tag.attrs = {name: tag.attrs[name] for name in sorted(tag.attrs) if name != "data-block-key"}
    return _composed(soup.decode())


def _composed(text: str) -> str:
    return "".join(normalize("NFC", text).split())


def _digest(words: str) -> str:
    return sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:12]
