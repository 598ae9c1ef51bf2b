"""What a translator gets to see of an article: pieces, what stands around them, and portions that it can take.

It knows segments and nothing of any service.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from blog.translation.machine.markup import plain
from blog.translation.segments import Segment

SLUG: Final = "slug"
TITLE: Final = "title"
LONGEST_NEIGHBOUR: Final = 500
_SECTION = re.compile(r"(body\.[^.]+)\.content\..+")


@dataclass(frozen=True, slots=True)
class Piece:
    """One string to translate. `text` is HTML with inline tags; everything else is context, in plain text.

    `earlier`: what stood there before and its translation, ("", "") where nothing did.
    """

    key: str
    text: str
    where: str = ""
    heading: str = ""
    before: str = ""
    after: str = ""
    earlier: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a service takes in one request: so many texts, characters of them, and bytes of them."""

    texts: int
    characters: int
    size: int


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of a translator at once. `glossary`: terms with what they must become."""

    source: str
    target: str
    pieces: tuple[Piece, ...]
    title: str = ""
    glossary: tuple[tuple[str, str], ...] = ()


def title_of(segments: Sequence[Segment]) -> str:
    """What the text is called in its own language."""
    return next((plain(each.source) for each in segments if each.path in {TITLE, "name"}), "")


def pieces_of(segments: Sequence[Segment], wanted: Sequence[Segment]) -> tuple[Piece, ...]:
    """Those that are wanted, each with its neighbours on the page; the slug is nobody's neighbour."""
    page = [each for each in segments if each.path != SLUG]
    words = [plain(each.source)[:LONGEST_NEIGHBOUR] for each in page]
    headings = {each.path.removesuffix(".heading"): plain(each.source) for each in page if _is_heading(each)}
    keys = {each.key for each in wanted}
    return tuple(
        Piece(
            key=each.key,
            text=each.source,
            where=" › ".join(each.labels),
            heading=_heading_over(each, headings),
            before=words[place - 1] if place else "",
            after=words[place + 1] if place + 1 < len(words) else "",
            earlier=(plain(each.earlier_source), plain(each.earlier_text)),
        )
        for place, each in enumerate(page)
        if each.key in keys
    )


def _is_heading(segment: Segment) -> bool:
    return segment.path.startswith("body.") and segment.path.endswith(".heading")


def _heading_over(segment: Segment, headings: dict[str, str]) -> str:
    inside = _SECTION.fullmatch(segment.path)
    return headings.get(inside[1], "") if inside else ""


def portions(pieces: Sequence[Piece], limits: Limits) -> Iterator[tuple[Piece, ...]]:
    """The pieces in order, as many at once as fit; one that is too large by itself comes alone."""
    portion: list[Piece] = []
    for piece in pieces:
        if portion and not _fit([*portion, piece], limits):
            yield tuple(portion)
            portion = []
        portion.append(piece)
    if portion:
        yield tuple(portion)


def fits(piece: Piece, limits: Limits) -> bool:
    """Whether a service takes this piece at all."""
    return _size([piece]) <= limits.size


def _fit(pieces: Sequence[Piece], limits: Limits) -> bool:
    characters = sum(len(each.text) for each in pieces)
    return len(pieces) <= limits.texts and characters <= limits.characters and _size(pieces) <= limits.size


def _size(pieces: Sequence[Piece]) -> int:
    """Bytes in a request: JSON writes Hangul as six characters, and the marks of protected terms come on top."""
    return sum(len(each.text) + 5 * sum(not letter.isascii() for letter in each.text) + 50 for each in pieces)
