"""What a stranger's page or a video's description says of itself, made harmless: short lines of plain text.

It reads what was fetched and fetches nothing. The page is cut into tags by the importers' tokenizer, which takes one
pass whatever the input; parsers that build a tree need minutes for some hostile pages.
"""

import html
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urljoin

from blog.importers.classic import TAG_NAME, Piece, pieces
from ops.charsets import decoded
from ops.fetching import Fetched

LONGEST_TITLE: Final = 300
LONGEST_DESCRIPTION: Final = 600
LONGEST_TAG: Final = 10_000
_TITLES: Final = ("og:title", "twitter:title", "title")
_DESCRIPTIONS: Final = ("og:description", "description", "twitter:description")
_PICTURES: Final = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
_ATTRIBUTE: Final = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})?", re.ASCII)
_JOINERS: Final = "\u200c\u200d"  # they hold emoji and some scripts together


@dataclass(frozen=True, slots=True)
class Answer:
    """What is worth keeping. `picture` is an absolute address; every field may be empty."""

    title: str = ""
    description: str = ""
    language: str = ""
    picture: str = ""


def of_page(fetched: Fetched) -> Answer:
    """What the head of an HTML page says: Open Graph first, then what pages said before there was any."""
    said = _head(decoded(fetched.body, fetched.charset))
    return Answer(
        title=plain(_first(said, _TITLES), LONGEST_TITLE),
        description=plain(_first(said, _DESCRIPTIONS), LONGEST_DESCRIPTION),
        language=_language(said.get("lang") or said.get("og:locale", "")),
        picture=_absolute(fetched.address, _first(said, _PICTURES)),
    )


def of_video(fetched: Fetched) -> Answer:
    """What a provider's oEmbed endpoint says of a video; empty when it is no such answer."""
    try:
        said: Any = json.loads(decoded(fetched.body, "utf-8"))
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        return Answer()
    title, picture = (each if isinstance(each := said.get(key), str) else "" for key in ("title", "thumbnail_url"))
    return Answer(title=plain(title, LONGEST_TITLE), picture=_absolute(fetched.address, picture))


def plain(text: str, longest: int) -> str:
    """One line of visible text in NFC, cut between words. Controls go, also those that turn the direction of text."""
    text = unicodedata.normalize("NFC", text[: longest * 8])
    visible = (char for char in text if char in _JOINERS or unicodedata.category(char) not in _INVISIBLE)
    line = " ".join("".join(" " if unicodedata.category(char) == "Cc" else char for char in visible).split())
    if len(line) <= longest:
        return line
    cut = line[: longest - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[longest // 2 :] else cut).rstrip(" ,.;:") + "…"


_INVISIBLE: Final = frozenset({"Cf", "Cs", "Co", "Cn"})


def _head(text: str) -> Mapping[str, str]:
    """The first value of every meta element by its name, and the page's `title` and `lang`."""
    said: dict[str, str] = {}
    in_title = False
    for piece in pieces(text):
        name = _name(piece)
        if name == "body":
            break
        if name == "meta" or name == "html":
            _note(said, name, piece.text)
        in_title = name == "title" if name else in_title
        if in_title and piece.kind == "text" and len(said.get("title", "")) < LONGEST_TAG:
            said["title"] = said.get("title", "") + piece.text
    said["title"] = html.unescape(said.get("title", ""))
    return said


def _name(piece: Piece) -> str:
    match = TAG_NAME.match(piece.text) if piece.kind == "tag" else None
    return f"{match[1]}{match[2].lower()}" if match else ""


def _note(said: dict[str, str], name: str, tag: str) -> None:
    found = _ATTRIBUTE.findall(tag[:LONGEST_TAG])
    attributes = {key.lower(): html.unescape(double or single or bare) for key, double, single, bare in found}
    if name == "html":
        said.setdefault("lang", attributes.get("lang", ""))
        return
    content = attributes.get("content", "").strip()
    for key in (attributes.get("property", ""), attributes.get("name", "")):
        if key and content:
            said.setdefault(key.strip().lower(), content)


def _first(said: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((said[name] for name in names if said.get(name, "").strip()), "")


def _language(text: str) -> str:
    """The language of "ko", "en-US" or "ko_KR", without the country."""
    text = text.strip()
    return re.split("[-_]", text)[0] if _LANGUAGE.fullmatch(text) else ""


def _absolute(base: str, target: str) -> str:
    try:
        return urljoin(base, target.strip()) if target.strip() else ""
    except ValueError:
        return ""
