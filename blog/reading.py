"""Facts that follow from a body alone: outline, anchors, minutes, excerpt, language of a text.

It reads the stored JSON of a StreamField and knows neither models nor block classes, so an import, a test or a
migration can ask the same questions.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

from blog.paragraphs import heading_anchor

RawBlock = Mapping[str, Any]
RawStream = Sequence[RawBlock]

# Silent reading. Korean: 500 letters a minute, the slower end between Medium's 500 and the 588 that follow from
# Song et al. 2016, J Korean Ophthalmol Soc 57:642 (202.3 words a minute of 2.9 letters, school sentences).
# English: 238 words a minute, Brysbaert 2019, meta-analysis of 190 studies, non-fiction.
HANGUL_LETTERS_PER_MINUTE = 500
ENGLISH_WORDS_PER_MINUTE = 238
SECONDS_PER_IMAGE = 10

_RICH_TEXT_KEYS = {"text"}
_PLAIN_TEXT_KEYS = {"heading", "caption", "title", "attribution", "description"}
_HEADING = re.compile(r"<h([34])\b([^>]*)>(.*?)</h\1>", re.DOTALL)  # the editor writes <h3 data-block-key="…">
_ANY_HEADING = re.compile(r"<h([2-4])\b([^>]*)>(.*?)</h\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_BLOCK_END = re.compile(r"</(?:p|li|h[2-6]|td|th|blockquote)>|<br\s*/?>")
_FOOTNOTE_MARK = re.compile(r"\[\^[^\]\s]+\]")
_LATIN_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.'’_/+#-]*")
_HANGUL = "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"
_HANGUL_RUN = re.compile(rf"[{_HANGUL}](?:[{_HANGUL}0-9\s.,!?~·‘’“”'\"()…:;-]*[{_HANGUL}])?")
HANGUL_LETTER = re.compile(rf"[{_HANGUL}]")
_OTHER_LETTER = re.compile(r"[^\W\d_A-Za-z]")
_NOTES = re.compile(r' data-notes="([0-9a-f]{8})"')
_CODE_OR_TAG = re.compile(r"(<(?P<code>pre|code)\b.*?</(?P=code)>|<[^>]+>)", re.DOTALL)
_NOTE_MARK = re.compile(r"\[\^(\d{1,3})\]")


@dataclass(frozen=True, slots=True)
class Heading:
    """One entry of the table of contents. `level` is 2 for a section, 3 or 4 for a heading inside it."""

    title: str
    anchor: str
    level: int


def section_anchor(block_id: str) -> str:
    """The fragment of a section: equal in every language, because a translation keeps the block ids."""
    return f"s-{block_id[:8]}"


def plain_text(html: str) -> str:
    """Text of a rich text value, one line per paragraph or list item, without footnote marks."""
    text = _TAG.sub("", _BLOCK_END.sub("\n", html))
    lines = (" ".join(line.split()) for line in unescape(_FOOTNOTE_MARK.sub("", text)).split("\n"))
    return "\n".join(line for line in lines if line)


def outline(body: RawStream) -> tuple[Heading, ...]:
    """Sections and the headings inside them, in reading order, on the levels that the page gives them."""
    headings = tuple(_headings(body))
    levels = _without_gaps(heading.level for heading in headings)
    return tuple(replace(heading, level=level) for heading, level in zip(headings, levels, strict=True))


def close_heading_gaps(html: str) -> str:
    """The HTML of a body whose headings step down one level at a time from the title (h1) of the page.

    An h3 outside a section becomes an h2, an h4 right under a section's h2 becomes an h3. Siblings stay siblings.
    """
    levels = _without_gaps(int(match[1]) for match in _ANY_HEADING.finditer(html))

    def relevel(match: re.Match[str]) -> str:
        level = next(levels)
        return f"<h{level}{match[2]}>{match[3]}</h{level}>"

    return _ANY_HEADING.sub(relevel, html)


def _without_gaps(levels: Iterable[int]) -> Iterator[int]:
    above = [1]
    for level in levels:
        while above[-1] >= level:
            above.pop()
        above.append(level)
        yield len(above)


def _headings(blocks: RawStream) -> Iterator[Heading]:
    for block in blocks:
        if block["type"] == "section":
            yield Heading(block["value"]["heading"], section_anchor(block["id"]), 2)
            yield from _headings(block["value"]["content"])
        elif block["type"] == "paragraph":
            for position, match in enumerate(_HEADING.finditer(block["value"]), start=1):
                yield Heading(plain_text(match[3]), heading_anchor(block["id"], position), int(match[1]))


def prose(body: RawStream) -> Iterator[str]:
    """Every text that a reader reads, code left out, as plain text in reading order."""
    for block in body:
        yield from _prose_of(block["type"], block["value"])


def _prose_of(kind: str, value: Any) -> Iterator[str]:
    if kind == "section":
        yield value["heading"]
        yield from prose(value["content"])
    elif kind == "paragraph":
        yield plain_text(value)
    elif kind == "table":
        yield from _prose_of_table(value)
    elif isinstance(value, Mapping):
        yield from _prose_of_fields(value)


def _prose_of_table(value: Mapping[str, Any]) -> Iterator[str]:
    yield value.get("caption") or ""
    yield from (column["heading"] for column in value["columns"])
    yield from (plain_text(cell) for row in value["rows"] for cell in row["values"])


def _prose_of_fields(value: Mapping[str, Any]) -> Iterator[str]:
    for key, field in value.items():
        if key in _RICH_TEXT_KEYS:
            yield plain_text(field)
        elif key in _PLAIN_TEXT_KEYS:
            yield field or ""
        elif key == "pictures":
            yield from (item["value"].get("caption", "") for item in field)
        elif key == "notes":
            yield from (plain_text(item["value"]) for item in field)


def minutes(body: RawStream) -> int:
    """Whole minutes of silent reading, at least 1: Hangul by the letter, Latin by the word, pictures by the piece."""
    text = " ".join(prose(body))
    words = len(_LATIN_WORD.findall(text))
    letters = len(_OTHER_LETTER.findall(text))
    reading = letters / HANGUL_LETTERS_PER_MINUTE + words / ENGLISH_WORDS_PER_MINUTE
    return max(1, math.ceil(reading + _image_count(body) * SECONDS_PER_IMAGE / 60))


def _image_count(body: RawStream) -> int:
    count = 0
    for block in body:
        if block["type"] == "section":
            count += _image_count(block["value"]["content"])
        elif block["type"] == "gallery":
            count += len(block["value"]["pictures"])
        else:
            count += block["type"] == "image"
    return count


def excerpt(body: RawStream, length: int = 160) -> str:
    """The beginning of the first paragraphs, at most `length` characters, cut between words."""
    text = " ".join(_paragraph_texts(body, length)).strip()
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,.;:") + "…"


def _paragraph_texts(body: RawStream, enough: int) -> Iterator[str]:
    for block in body:
        if block["type"] == "section":
            yield from _paragraph_texts(block["value"]["content"], enough)
        elif block["type"] == "paragraph":
            text = plain_text(block["value"]).replace("\n", " ")
            yield text
            enough -= len(text)
        if enough <= 0:
            return


def linked_addresses(body: RawStream) -> Iterator[str]:
    """The addresses that bookmarks and embeds lead to, in reading order."""
    for block in body:
        if block["type"] == "section":
            yield from linked_addresses(block["value"]["content"])
        elif block["type"] in {"bookmark", "embed"} and block["value"].get("url"):
            yield block["value"]["url"]


def is_korean(text: str) -> bool:
    """Whether a text is Korean for a screen reader: it holds Hangul, and more Hangul letters than Latin words."""
    hangul = len(re.findall(rf"[{_HANGUL}]", text))
    return hangul > len(re.findall(r"[A-Za-z]+", text)) if hangul else False


def mark_korean(html: str) -> str:
    """HTML of an English page with every run of Hangul inside `<span lang="ko">`.

    Runs are marked rather than whole paragraphs, so an English sentence that quotes one Korean word stays English.
    Text inside tags (attributes) is left alone.
    """
    parts = re.split(r"(<[^>]+>)", html)
    return "".join(part if part.startswith("<") else _HANGUL_RUN.sub(_span, part) for part in parts)


def _span(match: re.Match[str]) -> str:
    return f'<span lang="ko">{match[0]}</span>'


def link_footnotes(html: str) -> str:
    """HTML with every [^n] linked to the n-th note of the first footnotes block in it.

    Each section is linked by itself, so its marks meet its own notes; marks outside meet the notes of the body.
    HTML without notes comes back as it is. Only the first mark of a note gets the id that the note returns to.
    """
    notes = _NOTES.search(html)
    if not notes:
        return html
    seen: set[str] = set()

    def link(match: re.Match[str]) -> str:
        number = match[1]
        anchor = "" if number in seen else f' id="ref-{notes[1]}-{number}"'
        seen.add(number)
        return f'<sup class="footnote-mark"><a href="#note-{notes[1]}-{number}"{anchor}>{number}</a></sup>'

    # Linked notes lose their mark, so that the body does not link its own marks to the notes of a section.
    parts = _split_text_from_code_and_tags(_NOTES.sub("", html))
    return "".join(part if part.startswith("<") else _NOTE_MARK.sub(link, part) for part in parts)


def _split_text_from_code_and_tags(html: str) -> Iterator[str]:
    position = 0
    for match in _CODE_OR_TAG.finditer(html):
        yield html[position : match.start()]
        yield match[0]
        position = match.end()
    yield html[position:]
