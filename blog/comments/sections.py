"""The places of an article that a comment can be about: its sections, and any other block by its id."""

from typing import Any

from blog.models import ArticlePage
from blog.reading import excerpt

LONGEST_NAME = 60


def places(article: ArticlePage, about: str = "") -> list[tuple[str, str]]:
    """The sections as choices of a form, block id and name; and the block `about`, where it is another one."""
    sections = [(each["id"], _name(each)) for each in article.raw_body if each["type"] == "section" and each.get("id")]
    name = place_name(article, about)
    return sections if not name or about in dict(sections) else [*sections, (about, name)]


def place_name(article: ArticlePage, block_id: str) -> str:
    """How the place of a comment is called in this language of the article; "" for none that it has."""
    return next((_name(block) for block in _blocks(article.raw_body) if block_id and block.get("id") == block_id), "")


def _blocks(body: Any) -> Any:
    for block in body:
        yield block
        if block["type"] == "section":
            yield from _blocks(block["value"].get("content", []))


def _name(block: dict[str, Any]) -> str:
    if block["type"] == "section":
        return _cut(str(block["value"].get("heading", "")))
    return _cut(excerpt([block])) or "…"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_NAME else f"{text[:LONGEST_NAME]}…"
