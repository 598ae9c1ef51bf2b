"""The paragraphs of rich text: the address of each, and what each says.

A paragraph, list item or small heading has a key that the editor keeps while the text around it changes, and that a
translation takes over. Addresses rest on it, so they are equal in every language and survive a new paragraph before
them. This module knows the HTML of one rich text value, and nothing of bodies, pages or languages.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from bs4 import BeautifulSoup
from bs4.element import Tag

TAGS = ("p", "li", "h3", "h4")
STALE = ' class="stale"'

_OPENING = re.compile(rf"<({'|'.join(TAGS)})\b([^>]*)>")
_HEADING = re.compile(r'(<(h[34]) id="([^"]+)"[^>]*>.*?)(</\2>)', re.DOTALL)
_ANCHORED = re.compile(r'<(p|li|h[34]) id="([^"]+)"([^>]*)>(<a class="paragraph-link"[^>]*></a>)?')
_KEY = re.compile(r'\s*\bdata-block-key="([A-Za-z0-9]{1,20})"')


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, list item or small heading.

    `html`: what stands inside it, without lists inside it. `key`: the editor's key, "" in a text that was imported and
    never edited. `depth`: how many lists it stands in. `number`: that of an item in a numbered list, else 0.
    """

    anchor: str
    key: str
    tag: str
    html: str
    depth: int = 0
    number: int = 0


def heading_anchor(block_id: str, position: int) -> str:
    """The fragment of the n-th heading (from 1) inside a paragraph block."""
    return f"h-{block_id[:8]}-{position}"


def paragraph_anchor(block_id: str, mark: str | int) -> str:
    """The fragment of a paragraph, from its key or, without one, from its position (from 1) in the block."""
    return f"p-{block_id[:8]}-{mark}"


def paragraphs(html: str, block_id: str) -> tuple[Paragraph, ...]:
    """Every paragraph, list item and small heading, in reading order. Empty ones count, for positions rest on them."""
    anchors = _anchors(html, block_id)
    found = BeautifulSoup(html, "html.parser").find_all(TAGS)
    items: Counter[int] = Counter()
    return tuple(
        Paragraph(
            anchor, str(element.get("data-block-key", "")), element.name, _own_html(element), *_place(element, items)
        )
        for element, anchor in zip(found, anchors, strict=True)
    )


def _place(element: Tag, items: "Counter[int]") -> tuple[int, int]:
    """How deep in lists an element stands, and its number in a numbered one; `items` counts those seen in each list."""
    around = element.find_parent(["ul", "ol"])
    if element.name != "li" or around is None:
        return 0, 0
    items[id(around)] += 1
    return len(element.find_parents(["ul", "ol"])), items[id(around)] if around.name == "ol" else 0


def _own_html(element: Tag) -> str:
    return "".join(
        child.decode() if isinstance(child, Tag) else escape(str(child), quote=False)
        for child in element.children
        if not (isinstance(child, Tag) and child.name in {"ul", "ol"})
    ).strip()


def with_anchors(html: str, block_id: str, link_label: str) -> str:
    """The same HTML, everything that `paragraphs` finds carrying its id and a link to itself.

    `link_label` says to a screen reader what the link is; what is seen of it is the style sheet's. An empty paragraph
    gets neither. In a heading the link comes last, so that lists of headings begin with their words.
    """
    anchors = _anchors(html, block_id)

    def add(match: re.Match[str]) -> str:
        anchor = next(anchors)
        tag, attributes = match[1], _KEY.sub("", match[2])
        if html.startswith("</", match.end()):
            return f"<{tag}{attributes}>"
        link = "" if tag.startswith("h") else _link(anchor, link_label)
        return f'<{tag} id="{anchor}"{attributes}>{link}'

    return _HEADING.sub(lambda match: match[1] + _link(match[3], link_label) + match[4], _OPENING.sub(add, html))


def _link(anchor: str, label: str) -> str:
    return f'<a class="paragraph-link" href="#{anchor}" aria-label="{escape(label)}"></a>'


def with_notes(html: str, stale: Mapping[str, str], before: Mapping[str, str]) -> str:
    """HTML from `with_anchors` with remarks on some of its paragraphs: by anchor, as HTML that can stand in a line.

    What has a remark in `stale` gets the class "stale" as well. A remark in `before` stands in front of its paragraph.
    """

    def add(match: re.Match[str]) -> str:
        tag, anchor, link = match[1], match[2], match[4] or ""
        note, first = stale.get(anchor, ""), before.get(anchor, "")
        opening = f'<{tag} id="{anchor}"{match[3]}{STALE if note else ""}>{link}'
        if tag == "li":
            return opening + first + note
        first = f'<p class="more-line">{first}</p>' if first else ""
        return f"{first}<p>{note}</p>{opening}" if note and tag != "p" else first + opening + note

    return _ANCHORED.sub(add, html)


def _anchors(html: str, block_id: str) -> Iterator[str]:
    """The fragment of each opening tag. A key that stands twice, in a text pasted together, counts once."""
    headings = 0
    seen: set[str] = set()
    for position, match in enumerate(_OPENING.finditer(html), start=1):
        if match[1].startswith("h"):
            headings += 1
            yield heading_anchor(block_id, headings)
            continue
        found = _KEY.search(match[2])
        key = found[1] if found and found[1] not in seen else ""
        seen.add(key)
        yield paragraph_anchor(block_id, key or position)
