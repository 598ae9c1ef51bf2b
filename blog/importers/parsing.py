"""Broken and hostile HTML made into a tree that can be walked, and the proof that its words arrived.

This module must not know how a document becomes blocks; it stands before and after that.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import nh3
from bs4 import BeautifulSoup
from django.utils.translation import gettext as _

from blog.importers.article import Block, clean_text, one_line
from blog.importers.classic import TAG_NAME, attributes, pieces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blog.importers.inline import Remarks

DEEPEST: Final = 60
"""Elements deeper than this are unwrapped: Python's stack is no place for a hostile file."""
_KEPT: Final = set(nh3.ALLOWED_TAGS) | {
    "form",
    "input",
    "select",
    "option",
    "optgroup",
    "textarea",
    "button",
    "fieldset",
    "legend",
    "iframe",
    "video",
    "audio",
    "source",
    "object",
    "embed",
    "noscript",
    "main",
    "section",
    "address",
    "font",
    "big",
    "dir",
    "menu",
    "label",
}
_ATTRIBUTES: Final = {
    "*": {"class", "title", "data-src", "data-lazy-src", "data-original", "data-orig-file", "data-language"},
    "a": {"href", "rel"},
    "img": {"src", "srcset", "alt"},
    "iframe": {"src"},
    "video": {"src"},
    "audio": {"src"},
    "source": {"src"},
    "embed": {"src"},
    "object": {"data"},
    "blockquote": {"cite"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "pre": {"data-title", "data-highlight"},
}
_SCHEMES: Final = {
    "http",
    "https",
    "mailto",
    "ftp",
    "tel",
    "sms",
    "data",
    "javascript",
    "vbscript",
    "file",
    "blob",
    "about",
}
_QUIET_COMMENT = re.compile(r"\s*(?:/?wp:|more\b|nextpage|noteaser|\[if|\[endif|StartFragment|EndFragment)")
_FOREIGN = re.compile(
    r"</?(?:svg|math|template|xmp|plaintext|listing|frameset|title|noembed|noframes)\b[^<>]*>", re.IGNORECASE
)
_FORM_TAGS: Final = ("form", "input", "select", "textarea", "button")
_WORD = re.compile(r"\w+")
_LETTERS = re.compile(r"[^\W_]")
_TAGS = re.compile(r"<[^<>]+>")
_BRACKET = re.compile(r"</?([\w:.-]*)")
_ADDRESS = re.compile(r"https?://\S+")
_NOT_NESTING: Final = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "dt",
        "dd",
        "td",
        "th",
        "tr",
        "tbody",
        "thead",
        "tfoot",
        "option",
    ]
)


def parsed(markup: str, remarks: Remarks) -> BeautifulSoup:
    """A shallow, well-formed tree. nh3 reads as browsers do; what it takes away is reported here."""
    markup = _FOREIGN.sub(" ", clean_text(markup))
    _report_removed(markup, remarks)
    markup = shallow(markup, remarks)
    clean = nh3.clean(markup, tags=_KEPT, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None)
    return BeautifulSoup(clean, "html.parser")


def shallow(markup: str, remarks: Remarks) -> str:
    """The same without the tags of elements that stand deeper than `DEEPEST`; linear, whatever the input."""
    kept: list[str] = []
    opened: list[str] = []
    dropped: Counter[str] = Counter()
    for piece in pieces(markup):
        match = TAG_NAME.match(piece.text) if piece.kind == "tag" else None
        name = match[2].lower() if match else ""
        if piece.kind == "raw" and piece.text[:4].lower() == "<pre":
            kept.append(_with_visible_brackets(piece.text))
        elif name and name not in _KEPT:
            remarks.add(_("Unknown tags were taken off: <%(tag)s>.") % {"tag": name})
        elif match is None or name in _NOT_NESTING or piece.text.endswith("/>"):
            kept.append(piece.text)
        elif match[1] and dropped[name]:
            dropped[name] -= 1
        elif not match[1] and len(opened) >= DEEPEST:
            dropped[name] += 1
        else:
            kept.append(piece.text)
            _track(opened, name, closing=bool(match[1]))
    if dropped:
        remarks.add(_("Elements inside each other more than %(depth)d times were taken apart.") % {"depth": DEEPEST})
    return "".join(kept)


def _with_visible_brackets(pre: str) -> str:
    """Program text that was never escaped, as in `#include <stdio.h>`: what is no tag of HTML is text."""
    return _BRACKET.sub(lambda match: match[0] if match[1].lower() in _KEPT else f"&lt;{match[0][1:]}", pre)


def _track(opened: list[str], name: str, *, closing: bool) -> None:
    if not closing:
        opened.append(name)
    elif name in opened:
        while opened.pop() != name:
            pass


def _report_removed(markup: str, remarks: Remarks) -> None:
    removed: Counter[str] = Counter()
    for piece in pieces(markup):
        if piece.kind == "comment":
            _report_comment(piece.text[4:-3], remarks)
            continue
        match = TAG_NAME.match(piece.text) if piece.kind != "text" else None
        name = match[2].lower() if match and not match[1] else ""
        if name in {"script", "style"}:
            removed[name] += 1
        elif name in _FORM_TAGS:
            remarks.add(_("A form was taken apart; only its text stays."))
        elif name == "a":
            _report_unknown_scheme(piece.text, remarks)
    for name, count in removed.items():
        remarks.add(_("Left out: <%(tag)s> (%(count)d).") % {"tag": name, "count": count})


def _report_comment(comment: str, remarks: Remarks) -> None:
    if "nextpage" in comment:
        remarks.add(_("A page break was taken out; the article is one page now."))
    elif comment.strip() and not _QUIET_COMMENT.match(comment):
        remarks.add(_("A hidden comment was left out: %(text)s") % {"text": one_line(comment)[:80]})


def _report_unknown_scheme(tag: str, remarks: Remarks) -> None:
    """nh3 takes these off before the reader of links can see them."""
    address = attributes(tag).get("href", "")
    if re.match(r"\s*[\w+.-]+:", address) and address.split(":")[0].strip().lower() not in _SCHEMES:
        remarks.add(_("A link was taken off because of its address: %(address)s") % {"address": address[:200]})


def report_losses(markup: str, body: tuple[Block, ...], remarks: Remarks) -> None:
    """The last net: words of the source that no block holds are quoted in a remark."""
    source = source_text(markup)
    result = " ".join(texts(body))
    if Counter(_LETTERS.findall(source)) <= Counter(_LETTERS.findall(result)):
        return
    there = "".join(_LETTERS.findall(result))
    words = dict.fromkeys(word for word in _WORD.findall(source))
    missing = [word for word in words if "".join(_LETTERS.findall(word)) not in there]
    if missing:
        remarks.add(_("Some words found no place: %(words)s") % {"words": " ".join(missing)[:500]})


def source_text(markup: str) -> str:
    """The text that a reader of the source would see, without addresses (players change them)."""
    parts: list[str] = []
    for piece in pieces(_FOREIGN.sub(" ", clean_text(markup))):
        if piece.kind == "text":
            parts.append(html.unescape(piece.text))
        elif piece.kind == "raw" and not piece.text.lower().startswith(("<script", "<style")):
            parts.append(html.unescape(_TAGS.sub(" ", piece.text)))
    return clean_text(_ADDRESS.sub(" ", " ".join(parts)))


def texts(value: Any) -> Iterator[str]:
    """Every piece of text in blocks and their values, rich text without its tags."""
    if isinstance(value, Block):
        yield from texts(value.value)
    elif isinstance(value, str):
        yield BeautifulSoup(value, "html.parser").get_text() if "<" in value or "&" in value else value
    elif isinstance(value, dict):
        for child in value.values():
            yield from texts(child)
    elif isinstance(value, tuple | list):
        for child in value:
            yield from texts(child)
    elif hasattr(value, "alt"):
        yield value.alt
