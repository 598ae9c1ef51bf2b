"""A whole body as Markdown, block by block, in the form that can be imported again.

It reads the stored JSON of a StreamField, as `blog.reading` does, and knows neither models nor pages.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from blog.markdown import escaping, prose
from blog.markdown.prose import Place
from blog.reading import RawBlock, RawStream

CELL_BREAK = "<br>"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a body needs from outside. `base`: the address of its page. `pictures`: the address of each, by primary
    key; one that is missing has lost its file. `expand`: rich text with its links to pages made addresses."""

    base: str
    pictures: Mapping[int, str] = field(default_factory=dict)
    expand: Callable[[str], str] = str


def markdown(body: RawStream, around: Surroundings) -> str:
    """The body, its blocks separated by blank lines. Footnotes are numbered through all sections."""
    return _Body(around).stream(body, {})


class _Body:
    def __init__(self, around: Surroundings) -> None:
        self.around = around
        self.labels = count(1)
        self.writers: dict[str, Callable[[Any, Place], str]] = {
            "paragraph": lambda value, place: prose.blocks(self.around.expand(value), place),
            "image": self.image,
            "gallery": self.gallery,
            "quote": self.quote,
            "code": lambda value, place: code(value),
            "callout": self.callout,
            "embed": lambda value, place: directive("embed", value["url"], value["title"], value.get("caption")),
            "table": self.table,
            "bookmark": lambda value, place: directive(
                "bookmark", value["url"], value["title"], value.get("description")
            ),
            "divider": lambda value, place: "---",
        }

    def stream(self, blocks: RawStream, outer: dict[str, str]) -> str:
        """`outer`: the notes that marks of a section without notes of its own refer to."""
        notes = [[str(next(self.labels)) for _ in block["value"]["notes"]] for block in _notes_of(blocks)]
        own = {str(number): label for number, label in enumerate(notes[0], 1)} if notes else outer
        waiting = iter(notes)
        place = Place(self.around.base, own)
        written = (self.block(block, place, waiting) for block in blocks)
        return "\n\n".join(part for part in written if part)

    def block(self, block: RawBlock, place: Place, notes: Iterator[list[str]]) -> str:
        kind, value = block["type"], block["value"]
        if kind == "section":
            content = self.stream(value["content"], place.notes)
            return f"## {escaping.heading(escaping.plain(value['heading']))}\n\n{content}".rstrip("\n")
        if kind == "footnotes":
            return self.footnotes(value, next(notes), place)
        writer = self.writers.get(kind)
        return writer(value, place) if writer else ""

    def footnotes(self, value: Mapping[str, Any], labels: Sequence[str], place: Place) -> str:
        plain = replace(place, notes={})  # a note has no notes
        texts = (prose.one_line(self.around.expand(item["value"]), plain) for item in value["notes"])
        return "\n".join(f"[^{label}]: {text}" for label, text in zip(labels, texts, strict=True))

    def image(self, value: Mapping[str, Any], place: Place) -> str:
        """A picture on a line of its own; of one without a file, what its caption says."""
        caption, credit = value.get("caption") or "", value.get("credit") or ""
        written = self.picture(value["image"], caption)
        if not written:
            return escaping.line_start(escaping.plain(caption))
        extra = ["width=wide"] if value.get("width") == "wide" else []
        extra += [f"credit={escaping.attribute(credit)}"] if credit else []
        return f"{written}{{{' '.join(extra)}}}" if extra else written

    def picture(self, image: Mapping[str, Any] | None, caption: str) -> str:
        address = self.around.pictures.get((image or {}).get("image") or 0)
        if not image or not address:
            return ""
        alt = "" if image.get("decorative") else escaping.plain(image.get("alt_text") or "")
        title = f" {escaping.quoted(caption)}" if caption else ""
        return f"![{alt}]({escaping.address(address)}{title})"

    def gallery(self, value: Mapping[str, Any], place: Place) -> str:
        """Pictures on lines right after each other, and what is said of them all."""
        items = (item["value"] for item in value["pictures"])
        pictures = (self.picture(item["image"], item.get("caption") or "") for item in items)
        caption = escaping.line_start(escaping.plain(value.get("caption") or ""))
        return "\n\n".join(part for part in ("\n".join(filter(None, pictures)), caption) if part)

    def quote(self, value: Mapping[str, Any], place: Place) -> str:
        text = prose.blocks(self.around.expand(value["text"]), place)
        # A dash at the beginning of the last line would name who said it.
        text = "\n".join(f"&#8212;{line[1:]}" if line.startswith("— ") else line for line in text.split("\n"))
        source = escaping.address(value.get("source") or "")
        name = escaping.plain(value.get("attribution") or value.get("source") or "")
        said_by = f"— [{name}]({source})" if source else f"— {name}" if name else ""
        return quotation(text, said_by)

    def callout(self, value: Mapping[str, Any], place: Place) -> str:
        title = escaping.plain(value.get("title") or "")
        head = f"[!{value['kind'].upper()}] {title}".rstrip()
        return quotation(head, prose.blocks(self.around.expand(value["text"]), place))

    def table(self, value: Mapping[str, Any], place: Place) -> str:
        """A table with bars; paragraphs in a cell are separated by <br>."""
        heads = [escaping.plain(column["heading"]) for column in value["columns"]]
        if not heads:
            return ""
        rows = ([self.cell(cell, place) for cell in row["values"]] for row in value["rows"])
        caption = escaping.plain(value.get("caption") or "")
        lines = [row_of(heads), row_of(["---"] * len(heads)), *map(row_of, rows)]
        return "\n".join(lines) + (f"\n\nTable: {caption}" if caption else "")

    def cell(self, html: str, place: Place) -> str:
        return prose.one_line(self.around.expand(html), place, CELL_BREAK)


def _notes_of(blocks: RawStream) -> list[RawBlock]:
    return [block for block in blocks if block["type"] == "footnotes"]


def quotation(*parts: str) -> str:
    """Parts as paragraphs of one quotation."""
    text = "\n\n".join(part for part in parts if part)
    return "\n".join(f"> {line}".rstrip(" ") for line in text.split("\n")) if text else ""


def directive(kind: str, url: str, title: str, more: str | None) -> str:
    """What leads elsewhere, on a line of its own."""
    texts = [title or "", more or ""] if more else [title or ""]
    return f"@[{kind}]({' '.join([escaping.address(url), *map(escaping.quoted, texts)])})"


def code(value: Mapping[str, Any]) -> str:
    """Program text to the letter, with what is said of it behind the fence."""
    text = value["code"].replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    said = {"title": value.get("filename"), "highlight": value.get("highlight"), "caption": value.get("caption")}
    info = [value["language"], *(f"{name}={escaping.attribute(text)}" for name, text in said.items() if text)]
    fence = escaping.fence(text)
    return f"{fence}{' '.join(info)}\n{text}\n{fence}"


def row_of(cells: Sequence[str]) -> str:
    """One row of a table."""
    return f"| {' | '.join(map(escaping.cell, cells))} |"
