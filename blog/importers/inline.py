"""Runs of inline HTML as marked pieces of text, so that a line can be cut anywhere and still be written well-formed.

This module must not know about blocks: what is not inline it hands back as it is.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import nh3
from bs4 import Comment, NavigableString, Tag
from django.utils.translation import gettext as _

from blog.importers.article import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Mark = tuple[str, str]
"""A tag of our own and its address ("" for all but "a")."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A piece of text and the marks around it, outermost first. `text == "\\n"` without marks is a line break."""

    text: str
    marks: tuple[Mark, ...] = ()


Line = list[Atom]
BREAK: Final = Atom("\n")

OUR_TAGS: Final = {
    "strong": "b", "b": "b", "em": "i", "i": "i", "cite": "i", "dfn": "i", "var": "i",
    "code": "code", "kbd": "code", "samp": "code", "tt": "code", "sup": "sup", "sub": "sub",
    "s": "s", "del": "s", "strike": "s", "a": "a",
}  # fmt: skip
LOST_FORMATS: Final = {"u", "ins", "mark", "ruby", "bdo"}
ALL_MARKS: Final = frozenset(OUR_TAGS.values())
QUOTE_MARKS: Final = frozenset({"b", "i", "a"})
RICH_TAGS: Final = {"p", "h3", "h4", "ul", "ol", "li", "b", "i", "s", "sup", "sub", "code", "a", "br"}
LINK_SCHEMES: Final = {"http", "https", "mailto"}

_SPACES = re.compile(r"[ \t\n\r\f]+")
_SCHEME = re.compile(r"([a-z][a-z0-9+.\-]*):", re.IGNORECASE)
_UNSEEN = re.compile(r"[\s\x00-\x20\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]+")


@dataclass(slots=True)
class Remarks:
    """What could not be mapped, each sentence once, in the order of the document."""

    sentences: dict[str, None] = field(default_factory=dict)

    def add(self, sentence: str) -> None:
        """Notes a sentence, once."""
        self.sentences.setdefault(sentence)

    def __iter__(self) -> Iterator[str]:
        return iter(self.sentences)


def safe_address(address: str, schemes: Iterable[str] = LINK_SCHEMES) -> str:
    """The address if a reader may follow it (an allowed scheme, relative, or #), else ""."""
    address = clean_text(address).strip()
    squeezed = _UNSEEN.sub("", address)
    scheme = _SCHEME.match(squeezed)
    if scheme:
        allowed = scheme[1].lower() in schemes and address.lower().startswith(scheme[0].lower())
        return _without_white_space(address) if allowed else ""
    if ":" in squeezed.split("/")[0].split("?")[0].split("#")[0]:
        return ""  # something before a colon that only looks relative, e.g. an entity in a scheme
    return _without_white_space("https:" + address if address.startswith("//") else address)


def _without_white_space(address: str) -> str:
    return re.sub(r"\s", "%20", address.strip())


class InlineReader:
    """Turns inline nodes into atoms. Elements in `lifted` are handed back untouched, in their place."""

    def __init__(self, remarks: Remarks, lifted: frozenset[str], blocks: frozenset[str]) -> None:
        self.remarks = remarks
        self.lifted = lifted
        self.blocks = blocks

    def read(self, nodes: Iterable[object], marks: tuple[Mark, ...] = ()) -> Iterator[Atom | Tag]:
        """Atoms and lifted elements of the nodes, in their order."""
        for node in nodes:
            if isinstance(node, Tag):
                yield from self._tag(node, marks)
            elif isinstance(node, NavigableString) and not isinstance(node, Comment):
                yield Atom(clean_text(str(node)).replace("\n", " "), marks)

    def _tag(self, tag: Tag, marks: tuple[Mark, ...]) -> Iterator[Atom | Tag]:
        if tag.name == "br":
            yield BREAK
        elif tag.name == "img" and is_emoji(tag):
            yield Atom(clean_text(str(tag.get("alt", ""))), marks)
        elif tag.name in self.lifted:
            yield tag
        elif tag.name in self.blocks:
            yield BREAK
            yield from self.read(tag.children, marks)
            yield BREAK
        elif tag.name == "q":
            yield from (Atom("“", marks), *self.read(tag.children, marks), Atom("”", marks))
        else:
            yield from self.read(tag.children, self._marks(tag, marks))

    def _marks(self, tag: Tag, marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
        ours = OUR_TAGS.get(tag.name)
        if tag.name in LOST_FORMATS:
            self.remarks.add(_("Formatting that this site does not have was taken off: <%(tag)s>.") % {"tag": tag.name})
        if ours is None or any(ours == name for name, _address in marks):
            return marks
        return (*marks, (ours, "")) if ours != "a" else self._link(tag, marks)

    def _link(self, tag: Tag, marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
        address = str(tag.get("href", ""))
        safe = safe_address(address)
        if address.strip() and not safe:
            self.remarks.add(_("A link was taken off because of its address: %(address)s") % {"address": address[:200]})
        return (*marks, ("a", safe)) if safe else marks


def is_emoji(tag: Tag) -> bool:
    """WordPress replaces emoji and smileys by pictures whose alternative text is the character."""
    classes = tag.get("class") or []
    return bool({"emoji", "wp-smiley"} & set(classes)) and bool(tag.get("alt"))


def lines(atoms: Iterable[Atom]) -> list[Line]:
    """Cut at line breaks; white space is collapsed and trimmed as a browser would; empty lines stay as []."""
    found: list[Line] = [[]]
    for atom in atoms:
        if atom == BREAK:
            found.append([])
        else:
            found[-1].append(atom)
    return [collapsed(line) for line in found]


def collapsed(line: Sequence[Atom]) -> Line:
    """A line with its white space as a browser shows it."""
    kept: Line = []
    after_space = True
    for atom in line:
        text = _SPACES.sub(" ", atom.text)
        text = text[1:] if after_space and text.startswith(" ") else text
        if text:
            kept.append(Atom(text, atom.marks))
            after_space = text.endswith(" ")
    return _trimmed(kept)


def _trimmed(line: Line) -> Line:
    while line and not line[-1].text.strip():
        line.pop()
    while line and not line[0].text.strip():
        line.pop(0)
    if line:
        line[-1] = Atom(line[-1].text.rstrip(), line[-1].marks)
        line[0] = Atom(line[0].text.lstrip(), line[0].marks)
    return line


def text(line: Iterable[Atom]) -> str:
    """The words of a line."""
    return clean_text("".join(atom.text for atom in line)).strip()


def without_start(line: Line, count: int) -> Line:
    """The line without its first `count` characters, and without white space after them."""
    rest: Line = []
    for atom in line:
        cut = min(count, len(atom.text))
        count -= cut
        rest.append(Atom(atom.text[cut:], atom.marks))
    return collapsed([atom for atom in rest if atom.text])


def addresses(line: Iterable[Atom]) -> list[str]:
    """Where the links of a line lead, each once."""
    found = [address for atom in line for name, address in atom.marks if name == "a"]
    return list(dict.fromkeys(found))


def with_mark(line: Line, name: str) -> Line:
    """The line with one more mark around all of it."""
    return [atom if (name, "") in atom.marks else Atom(atom.text, ((name, ""), *atom.marks)) for atom in line]


def render(line: Iterable[Atom], allowed: frozenset[str] = ALL_MARKS) -> str:
    """HTML of one line. Well-formed and escaped by construction: tags come only from marks."""
    parts: list[str] = []
    opened: tuple[Mark, ...] = ()
    for atom in line:
        marks = tuple(mark for mark in atom.marks if mark[0] in allowed)
        same = _shared(opened, marks)
        parts += [f"</{name}>" for name, _address in reversed(opened[same:])]
        parts += [_opening(mark) for mark in marks[same:]]
        parts.append(html.escape(clean_text(atom.text), quote=False))
        opened = marks
    parts += [f"</{name}>" for name, _address in reversed(opened)]
    return clean_text("".join(parts))


def render_lines(found: Iterable[Line], allowed: frozenset[str] = ALL_MARKS) -> str:
    """HTML of several lines with breaks between them."""
    return "<br/>".join(render(line, allowed) for line in found)


def _shared(first: tuple[Mark, ...], second: tuple[Mark, ...]) -> int:
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count


def _opening(mark: Mark) -> str:
    name, address = mark
    return f'<a href="{html.escape(address)}">' if name == "a" else f"<{name}>"


def sanitised(rich: str) -> str:
    """The last gate before a rich text field: only our tags, only safe addresses."""
    cleaned = nh3.clean(rich, tags=RICH_TAGS, attributes={"a": {"href"}}, url_schemes=LINK_SCHEMES, link_rel=None)
    return cleaned.replace("<br>", "<br/>").replace("&nbsp;", "\xa0")
