"""Which string of an original replaced which: by the editor's keys, the same words, the place and likeness.

It compares two readings of one text in memory and knows no database and no translations.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from heapq import nsmallest
from typing import Final

from bs4 import BeautifulSoup, Tag

ALIKE: Final = 0.4  # a replaced sentence shares less than this with the one before: it says something else
LONG: Final = 200  # characters; longer texts are compared by words, which takes a hundredth of the time
NEIGHBOURS: Final = 24  # a rewritten text of 500 paragraphs is compared with those around it, not all with all
KEY: Final = "data-block-key"

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A string where it stood in one reading of an original.

    `string` and `context` are ids and together name its place; `group` is what holds it (one rich text, one table),
    `kind` what editors call that, `key` the editor's own name of the paragraph within the group, "" without one.
    """

    string: int
    context: int
    text: str
    group: str
    kind: str
    key: str = ""

    @property
    def place(self) -> Place:
        """The name of the piece in the database."""
        return self.string, self.context


Pair = tuple[Piece, Piece]


def keys_of(template: str) -> list[str]:
    """The editor's key of the paragraph around each text of a rich text's template, in order; "" where none is.

    The second text under one key is "key/1", the third "key/2".
    """
    seen: Counter[str] = Counter()
    found = []
    for text in BeautifulSoup(template, "html.parser").find_all("text"):
        around = text.find_parent(attrs={KEY: True})
        key = str(around[KEY]) if isinstance(around, Tag) else ""
        found.append(f"{key}/{seen[key]}" if key and seen[key] else key)
        seen[key] += 1
    return found


def likeness(one: str, other: str) -> float:
    """How much two texts share: 0.0 to 1.0."""
    if max(len(one), len(other)) > LONG:
        return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def pair(before: Sequence[Piece], after: Sequence[Piece]) -> list[Pair]:
    """New strings with those that they replaced: (new, old). Each removed string is used at most once.

    The surest signs first. Only the same words in a new place may lead to a string that is still there, or is used.
    """
    comparison = _Comparison(before, after)
    comparison.by_key(lambda piece: (piece.context, piece.key))
    comparison.by_words()
    comparison.by_key(lambda piece: piece.key)
    comparison.by_order()
    comparison.by_likeness()
    return comparison.found


class _Comparison:
    """What is still without a counterpart, and the pairs found so far."""

    def __init__(self, before: Sequence[Piece], after: Sequence[Piece]) -> None:
        self.before, self.after = before, after
        self.order = {id(piece): number for pieces in (before, after) for number, piece in enumerate(pieces)}
        known = {piece.place for piece in before}
        gone, come = _without_unchanged(before, after)
        self.gone = gone
        self.come = list({piece.place: piece for piece in reversed(come) if piece.place not in known}.values())[::-1]
        self.found: list[Pair] = []

    def by_key(self, key_of: Callable[[Piece], object]) -> None:
        """A paragraph that kept its key was edited, unless its text went elsewhere and another one is here now."""
        old = {key_of(piece): piece for piece in reversed(self.gone) if piece.key}
        moved = {piece.string for piece in self.come}
        for new in [piece for piece in self.come if piece.key]:
            match = old.pop(key_of(new), None)
            if match and (match.string not in moved or likeness(new.text, match.text) >= ALIKE):
                self._take(new, match)

    def by_words(self) -> None:
        """The same string in another place: a block was moved, split or copied."""
        old = {piece.string: piece for piece in (*self.before, *self.gone)}
        for new in list(self.come):
            if match := old.get(new.string):
                self._take(new, match)

    def by_order(self) -> None:
        """What stands between the same neighbours as before."""
        old, new = _by_group(self.before), _by_group(self.after)
        for group in dict.fromkeys(piece.group for piece in self.come):
            self._by_order(old.get(group, []), new[group])

    def _by_order(self, old: list[Piece], new: list[Piece]) -> None:
        matcher = SequenceMatcher(None, [each.string for each in old], [each.string for each in new], autojunk=False)
        for kind, first, last, begin, end in matcher.get_opcodes():
            if kind != "replace":
                continue
            gone, come = self._left(self.gone, old[first:last]), self._left(self.come, new[begin:end])
            if len(gone) == len(come) and all(_may_follow(*each) for each in zip(come, gone, strict=True)):
                for each in zip(come, gone, strict=True):
                    self._take(*each)
            else:
                self._take_alike(come, gone)

    def by_likeness(self) -> None:
        """What was moved and edited at once."""
        for kind in dict.fromkeys(piece.kind for piece in self.come):
            come = [piece for piece in self.come if piece.kind == kind]
            self._take_alike(come, [piece for piece in self.gone if piece.kind == kind])

    def _take_alike(self, come: Sequence[Piece], gone: Sequence[Piece]) -> None:
        """The most alike first, each with those that stood nearest to it."""
        candidates = sorted(self._alike(come, gone), key=lambda each: -each[0])
        for _likeness, new, old in candidates:
            if self._left(self.come, [new]) and self._left(self.gone, [old]):
                self._take(new, old)

    def _alike(self, come: Sequence[Piece], gone: Sequence[Piece]) -> Iterator[tuple[float, Piece, Piece]]:
        for new in come:
            at = self.order[id(new)]
            for old in nsmallest(NEIGHBOURS, gone, key=lambda each, at=at: abs(self.order[id(each)] - at)):  # type: ignore[misc]
                if (share := likeness(new.text, old.text)) >= ALIKE:
                    yield share, new, old

    def _left(self, among: list[Piece], pieces: Iterable[Piece]) -> list[Piece]:
        left = {id(piece) for piece in among}
        return [piece for piece in pieces if id(piece) in left]

    def _take(self, new: Piece, old: Piece) -> None:
        self.found.append((new, old))
        self.come = [piece for piece in self.come if piece is not new]
        self.gone = [piece for piece in self.gone if piece is not old]


def _may_follow(new: Piece, old: Piece) -> bool:
    """Two paragraphs with keys of their own are two paragraphs, whatever their order; without keys, order decides."""
    return not (new.key and old.key) or likeness(new.text, old.text) >= ALIKE


def _without_unchanged(before: Sequence[Piece], after: Sequence[Piece]) -> tuple[list[Piece], list[Piece]]:
    """What went and what came, with the repetitions of a string counted; those under the same key stay first."""
    gone, come = list(before), list(after)
    for key_of in (lambda piece: (piece.place, piece.key), lambda piece: piece.place):
        gone, come = _left_over(gone, come, key_of), _left_over(come, gone, key_of)
    return gone, come


def _left_over(pieces: list[Piece], others: list[Piece], key_of: Callable[[Piece], object]) -> list[Piece]:
    there = Counter(key_of(piece) for piece in others)
    left = []
    for piece in pieces:
        if there[key_of(piece)] > 0:
            there[key_of(piece)] -= 1
        else:
            left.append(piece)
    return left


def _by_group(pieces: Iterable[Piece]) -> dict[str, list[Piece]]:
    found: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        found[piece.group].append(piece)
    return found
