"""Two languages of one body side by side: which paragraph, heading, list item or block belongs to which.

It reads stored JSON and the HTML of rich text. It knows no page, no template and no database, and compares no meaning:
ids, the editor's keys and the order of things decide.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count, groupby
from typing import Any, Protocol, TypeVar

from django.conf import settings

from blog import reading
from blog.paragraphs import Paragraph, paragraphs
from blog.reading import RawBlock, RawStream


@dataclass(frozen=True, slots=True)
class Side:
    """A body as stored, and its language ("ko")."""

    language: str
    body: RawStream


@dataclass(frozen=True, slots=True)
class Piece:
    """Paragraphs of a rich text; without any, a whole block, or the heading of a section.

    `block`: which block of its body, counted from 0 in reading order, a section before what it holds.
    """

    block: int
    block_id: str
    paragraphs: tuple[Paragraph, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """What stands side by side. An empty side is a gap: the thing does not exist there, or is not translated.

    `kind`: "heading", "item" (of a list), "text" or "block". `shared`: equal in both, to be shown once; `other` is then
    given too where both have it, for their captions may differ. `stale`: the original has changed since.
    """

    kind: str
    own: tuple[Piece, ...]
    other: tuple[Piece, ...]
    shared: bool = False
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A section with its heading, or what stands between sections."""

    heading: Pair | None
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class _Block:
    number: int
    raw: RawBlock
    content: tuple["_Block", ...] = ()

    @property
    def piece(self) -> Piece:
        return Piece(self.number, self.raw["id"])


@dataclass(frozen=True, slots=True)
class _Numbered:
    number: int
    paragraph: Paragraph


class _HasNumber(Protocol):
    @property
    def number(self) -> int: ...


_Thing = TypeVar("_Thing", bound=_HasNumber)
_Paragraphs = tuple[Paragraph, ...]

# Where these are equal, a block shows the same in both languages, whatever is said under it.
_THE_THING_ITSELF: dict[str, Callable[[Any], Any]] = {
    "image": lambda value: ((value.get("image") or {}).get("image"), value.get("width")),
    "code": lambda value: [value.get(field) for field in ("language", "filename", "code", "highlight")],
    "embed": lambda value: [value.get(field) for field in ("url", "title")],
    "bookmark": lambda value: value,
    "gallery": lambda value: value,
    "divider": lambda value: None,
}


def passages(own: Side, other: Side, stale: Container[str] = frozenset()) -> tuple[Passage, ...]:
    """Everything in both bodies, in the order of `own`; what only the other has stands behind what it follows there.

    `stale`: where the original has changed since it was translated: anchors of paragraphs and sections, and ids of
    blocks, as either side has them. Linear in the length of the bodies.
    """
    return tuple(_Pairing(own, other, stale).passages())


class _Pairing:
    def __init__(self, own: Side, other: Side, stale: Container[str]) -> None:
        self.own, self.other, self.stale = own, other, stale
        self.blocks = _numbered(own.body, count()), _numbered(other.body, count())
        self.partners = _same_blocks(*self.blocks)
        self.taken = {partner.number for partner in self.partners.values()}

    def passages(self) -> Iterator[Passage]:
        bare: list[Pair] = []
        for mine, theirs in _bare_first(self._level(*self.blocks)):
            if not _is_section(mine or theirs):
                bare += self._pairs(mine, theirs)
                continue
            if bare:
                yield Passage(None, tuple(_gaps_joined(bare)))
                bare = []
            yield self._section(mine, theirs)
        if bare:
            yield Passage(None, tuple(_gaps_joined(bare)))

    def _level(self, own: Sequence[_Block], other: Sequence[_Block]) -> Iterator[tuple[_Block | None, _Block | None]]:
        return _woven(own, other, self.partners, self.taken)

    def _section(self, mine: _Block | None, theirs: _Block | None) -> Passage:
        inside = self._level(mine.content if mine else (), theirs.content if theirs else ())
        pairs = chain.from_iterable(self._pairs(*each) for each in inside)
        return Passage(self._block_pair("heading", mine, theirs), tuple(_gaps_joined(pairs)))

    def _pairs(self, mine: _Block | None, theirs: _Block | None) -> Iterator[Pair]:
        texts = [_text_of(block) for block in (mine, theirs)]
        if any(found is None for found in texts):
            yield self._block_pair("block", mine, theirs)
            return
        for own, other in _paragraph_pairs(*(found or () for found in texts)):
            yield self._text_pair(own, other, mine, theirs)

    def _text_pair(self, own: _Paragraphs, other: _Paragraphs, mine: _Block | None, theirs: _Block | None) -> Pair:
        texts = ["".join(each.html for each in side) for side in (own, other)]
        pair = Pair(
            _kind_of(own or other),
            (replace(mine.piece, paragraphs=own),) if mine and own else (),
            (replace(theirs.piece, paragraphs=other),) if theirs and other else (),
            stale=self._is_stale(mine, theirs) or any(each.anchor in self.stale for each in own + other),
        )
        return self._honest(pair, reading.plain_text(texts[0])) if texts[0] == texts[1] else pair

    def _block_pair(self, kind: str, mine: _Block | None, theirs: _Block | None) -> Pair:
        pair = Pair(
            kind,
            (mine.piece,) if mine else (),
            (theirs.piece,) if theirs else (),
            shared=_show_the_same(mine, theirs),
            stale=self._is_stale(mine, theirs),
        )
        if pair.shared or mine is None or theirs is None or not _may_be_untranslated(mine.raw, theirs.raw):
            return pair
        return self._honest(pair, _words(mine.raw))

    def _honest(self, pair: Pair, text: str) -> Pair:
        """A pair whose sides are equal: shown once, unless it is Korean that nobody has translated yet."""
        if self.own.language == self.other.language or not reading.is_korean(text):
            return replace(pair, shared=True)
        return replace(pair, other=()) if self.own.language == settings.LANGUAGE_CODE else replace(pair, own=())

    def _is_stale(self, *blocks: _Block | None) -> bool:
        ids = (block.raw["id"] for block in blocks if block)
        return any(each in self.stale or reading.section_anchor(each) in self.stale for each in ids)


def _numbered(body: RawStream, numbers: "count[int]") -> tuple[_Block, ...]:
    return tuple(
        _Block(next(numbers), raw, _numbered(raw["value"]["content"], numbers) if raw["type"] == "section" else ())
        for raw in body
    )


def _flat(blocks: Iterable[_Block]) -> Iterator[_Block]:
    for block in blocks:
        yield block
        yield from _flat(block.content)


def _is_section(block: _Block | None) -> bool:
    return block is not None and block.raw["type"] == "section"


def _same_blocks(own: Iterable[_Block], other: Iterable[_Block]) -> dict[int, _Block]:
    """The partner of each block of `own` by its number, wherever it stands. An id that occurs twice counts once."""
    waiting: dict[tuple[str, bool], _Block] = {}
    for block in _flat(other):
        waiting.setdefault((block.raw["id"], _is_section(block)), block)
    found = ((block.number, waiting.pop((block.raw["id"], _is_section(block)), None)) for block in _flat(own))
    return {number: partner for number, partner in found if partner}


def _woven(
    own: Sequence[_Thing], other: Sequence[_Thing], partners: Mapping[int, _Thing], taken: Container[int]
) -> Iterator[tuple[_Thing | None, _Thing | None]]:
    """Two sequences as one. `partners` by numbers of `own`; `taken`: numbers of `other` that are somebody's partner."""
    present = {partners[each.number].number for each in own if each.number in partners}
    followers: dict[int | None, list[_Thing]] = defaultdict(list)
    behind: int | None = None
    for each in other:
        if each.number in present:
            behind = each.number
        elif each.number not in taken:
            followers[behind].append(each)
    yield from ((None, each) for each in followers[None])
    for each in own:
        partner = partners.get(each.number)
        yield each, partner
        if partner:
            yield from ((None, follower) for follower in followers[partner.number])


def _bare_first(pairs: Iterable[tuple[_Block | None, _Block | None]]) -> list[tuple[_Block | None, _Block | None]]:
    """A section that only the other has never comes before the text above the first section, which would join it."""
    found = list(pairs)
    first = next((place for place, (mine, _) in enumerate(found) if _is_section(mine)), len(found))
    return sorted(found[:first], key=lambda pair: _is_section(pair[1])) + found[first:]


def _text_of(block: _Block | None) -> _Paragraphs | None:
    """The paragraphs of a text, none of a block that is not there; None where a block can only be shown as a whole."""
    if block is None:
        return ()
    if block.raw["type"] != "paragraph":
        return None
    html = block.raw["value"]
    found = paragraphs(html, block.raw["id"])
    # What stands outside of paragraphs, or in one inside another, would be lost or said twice.
    return found if _letters(html) == _letters("".join(each.html for each in found)) else None


def _letters(html: str) -> str:
    return "".join(reading.plain_text(html).split())


def _paragraph_pairs(own: _Paragraphs, other: _Paragraphs) -> Iterator[tuple[_Paragraphs, _Paragraphs]]:
    """By the editor's keys; in texts that share none, by position as far as the kinds of paragraphs agree."""
    if {each.key for each in own} & {each.key for each in other} - {""}:
        found = _by_keys(own, other)
    elif not own or not other:
        found = chain((((each,), ()) for each in own), (((), (each,)) for each in other))
    else:
        found = _by_position(own, other)
    for mine, theirs in found:
        said = _said(mine), _said(theirs)
        if any(said):
            yield said


def _said(some: _Paragraphs) -> _Paragraphs:
    return tuple(each for each in some if reading.plain_text(each.html) or "[^" in each.html)


def _by_keys(own: _Paragraphs, other: _Paragraphs) -> Iterator[tuple[_Paragraphs, _Paragraphs]]:
    named_own, named_other = _named(own), _named(other)
    partners = {each.number: named_other[name] for name, each in named_own.items() if name in named_other}
    taken = {each.number for each in partners.values()}
    for mine, theirs in _woven(tuple(named_own.values()), tuple(named_other.values()), partners, taken):
        yield (mine.paragraph,) if mine else (), (theirs.paragraph,) if theirs else ()


def _named(some: _Paragraphs) -> dict[tuple[str, int], _Numbered]:
    """By key, and for a key that was pasted again by how often it occurred before."""
    seen: Counter[str] = Counter()
    found = {}
    for number, each in enumerate(some):
        found[each.key, seen[each.key]] = _Numbered(number, each)
        seen[each.key] += 1
    return found


def _by_position(own: _Paragraphs, other: _Paragraphs) -> Iterator[tuple[_Paragraphs, _Paragraphs]]:
    """One by one where the same kinds follow each other; else run by run; else both texts as they are."""
    runs = _runs(own), _runs(other)
    if [run[0].tag for run in runs[0]] != [run[0].tag for run in runs[1]]:
        yield own, other
        return
    for mine, theirs in zip(*runs, strict=True):
        if len(mine) == len(theirs):
            yield from (((left,), (right,)) for left, right in zip(mine, theirs, strict=True))
        else:
            yield mine, theirs


def _runs(some: _Paragraphs) -> list[_Paragraphs]:
    return [tuple(run) for _, run in groupby(some, key=lambda each: each.tag)]


def _kind_of(some: _Paragraphs) -> str:
    if len(some) > 1:
        return "text"
    return {"li": "item", "h3": "heading", "h4": "heading"}.get(some[0].tag, "text")


def _show_the_same(mine: _Block | None, theirs: _Block | None) -> bool:
    """Whether a block needs no translation: a pause, or the same picture, program or film in both languages."""
    present = [block.raw for block in (mine, theirs) if block]
    if all(raw["type"] == "divider" for raw in present):
        return True
    kinds = {raw["type"] for raw in present}
    if all(_is_quoted_in_its_own_language(raw) for raw in present):
        return len(present) == 2 and bool(present[0]["value"] == present[1]["value"])
    if len(present) < 2 or len(kinds) > 1 or not kinds <= _THE_THING_ITSELF.keys():
        return False
    first, second = (_THE_THING_ITSELF[raw["type"]](raw["value"]) for raw in present)
    return bool(first == second)


def _may_be_untranslated(mine: RawBlock, theirs: RawBlock) -> bool:
    """Whether two blocks say the same. Notes always stand on both sides, for marks on both sides lead to them."""
    if mine["type"] == "footnotes" or mine["type"] != theirs["type"]:
        return False
    return _words(mine) == _words(theirs) if mine["type"] == "section" else bool(mine["value"] == theirs["value"])


def _is_quoted_in_its_own_language(raw: RawBlock) -> bool:
    return raw["type"] == "quote" and bool(raw["value"].get("language"))


def _words(raw: RawBlock) -> str:
    return raw["value"]["heading"] if raw["type"] == "section" else " ".join(reading.prose([raw]))


def _gaps_joined(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """Things that follow each other and lack the same side become one pair, so that a gap is announced once."""

    def lacking(pair: Pair) -> object:
        return (not pair.own, not pair.other) if not pair.shared and not (pair.own and pair.other) else pair

    for _, group in groupby(pairs, key=lacking):
        run = list(group)
        yield run[0] if len(run) == 1 else _joined(run)


def _joined(run: Sequence[Pair]) -> Pair:
    kind = "block" if any(pair.kind == "block" for pair in run) else "text"
    own, other = (_pieces(chain.from_iterable(getattr(pair, side) for pair in run)) for side in ("own", "other"))
    return Pair(kind, own, other, stale=any(pair.stale for pair in run))


def _pieces(some: Iterable[Piece]) -> tuple[Piece, ...]:
    """The same pieces, those of one text in one, so that a list in it stays one list."""
    groups = ([*group] for _, group in groupby(some, key=lambda each: (each.block, bool(each.paragraphs))))
    texts = ((group[0], tuple(chain.from_iterable(each.paragraphs for each in group))) for group in groups)
    return tuple(replace(first, paragraphs=text) for first, text in texts)
