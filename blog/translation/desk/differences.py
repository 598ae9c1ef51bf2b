"""What is different between two texts, word by word, as people read it.

Korean puts particles behind a word without a space: of 클라우드에서는 and 클라우드를 only the tails differ. It knows
words, and nothing of segments.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile, zip_longest

# A tag, a run of white space, a word, or a single sign.
_WORDS = re.compile(r"<[^<>]+>|\s+|\w+|[^\w\s]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
AROUND = 60  # characters of the same text that say where a change is
LONGEST = 4_000  # words; difflib takes seconds for more, and nobody reads such a comparison


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text that is in both ("same"), only in the earlier ("gone") or only in the later one ("new")."""

    kind: str
    text: str


def changes(earlier: str, later: str) -> tuple[Change, ...]:
    """The way from one text to the other. All of `gone` and `same` is the earlier text, all of `new` and `same` the
    later one."""
    before, after = _WORDS.findall(earlier), _WORDS.findall(later)
    if max(len(before), len(after)) > LONGEST:
        return tuple(_merged([Change("gone", earlier), Change("new", later)]))
    return tuple(_merged(_steps(before, after)))


def shortened(found: Iterable[Change]) -> tuple[Change, ...]:
    """The same changes with little of what is the same: for a reader who has the whole text beside them."""
    every = tuple(found)
    last = len(every) - 1
    return tuple(
        Change("same", _middle_left_out(each.text, begins=number == 0, ends=number == last))
        if each.kind == "same" and last
        else each
        for number, each in enumerate(every)
    )


def _middle_left_out(text: str, *, begins: bool, ends: bool) -> str:
    """Whole words at those ends that stand beside a change."""
    head = "" if begins else text[:AROUND].rpartition(" ")[0]
    tail = "" if ends else text[-AROUND:].partition(" ")[2]
    return text if len(text) <= 2 * AROUND or not (head or tail) else f"{head} … {tail}"


def _steps(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    for step, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if step == "equal":
            yield Change("same", "".join(before[i:j]))
        elif step == "replace":
            yield from _replaced(before[i:j], after[k:m])
        else:
            yield Change("gone", "".join(before[i:j]))
            yield Change("new", "".join(after[k:m]))


def _replaced(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    """Word against word where only the tails differ; otherwise the one stretch against the other."""
    pairs = list(zip_longest(before, after, fillvalue=""))
    if not all((one.isspace() and other.isspace()) or _stem(one, other) for one, other in pairs):
        yield Change("gone", "".join(before))
        yield Change("new", "".join(after))
        return
    for one, other in pairs:
        stem = _stem(one, other)
        yield Change("same", stem)
        yield Change("gone", one[len(stem) :])
        yield Change("new", other[len(stem) :])


def _stem(one: str, other: str) -> str:
    """The beginning that two Korean words share, when it is most of the word; "" otherwise."""
    stem = "".join(a for a, _b in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    is_word = len(stem) * 2 >= min(len(one), len(other)) and len(stem) > 1 and bool(_HANGUL.search(stem))
    return stem if is_word else ""


def _merged(steps: Sequence[Change] | Iterator[Change]) -> Iterator[Change]:
    """Neighbours of a kind as one, nothing empty."""
    last: Change | None = None
    for step in steps:
        if not step.text:
            continue
        if last and last.kind == step.kind:
            last = Change(last.kind, last.text + step.text)
            continue
        if last:
            yield last
        last = step
    if last:
        yield last
