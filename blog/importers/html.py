"""Foreign HTML made into our blocks. Nothing is dropped silently: what has no place keeps its text and is reported.

This module must not know where the HTML comes from, nor what becomes of the blocks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bs4 import Comment, NavigableString, Tag
from django.utils.translation import gettext as _

from blog.importers import elements, inline
from blog.importers.article import Block, one_line
from blog.importers.classic import BLOCK_TAGS, to_html
from blog.importers.inline import Atom, InlineReader, Line, Remarks
from blog.importers.parsing import parsed, report_losses
from blog.importers.sections import LEVEL_OF_A_MARKED_LINE, Heading, Leaf, Listing, Other, Paragraph, compose, text_html
from blog.importers.tables import TableReader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from blog.importers.article import Asset

HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
PLAYERS: Final = ("iframe", "video", "audio", "object", "embed")
LISTS: Final = ("ul", "ol", "menu", "dir")
LIFTED: Final = frozenset((*HEADINGS, *PLAYERS, *LISTS, "img", "pre", "table", "blockquote", "hr", "figure", "dl"))
MARKS: Final = "■□●"
LONGEST_MARKED_LINE: Final = 120


def read_html(source: str, attachments: Mapping[str, Asset] | None = None) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Blocks of an article's source as WordPress keeps it, and what could not be mapped, in plain words.

    `attachments`: the pictures of the site by WordPress's id, for galleries.
    """
    remarks = Remarks()
    markup = to_html(source, remarks, attachments)
    reader = Reader(remarks)
    reader.flow(parsed(markup, remarks).children)
    body = compose(reader.leaves, remarks)
    report_losses(markup, body, remarks)
    return body, tuple(remarks)


class Reader:
    """Walks a document and collects its leaves. A `nested` one reads a quotation or a table's cell: plain text, no
    headings, no players."""

    def __init__(self, remarks: Remarks, *, nested: bool = False) -> None:
        self.remarks = remarks
        self.nested = nested
        self.leaves: list[Leaf] = []
        self.inline = InlineReader(remarks, LIFTED, BLOCK_TAGS)
        self.handlers: dict[str, Callable[[Tag], None]] = {
            **dict.fromkeys(HEADINGS, self.heading),
            **dict.fromkeys(LISTS, self.listing),
            **dict.fromkeys(PLAYERS, self.player),
            "p": lambda tag: self.paragraph(tag.children),
            "img": self.picture,
            "pre": self.code,
            "hr": lambda _tag: self.add(Block("divider", None)),
            "blockquote": self.quote,
            "table": self.table,
            "figure": self.figure,
            "dl": self.definitions,
            "summary": lambda tag: self.paragraph(tag.children, mark="b"),
            "noscript": self.noscript,
        }

    def flow(self, nodes: Iterable[object]) -> None:
        """Block elements one by one; what stands between them is a paragraph."""
        run: list[object] = []
        for node in list(nodes):
            if isinstance(node, Tag) and (node.name in BLOCK_TAGS or node.name in self.handlers):
                if node.name == "img":
                    run.append(node)
                    continue
                self.paragraph(run)
                run = []
                self.element(node)
            else:
                run.append(node)
        self.paragraph(run)

    def element(self, tag: Tag) -> None:
        """One block element: by its own handler, else as a container of others."""
        if "wp-caption" in (tag.get("class") or []):
            self.figure(tag)
        elif tag.name in self.handlers:
            self.handlers[tag.name](tag)
        elif is_gallery(tag):
            self.gallery(tag)
        else:
            self.flow(tag.children)

    def add(self, block: Block) -> None:
        """A block that stands by itself."""
        self.leaves.append(Other(block))

    def nested_leaves(self, tag: Tag) -> tuple[list[Paragraph | Listing], list[Leaf]]:
        """(text, the rest) of an element that can hold text only; the rest is to stand after it."""
        reader = Reader(self.remarks, nested=True)
        reader.flow(tag.children)
        texts = [leaf for leaf in reader.leaves if isinstance(leaf, Paragraph | Listing)]
        others: list[Leaf] = [leaf for leaf in reader.leaves if isinstance(leaf, Other)]
        if others:
            self.remarks.add(_("Pictures or code inside a quotation, list or table now stand after it."))
        return texts, others

    # Text

    def paragraph(self, nodes: Iterable[object], mark: str = "") -> None:
        """Inline nodes as paragraphs; what is lifted out of them takes its own way."""
        run: list[Atom] = []
        for atom in self.inline.read(nodes):
            if isinstance(atom, Tag):
                self.lines(inline.lines(run), mark)
                run = []
                self.element(atom)
            else:
                run.append(atom)
        self.lines(inline.lines(run), mark)

    def lines(self, found: list[Line], mark: str = "") -> None:
        """Paragraphs end at empty lines, at lines that are headings, and at addresses of videos."""
        pending: list[Line] = []
        for number, line in enumerate(found):
            leaf = None if self.nested else self.line_of_its_own(found, number)
            if line and leaf is None:
                pending.append(inline.with_mark(line, mark) if mark else line)
                continue
            self._end(pending)
            pending = []
            if leaf:
                self.leaves.append(leaf)
        self._end(pending)

    def _end(self, pending: list[Line]) -> None:
        if pending:
            self.leaves.append(Paragraph(tuple(pending)))

    def line_of_its_own(self, found: list[Line], number: int) -> Leaf | None:
        """The leaf that a line is when it is no ordinary text: the address of a video, or a heading with a sign."""
        text = inline.text(found[number])
        if elements.is_video_address(text):
            return Other(elements.embed_block(text))
        beside = [inline.text(line) for line in found[max(0, number - 1) : number + 2] if line is not found[number]]
        is_list = any(other.startswith(text[:1]) for other in beside)
        if not is_marked(found[number]) or is_list or len(text) > LONGEST_MARKED_LINE:
            return None
        return Heading(LEVEL_OF_A_MARKED_LINE, without_mark(found[number]), marked=True)

    def heading(self, tag: Tag) -> None:
        """A heading, without its sign; pictures in it stand after it."""
        atoms = list(self.inline.read(tag.children))
        text = [atom for line in inline.lines(a for a in atoms if isinstance(a, Atom)) for atom in (*line, Atom(" "))]
        line = inline.collapsed(text)
        marked = inline.text(line)[:1] in tuple(MARKS)
        title = without_mark(line) if marked else line
        if self.nested and line:
            self.leaves.append(Paragraph((inline.with_mark(line, "b"),)))
        elif title:
            self.leaves.append(Heading(int(tag.name[1]), title, marked))
        for lifted in atoms:
            if isinstance(lifted, Tag):
                self.element(lifted)

    def listing(self, tag: Tag) -> None:
        """A list as one leaf; what no list can hold stands after it."""
        lifted: list[Tag] = []
        html, lines = self.list_of(tag, lifted)
        if html:
            self.leaves.append(Listing(html, tuple(lines)))
        if lifted:
            self.remarks.add(_("Pictures or code inside a quotation, list or table now stand after it."))
        for element in lifted:
            self.element(element)

    def list_of(self, tag: Tag, lifted: list[Tag]) -> tuple[str, list[Line]]:
        """Rich text of a list and of the lists in it, and the same as plain lines."""
        name = "ol" if tag.name == "ol" else "ul"
        if str(tag.get("start", "1")) != "1":
            self.remarks.add(_("A numbered list no longer begins with %(number)s.") % {"number": tag.get("start")})
        items: list[str] = []
        lines: list[Line] = []
        for child in tag.children:
            if isinstance(child, Comment) or not (isinstance(child, Tag) or str(child).strip()):
                continue
            nodes = list(child.children) if isinstance(child, Tag) and child.name == "li" else [child]
            html, inner = self.list_item(nodes, lifted)
            if html:
                items.append(f"<li>{html}</li>")
                sign = Atom(f"{len(items)}. " if name == "ol" else "• ")
                lines += [[sign, *inner[0]], *inner[1:]] if inner else []
        return (f"<{name}>{''.join(items)}</{name}>" if items else ""), lines

    def list_item(self, nodes: Iterable[object], lifted: list[Tag]) -> tuple[str, list[Line]]:
        """Rich text and plain lines of one item; lists in it stay, other elements go to `lifted`."""
        parts: list[str] = []
        lines: list[Line] = []
        run: list[Atom] = []

        def end_run() -> None:
            kept = [line for line in inline.lines(run) if line]
            parts.append(inline.render_lines(kept))
            lines.extend(kept)
            run.clear()

        for atom in self.inline.read(nodes):
            if isinstance(atom, Atom):
                run.append(atom)
            elif atom.name in LISTS:
                end_run()
                html, inner = self.list_of(atom, lifted)
                parts.append(html)
                lines.extend(inner)
            elif atom.name in HEADINGS:
                run += [
                    inline.BREAK,
                    *(a for a in self.inline.read(atom.children, (("b", ""),)) if isinstance(a, Atom)),
                ]
                run.append(inline.BREAK)
            else:
                lifted.append(atom)
        end_run()
        return "".join(parts), lines

    def definitions(self, tag: Tag) -> None:
        """A list of definitions: terms in bold, every part a paragraph."""
        self.remarks.add(_("A list of definitions became paragraphs."))
        for child in tag.children:
            if isinstance(child, Tag):
                self.paragraph(child.children, mark="b" if child.name == "dt" else "")

    # Elements with a block of their own

    def code(self, tag: Tag) -> None:
        """Program text; verses are paragraphs."""
        if "wp-block-verse" in (tag.get("class") or []):
            verses = [[Atom(line)] if line.strip() else [] for line in tag.get_text().split("\n")]
            self.lines([inline.collapsed(line) for line in verses])
        elif tag.get_text().strip():
            self.add(elements.code_block(tag))

    def picture(self, tag: Tag) -> None:
        """One picture."""
        self.add(elements.picture_block(tag, self.remarks))

    def noscript(self, tag: Tag) -> None:
        """Pages that load pictures late repeat them here for readers without scripts."""
        for image in tag.find_all("img"):
            last = self.leaves[-1] if self.leaves else None
            block = last.block if isinstance(last, Other) and last.block.type == "image" else None
            if block and block.value["image"] == elements.picture_asset(image):
                image.decompose()
        self.flow(tag.children)

    def player(self, tag: Tag) -> None:
        """A frame, film or sound: played, kept as a bookmark, or reported; its own text stays."""
        inner = tag.find(["source", "embed", "iframe"])
        address = str(
            tag.get("src")
            or tag.get("data")
            or (inner.get("src") if isinstance(inner, Tag) else "")
            or tag.get("data-src")
            or ""
        )
        block = elements.embed_or_bookmark(address, str(tag.get("title", "")), self.remarks)
        if block:
            self.add(block)
        if tag.get_text().strip():
            self.paragraph([NavigableString(tag.get_text(" "))])

    def gallery(self, tag: Tag) -> None:
        """Pictures that belong together, each with its caption."""
        caption = tag.find("figcaption", recursive=False)
        pictures = [(image, _caption_of(image, tag)) for image in tag.find_all("img")]
        blocks = elements.gallery_blocks(pictures, self.remarks)
        for block in blocks:
            self.add(block)
        if isinstance(caption, Tag):
            self.caption(blocks[-1:], self.caption_text(caption))

    def figure(self, tag: Tag) -> None:
        """Whatever a figure holds, with its caption."""
        if is_gallery(tag):
            self.gallery(tag)
            return
        caption = tag.find("figcaption") or tag.find(class_="wp-caption-text")
        if isinstance(caption, Tag):
            caption.extract()
        before = len(self.leaves)
        self.flow(tag.children)
        if isinstance(caption, Tag):
            blocks = [leaf.block for leaf in self.leaves[before:] if isinstance(leaf, Other)]
            self.caption(blocks[-1:], self.caption_text(caption))
            self.flow(caption.find_all("img"))

    def caption(self, blocks: list[Block], caption: str) -> None:
        """Puts a caption into the block it belongs to; what does not fit follows as a paragraph."""
        rest = caption
        if blocks:
            captioned, rest = elements.with_caption(blocks[0], caption)
            place = max(n for n, leaf in enumerate(self.leaves) if leaf == Other(blocks[0]))
            self.leaves[place] = Other(captioned)
        if rest:
            self.leaves.append(Paragraph(([Atom(rest)],)))

    def caption_text(self, tag: Tag) -> str:
        """The words of a caption. It is plain text, so its links are reported."""
        for link in tag.find_all("a", href=True):
            self.remarks.add(
                _("A link in the caption “%(caption)s” was taken off: %(address)s")
                % {"caption": one_line(tag.get_text())[:60], "address": str(link["href"])[:200]}
            )
        return one_line("".join(a.text for a in self.inline.read(tag.children) if isinstance(a, Atom)))

    def quote(self, tag: Tag) -> None:
        """A quotation: text with a few marks; what it cannot hold stands after it."""
        attribution = self.attribution(tag)
        texts, others = self.nested_leaves(tag)
        html = text_html(texts, inline.QUOTE_MARKS)
        if html:
            source = elements.web_address(str(tag.get("cite", "")))
            value = {"text": html, "attribution": attribution, "source": source, "language": ""}
            self.add(Block("quote", value))
        elif attribution:
            self.leaves.append(Paragraph(([Atom(attribution)],)))
        self.leaves += others

    def attribution(self, tag: Tag) -> str:
        """Who is quoted: a `footer` or `cite` that ends the quotation. It is taken out of it."""
        named = tag.find_all(["footer", "cite"])
        last = named[-1] if named else None
        text = one_line(last.get_text(" ")) if last else ""
        if last is None or not text or len(text) > 200 or not one_line(tag.get_text(" ")).endswith(text):
            return ""
        link = last.find("a", href=True)
        if isinstance(link, Tag) and not tag.get("cite"):
            tag["cite"] = link["href"]
        last.extract()
        return text.lstrip("—–- ")

    def table(self, tag: Tag) -> None:
        """A table."""
        TableReader(self).read(tag)


def is_marked(line: Line) -> bool:
    """Does the line begin with ■, or with □ or ● and is bold throughout?"""
    sign = inline.text(line)[:1]
    bold = all(("b", "") in atom.marks for atom in line if atom.text.strip(MARKS + " "))
    return sign == "■" or (sign in tuple(MARKS) and bold)


def without_mark(line: Line) -> Line:
    """The line without the sign at its beginning."""
    text = "".join(atom.text for atom in line)
    return inline.without_start(line, len(text) - len(text.lstrip(MARKS + " \u00a0\u3000")))


def is_gallery(tag: Tag) -> bool:
    """Is this element what WordPress writes for a gallery?"""
    classes = " ".join(tag.get("class") or [])
    return "gallery" in classes and len(tag.find_all("img")) > 0 and "gallery-item" not in classes


def _caption_of(image: Tag, gallery: Tag) -> str:
    """The words under one picture of a gallery."""
    for parent in image.parents:
        if parent is gallery:
            break
        caption = parent.find(["figcaption", "dd"]) or parent.find(class_="gallery-caption")
        if isinstance(caption, Tag):
            return one_line(caption.get_text(" "))
    return ""
