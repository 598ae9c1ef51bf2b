"""Single foreign elements made into single blocks: pictures, players, program text.

This module must not know about the flow of a document; `html.py` does, and asks here for one element at a time.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from bs4 import Tag
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from blog.blocks.code import CODE_LANGUAGES, parse_line_ranges
from blog.blocks.links import player_address
from blog.importers.article import Asset, Block, clean_text, image_block, one_line
from blog.importers.inline import safe_address

if TYPE_CHECKING:
    from blog.importers.inline import Remarks

LONGEST_CAPTION: Final = 500
LONGEST_GALLERY: Final = 24
PICTURE_ENDINGS: Final = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".bmp", ".svg", ".heic")
_SOURCES: Final = ("src", "data-src", "data-lazy-src", "data-original", "data-orig-file")
_LANGUAGES: Final = dict(CODE_LANGUAGES)
_LANGUAGE_CLASS = re.compile(r"(?:language|lang|brush)[-:]\s*([\w+#-]+)")
_VIDEO = re.compile(
    r"(?:youtube(?:-nocookie)?\.com/(?:embed/|v/|shorts/|watch\?(?:[^#\s]*&)?v=)|youtu\.be/)([\w-]{6,20})",
    re.IGNORECASE,
)
_VIMEO = re.compile(r"vimeo\.com/(?:video/)?(\d{6,12})", re.IGNORECASE)
_is_address = URLValidator(schemes=["http", "https"])


def web_address(address: str) -> str:
    """The address when the field of a block takes it (a full http or https one of at most 500 letters), else ""."""
    address = safe_address(address, ("http", "https"))
    try:
        _is_address(address)
    except ValidationError:
        return ""
    return address if len(address) <= 500 else ""


def file_name(address: str) -> str:
    """The last part of an address, readable."""
    try:
        path = urlsplit(address).path
    except ValueError:
        path = address
    return clean_text(posixpath.basename(unquote(path)))[:255]


def path_of(address: str) -> str:
    """The path of an address, "" when it is not an address at all."""
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def picture_source(tag: Tag) -> str:
    """Where the file is. Pages that load pictures late keep the address elsewhere and a dummy in `src`."""
    candidates = [str(tag.get(name, "")) for name in _SOURCES]
    candidates += [str(tag.get("srcset", "")).strip().split(" ")[0].rstrip(",")]
    safe = (safe_address(candidate, ("http", "https")) for candidate in candidates)
    return next((address for address in safe if address), "")


def picture_asset(tag: Tag) -> Asset | None:
    """What an `img` names, None when it has no usable address."""
    source = picture_source(tag)
    if not source:
        return None
    return Asset(source, file_name(source), alt=one_line(str(tag.get("alt", ""))))


def picture_block(tag: Tag, remarks: Remarks) -> Block:
    """An `image` block; a picture without a usable address keeps its words as the caption."""
    _report_link_around(tag, remarks)
    asset = picture_asset(tag)
    wide = any({"alignwide", "alignfull"} & set(parent.get("class") or []) for parent in (tag, *list(tag.parents)[:3]))
    if asset:
        return image_block(asset, width="wide" if wide else "column")
    address = str(tag.get("src", ""))[:100]
    remarks.add(_("A picture has no address that can be used: %(address)s") % {"address": address or "—"})
    return image_block(None, one_line(str(tag.get("alt", "")))[:LONGEST_CAPTION])


def _report_link_around(tag: Tag, remarks: Remarks) -> None:
    """Links from a picture to its own large file or to its page in WordPress say nothing new; others do."""
    link = tag.find_parent("a")
    address = str(link.get("href", "")) if link else ""
    own = path_of(address).lower().endswith(PICTURE_ENDINGS) or "attachment" in address
    if address and not own and "attachment" not in str(link.get("rel", "") if link else ""):
        remarks.add(_("The link around a picture was taken off: %(address)s") % {"address": address[:200]})


def gallery_blocks(pictures: list[tuple[Tag, str]], remarks: Remarks) -> list[Block]:
    """`gallery` blocks of at most 24 pictures; what is no gallery, one picture, becomes an `image`."""
    usable = [(asset, caption) for tag, caption in pictures if (asset := picture_asset(tag))]
    if len(usable) < 2 or len(usable) < len(pictures):
        found = [picture_block(tag, remarks) for tag, _caption in pictures]
        return [with_caption(block, caption)[0] for block, (_tag, caption) in zip(found, pictures, strict=True)]
    values = [{"image": asset, "caption": caption[:300]} for asset, caption in usable]
    groups = [values[start : start + LONGEST_GALLERY] for start in range(0, len(values), LONGEST_GALLERY)]
    return [Block("gallery", {"pictures": tuple(group), "caption": ""}) for group in groups]


def with_caption(block: Block, caption: str) -> tuple[Block, str]:
    """The block with a caption, and the rest that the caption has no room for."""
    caption = one_line(caption)
    if not caption:
        return block, ""
    if block.type == "quote" and not block.value["attribution"] and len(caption) <= 200:
        return Block("quote", {**block.value, "attribution": caption}), ""
    if "caption" not in (block.value or {}) or block.value["caption"] or len(caption) > LONGEST_CAPTION:
        return block, caption
    return Block(block.type, {**block.value, "caption": caption}), ""


def code_language(name: str) -> str:
    """The name of a language as our code blocks have it; "text" for those they do not know."""
    name = name.lower().strip()
    if name in _LANGUAGES:
        return name
    try:
        aliases = get_lexer_by_name(name).aliases
    except ClassNotFound:
        return "text"
    return next((alias for alias in aliases if alias in _LANGUAGES), "text")


def code_block(tag: Tag) -> Block:
    """Program text to the letter, but for the empty lines around it."""
    for line_break in tag.find_all("br"):
        line_break.replace_with("\n")
    inner = tag.find("code")
    classes = " ".join([*(tag.get("class") or []), *((inner.get("class") or []) if isinstance(inner, Tag) else [])])
    named = _LANGUAGE_CLASS.search(classes)
    language = code_language(named[1] if named else str(tag.get("data-language", "")))
    return Block("code", code_value(tag.get_text(), language, tag.get("data-title"), tag.get("data-highlight")))


def code_value(code: str, language: str, filename: object = "", highlight: object = "") -> dict[str, str]:
    """The value of a `code` block; line ranges of a form that we do not know are left out."""
    lines = str(highlight or "").replace(" ", "")[:100]
    try:
        parse_line_ranges(lines)
    except ValueError:
        lines = ""
    return {
        "language": language,
        "filename": one_line(str(filename or ""))[:200],
        "code": re.sub(r"\A(?:[ \t]*\n)+", "", clean_text(code)).rstrip(),
        "highlight": lines,
        "caption": "",
    }


def video_page(address: str) -> str:
    """The page of a YouTube or Vimeo video that an address plays or shows, "" for any other address."""
    if youtube := _VIDEO.search(address):
        page = f"https://www.youtube.com/watch?v={youtube[1]}"
    elif vimeo := _VIMEO.search(address):
        page = f"https://vimeo.com/{vimeo[1]}"
    else:
        return ""
    return page if player_address(page) else ""


def is_video_address(text: str) -> bool:
    """Is this line nothing but the address of a video that we can play?"""
    return text.startswith(("http://", "https://")) and " " not in text and bool(video_page(text))


def embed_block(address: str, title: str = "") -> Block:
    """An `embed` block for a video that we can play. Without a title it shows the provider's, once that is known."""
    return Block("embed", {"url": video_page(address), "title": one_line(title)[:200], "caption": ""})


def embed_or_bookmark(address: str, title: str, remarks: Remarks) -> Block | None:
    """A player where we can play it, else a bookmark; None when there is no address to keep."""
    address = "https:" + address if address.startswith("//") else address
    if video_page(address):
        return embed_block(address, title)
    kept = web_address(address)
    if not kept:
        remarks.add(
            _("Something embedded was left out because of its address: %(address)s") % {"address": address[:200]}
        )
        return None
    remarks.add(_("Something embedded became a bookmark: %(address)s") % {"address": kept})
    return Block("bookmark", {"url": kept, "title": one_line(title)[:200], "description": ""})
