"""How well a text answers a query: BM25F over its fields, closeness of the words, and a mild preference for the newer.

It computes from the words of the index alone, in Python, so that both databases give the same order. BM25F after
Robertson and Zaragoza, The Probabilistic Relevance Framework (2009). It knows words and numbers.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Final

from search.analysis import PAIRS, Unit
from search.answers import ALL, Alternatives

K1: Final = 1.2
B: Final = 0.65
USUAL_LENGTH: Final = 400  # words; of the body of an article
WEIGHTS: Final[Mapping[str, float]] = {"t": 5.0, "g": 3.0, "h": 2.5, "s": 2.5, "a": 2.0, "b": 1.0}
_MARKS: Final = frozenset({PAIRS, *(f"zz{mark}" for mark in WEIGHTS)})
PAIR: Final = 0.6  # what a pair of syllables counts beside a word
NEXT_TO: Final = 1.2  # what two words count more that stand next to each other, as they do in the query
NEAR: Final = 4  # places; between two neighbours may stand the parts of a compound
EVERY_WORD: Final = 1.25
NEWEST: Final = 0.06  # how much more an article of today counts; half of it after two years
HALF_LIFE: Final = 2.0
_FEW: Final = 30  # words
_MARK: Final = "zz"


@dataclass(frozen=True, slots=True)
class Question:
    """A query as it is scored: words and pairs with what they tell, and before each word those right before it.

    `alternatives` are those of every unit, `meant` of those units that say something.
    """

    units: tuple[Unit, ...]
    alternatives: tuple[Alternatives, ...]
    meant: tuple[Alternatives, ...]
    values: Mapping[str, float]
    pairs: frozenset[str]
    before: Mapping[str, frozenset[str]]
    wanted: frozenset[str]


@dataclass(slots=True)
class Reading:
    """What was found of a question in a text."""

    times: Counter[str] = field(default_factory=Counter)  # weighted by field
    present: set[str] = field(default_factory=set)
    adjacent: set[tuple[str, str]] = field(default_factory=set)
    length: int = 0
    last: dict[str, int] = field(default_factory=dict)  # where in the field a word stood last

    def note(self, asked: "Question", word: str, place: int, weight: float) -> None:
        """A word that was asked for, in a field of some weight."""
        self.present.add(word)
        self.times[word] += weight  # type: ignore[assignment]
        for each in asked.before.get(word, ()):
            if place - self.last.get(each, -NEAR) < NEAR:
                self.adjacent.add((each, word))
        self.last[word] = place


def question(units: Sequence[Unit], frequencies: Mapping[str, int]) -> Question:
    """A query with the value of each of its words: how rare it is."""
    words = [word for unit in units for words in unit.alternatives for word in words]
    pairs = {pair for unit in units for pair in unit.pairs}
    plain = {word for unit in units for word in unit.words}
    written = [word for unit in units for word in unit.words]
    values = {word: rarity(frequencies.get(word, 0), frequencies.get(ALL, 0)) for word in {*words, *pairs}}
    before: dict[str, frozenset[str]] = {}
    for one, other in pairwise(written):
        before[other] = before.get(other, frozenset()) | {one}
    alternatives = tuple(unit.alternatives for unit in units)
    meant = tuple(unit.alternatives for unit in units if unit.is_content)
    return Question(tuple(units), alternatives, meant, values, frozenset(pairs - plain), before, _MARKS | values.keys())


def rarity(texts: int, all_texts: int) -> float:
    """The inverse document frequency of BM25: 0 for a word that stands everywhere."""
    all_texts = max(all_texts, texts, 1)
    return math.log(1 + (all_texts - texts + 0.5) / (texts + 0.5))


def read(asked: Question, text: str) -> Reading:
    """Goes through a text once. Only the words that were asked for, and the marks of its fields, cost time."""
    found = Reading()
    mark, begun, in_pairs = "b", 0, False
    place = behind = 0
    for position, word in sorted(_stand(asked, f" {text} ")):
        place += text.count(" ", behind, position)
        behind = position
        if word.startswith(_MARK):
            if word not in _MARKS:
                continue
            found.length += place - begun if mark == "b" and not in_pairs else 0
            mark, begun, in_pairs = mark if word == PAIRS else word[2:], place + 1, word == PAIRS
            found.last.clear()
        elif in_pairs:
            found.present.add(word)
        else:
            found.note(asked, word, place, WEIGHTS[mark])
    if mark == "b" and not in_pairs:
        found.length += place + text.count(" ", behind) + 1 - begun
    return found


def _stand(asked: Question, text: str) -> Iterator[tuple[int, str]]:
    """Where the words stand in a text between two spaces, less the first of these.

    To look for a few words in a whole text is much faster than to take it apart, for many words it is not.
    """
    if len(asked.wanted) > _FEW:
        yield from _taken_apart(asked, text)
        return
    for word in (*asked.values, _MARK):
        place = text.find(word)
        while place >= 0:
            end = place + len(word)
            if text[place - 1] == " ":
                if word is _MARK:
                    end = text.index(" ", end)
                if text[end] == " ":
                    yield place - 1, text[place:end]
            place = text.find(word, end)


def _taken_apart(asked: Question, text: str) -> Iterator[tuple[int, str]]:
    place = 0
    for word in text[1:-1].split(" "):
        if word in asked.wanted:
            yield place, word
        place += len(word) + 1


def score(asked: Question, found: Reading) -> float:
    """The worth of a text; 0 without any of the words."""
    norm = 1 - B + B * found.length / USUAL_LENGTH
    total = 0.0
    values = {word: _value(asked, found, word, norm) for word in found.present}
    for alternatives in asked.alternatives:
        known = (words for words in alternatives if not found.present.isdisjoint(words))
        total += max((_worth(found, values, words) for words in known), default=0.0)
    total += PAIR * sum(asked.values[pair] for pair in asked.pairs if pair in found.present) / (0.7 + 0.3 * norm)
    total += NEXT_TO * sum(min(asked.values[one], asked.values[other]) for one, other in found.adjacent)
    return total * (EVERY_WORD if holds_all(asked, found) else 1.0)


def _worth(found: Reading, values: Mapping[str, float], words: Sequence[str]) -> float:
    """BM25F of one way to write a word. Several words for one are worth no more than the rarest and half the others; as
    mere pairs of syllables, no more than the rarest: a title that has the word itself must not count less."""
    if len(words) == 1:
        return values.get(words[0], 0.0)
    each = sorted([values.get(word, 0.0) for word in words], reverse=True)
    if not all(each):
        return sum(each) / 3
    return each[0] + sum(each[1:]) / 2 if any(map(found.times.get, words)) else each[0]


def _value(asked: Question, found: Reading, word: str, norm: float) -> float:
    """BM25F of one word; one that is only there as a pair of syllables counts as half of one."""
    times = (found.times.get(word, 0) or 0.5) / norm
    return asked.values[word] * times * (K1 + 1) / (times + K1)


def holds(text: str, alternatives: Alternatives) -> bool:
    """Whether a text as the index has it holds all words of one of the alternatives."""
    padded = f" {text} "
    return any(all(f" {word} " in padded for word in words) for words in alternatives)


def holds_all(asked: Question, found: Reading) -> bool:
    """Whether a text holds every word of the query that says something."""
    return all(any(map(found.present.issuperset, alternatives)) for alternatives in asked.meant)


def freshness(published: datetime | None, now: datetime) -> float:
    """A factor: 1 for what has no date or is old, a little more for what is new."""
    if published is None:
        return 1.0
    years = max(0.0, (now - published).total_seconds() / (365.25 * 24 * 3600))
    return 1 + NEWEST * 0.5 ** (years / HALF_LIFE)
