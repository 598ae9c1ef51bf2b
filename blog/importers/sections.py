"""The shape of a body: which headings open sections, and which paragraphs stand together.

This module must not know HTML elements: it works on the leaves that a reader of some format found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from blog.importers import inline
from blog.importers.article import Block

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from blog.importers.inline import Line, Remarks

LONGEST_HEADING: Final = 255
LEVEL_OF_A_MARKED_LINE: Final = 3
_TAG = re.compile(r"<[^>]+>")
_DISCLAIMER = re.compile(r"[\W_]*(?:disclaimer|면책)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of text with breaks between them."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """`marked`: it began with a sign like ■, which is not part of `line` any more."""

    level: int
    line: Line
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as rich text, and as lines for places that allow no lists."""

    html: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Other:
    """A block of its own: picture, quotation, code…"""

    block: Block


Leaf = Paragraph | Heading | Listing | Other


def compose(leaves: Sequence[Leaf], remarks: Remarks, opening: int = 0) -> tuple[Block, ...]:
    """The body: bare content first, then one `section` for every heading of the shallowest kind in use.

    `opening`: the deepest level that opens sections, for formats that say so; 0 finds it in the document, and a
    disclaimer at the end too.
    """
    levels = _levels(leaves) if not opening else [opening, opening + 1]
    disclaimer_from = _disclaimer_start(leaves, remarks) if not opening else -1
    body = _Body(remarks)
    for number, leaf in enumerate(leaves):
        if number == disclaimer_from:
            body.end_paragraph()
        if isinstance(leaf, Other):
            body.add(leaf.block)
        elif isinstance(leaf, Heading) and _opens_section(leaf, levels):
            body.open_section(leaf)
        elif isinstance(leaf, Paragraph) and 0 <= disclaimer_from <= number:
            # Bloggers set a disclaimer in italics. Hangul has none, so it would shout in bold.
            body.text(f"<p>{inline.render_lines(leaf.lines, inline.ALL_MARKS - {'i'})}</p>")
        else:
            body.text(_rich(leaf, levels))
    return body.finished()


def text_html(texts: Iterable[Paragraph | Listing], allowed: frozenset[str], *, lists: bool = False) -> str:
    """Rich text for fields that have paragraphs and some inline marks; lists become lines where there are none."""
    parts = [
        leaf.html if lists and isinstance(leaf, Listing) else f"<p>{inline.render_lines(leaf.lines, allowed)}</p>"
        for leaf in texts
    ]
    return inline.sanitised("".join(parts))


def _levels(leaves: Sequence[Leaf]) -> list[int]:
    """The heading levels in use, those that open sections counted as the first one."""
    headings = [leaf for leaf in leaves if isinstance(leaf, Heading)]
    marked = [leaf.level for leaf in headings if leaf.marked]
    opening = min(marked) - 1 if marked else min((leaf.level for leaf in headings), default=1)
    deeper = {leaf.level for leaf in headings if not leaf.marked and leaf.level > opening}
    return [opening, *sorted(deeper)]


def _opens_section(heading: Heading, levels: list[int]) -> bool:
    return (heading.marked or heading.level <= levels[0]) and len(inline.text(heading.line)) <= LONGEST_HEADING


def _rich(leaf: Paragraph | Heading | Listing, levels: list[int]) -> str:
    if isinstance(leaf, Listing):
        return leaf.html
    if isinstance(leaf, Paragraph):
        return f"<p>{inline.render_lines(leaf.lines)}</p>"
    tag = "h3" if leaf.level <= levels[min(1, len(levels) - 1)] else "h4"
    return f"<{tag}>{inline.render(leaf.line)}</{tag}>"


def _disclaimer_start(leaves: Sequence[Leaf], remarks: Remarks) -> int:
    """The number of the leaf where a disclaimer at the end begins, or -1. It may have up to three paragraphs."""
    for number in range(len(leaves) - 1, max(-1, len(leaves) - 4), -1):
        leaf = leaves[number]
        if not isinstance(leaf, Paragraph):
            break
        if leaf.lines and _DISCLAIMER.match(inline.text(leaf.lines[0])):
            remarks.add(
                _("The last paragraph is a disclaimer of its own. It stays there, and the site's default is left out.")
            )
            return number
    return -1


def ends_with_disclaimer(body: Sequence[Block]) -> bool:
    """Whether an article brings its own disclaimer, so that the site's default would say it twice."""
    if not body:
        return False
    last = body[-1]
    if last.type == "section":
        return ends_with_disclaimer(last.value["content"])
    return last.type == "paragraph" and bool(_DISCLAIMER.match(_TAG.sub("", last.value)))


class _Body:
    def __init__(self, remarks: Remarks) -> None:
        self.remarks = remarks
        self.blocks: list[Block] = []
        self.content = self.blocks
        self.rich: list[str] = []
        self.heading: str | None = None

    def text(self, rich: str) -> None:
        self.rich.append(rich)

    def end_paragraph(self) -> None:
        if self.rich:
            self.content.append(Block("paragraph", inline.sanitised("".join(self.rich))))
            self.rich = []

    def add(self, block: Block) -> None:
        self.end_paragraph()
        self.content.append(block)

    def open_section(self, heading: Heading) -> None:
        self.close_section()
        self.heading = " ".join(inline.text(heading.line).split())
        self.content = []
        for address in inline.addresses(heading.line):
            self.remarks.add(
                _("A link in the heading “%(heading)s” was taken off: %(address)s")
                % {"heading": self.heading, "address": address}
            )

    def close_section(self) -> None:
        self.end_paragraph()
        if self.heading is not None:
            value = {"heading": self.heading, "content": tuple(self.content)}
            self.blocks.append(Block("section", value))
            self.heading, self.content = None, self.blocks

    def finished(self) -> tuple[Block, ...]:
        self.close_section()
        return tuple(self.blocks)
