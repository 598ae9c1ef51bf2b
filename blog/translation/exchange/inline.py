"""HTML inside a piece as inline codes of XLIFF 2.1 (sections 4.2.3 and 4.7 of the specification), and back.

A tag with an end becomes `pc`, an empty one `ph`; the tags themselves stand in `originalData`. Reading also takes `sc`
and `ec`, in which other tools may have split a `pc`, and leaves out the annotations that they may have added.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from html import escape
from xml.etree import ElementTree as ET

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

CORE = "urn:oasis:names:tc:xliff:document:2.0"
_EMPTY = {"br", "hr", "img", "wbr"}
_SUBTYPES = {"b": "xlf:b", "strong": "xlf:b", "i": "xlf:i", "em": "xlf:i", "u": "xlf:u", "br": "xlf:lb"}
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TAG = re.compile(r"</?([a-z][a-z0-9]*)(?: id=\"[A-Za-z0-9]{1,20}\")?\s*/?>")
_ANNOTATIONS = {"mrk", "sm", "em"}


def name(tag: str) -> str:
    """The qualified name of an element of the core."""
    return f"{{{CORE}}}{tag}"


class Codes:
    """The inline codes of one unit: the same tag has the same id in source and target, each use once.

    `data`: what stands in originalData, tag by id.
    """

    def __init__(self) -> None:
        self.data: dict[str, str] = {}
        self._ids: dict[str, str] = {}
        self._of_source: dict[str, list[str]] = defaultdict(list)
        self._number = 0

    def fill(self, element: ET.Element, html: str, *, is_source: bool) -> None:
        """Writes HTML into a source or target element."""
        free = {tag: list(ids) for tag, ids in self._of_source.items()}
        self._append(element, _nodes(html), free, is_source=is_source)

    def _append(
        self, parent: ET.Element, nodes: list[PageElement], free: dict[str, list[str]], *, is_source: bool
    ) -> None:
        for node in nodes:
            if isinstance(node, Tag):
                opening = _opening(node)
                code = ET.SubElement(parent, name("ph" if node.name in _EMPTY else "pc"))
                code.set("id", self._code_id(opening, free, is_source=is_source))
                self._describe(code, node, opening)
                self._append(code, node.contents, free, is_source=is_source)
            elif isinstance(node, NavigableString):
                _add_text(parent, str(node))

    def _code_id(self, opening: str, free: dict[str, list[str]], *, is_source: bool) -> str:
        if waiting := free.get(opening):
            return waiting.pop(0)
        self._number += 1
        if is_source:
            self._of_source[opening].append(str(self._number))
        return str(self._number)

    def _describe(self, code: ET.Element, node: Tag, opening: str) -> None:
        code.set("type", "link" if node.name == "a" else "fmt")
        if subtype := _SUBTYPES.get(node.name):
            code.set("subType", subtype)
        if node.name in _EMPTY:
            code.set("dataRef", self._data_id(opening))
        else:
            code.set("dataRefStart", self._data_id(opening))
            code.set("dataRefEnd", self._data_id(f"</{node.name}>"))

    def _data_id(self, tag: str) -> str:
        if tag not in self._ids:
            self._ids[tag] = f"d{len(self._ids) + 1}"
            self.data[self._ids[tag]] = tag
        return self._ids[tag]


def _nodes(html: str) -> list[PageElement]:
    """What stands in a piece; one without markup is not parsed, since Beautiful Soup warns of texts like addresses."""
    return BeautifulSoup(html, "html.parser").contents if "<" in html or "&" in html else [NavigableString(html)]


def _opening(node: Tag) -> str:
    attributes = "".join(f' {key}="{escape(str(value))}"' for key, value in node.attrs.items())
    return f"<{node.name}{attributes}{'/' if node.name in _EMPTY else ''}>"


def _add_text(parent: ET.Element, text: str) -> None:
    """Text behind what is there already; characters that XML cannot hold become `cp` elements."""
    at = 0
    for match in _NOT_IN_XML.finditer(text):
        _put(parent, text[at : match.start()])
        ET.SubElement(parent, name("cp")).set("hex", f"{ord(match[0]):04X}")
        at = match.end()
    _put(parent, text[at:])


def _put(parent: ET.Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def html_of(element: ET.Element, data: Mapping[str, str]) -> str:
    """The HTML in a source or target element. `data`: originalData of its unit; tags that are none are left out."""
    return "".join(_html(element, data))


def _html(element: ET.Element, data: Mapping[str, str]) -> Iterator[str]:
    yield escape(element.text or "", quote=False)
    for child in element:
        yield from _code(child, data)
        yield escape(child.tail or "", quote=False)


def _code(child: ET.Element, data: Mapping[str, str]) -> Iterator[str]:
    tag = child.tag.removeprefix(f"{{{CORE}}}")
    if tag == "cp":
        yield _character(child.get("hex", ""))
    elif tag in _ANNOTATIONS:
        yield from _html(child, data)
    elif tag == "pc":
        yield _tag(data, child.get("dataRefStart"))
        yield from _html(child, data)
        yield _tag(data, child.get("dataRefEnd"))
    elif tag in {"ph", "sc", "ec"}:
        yield _tag(data, child.get("dataRef"))


def _tag(data: Mapping[str, str], reference: str | None) -> str:
    tag = data.get(reference or "", "")
    return tag if _TAG.fullmatch(tag) else ""


def _character(code: str) -> str:
    try:
        return escape(chr(int(code, 16)), quote=False)
    except (ValueError, OverflowError):
        return ""
