"""What has changed in an original since it was translated: which pieces are stale, gone or new, and where to say so.

It compares digests by key, by words and by place, and knows neither pages nor languages. A piece that only moved is not
stale, and a piece that is inserted does not make stale what follows it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from blog.reading import section_anchor
from blog.translation.fingerprints import HEAD, Place, Text

Marks = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a translation has to say of itself, each place with the fragment to look at in the original, or "".

    A place is a mark of `fingerprints.Text` or the id of a block. `stale`: the original has changed there. `gone`: it
    is no longer in the original. `before` and `after`: the original says more before or after it. `behind`: how many
    pieces that are, counting every new paragraph.
    """

    behind: int = 0
    stale: Marks = field(default_factory=dict)
    gone: Marks = field(default_factory=dict)
    before: Marks = field(default_factory=dict)
    after: Marks = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The marks, to be stored."""
        return {"stale": self.stale, "gone": self.gone, "before": self.before, "after": self.after}


def compare(base: Sequence[Place], live: Sequence[Place]) -> Comparison:
    """The original as it was translated, and as it is now."""
    return _Comparison(base, live).result()


def fit(found: Comparison, base: Sequence[Place], own: Sequence[Place]) -> Comparison:
    """The same for a translation whose paragraphs are not those of its original any more: whole blocks are stale there.

    That happens to a text that was edited by hand. Positions would then point at the wrong paragraph.
    """
    shapes = {place.id: [text.mark for text in place.texts] for place in own}
    lost = {
        text.mark: place.id
        for place in base
        if place.id in shapes and shapes[place.id] != [text.mark for text in place.texts]
        for text in place.texts
    }
    marks = found.to_json()
    for kind in ("stale", "gone", "before"):
        inside = {mark: fragment for mark, fragment in marks[kind].items() if mark in lost}
        marks[kind] = {mark: fragment for mark, fragment in marks[kind].items() if mark not in lost}
        for mark, fragment in inside.items():
            marks["stale"].setdefault(lost[mark], fragment)
    return Comparison(found.behind, **marks)


def corrections(before: Sequence[Place], after: Sequence[Place]) -> dict[str, Text]:
    """What was put in place of a text without adding or removing one: the new texts by the mark of the old."""
    found = _Comparison(before, after)
    found.result()
    return found.changed


def follow(base: Sequence[Place], before: Sequence[Place], corrected: Mapping[str, Text]) -> tuple[Place, ...]:
    """`base`, as if the texts in it that are those of `before` had been translated from their corrected form."""
    known = _Comparison(base, before)
    known.match()

    def moved(text: Text) -> Text:
        was = known.found.get(text.mark)
        new = corrected.get(was.mark) if was and was.digest == text.digest else None
        return Text(text.mark, new.key, new.digest) if new else text

    return tuple(Place(each.id, each.section, tuple(map(moved, each.texts))) for each in base)


class _Comparison:
    """One comparison under way. `found`: the piece of today, by the mark of the piece that was translated; `changed`:
    what stands where that had other words."""

    def __init__(self, base: Sequence[Place], live: Sequence[Place]) -> None:
        self.base, self.live = base, live
        self.base_by_id = {place.id: place for place in base}
        self.live_by_id = {place.id: place for place in live}
        self.fragments = {text.mark: _fragment(place, text) for place in live for text in place.texts}
        self.found: dict[str, Text] = {}
        self.changed: dict[str, Text] = {}
        self.taken: set[str] = set()
        self.stale: dict[str, str] = {}
        self.gone: dict[str, str] = {}
        self.before: dict[str, str] = {}
        self.after: dict[str, str] = {}
        self.behind = 0

    def result(self) -> Comparison:
        self.match()
        for place in self.base:
            self.compare_place(place, self.live_by_id.get(place.id))
        for place in self.live:
            if place.id not in self.base_by_id and (new := self.unmatched(place)):
                self.behind += len(new)
                self.place_new_block(place, self.fragments[new[0].mark])
        return Comparison(self.behind, self.stale, self.gone, self.before, self.after)

    def match(self) -> None:
        """Pairs what stayed, what moved, and what kept its key while its words changed; the surest first."""
        pairs = [(place.texts, self.live_by_id[place.id].texts) for place in self.base if place.id in self.live_by_id]
        everything = ([t for place in self.base for t in place.texts], [t for place in self.live for t in place.texts])
        for ours, theirs in pairs:
            self.pair(ours, theirs, lambda text: (text.mark, text.digest))
            self.pair(ours, theirs, lambda text: (text.key, text.digest))
            self.pair(ours, theirs, lambda text: text.digest)
        self.pair(*everything, lambda text: text.digest)
        for ours, theirs in pairs:
            self.pair(ours, theirs, lambda text: text.key)

    def pair(self, ours: Iterable[Text], theirs: Iterable[Text], sign: Any) -> None:
        waiting: dict[Any, list[Text]] = defaultdict(list)
        for text in theirs:
            if text.mark not in self.taken and sign(text):
                waiting[sign(text)].append(text)
        for text in ours:
            if text.mark not in self.found and (same := waiting.get(sign(text))):
                self.found[text.mark] = same.pop(0)
                self.taken.add(self.found[text.mark].mark)

    def unmatched(self, place: Place) -> list[Text]:
        return [text for text in place.texts if text.mark not in self.taken]

    def compare_place(self, base: Place, live: Place | None) -> None:
        """The texts of a block: those that changed; then what stands between the same neighbours belongs together."""
        new, paired = self.new_by_neighbour(live), set[str]()
        neighbour = ""
        for text in base.texts:
            other = self.found.get(text.mark)
            if other is not None:
                neighbour = other.mark
                if other.digest != text.digest:
                    self.mark_stale(text, other)
            elif new[neighbour]:
                self.mark_stale(text, new[neighbour].pop(0))
                paired.add(text.mark)
        self.mark_gone(base, live, [t for t in base.texts if t.mark not in self.found and t.mark not in paired])
        self.mark_new(base, new)

    def new_by_neighbour(self, live: Place | None) -> dict[str, list[Text]]:
        """What is new in a block, by the mark of the known text before it."""
        new: dict[str, list[Text]] = defaultdict(list)
        neighbour = ""
        for text in live.texts if live else ():
            if text.mark in self.taken:
                neighbour = text.mark
            else:
                new[neighbour].append(text)
        return new

    def mark_stale(self, text: Text, other: Text) -> None:
        self.behind += 1
        self.changed[text.mark] = other
        self.stale[text.mark] = self.fragments[other.mark]

    def mark_gone(self, base: Place, live: Place | None, gone: Sequence[Text]) -> None:
        self.behind += len(gone)
        fragment = section_anchor(base.section) if base.section in self.live_by_id else ""
        if gone and live is None and len(gone) == len(base.texts):
            self.gone[base.id] = fragment
        else:
            self.gone.update((text.mark, fragment) for text in gone)

    def mark_new(self, base: Place, new: Mapping[str, list[Text]]) -> None:
        """Said before the text that follows, so that it stands between the same two paragraphs as in the original."""
        for neighbour, texts in new.items():
            if not texts:
                continue
            self.behind += len(texts)
            following = self.text_after(base, neighbour)
            fragment = self.fragments[texts[0].mark]
            if following is None:
                self.after.setdefault(base.id, fragment)
            else:
                self.before.setdefault(following.mark, fragment)

    def text_after(self, base: Place, neighbour: str) -> Text | None:
        """The first text of the translated block that stands behind a known one, past those paired in between."""
        rest: Iterator[Text] = iter(base.texts)
        if neighbour:
            for text in rest:
                if text.mark in self.found and self.found[text.mark].mark == neighbour:
                    break
        return next((text for text in rest if text.mark in self.found), None)

    def place_new_block(self, place: Place, fragment: str) -> None:
        """After the block before it, else before the first one of its section, else where a new section would be."""
        siblings = [each for each in self.live if each.section == place.section]
        position = siblings.index(place)
        known = [each.id for each in siblings[:position] if each.id in self.base_by_id]
        following = [each.id for each in siblings[position:] if each.id in self.base_by_id]
        if known:
            self.after.setdefault(known[-1], fragment)
        elif following:
            self.before.setdefault(following[0], fragment)
        elif place.section in self.base_by_id:
            self.after.setdefault(place.section, fragment)
        elif place.section in self.live_by_id:
            self.place_new_block(self.live_by_id[place.section], fragment)


def _fragment(place: Place, text: Text) -> str:
    """What to put after the # to see a text in the original: itself, or the heading of the section around its block."""
    if text.mark != place.id:
        return text.mark
    return section_anchor(place.section) if place.section not in {"", HEAD} else ""
