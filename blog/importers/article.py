"""One article as plain data, so that readers of foreign formats and the writer meet without knowing each other.

This module must not know Django's models, nor any format.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

_UNSTORABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

Status = Literal["published", "draft", "scheduled"]


class ImportFileError(Exception):
    """The file cannot be imported at all; the message is one sentence for the person who started the import."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A picture that a document names. `source`: an address, or a path relative to the document."""

    source: str
    filename: str
    alt: str = ""
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A category, topic or series. Without a slug the writer finds it by its name."""

    name: str
    slug: str


@dataclass(frozen=True, slots=True)
class Person:
    """An author as readers know them."""

    name: str
    slug: str
    role: str = ""
    bio: str = ""
    homepage: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a body. Nested content is a tuple of blocks, list items are a tuple of plain values, a picture is
    an `Asset` or None; otherwise `value` has the shape that the blocks of `blog.blocks` store."""

    type: str
    value: Any


@dataclass(frozen=True, slots=True)
class SeriesPlace:
    """A series and the place in it, from 1."""

    series: Term
    position: int


CommentState = Literal["approved", "waiting", "spam", "removed"]


@dataclass(frozen=True, slots=True)
class ImportedComment:
    """A comment as plain text. `ref` is unique below that of its article, `answers` is the `ref` of another one or "".

    `written` is the wall clock that readers saw. `voice`: "reader", "author" or "editor".
    """

    ref: str
    text: str
    written: datetime
    name: str = ""
    email: str = ""
    homepage: str = ""
    answers: str = ""
    state: CommentState = "approved"
    voice: str = "reader"


@dataclass(frozen=True, slots=True)
class Article:
    """`ref` is what makes a second import find the first. `old_path` is the path that the article had at its old site.
    `remarks` say in plain words what could not be mapped."""

    ref: str
    title: str
    slug: str
    language: str = "ko"
    summary: str = ""
    body: tuple[Block, ...] = ()
    authors: tuple[Person, ...] = ()
    categories: tuple[Term, ...] = ()
    topics: tuple[Term, ...] = ()
    series: SeriesPlace | None = None
    cover: Asset | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    status: Status = "draft"
    comments_open: bool = True
    comments: tuple[ImportedComment, ...] = ()
    disclaimer: str = "default"
    remarks: tuple[str, ...] = ()
    old_path: str = ""


def digest(article: Article) -> str:
    """A fingerprint of what readers would see: remarks and comments do not count."""
    content = dataclasses.asdict(dataclasses.replace(article, remarks=(), comments=()))
    del content["comments"]
    content["comment_count"] = 0  # part of the fingerprints of earlier imports
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def walk(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Every block in reading order, those inside sections included."""
    for block in blocks:
        yield block
        if block.type == "section":
            yield from walk(block.value["content"])


def assets(article: Article) -> Iterator[Asset]:
    """Every picture that the article names, its cover first."""
    if article.cover:
        yield article.cover
    for block in walk(article.body):
        if block.type == "image" and block.value["image"]:
            yield block.value["image"]
        elif block.type == "gallery":
            yield from (picture["image"] for picture in block.value["pictures"] if picture["image"])


def image_block(asset: Asset | None, caption: str = "", *, credit: str = "", width: str = "column") -> Block:
    """An `image` block; the caption of the asset stands in when the document gives none."""
    caption = caption or (asset.caption if asset else "")
    credit = credit or (asset.credit if asset else "")
    value = {"image": asset, "caption": caption, "credit": credit, "width": width, "missing_file": ""}
    return Block("image", value)


def clean_text(text: str) -> str:
    """NFC, without the control characters that XML and PostgreSQL refuse; line breaks become newlines."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _UNSTORABLE.sub("", text)


def one_line(text: str) -> str:
    """Clean text with every run of white space as one space."""
    return " ".join(clean_text(text).split())
