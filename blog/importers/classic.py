"""Text of WordPress's editors made into plain HTML: paragraphs by blank lines, shortcodes, Gutenberg's comments.

It follows what WordPress itself does when it shows an article (`wpautop`, `do_blocks`, `do_shortcode`), described in
WordPress's developer reference, and was written anew. This module must not know about blocks of ours.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from bs4 import BeautifulSoup
from django.utils.translation import gettext as _

from blog.importers.article import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from blog.importers.article import Asset
    from blog.importers.inline import Remarks

BLOCK_TAGS: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "caption",
        "center",
        "col",
        "colgroup",
        "dd",
        "details",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "iframe",
        "legend",
        "li",
        "main",
        "map",
        "menu",
        "nav",
        "object",
        "ol",
        "optgroup",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "video",
        "audio",
        "noscript",
    ]
)
RAW_TAGS: Final = ("pre", "script", "style", "textarea", "svg", "math")
_ONE_LINE: Final = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "summary", "legend", "caption", "option"])
_CODE_SHORTCODES: Final = ("code", "sourcecode", "source", "highlight", "python", "java", "php", "bash")
_PLAYERS: Final = ("youtube", "vimeo")
_KNOWN_SHORTCODES: Final = frozenset(
    ("audio", "video", "playlist", "gallery", "wp_caption", "contact-form-7", "contact-form", "youtube", "vimeo")
)
TAG_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
_BLANK_LINE = re.compile(r"\n[ \t\u00a0\u3000]*\n\s*")
_ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\]\"']+))")
_SHORTCODE = re.compile(r"\[(/?)([a-zA-Z][\w-]{0,40})((?:[\s=:][^\[\]<>]{0,1000})?)\]")
_WP_COMMENT = re.compile(r"<!--\s+(/)?wp:([a-z][\w/-]*)\s*")
_INVISIBLE_BLOCKS: Final = {"more", "nextpage", "spacer", "separator"}


class Piece(NamedTuple):
    """A part of the source: "text", "tag", "comment" or "raw" (an element that is kept to the letter)."""

    kind: str
    text: str


def to_html(source: str, remarks: Remarks, attachments: Mapping[str, Asset] | None = None) -> str:
    """HTML of an article's source as WordPress would show it. `attachments`: pictures by WordPress's id."""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    if _WP_COMMENT.search(source):
        parts = [text if inside else _classic(text, remarks, attachments) for inside, text in _gutenberg(source)]
        _report_dynamic_blocks(source, remarks)
        return "\n".join(_shortcodes(part, remarks, attachments) for part in parts)
    return _classic(source, remarks, attachments)


def _classic(source: str, remarks: Remarks, attachments: Mapping[str, Asset] | None) -> str:
    return autop(_shortcodes(source, remarks, attachments))


def _gutenberg(source: str) -> Iterator[tuple[bool, str]]:
    """(inside a block?, text): text between the blocks comes from the classic editor and needs its paragraphs."""
    depth, start = 0, 0
    for match in _WP_COMMENT.finditer(source):
        end = source.find("-->", match.end())
        if end < 0:
            break
        self_closing = source[:end].endswith("/")
        if depth == 0:
            yield False, source[start : match.start()]
            start = match.start()
        depth = max(0, depth + (0 if self_closing else -1 if match[1] else 1))
        if depth == 0:
            yield True, source[start : end + 3]
            start = end + 3
    yield depth > 0, source[start:]


def _report_dynamic_blocks(source: str, remarks: Remarks) -> None:
    for match in _WP_COMMENT.finditer(source):
        end = source.find("-->", match.end())
        if end > 0 and source[:end].endswith("/") and match[2] not in _INVISIBLE_BLOCKS:
            remarks.add(_("The block “%(name)s” is not here: its content is not in the export.") % {"name": match[2]})


def pieces(source: str) -> Iterator[Piece]:
    """The source cut at tags, comments and raw elements; one pass, whatever the input."""
    position, length = 0, len(source)
    unclosed: set[str] = set()
    while position < length:
        start = source.find("<", position)
        if start < 0:
            break
        if start > position:
            yield Piece("text", source[position:start])
        piece = _comment(source, start, unclosed) or _raw(source, start, unclosed) or _tag(source, start)
        yield piece
        position = start + len(piece.text)
    if position < length:
        yield Piece("text", source[position:])


def _comment(source: str, start: int, unclosed: set[str]) -> Piece | None:
    if "-->" in unclosed or not source.startswith("<!--", start):
        return None
    end = source.find("-->", start + 4)
    if end < 0:
        unclosed.add("-->")
        return None
    return Piece("comment", source[start : end + 3])


def _raw(source: str, start: int, unclosed: set[str]) -> Piece | None:
    match = TAG_NAME.match(source, start)
    name = match[2].lower() if match and not match[1] else ""
    if name not in RAW_TAGS or name in unclosed:
        return None
    closing = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(source, start)
    if closing is None:
        unclosed.add(name)
        return None
    return Piece("raw", source[start : closing.end()])


def _tag(source: str, start: int) -> Piece:
    """A tag up to its ">"; quoted values may hold one. A "<" that begins no tag is text."""
    if not re.compile(r"</?[a-zA-Z!?]").match(source, start):
        return Piece("text", "<")
    following = source.find("<", start + 1)
    limit = following if following >= 0 else len(source)
    end = _end_of_tag(source, start, limit)
    return Piece("tag", source[start : end + 1]) if end >= 0 else Piece("text", "<")


def _end_of_tag(source: str, start: int, limit: int) -> int:
    quote = ""
    for index in range(start, limit):
        char = source[index]
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'" and source[index - 1] in "= \t\n":
            quote = char
        elif char == ">":
            return index
    return source.find(">", start, limit)


class _Paragraphs:
    """Collects inline pieces and writes them as paragraphs whenever a block element begins or ends."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.pending: list[str] = []
        self.open: list[str] = []

    def flush(self) -> None:
        chunks = [chunk.strip("\n \t") for chunk in _BLANK_LINE.split("".join(self.pending).strip())]
        self.pending = []
        chunks = [re.sub(r"[ \t]*\n[ \t]*", "<br/>", chunk) for chunk in chunks if chunk]
        if self.open and self.open[-1] in _ONE_LINE:
            joint = "</p>\n<p>" if self.open[-1] == "p" else "<br/>"
            self.out.append(joint.join(chunks))
        elif self.open and self.open[-1] in {"li", "td", "th", "dt", "dd", "figcaption"} and len(chunks) == 1:
            self.out += chunks
        else:
            self.out += [f"<p>{chunk}</p>\n" for chunk in chunks]

    def block_tag(self, name: str, closing: bool, text: str) -> None:
        self.flush()
        if not closing:
            self.out.append(text)
            if name not in {"hr", "col"} and not text.endswith("/>"):
                self.open.append(name)
            return
        if name in self.open:
            while self.open.pop() != name:
                pass
        self.out.append(text)


def autop(source: str) -> str:
    """Blank lines make paragraphs and single line breaks stay, except around block elements and in raw ones."""
    paragraphs = _Paragraphs()
    for piece in pieces(re.sub(r"<br\s*/?>[ \t]*\n", "\n", re.sub(r"(?:<br\s*/?>\s*){2}", "\n\n", source))):
        match = TAG_NAME.match(piece.text) if piece.kind == "tag" else None
        if piece.kind == "raw" and not piece.text.lower().startswith(("<svg", "<math")):
            paragraphs.flush()
            paragraphs.out.append(piece.text)
        elif match and match[2].lower() in BLOCK_TAGS:
            paragraphs.block_tag(match[2].lower(), bool(match[1]), piece.text)
        else:
            paragraphs.pending.append(piece.text.replace("\n", " ") if piece.kind != "text" else piece.text)
    paragraphs.flush()
    return "".join(paragraphs.out)


def _shortcodes(source: str, remarks: Remarks, attachments: Mapping[str, Asset] | None) -> str:
    """Captions, galleries, code and embeds become HTML; other shortcodes stay as text and are reported."""
    handlers: dict[str, Callable[[str, str], str | None]] = {
        "caption": _caption,
        "wp_caption": _caption,
        "embed": lambda _attributes, content: f"\n\n{content.strip()}\n\n",
        **dict.fromkeys(_CODE_SHORTCODES, _code),
    }
    out: list[str] = []
    position = 0
    ends: dict[str, int] = {}
    for match in _SHORTCODE.finditer(source):
        if match.start() < position:
            continue
        name = match[2].lower()
        end = _closing(source, match, ends) if name in handlers and not match[1] else -1
        made = None
        if end >= 0:
            made = handlers[name](match[3], source[match.end() : end])
        elif name == "gallery":
            made = _gallery(match[3], attachments)
        elif name in _PLAYERS:
            made = _player(match[3])
        if made is None:
            _report_shortcode(source, match, remarks, ends)
            continue
        out += [source[position : match.start()], made]
        position = end + len(f"[/{name}]") if end >= 0 else match.end()
    return "".join([*out, source[position:]])


def _closing(source: str, match: re.Match[str], ends: dict[str, int]) -> int:
    """Where the end of a shortcode begins, or -1. `ends` remembers, so that no part is searched twice."""
    closing = f"[/{match[2]}]"
    if closing not in ends or 0 <= ends[closing] < match.end():
        ends[closing] = source.find(closing, match.end())
    return ends[closing]


def _report_shortcode(source: str, match: re.Match[str], remarks: Remarks, ends: dict[str, int]) -> None:
    """A word in brackets is a shortcode when it has attributes, an end or a known name; else it is just text."""
    known = match[2].lower() in _KNOWN_SHORTCODES or "=" in match[3]
    if not match[1] and (known or _closing(source, match, ends) >= 0):
        remarks.add(_("The shortcode [%(name)s] is unknown here and stays in the text.") % {"name": match[2]})


def attributes(text: str) -> dict[str, str]:
    """Attributes of a shortcode: name=value, quoted or not."""
    text = text.replace("”", '"').replace("“", '"').replace("″", '"')
    found = _ATTRIBUTE.findall(text)
    return {name.lower(): html.unescape(double or single or bare) for name, double, single, bare in found}


def _caption(attribute_text: str, content: str) -> str | None:
    """A picture and the words after it. Old exports have the words in an attribute."""
    soup = BeautifulSoup(content, "html.parser")
    image = soup.find("img")
    if image is None:
        return None
    picture = image.find_parent("a") or image
    markup = str(picture.extract())
    caption = soup.decode_contents().strip() or html.escape(attributes(attribute_text).get("caption", ""))
    caption = re.sub(r"\s*\n\s*", " ", caption)
    return f"\n\n<figure>{markup}<figcaption>{caption}</figcaption></figure>\n\n"


def _code(attribute_text: str, content: str) -> str:
    """Program text. Exports hold it escaped or not, by the age of the plug-in; shown, it is the same."""
    found = attributes(attribute_text)
    language = found.get("language") or found.get("lang") or attribute_text.strip(" =:\"'")
    title = f' data-title="{html.escape(found["title"])}"' if found.get("title") else ""
    lines = f' data-highlight="{html.escape(found["highlight"])}"' if found.get("highlight") else ""
    text = html.escape(html.unescape(content), quote=False)
    return f'\n\n<pre class="language-{html.escape(language)}"{title}{lines}>\n{text}</pre>\n\n'


def _player(attribute_text: str) -> str | None:
    """[youtube https://…], as Jetpack writes it, is an address on a line of its own."""
    address = re.fullmatch(r"[\s=]*(https?://\S+)\s*", attribute_text)
    return f"\n\n{html.unescape(address[1])}\n\n" if address else None


def _gallery(attribute_text: str, attachments: Mapping[str, Asset] | None) -> str | None:
    """The pictures of a gallery, when the export names every one of them."""
    ids = re.findall(r"\d+", attributes(attribute_text).get("ids", ""))
    found = [(attachments or {}).get(number) for number in ids]
    figures = [
        f'<figure><img src="{html.escape(asset.source)}" alt="{html.escape(asset.alt)}"/>'
        f"<figcaption>{html.escape(one_line(asset.caption))}</figcaption></figure>"
        for asset in found
        if asset
    ]
    if not figures or len(figures) < len(ids):
        return None
    return f'\n\n<figure class="wp-block-gallery">{"".join(figures)}</figure>\n\n'
