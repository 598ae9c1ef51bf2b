"""Foreign tables as `table` blocks: merged cells are spread out, and what is no text stands after the table.

This module must not know the flow of a document; it is asked for one table at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bs4 import Tag
from django.utils.translation import gettext as _

from blog.importers.article import Block, one_line
from blog.importers.sections import text_html

if TYPE_CHECKING:
    from blog.importers.html import Reader
    from blog.importers.sections import Leaf

CELL_MARKS: Final = frozenset({"b", "i", "a", "code"})
MOST_COLUMNS: Final = 60
MOST_MERGED: Final = 200


class TableReader:
    """Reads one table into the leaves of a reader."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.others: list[Leaf] = []

    def read(self, tag: Tag) -> None:
        """Adds the table and what it could not hold; a table of one cell is only a frame around its content."""
        rows = [row for row in tag.find_all("tr") if row.find_parent("table") is tag]
        cells = [[cell for cell in row.children if isinstance(cell, Tag) and cell.name in {"td", "th"}] for row in rows]
        cells = [row for row in cells if row]
        if sum(map(len, cells)) <= 1:
            self.reader.flow([child for row in cells for cell in row for child in cell.children] or tag.children)
            return
        caption = tag.find("caption")
        headed = bool(cells[0][0].find_parent("thead")) or all(cell.name == "th" for cell in cells[0])
        grid = self.spread(cells, headed=headed)
        headings = grid.pop(0) if headed else []
        width = min(MOST_COLUMNS, max(map(len, [headings, *grid])))
        block = Block("table", self.value(headings, grid, width))
        self.reader.add(block)
        if isinstance(caption, Tag):
            self.reader.caption([block], self.reader.caption_text(caption))
        self.reader.leaves += self.others

    def value(self, headings: list[str], grid: list[list[str]], width: int) -> dict[str, object]:
        """The value of a `table` block: rows of equal length, a heading for every column."""
        named = [*headings, *[""] * width][:width]
        return {
            "columns": tuple({"type": "text", "heading": heading} for heading in named),
            "rows": tuple({"values": tuple([*row, *[""] * width][:width])} for row in grid),
            "caption": "",
        }

    def spread(self, cells: list[list[Tag]], *, headed: bool) -> list[list[str]]:
        """The text of every cell at its place; places that a merged cell also covers are empty."""
        grid: list[list[str]] = []
        covered: dict[tuple[int, int], bool] = {}
        for number, row in enumerate(cells):
            line: list[str] = []
            for cell in row:
                while covered.get((number, len(line))):
                    line.append("")
                self.cover(covered, cell, number, len(line))
                line.append(self.heading(cell) if headed and number == 0 else self.cell(cell))
            while covered.get((number, len(line))):
                line.append("")
            grid.append(self.folded(line))
        return grid

    def cover(self, covered: dict[tuple[int, int], bool], cell: Tag, row: int, column: int) -> None:
        """Notes which places a cell covers besides its own."""
        down, right = span(cell, "rowspan"), span(cell, "colspan")
        if down > 1 or right > 1:
            self.reader.remarks.add(_("Merged cells of a table were separated."))
        for below in range(down):
            for beside in range(right):
                covered[row + below, column + beside] = (below, beside) != (0, 0)

    def folded(self, line: list[str]) -> list[str]:
        """A row of absurd length keeps its text in the last cell that we allow."""
        if len(line) <= MOST_COLUMNS:
            return line
        return [*line[: MOST_COLUMNS - 1], " ".join(line[MOST_COLUMNS - 1 :])]

    def cell(self, cell: Tag) -> str:
        """Rich text of a cell; what is no text goes after the table."""
        leaves, others = self.reader.nested_leaves(cell)
        self.others += others
        return text_html(leaves, CELL_MARKS)

    def heading(self, cell: Tag) -> str:
        """The words of a cell that heads a column."""
        html = self.cell(cell)
        if "<a " in html:
            self.reader.remarks.add(
                _("A link in the heading of a table was taken off: %(html)s") % {"html": html[:200]}
            )
        return one_line(cell.get_text(" "))


def span(cell: Tag, name: str) -> int:
    """How many rows or columns a cell covers, within reason."""
    text = str(cell.get(name, "1"))
    return max(1, min(int(text), MOST_MERGED)) if text.isdecimal() else 1
