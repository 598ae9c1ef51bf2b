"""Rich text as Markdown: paragraphs, lists and small headings, and the marks within a line.

It knows the HTML that our editor stores, with its links already expanded, and nothing of blocks or pages.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from string import punctuation
from unicodedata import category
from urllib.parse import urljoin

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

from blog.importers.inline import Atom, InlineReader, Line, Mark, Remarks, lines
from blog.markdown import escaping

HARD_BREAK = "\\\n"
LISTS = frozenset({"ul", "ol"})
_ORDER = ("a", "b", "i", "s", "sup", "sub", "code")
_CODE: Mark = ("code", "")
_NOTHING = Atom("")
_ASCII_PUNCTUATION = frozenset(punctuation)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands. `base`: the address that its relative links start from. `notes`: number of a note in the
    text -> its label in the document."""

    base: str
    notes: dict[str, str] = field(default_factory=dict)


def blocks(html: str, place: Place) -> str:
    """A rich text value as Markdown blocks with blank lines between them, "" for an empty one."""
    found: list[str] = []
    previous, other_sign = "", False
    for element in BeautifulSoup(html, "html.parser").children:
        if isinstance(element, Tag) and element.name in LISTS:
            # Two lists of one kind in a row would be read as one, unless their signs differ.
            other_sign = element.name == previous and not other_sign
            written, previous = _list(element, place, other_sign=other_sign), element.name
        else:
            written = _text(element, place)
            previous = "" if written else previous
        found.append(written)
    return "\n\n".join(part for part in found if part)


def one_line(html: str, place: Place, between: str = " ") -> str:
    """A rich text value on one line, its paragraphs and line breaks joined by `between`."""
    elements = BeautifulSoup(html, "html.parser").children
    return between.join(line for element in elements for line in _lines(element, place))


def _text(element: PageElement, place: Place) -> str:
    found = _lines(element, place)
    level = int(element.name[1]) if isinstance(element, Tag) and element.name in {"h3", "h4"} else 0
    if level and found:
        return f"{'#' * level} {escaping.heading(' '.join(found))}"
    return HARD_BREAK.join(escaping.line_start(line) for line in found)


def _lines(element: PageElement, place: Place) -> list[str]:
    if isinstance(element, Tag):
        return _written(element.children, place)
    return _written([element], place) if isinstance(element, NavigableString) else []


def _list(element: Tag, place: Place, *, other_sign: bool = False) -> str:
    items = [item for item in element.children if isinstance(item, Tag) and item.name == "li"]
    written: list[str] = []
    for item in items:
        number = f"{len(written) + 1}{')' if other_sign else '.'} "
        sign = number if element.name == "ol" else "* " if other_sign else "- "
        text = _item(item, place)
        written += [sign + text.replace("\n", "\n" + " " * len(sign))] if text else []
    return "\n".join(written)


def _item(item: Tag, place: Place) -> str:
    inner = [child for child in item.children if isinstance(child, Tag) and child.name in LISTS]
    own = [child for child in item.children if child not in inner]
    text = HARD_BREAK.join(escaping.line_start(line) for line in _written(own, place))
    return "\n".join(part for part in (text, *(_list(child, place) for child in inner)) if part)


def _written(nodes: Iterable[PageElement], place: Place) -> list[str]:
    """The lines of a paragraph, without empty ones."""
    reader = InlineReader(Remarks(), frozenset(), frozenset({"p", "li", "ul", "ol"}))
    atoms = [atom for atom in reader.read(nodes) if isinstance(atom, Atom)]
    return [_line(line, place) for line in lines(atoms) if line]


@dataclass(frozen=True, slots=True)
class _Token:
    """A piece of Markdown. `sign`: the mark that it opens or closes, where that depends on the company it keeps."""

    source: str
    opens: str = ""
    closes: str = ""


def _line(line: Line, place: Place) -> str:
    return _joined(list(_tokens(_tidy(line), place)))


def _tokens(atoms: Sequence[Atom], place: Place) -> Iterator[_Token]:
    # Next to ** a single * could be taken for part of it; _ could not, but needs references around it more often.
    has_bold = any(name == "b" for atom in atoms for name, _address in atom.marks)
    signs = {"b": "**", "i": "_" if has_bold else "*", "s": "~~"}
    for before, atom, after in zip([_NOTHING, *atoms], atoms, [*atoms[1:], _NOTHING], strict=False):
        opened, ours, wanted = _nested(before), _nested(atom), _nested(after)
        for mark in ours[_shared(opened, ours) :]:
            yield _opening(mark, signs)
        yield _Token(_source(atom, place))
        for mark in reversed(ours[_shared(ours, wanted) :]):
            yield _closing(mark, signs, place.base)


def _source(atom: Atom, place: Place) -> str:
    # At the beginning of a line, a link whose code holds "]:" would be taken for the definition of an address.
    is_definition = "]:" in atom.text and any(name == "a" for name, _address in atom.marks)
    if _CODE in atom.marks and not is_definition:
        return escaping.code(atom.text)
    return escaping.piece(atom.text, place.notes)


def _nested(atom: Atom) -> tuple[Mark, ...]:
    return tuple(mark for mark in atom.marks if mark != _CODE)


def _shared(first: Sequence[Mark], second: Sequence[Mark]) -> int:
    equal = (one == other for one, other in zip(first, second, strict=False))
    return sum(1 for _ in takewhile(bool, equal))


def _opening(mark: Mark, signs: dict[str, str]) -> _Token:
    name, _address = mark
    if name in signs:
        return _Token(signs[name], opens=signs[name])
    return _Token("[" if name == "a" else f"<{name}>")


def _closing(mark: Mark, signs: dict[str, str], base: str) -> _Token:
    name, address = mark
    if name in signs:
        return _Token(signs[name], closes=signs[name])
    return _Token(f"]({escaping.address(urljoin(base, address))})" if name == "a" else f"</{name}>")


def _joined(tokens: list[_Token]) -> str:
    """The line, every sign in company in which all CommonMark readers take it for one.

    A sign like ** opens or closes by the characters around it. In 은**"강조"**는 it does neither, because a letter
    stands outside and a quotation mark inside. The letter is then written as a character reference, which reads back
    as the same letter and counts as punctuation (CommonMark 0.31, section 6.2).
    """
    line, refer = "", False
    for token, following in zip(tokens, [*tokens[1:], _Token("")], strict=True):
        source = _reference(token.source[0]) + token.source[1:] if refer else token.source
        if _needs_reference(token.opens, inside=following.source[:1], outside=line[-1:]):
            line = line[:-1] + _reference(line[-1])
        refer = _needs_reference(token.closes, inside=line[-1:], outside=following.source[:1])
        line += source
    return line


def _needs_reference(sign: str, inside: str, outside: str) -> bool:
    if not sign or not outside or outside.isspace() or category(outside)[0] == "P" or outside in _ASCII_PUNCTUATION:
        return False
    # Symbols count as punctuation since CommonMark 0.31 only, so they are neither sure to nor sure not to.
    return sign == "_" or category(inside)[0] in "PS" or inside in _ASCII_PUNCTUATION


def _reference(character: str) -> str:
    return f"&#{ord(character)};"


def _tidy(line: Line) -> list[Atom]:
    """Marks in one order, and none that begins or ends with white space: a sign beside a space is no sign."""
    pieces = [piece for atom in line for piece in _pieces(Atom(atom.text, _ordered(atom.marks)))]
    tidy: list[Atom] = []
    for position, piece in enumerate(pieces):
        if piece.text.isspace() and _CODE not in piece.marks:
            after = next((each for each in pieces[position + 1 :] if not each.text.isspace()), _NOTHING)
            before = tidy[-1] if tidy else _NOTHING
            open_marks = _nested(before)
            piece = Atom(piece.text, open_marks[: _shared(open_marks, _nested(after))])
        if tidy and tidy[-1].marks == piece.marks:
            piece = Atom(tidy.pop().text + piece.text, piece.marks)
        tidy.append(piece)
    return tidy


def _ordered(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    return tuple(sorted(marks, key=lambda mark: _ORDER.index(mark[0])))


def _pieces(atom: Atom) -> Iterator[Atom]:
    """The atom with the white space around its text apart; program text is left as it is."""
    texts = [atom.text] if _CODE in atom.marks else re.split(r"(\A\s+|\s+\Z)", atom.text)
    yield from (Atom(text, atom.marks) for text in texts if text)
