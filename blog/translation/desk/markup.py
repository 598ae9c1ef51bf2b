"""The text of a piece as people see and type it, to and from the HTML that wagtail-localize stores.

A plain piece (a title, a caption) is text: no tags, no entities. A rich one shows its inline tags, and nothing else of
HTML; a line break is a line break in both. It knows strings, not where they stand.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape

from bs4 import BeautifulSoup, NavigableString
from bs4.element import Tag as Element
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail_localize.strings import INLINE_TAGS, StringValue

from blog.translation.overrides import is_safe_address

# What a person means as a tag: an opening angle, a letter. "1 < 2" is text.
_TAG = re.compile(r"(</?[A-Za-z][^<>]*>)")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_LOOKS_LIKE_TAG = re.compile(r"<(?=/?[A-Za-z])")
_LOOKS_LIKE_ENTITY = re.compile(r"&(?=(?:lt|amp);)")
_TYPED_ENTITY = re.compile(r"&(lt|amp);")
_EMPTY = {"br"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A tag of the original that can be put round words of the translation. `hint`: where a link leads."""

    opening: str
    closing: str
    name: str
    words: str
    hint: str


def to_form(html: str, *, rich: bool) -> str:
    """What stands in the box of a form for a stored string."""
    if not rich:
        return str(StringValue(html).render_text())
    parts = _TAG.split(re.sub(r"\s*\n\s*", " ", html))
    return "".join(_shown(part, is_tag=bool(number % 2)) for number, part in enumerate(parts))


def _shown(part: str, *, is_tag: bool) -> str:
    if is_tag:
        return "\n" if _BREAK.fullmatch(part) else part
    return _LOOKS_LIKE_TAG.sub("&lt;", _LOOKS_LIKE_ENTITY.sub("&amp;", unescape(part)))


def from_form(text: str, *, rich: bool, one_line: bool = False) -> str:
    """What is stored for what was typed. Whatever was typed is kept: a tag that is not allowed is found when saving."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if one_line:
        text = re.sub(r"\s*\n\s*", " ", text)
    if not rich:
        return str(StringValue.from_plaintext(text).get_translatable_html())
    parts = _TAG.split(_BREAK.sub("\n", text).strip())
    return "".join(part if number % 2 else _stored(part) for number, part in enumerate(parts))


def _stored(part: str) -> str:
    literal = _TYPED_ENTITY.sub(lambda match: unescape(match[0]), part)
    escaped = literal.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("\n", "<br/>")


def shown_source(html: str, attrs: Mapping[str, Mapping[str, str]]) -> SafeString:
    """A string for reading: its inline tags do what they do, links carry their number and say where they lead."""
    return _joined(_reading(BeautifulSoup(html, "html.parser"), attrs))


def _reading(parent: Element, attrs: Mapping[str, Mapping[str, str]]) -> Iterator[SafeString]:
    for child in parent.children:
        if isinstance(child, NavigableString):
            yield conditional_escape(str(child))
        elif isinstance(child, Element):
            yield _tag(child, _joined(_reading(child, attrs)), attrs)


def _tag(element: Element, inside: SafeString, attrs: Mapping[str, Mapping[str, str]]) -> SafeString:
    if element.name == "br":
        return format_html("<{}>", "br")
    if element.name == "a":
        return _link(str(element.get("id", "")), inside, attrs)
    # The name is one of a closed list; format_html would escape nothing in it anyway.
    return format_html("<{0}>{1}</{0}>", element.name, inside) if element.name in INLINE_TAGS else inside


def _link(number: str, inside: SafeString, attrs: Mapping[str, Mapping[str, str]]) -> SafeString:
    address = str(attrs.get(number, {}).get("href", ""))
    mark = format_html('<span class="desk-mark" lang="en">{}</span>', number)
    if not is_safe_address(address) or address.startswith("#"):
        return format_html('<span class="desk-link" title="{}">{}{}</span>', hint_of(number, attrs), inside, mark)
    link = '<a class="desk-link" href="{0}" title="{0}" target="_blank" rel="noreferrer">{1}{2}</a>'
    return format_html(link, address, inside, mark)


def hint_of(number: str, attrs: Mapping[str, Mapping[str, str]]) -> str:
    """Where a link leads, in words where it leads to a page of this site."""
    found = attrs.get(number, {})
    if found.get("linktype") == "page":
        return _("a page of this site")
    return str(found.get("href", "")) or _("a link")


def marks_of(html: str, attrs: Mapping[str, Mapping[str, str]]) -> tuple[Mark, ...]:
    """The tags of a string that a translation must or may have, each once, in their order."""
    found: dict[str, Mark] = {}
    for element in BeautifulSoup(html, "html.parser").find_all(INLINE_TAGS):
        number = str(element.get("id", ""))
        opening = f'<{element.name} id="{number}">' if number else f"<{element.name}>"
        if element.name not in _EMPTY and opening not in found:
            hint = hint_of(number, attrs) if element.name == "a" else ""
            words = element.get_text(" ", strip=True)[:40]
            found[opening] = Mark(opening, f"</{element.name}>", number or element.name, words, hint)
    return tuple(found.values())


def _joined(parts: Iterator[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))
