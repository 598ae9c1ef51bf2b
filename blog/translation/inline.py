"""A piece as people read it, beside the HTML that is stored: every letter knows its place in both.

Pieces hold inline tags only. It knows neither terms nor checks; both look at the text and mark the HTML.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Final
from unicodedata import normalize

_PART: Final = re.compile(r"(?P<tag><[^<>]*>)|(?P<entity>&(?:#\d+|#x[0-9a-fA-F]+|\w+);)|(?P<letter>.)", re.DOTALL)
_NAME: Final = re.compile(r"</?\s*([a-zA-Z][\w-]*)")

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Inline:
    """A piece without its tags. `places` are where each letter of `text` begins and ends in `html`.

    `code` are the ranges of the text inside of <code>. `tags` are the tags as they are written, in their order.
    """

    html: str
    text: str
    places: tuple[Range, ...]
    code: tuple[Range, ...]
    tags: tuple[str, ...]

    def is_code(self, start: int, end: int) -> bool:
        """Whether a range of the text touches code."""
        return any(start < code_end and end > code_start for code_start, code_end in self.code)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of HTML, well formed by itself: a tag, or text. `mark` is what the text is marked with, or None."""

    html: str
    is_tag: bool
    mark: object = None

    @property
    def text(self) -> str:
        """What people read of it."""
        return "" if self.is_tag else unescape(self.html)


def inline(html: str) -> Inline:
    """Reads a piece; the text is in NFC. Line breaks are white space."""
    html = normalize("NFC", html)
    letters: list[str] = []
    places: list[Range] = []
    code: list[Range] = []
    tags: list[str] = []
    opened = -1
    for part in _PART.finditer(html):
        if part.lastgroup == "tag":
            tags.append(part.group())
            opened = _code(part.group(), opened, len(letters), code)
        if part.lastgroup != "tag" or tag_name(part.group()) == "br":
            for letter in _letters(part):
                letters.append(letter)
                places.append(part.span())
    if opened >= 0:
        code.append((opened, len(letters)))
    return Inline(html, "".join(letters), tuple(places), tuple(code), tuple(tags))


def _letters(part: "re.Match[str]") -> str:
    if part.lastgroup == "tag":
        return "\n"
    return unescape(part.group()) if part.lastgroup == "entity" else part.group()


def _code(tag: str, opened: int, place: int, code: list[Range]) -> int:
    """Where code was opened that is still open after this tag; -1 outside of code."""
    if tag_name(tag) != "code":
        return opened
    if tag.startswith("</") and opened >= 0:
        code.append((opened, place))
        return -1
    return place if opened < 0 else opened


def tag_name(tag: str) -> str:
    """The name of a tag, in small letters; "" for what only looks like one."""
    match = _NAME.match(tag)
    return match.group(1).lower() if match else ""


def runs(piece: Inline, marks: Iterable[tuple[int, int, object]]) -> Iterator[Run]:
    """The HTML in stretches, those of the text that are marked apart. `marks` are ranges of the text, in their order.

    A mark that goes over a tag becomes several runs.
    """
    owners: list[object] = [None] * len(piece.text)
    for start, end, mark in marks:
        owners[start:end] = [mark] * (end - start)
    by_place = {place: owners[number] for number, place in enumerate(piece.places)}
    text, current = "", None
    for part in _PART.finditer(piece.html):
        is_tag, mark = part.lastgroup == "tag", by_place.get(part.span())
        if text and (is_tag or mark is not current):
            yield Run(text, is_tag=False, mark=current)
            text = ""
        if is_tag:
            yield Run(part.group(), is_tag=True)
        else:
            text, current = text + part.group(), mark
    if text:
        yield Run(text, is_tag=False, mark=current)
