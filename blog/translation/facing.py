"""Two versions of an article as facing pages: every pair of `parallel` as the HTML of its two sides.

It knows how blocks render and which ids a page may hold once, and nothing of requests, addresses or what decides the
pairing.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from itertools import chain, groupby

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from wagtail.blocks import StreamValue, StructValue
from wagtail.rich_text import expand_db_html

from blog import reading
from blog.models import ArticlePage
from blog.paragraphs import Paragraph
from blog.translation.parallel import Pair, Passage, Piece, Side, passages

# Between pieces of HTML that are worked on together. It is a control character that no text needs.
_SEAM = "\x1e"
_FOLDING = {"text", "item", "block"}


@dataclass(frozen=True, slots=True)
class Caption:
    """What is said under a picture, a program or a film on one side."""

    text: str
    credit: str


@dataclass(frozen=True, slots=True)
class Row:
    """One pair as it is shown: `own` and `other` are HTML, "" on the side of a gap.

    `shared`: `own` stands for both, and `captions`, where they differ, below it side by side. `announced`: a gap says
    what it is; under a heading that shares its gap with the text it does not. `folds`: a reader may fold `other` away.
    """

    kind: str
    own: SafeString
    other: SafeString
    shared: bool
    stale: bool
    captions: tuple[Caption, ...]
    announced: bool

    @property
    def folds(self) -> bool:
        """Whether the other side repeats what a reader has just read."""
        return self.kind in _FOLDING and bool(self.own and self.other)


@dataclass(frozen=True, slots=True)
class Version:
    """One of the two articles. `label` is the name of its language in that language."""

    article: ArticlePage
    language: str
    label: str


@dataclass(frozen=True, slots=True)
class Facing:
    """Two versions of an article; what is `shared` in a row or what only `own` has is in the language of `own`."""

    own: Version
    other: Version
    passages: tuple["FacingPassage", ...]


@dataclass(frozen=True, slots=True)
class FacingPassage:
    """A section, named by the heading with the id `anchor`; or, with "", what stands between sections."""

    anchor: str
    rows: tuple[Row, ...]


def facing(own: ArticlePage, other: ArticlePage, request: HttpRequest, stale: Container[str] = frozenset()) -> Facing:
    """Two articles side by side, in the order of `own`. `stale` as in `parallel.passages`.

    Every id is one that the page of `own` has, so a fragment leads to the same place here and there. Pictures are shown
    in the sizes that the caller has fetched.
    """
    columns = _Column(own, request), _Column(other, request)
    found = passages(columns[0].side, columns[1].side, stale)
    for column, side in zip(columns, ("own", "other"), strict=True):
        column.expand(piece for passage in found for pair in passage.pairs for piece in getattr(pair, side))
    printer = _Printer(columns)
    cells = [[printer.cells(pair) for pair in _all_pairs(passage)] for passage in found]
    sides = [_with_notes(found, [[cell[side] for cell in part] for part in cells]) for side in (0, 1)]
    levelled = iter(_each(reading.close_heading_gaps, list(chain.from_iterable(zip(*sides, strict=True)))))
    rows = (
        FacingPassage(
            printer.anchor(passage),
            tuple(printer.row(pair, passage, next(levelled), next(levelled)) for pair in _all_pairs(passage)),
        )
        for passage in found
    )
    return Facing(_version(own), _version(other), tuple(rows))


def _version(article: ArticlePage) -> Version:
    code = article.locale.language_code
    return Version(article, code, str(dict(settings.LANGUAGES).get(code, code)))


class _Column:
    """One version of the article. Templates of blocks ask it, as `meta`, for its language."""

    def __init__(self, article: ArticlePage, request: HttpRequest) -> None:
        self.language: str = article.locale.language_code
        self.request = request
        self.texts: dict[str, str] = {}
        self.blocks = list(_flat(article.body))
        # Asked for again, now that every block is made, so that both have the same blocks in the same order.
        self.side = Side(self.language, list(article.body.get_prep_value()))

    def expand(self, pieces: Iterable[Piece]) -> None:
        """Looks up the links of all paragraphs at once; they lead to pages of this language where there are such."""
        texts = list({each.html: None for piece in pieces for each in piece.paragraphs})
        with translation.override(self.language):
            found = _each(expand_db_html, [text.replace(_SEAM, "") for text in texts])
        self.texts = dict(zip(texts, found, strict=True))

    def marked(self, html: str) -> str:
        """HTML with its Hangul marked on a side that is not Korean."""
        return html if self.language == settings.LANGUAGE_CODE else reading.mark_korean(html)

    def block(self, piece: Piece, block_id: str, *, captioned: bool = True) -> str:
        """A block through its own template."""
        child = self.blocks[piece.block]
        value = child.value if captioned else _without_caption(child.value)
        with translation.override(self.language):
            context = {"block_id": block_id, "meta": self, "request": self.request}
            return str(child.block.render(value, context=context))

    def heading(self, piece: Piece) -> str:
        """The heading of a section, escaped."""
        return self.marked(escape(self.blocks[piece.block].value["heading"]))

    def caption(self, piece: Piece) -> Caption:
        """What is said under a block."""
        value = self.blocks[piece.block].value
        return Caption(value.get("caption") or "", value.get("credit") or "") if value else Caption("", "")


class _Printer:
    """Turns pairs into HTML, and gives every id away once."""

    def __init__(self, columns: tuple[_Column, _Column]) -> None:
        self.columns = columns
        self.ids: set[str] = set()

    def cells(self, pair: Pair) -> tuple[str, str]:
        """The HTML of both sides, "" for a gap and for the other side of what is shown once."""
        own, other = self.columns
        captioned = not self.captions(pair)
        cells = self._joined(self._piece(pair, own, piece, captioned=captioned) for piece in pair.own)
        if pair.shared and cells:
            return cells, ""
        rest = self._joined(self._piece(pair, other, piece, leading=not pair.own) for piece in pair.other)
        return (rest, "") if pair.shared else (cells, rest)

    @staticmethod
    def _joined(pieces: Iterable[str]) -> str:
        return "".join(pieces).replace(_SEAM, "")

    def captions(self, pair: Pair) -> tuple[Caption, ...]:
        """Both captions of something that is shown once, where they differ."""
        if not (pair.shared and pair.own and pair.other) or pair.own[0].paragraphs or pair.kind == "heading":
            return ()
        found = self.columns[0].caption(pair.own[0]), self.columns[1].caption(pair.other[0])
        return found if found[0] != found[1] else ()

    def row(self, pair: Pair, passage: Passage, own: str, other: str) -> Row:
        """A pair and its finished HTML. Everything in it was escaped where it was made."""
        following = passage.pairs[0] if pair is passage.heading and passage.pairs else None
        announced = following is None or (bool(following.own), bool(following.other)) != (bool(own), bool(other))
        safe = mark_safe(own), mark_safe(other)  # noqa: S308
        return Row(pair.kind, *safe, pair.shared, pair.stale, self.captions(pair), announced)

    def anchor(self, passage: Passage) -> str:
        """The id of the heading of a section."""
        pieces = passage.heading.own or passage.heading.other if passage.heading else ()
        return reading.section_anchor(pieces[0].block_id) if pieces else ""

    def _piece(self, pair: Pair, column: _Column, piece: Piece, *, leading: bool = True, captioned: bool = True) -> str:
        if pair.kind == "heading" and not piece.paragraphs:
            return self._heading("h2", reading.section_anchor(piece.block_id), column.heading(piece), leading=leading)
        if not piece.paragraphs:
            return column.block(piece, self._free_block_id(piece, column), captioned=captioned)
        return "".join(self._lists(column, piece.paragraphs, leading=leading))

    def _lists(self, column: _Column, some: Iterable[Paragraph], *, leading: bool) -> Iterator[str]:
        """Paragraphs with their lists around them, each item with the number it has in the whole list."""
        for (depth, numbered), group in groupby(some, key=lambda each: (each.depth, bool(each.number))):
            items = "".join(self._paragraph(column, each, leading=leading) for each in group)
            tag = "ol" if numbered else "ul"
            yield f'<{tag} class="facing-list facing-list--{min(depth, 4)}">{items}</{tag}>' if depth else items

    def _paragraph(self, column: _Column, each: Paragraph, *, leading: bool) -> str:
        html = column.marked(column.texts[each.html])
        if each.tag.startswith("h"):
            return self._heading(each.tag, each.anchor, html, leading=leading)
        number = f' value="{each.number}"' if each.number else ""
        identity, link = self._address(each.anchor) if leading else ("", "")
        return f"<{each.tag}{identity}{number}>{link}{html}</{each.tag}>"

    def _heading(self, tag: str, anchor: str, html: str, *, leading: bool) -> str:
        """A heading. Only one language makes the outline of the page; the other repeats it as text."""
        if not leading:
            return f'<p class="facing-heading facing-heading--{tag}">{html}</p>'
        identity, link = self._address(anchor)
        return f"<{tag}{identity}>{'' if tag == 'h2' else link}{html}</{tag}>"

    def _address(self, anchor: str) -> tuple[str, str]:
        """The id of a paragraph and the link to it; nothing when another paragraph has it already."""
        if anchor in self.ids:
            return "", ""
        self.ids.add(anchor)
        anchor, label = escape(anchor), escape(gettext("Link to this paragraph"))
        return f' id="{anchor}"', f'<a class="paragraph-link" href="#{anchor}" aria-label="{label}"></a>'

    def _free_block_id(self, piece: Piece, column: _Column) -> str:
        """A block's id; another one for a block that stands on both sides, because ids inside it are made of that."""
        if piece.block_id in self.ids:
            return sha256(f"{column.language} {piece.block_id}".encode()).hexdigest()
        self.ids.add(piece.block_id)
        return piece.block_id


def _flat(blocks: Iterable[StreamValue.StreamChild]) -> Iterator[StreamValue.StreamChild]:
    for block in blocks:
        yield block
        if block.block_type == "section":
            yield from _flat(block.value["content"])


def _all_pairs(passage: Passage) -> list[Pair]:
    return [*([passage.heading] if passage.heading else []), *passage.pairs]


def _with_notes(found: Sequence[Passage], cells: Iterable[list[str]]) -> list[str]:
    """The cells of one side, with its marks linked to its notes as on the page of that article."""
    linked = (
        _each(reading.link_footnotes, part) if passage.heading else part
        for passage, part in zip(found, cells, strict=True)
    )
    return _each(reading.link_footnotes, list(chain.from_iterable(linked)))


def _each(function: Callable[[str], str], parts: Sequence[str]) -> list[str]:
    """What a function of a whole text makes of its parts."""
    return function(_SEAM.join(parts)).split(_SEAM) if parts else []


def _without_caption(value: StructValue) -> StructValue:
    kept = [(name, "" if name in {"caption", "credit"} else item) for name, item in value.items()]
    return type(value)(value.block, kept)
