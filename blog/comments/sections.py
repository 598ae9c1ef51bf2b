"""The places of an article that a comment can be about: sections, paragraphs, and any other block by its id."""

from collections.abc import Iterator, Mapping
from typing import Any

from blog.models import ArticlePage
from blog.reading import excerpt

LONGEST_NAME = 60
LONGEST_BEGINNING = 30


def places(article: ArticlePage, about: str = "") -> list[tuple[str, str]]:
    """The sections and paragraphs as choices of a form, block id and name; and the block `about`, if it is another."""
    found = [(block["id"], _choice(block)) for block in _blocks(article.raw_body) if _is_offered(block)]
    name = place_name(article, about)
    return found if not name or about in dict(found) else [*found, (about, name)]


def place_name(article: ArticlePage, block_id: str) -> str:
    """How the place of a comment is called in this language of the article; "" for none that it has."""
    return next((_name(block) for block in _blocks(article.raw_body) if block_id and block.get("id") == block_id), "")


def names_of_places(article: ArticlePage) -> Mapping[str, str]:
    """How every place of the article is called, by block id."""
    return {block["id"]: _name(block) for block in _blocks(article.raw_body) if block.get("id")}


def _is_offered(block: dict[str, Any]) -> bool:
    is_read = block["type"] == "section" or (block["type"] == "paragraph" and bool(_said(block)))
    return is_read and bool(block.get("id"))


def _choice(block: dict[str, Any]) -> str:
    """A paragraph is known by how it begins, below the name of its section."""
    return _name(block) if block["type"] == "section" else f"– {_said(block)}"


def _blocks(body: Any) -> Iterator[dict[str, Any]]:
    for block in body:
        yield block
        if block["type"] == "section":
            yield from _blocks(block["value"].get("content", []))


def _name(block: dict[str, Any]) -> str:
    if block["type"] == "section":
        return _cut(str(block["value"].get("heading", "")))
    return _said(block) or "…"


def _said(block: dict[str, Any]) -> str:
    return excerpt([block], LONGEST_BEGINNING)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_NAME else f"{text[:LONGEST_NAME]}…"
