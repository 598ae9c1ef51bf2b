"""What any reader of Markdown makes of our Markdown: letters and their marks, to compare with what was written."""

from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import Tag
from markdown_it import MarkdownIt

from blog.importers.inline import Atom, InlineReader, Mark, Remarks, lines

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])

Letter = tuple[str, frozenset[Mark]]


def html_of(markdown: str) -> str:
    return READER.render(markdown)


def paragraphs_of(html: str) -> list[list[list[Letter]]]:
    """Paragraphs, headings and list items, each as lines of letters. White space has no marks worth comparing."""
    found = []
    for element in BeautifulSoup(html, "html.parser").find_all(["p", "li", "h3", "h4", "td", "th"]):
        if element.find("p"):
            continue
        own = [child for child in element.children if not (isinstance(child, Tag) and child.name in {"ul", "ol"})]
        atoms = InlineReader(Remarks(), frozenset(), frozenset()).read(own)
        written = [list(letters(line)) for line in lines(atom for atom in atoms if isinstance(atom, Atom)) if line]
        if written:
            found.append(written)
    return found


def letters(line: list[Atom]) -> Iterator[Letter]:
    for atom in line:
        for character in atom.text:
            blank = character.isspace() and ("code", "") not in atom.marks
            yield character, frozenset() if blank else frozenset(atom.marks)


def text_of(html: str) -> str:
    return " ".join(BeautifulSoup(html, "html.parser").get_text().split())
