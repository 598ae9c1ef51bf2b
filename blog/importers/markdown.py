"""Articles written as Markdown, in the format of demo/, read as articles.

This module must not know about our pages. The files in demo/ show every part of the format.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import frontmatter
import yaml
from bs4 import BeautifulSoup
from django.utils.text import slugify
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from blog.importers import elements, inline
from blog.importers.article import (
    Article,
    Asset,
    Block,
    ImportFileError,
    clean_text,
    image_block,
    one_line,
)
from blog.importers.classic import attributes
from blog.importers.front import Front
from blog.importers.html import Reader
from blog.importers.inline import Remarks
from blog.importers.parsing import shallow
from blog.importers.sections import Leaf, Other, compose, text_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SECTION_LEVEL: Final = 2
NOTE_MARKS: Final = frozenset({"b", "i", "a", "code"})
_QUOTED: Final = r'"((?:[^"\\]|\\.)*)"'
_PICTURE = re.compile(rf"!\[((?:[^\]\\]|\\.)*)\]\(([^)\s]+)(?:\s+{_QUOTED})?\)\s*(?:\{{([^}}]*)\}})?")
_DIRECTIVE = re.compile(rf"@\[(embed|bookmark|notes)\]\((\S*?)(?:\s+{_QUOTED})?(?:\s+{_QUOTED})?\)")
_CALLOUT = re.compile(r"\[!(NOTE|TIP|WARNING)\][ \t]*(.*)")
_NOTE = re.compile(r"\[\^([^\]\s]{1,40})\]:[ \t]*(.*)")
_NOTE_MARK = re.compile(r"\[\^([^\]\s]{1,40})\]")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ATTRIBUTION: Final = "— "


@dataclass(frozen=True, slots=True)
class Document:
    """A Markdown file: what stands above it, its body, and what could not be mapped."""

    meta: dict[str, Any]
    body: tuple[Block, ...]
    remarks: tuple[str, ...]


def read_document(path: Path, folder: str = "") -> Document:
    """Reads one file. `folder`: where its pictures are, relative to the media folder of the import.

    Raises ImportFileError when the file cannot be read or what stands above the text is no YAML.
    """
    try:
        post = frontmatter.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeError) as error:
        raise ImportFileError(_("%(file)s cannot be read.") % {"file": path.name}) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        message = _("%(file)s: the lines above the text are broken in line %(line)d.")
        where = {"file": f"{path.parent.name}/{path.name}", "line": mark.line + 2 if mark else 1}
        raise ImportFileError(message % where) from error
    except (ValueError, RecursionError) as error:  # the thirteenth month is an error of Python's, not of YAML
        message = _("%(file)s: the lines above the text hold an impossible date or number.")
        raise ImportFileError(message % {"file": f"{path.parent.name}/{path.name}"}) from error
    remarks = Remarks()
    body = MarkdownReader(remarks, folder).read(clean_text(post.content))
    return Document(dict(post.metadata), body, tuple(remarks))


def media_directory(directory: Path) -> Path:
    """Where the folders of the articles are, and with them their pictures: the directory, or `articles` in it."""
    return directory / "articles" if (directory / "articles").is_dir() else directory


def article_folders(directory: Path) -> list[Path]:
    """The folders that hold an article. Raises ImportFileError without any."""
    base = media_directory(directory)
    found = sorted(path.parent for path in base.glob("*/ko.md")) if base.is_dir() else []
    if not found:
        raise ImportFileError(
            _("%(folder)s holds no articles: no folder in it has a ko.md.") % {"folder": directory.name}
        )
    return found


def read_articles(directory: Path) -> Iterator[Article]:
    """The Korean article of every folder, and its English version right after it."""
    for folder in article_folders(directory):
        yield from (read_article(path) for path in (folder / "ko.md", folder / "en.md") if path.is_file())


def read_article(path: Path) -> Article:
    """The article in one file; the language is the name of the file."""
    folder, language = path.parent.name, path.stem
    document = read_document(path, folder)
    front = Front(document.meta, f"{folder}/{path.name}")
    cover = front.text("cover")
    return Article(
        ref=f"markdown:{clean_text(folder)}" + ("" if language == "ko" else f"/{language}"),
        title=front.text("title") or one_line(folder),
        slug=slugify(front.text("slug") or clean_text(folder), allow_unicode=True),
        language=language,
        summary=front.text("summary"),
        body=document.body,
        authors=front.authors(),
        categories=front.terms("category"),
        topics=front.terms("topics"),
        series=front.series(),
        cover=_asset(cover, folder) if cover else None,
        published_at=front.moment("date"),
        updated_at=front.moment("updated"),
        status=front.status(),
        comments_open=front.switch("comments_open", default=True),
        disclaimer=front.text("disclaimer") or "default",
        remarks=document.remarks,
    )


def _asset(source: str, folder: str, alt: str = "") -> Asset:
    relative = f"{clean_text(folder)}/{source}" if folder and "://" not in source else source
    return Asset(relative, elements.file_name(source), alt)


class SourceLine(NamedTuple):
    """A line, and whether it stands in a fenced code block."""

    text: str
    is_code: bool


def _source_lines(source: str) -> Iterator[SourceLine]:
    fence = ""
    for line in source.split("\n"):
        marker = _FENCE.match(line)
        closes = bool(marker and fence and marker[1].startswith(fence))
        opens = marker[1] if marker and not fence else ""
        yield SourceLine(line, bool(fence or opens))
        fence = "" if closes else fence or opens


def _renumbered(line: str, numbers: dict[str, str]) -> str:
    """References to notes with their new numbers, but not those inside `code`."""
    parts = re.split(r"(`[^`]*`)", line)
    return "".join(
        part if part.startswith("`") else _NOTE_MARK.sub(lambda found: numbers.get(found[1], found[0]), part)
        for part in parts
    )


class MarkdownReader:
    """Walks the top level of a document; inside of it, HTML and Markdown take the same way."""

    def __init__(self, remarks: Remarks, folder: str) -> None:
        self.remarks = remarks
        self.folder = folder
        self.markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
        self.reader = Reader(remarks)
        self.notes: list[list[str]] = []
        self.source: list[str] = []
        self.after: list[Leaf] = []
        self.handlers: dict[str, Callable[[SyntaxTreeNode], bool]] = {
            "paragraph": self.paragraph,
            "fence": self.fence,
            "blockquote": self.blockquote,
        }

    def read(self, source: str) -> tuple[Block, ...]:
        """The body of a document."""
        source = self.without_notes(source)
        self.source = source.split("\n")
        for node in SyntaxTreeNode(self.markdown.parse(source)).children:
            handled = node.type in self.handlers and self.handlers[node.type](node)
            if not handled:
                self.html(self.markdown.renderer.render(node.to_tokens(), self.markdown.options, {}))
        return compose(self.reader.leaves, self.remarks, SECTION_LEVEL)

    def html(self, markup: str) -> None:
        """Any other construct takes the way of HTML."""
        self.reader.flow(BeautifulSoup(shallow(markup, self.remarks), "html.parser").children)

    def without_notes(self, source: str) -> str:
        """Definitions of notes are taken out, numbered anew in every section, and called at its end."""
        sections: list[list[SourceLine]] = [[]]
        for line in _source_lines(source):
            if not line.is_code and re.match(r" {0,3}##?[ \t]", line.text):
                sections.append([])
            sections[-1].append(line)
        return "\n".join(self._section_without_notes(lines) for lines in sections)

    def _section_without_notes(self, lines: list[SourceLine]) -> str:
        kept: list[SourceLine] = []
        notes: dict[str, list[str]] = {}
        current: list[str] | None = None
        for line in lines:
            match = None if line.is_code else _NOTE.match(line.text)
            if match:
                current = notes.setdefault(match[1], [])
                current.append(match[2])
            elif current is not None and line.text.startswith("    ") and line.text.strip():
                current.append(line.text.strip())
            else:
                current = None
                kept.append(line)
        if not notes:
            return "\n".join(line.text for line in kept)
        numbers = {label: f"[^{number}]" for number, label in enumerate(notes, 1)}
        self.notes.append([self.rich(" ".join(parts), NOTE_MARKS) for parts in notes.values()])
        body = [line.text if line.is_code else _renumbered(line.text, numbers) for line in kept]
        return "\n".join([*body, "", f"@[notes]({len(self.notes) - 1})", ""])

    def rich(self, source: str, allowed: frozenset[str], *, lists: bool = False) -> str:
        """Markdown for a field that holds text only; blocks in it are put after the block that is being read."""
        reader = Reader(self.remarks, nested=True)
        reader.flow(BeautifulSoup(shallow(self.markdown.render(source), self.remarks), "html.parser").children)
        texts = [leaf for leaf in reader.leaves if not isinstance(leaf, Other)]
        self.after = [leaf for leaf in reader.leaves if isinstance(leaf, Other)]
        return text_html(texts, allowed, lists=lists)  # type: ignore[arg-type]  # nested readers find no headings

    def plain(self, source: str) -> str:
        """Inline Markdown as plain text."""
        return one_line(BeautifulSoup(self.markdown.renderInline(source), "html.parser").get_text())

    def paragraph(self, node: SyntaxTreeNode) -> bool:
        """Pictures, directives and captions of tables; False for ordinary text."""
        source = node.children[0].content.strip()
        directive = _DIRECTIVE.fullmatch(source)
        if directive:
            return self.directive(directive)
        pictures = [_PICTURE.fullmatch(line.strip()) for line in source.split("\n")]
        if all(pictures):
            self.pictures([picture for picture in pictures if picture])
            return True
        last = self.reader.leaves[-1] if self.reader.leaves else None
        if source.startswith("Table: ") and isinstance(last, Other) and last.block.type == "table":
            self.reader.caption([last.block], self.plain(source.removeprefix("Table: ")))
            return True
        return False

    def directive(self, match: re.Match[str]) -> bool:
        """A line like @[embed](…); False when its address is of no use, then it stays as text."""
        kind, address, title, description = match[1], match[2], _unquoted(match[3]), _unquoted(match[4])
        if kind == "notes":
            notes = self.notes[int(address)] if address.isdecimal() and int(address) < len(self.notes) else []
            self.add(Block("footnotes", {"notes": tuple(notes)}))
        elif kind == "embed" and elements.web_address(address):
            self.add(Block("embed", {"url": address, "title": title, "caption": description}))
        elif elements.web_address(address):
            self.add(Block("bookmark", {"url": address, "title": title, "description": description}))
        else:
            return False
        return True

    def add(self, block: Block) -> None:
        """A block that stands by itself."""
        self.reader.add(block)

    def pictures(self, found: list[re.Match[str]]) -> None:
        """One picture is an `image`, several under each other are a `gallery`."""
        blocks = [self.picture(match) for match in found]
        if len(blocks) == 1:
            self.add(blocks[0])
            return
        pictures = tuple({"image": block.value["image"], "caption": block.value["caption"]} for block in blocks)
        if any(block.value["width"] != "column" for block in blocks):
            self.remarks.add(_("Pictures of a gallery have no width of their own."))
        self.add(Block("gallery", {"pictures": pictures, "caption": ""}))

    def picture(self, match: re.Match[str]) -> Block:
        """One picture with alternative text, caption, credit and width."""
        alt, source, caption = _unquoted(match[1]), match[2], _unquoted(match[3])
        extra = attributes(match[4] or "")
        asset = _asset(source, self.folder, alt)
        credit = extra.get("credit", "")
        asset = Asset(asset.source, asset.filename, alt, caption, credit)
        return image_block(asset, caption, credit=credit, width="wide" if extra.get("width") == "wide" else "column")

    def fence(self, node: SyntaxTreeNode) -> bool:
        """Program text with what its first line says about it."""
        info = node.info.strip()
        extra = attributes(info)
        name = re.split(r"[\s{]", info, maxsplit=1)[0]
        language = elements.code_language(name if "=" not in name else "")
        value = elements.code_value(node.content, language, extra.get("title"), extra.get("highlight"))
        self.add(Block("code", {**value, "caption": one_line(extra.get("caption", ""))[: elements.LONGEST_CAPTION]}))
        return True

    def blockquote(self, node: SyntaxTreeNode) -> bool:
        """A quotation, or a callout when it begins with [!NOTE], [!TIP] or [!WARNING]."""
        start, end = node.map or (0, 0)
        lines = [re.sub(r"^ {0,3}> ?", "", line) for line in self.source[start:end]]
        callout = _CALLOUT.fullmatch(lines[0].strip()) if lines else None
        if callout:
            self.callout(callout[1].lower(), self.plain(callout[2]), "\n".join(lines[1:]))
        else:
            self.quote(lines)
        self.reader.leaves += self.after
        return True

    def callout(self, kind: str, title: str, source: str) -> None:
        """A note, tip or warning."""
        text = self.rich(source, inline.ALL_MARKS, lists=True)
        self.add(Block("callout", {"kind": kind, "title": title[:200], "text": text}))

    def quote(self, lines: list[str]) -> None:
        """A quotation; a last line that begins with a dash names who said it."""
        while lines and not lines[-1].strip():
            lines.pop()
        attribution = (
            lines.pop().strip().removeprefix(_ATTRIBUTION) if lines and lines[-1].startswith(_ATTRIBUTION) else ""
        )
        link = BeautifulSoup(self.markdown.renderInline(attribution), "html.parser").find("a", href=True)
        value = {
            "text": self.rich("\n".join(lines), inline.QUOTE_MARKS),
            "attribution": self.plain(attribution)[:200],
            "source": elements.web_address(str(link["href"])) if link else "",  # type: ignore[index]
            "language": "",
        }
        self.add(Block("quote", value))


def _unquoted(text: str | None) -> str:
    return one_line(re.sub(r"\\(.)", r"\1", text or ""))
