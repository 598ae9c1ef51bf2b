"""A body as HTML for any reader program: no classes, ids or scripts, whole addresses, footnotes and code readable.

It starts from the stored JSON and not from the blocks of the pages, so that twenty articles cost as many queries as
one, and so that what a page needs for its design never has to be taken out again. Every block has a template of its own
in templates/feeds/.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urljoin

import nh3
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils.encoding import iri_to_uri
from django.utils.safestring import SafeString, mark_safe

from blog import reading
from blog.feeds.pictures import Shown, image_id

# What XML 1.0 cannot hold, not even escaped; JSON and HTML readers stumble over the same characters.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "cite", "figure", "figcaption"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td", "a", "b", "strong", "i", "em", "s", "del", "sub", "sup"),
    *("code", "pre", "kbd", "span", "aside", "section", "img"),
}
_ATTRIBUTES = {
    "*": {"lang"},
    "a": {"href"},
    "blockquote": {"cite"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "th": {"scope"},
}
_ADDRESSES = {"href", "src", "cite"}
_SCHEMES = ("http", "https", "mailto", "tel")
_BEGINNINGS = tuple(f"{scheme}:" for scheme in _SCHEMES)


@dataclass(frozen=True, slots=True)
class Tongue:
    """What the template tags that mark Korean ask of a page: its language."""

    language: str


def writable(text: str) -> str:
    """A text without the characters that no feed can hold."""
    return _UNWRITABLE.sub("", text)


def body_html(body: reading.RawStream, language: str, pictures: Mapping[int, Shown]) -> str:
    """A stored body as HTML in which links to pages still stand as they are stored. No query."""
    html = reading.link_footnotes("".join(_rendered(body, language, pictures)))
    return reading.close_heading_gaps(html)


def _rendered(body: reading.RawStream, language: str, pictures: Mapping[int, Shown]) -> Iterator[str]:
    for block in body:
        kind, value = block["type"], block["value"]
        if kind == "section":
            inner = reading.link_footnotes("".join(_rendered(value["content"], language, pictures)))
            yield part(kind, language, heading=value["heading"], content=mark_safe(inner))  # noqa: S308
        else:
            yield _block(kind, language, value, block.get("id") or "", pictures)


def _block(kind: str, language: str, value: Any, block_id: str, pictures: Mapping[int, Shown]) -> str:
    """One block. One that has no template here, being newer than this module, becomes its plain text."""
    try:
        return part(kind, language, value=_prepared(kind, value, pictures), block_id=block_id)
    except TemplateDoesNotExist:
        texts = reading.prose([{"type": kind, "value": value}])
        return "".join(f"<p>{escape(text)}</p>" for text in texts if text)


def part(name: str, language: str, **context: Any) -> SafeString:
    """One template of templates/feeds/."""
    return SafeString(render_to_string(f"feeds/{name}.html", {"meta": Tongue(language), **context}).strip() + "\n")


def _prepared(kind: str, value: Any, pictures: Mapping[int, Shown]) -> Any:
    """A stored value as templates want it: rich text may stand as it is, for `tidy` cleans what comes of it."""
    if kind == "paragraph":
        return mark_safe(value)  # noqa: S308
    if kind == "image":
        return _picture(value, pictures)
    if kind == "gallery":
        return {**value, "pictures": [_picture(item["value"], pictures) for item in value["pictures"]]}
    if kind == "table":
        return {**value, "rows": [[mark_safe(cell) for cell in row["values"]] for row in value["rows"]]}  # noqa: S308
    if kind == "footnotes":
        return [mark_safe(item["value"]) for item in value["notes"]]  # noqa: S308
    return {**value, "text": mark_safe(value["text"])} if value and "text" in value else value  # noqa: S308


def _picture(value: Mapping[str, Any], pictures: Mapping[int, Shown]) -> dict[str, Any]:
    stored = value.get("image")
    said = stored if isinstance(stored, Mapping) else {}
    alt = "" if said.get("decorative") else said.get("alt_text") or ""
    return {**value, "shown": pictures.get(image_id(stored) or 0), "alt": alt}


def tidy(html: str, address: str) -> str:
    """HTML with nothing but text, links and pictures in it, every address made whole against that of the article."""

    def whole(tag: str, attribute: str, value: str) -> str | None:
        return _whole(address, value) if attribute in _ADDRESSES else value

    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=whole,
        url_schemes=set(_SCHEMES),
        link_rel=None,
    ).strip()


def _whole(address: str, value: str) -> str | None:
    """An address with its scheme; None for what no reader could open, such as "http://[" or a tab inside a scheme."""
    try:
        found = iri_to_uri(urljoin(address, value))
    except ValueError:
        return None
    return found if found.startswith(_BEGINNINGS) else None
