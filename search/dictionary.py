"""Words that editors have taught the search: spellings that mean the same, and words that must stay whole.

They come from the table of spellings; every process keeps what it has read until a group changes, at most a minute.
It knows words, and nothing of queries.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final
from unicodedata import normalize
from uuid import uuid4

from django.core.cache import cache
from django.db import DatabaseError, transaction

from search.hangul import skeleton

LONGEST: Final = 20
_MARK: Final = "search.dictionary"
_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class Dictionary:
    """`words`: Hangul words that stay whole. `groups`: a spelling in small letters → all that mean the same."""

    words: frozenset[str] = frozenset()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    skeletons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def words() -> frozenset[str]:
    """The Hangul words that stay whole."""
    return current().words


def same(spelling: str) -> tuple[str, ...]:
    """Other spellings of a word or of a few, without itself: 쿠버네티스 → kubernetes, k8s."""
    small = _small(spelling)
    return tuple(each for each in current().groups.get(small, ()) if each != small)


def alike(skeleton_of_word: str) -> tuple[str, ...]:
    """The spellings of one word that look like a misspelt one."""
    return current().skeletons.get(skeleton_of_word, ())


def current() -> Dictionary:
    """What is known now. No query while nothing has changed."""
    mark = cache.get(_MARK)
    if mark is None:
        mark = uuid4().hex
        cache.set(_MARK, mark, _SECONDS)
    return _read(mark)


def forget(**kwargs: Any) -> None:
    """For signals: a group was stored or deleted."""
    cache.delete(_MARK)  # for this transaction
    transaction.on_commit(lambda: cache.delete(_MARK))  # for those who read meanwhile what was there before


@lru_cache(maxsize=1)
def _read(mark: str) -> Dictionary:
    from search.models import SpellingGroup

    try:
        with transaction.atomic():
            rows = list(SpellingGroup.objects.order_by("pk").values_list("spellings", flat=True))
    except DatabaseError:  # before the first migration
        return Dictionary()
    return prepared(row.split("\n") for row in rows)


def prepared(rows: Iterable[Iterable[str]]) -> Dictionary:
    """A dictionary of groups of spellings that mean the same."""
    groups: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        spellings = [small for small in map(_small, row) if small]
        for spelling in spellings:
            groups[spelling] += [each for each in spellings if each not in groups[spelling]]
    hangul = frozenset(each for each in groups if _is_hangul(each) and 1 < len(each) <= LONGEST)
    skeletons: dict[str, list[str]] = defaultdict(list)
    for spelling in groups:
        if " " not in spelling:
            skeletons[skeleton(spelling)].append(spelling)
    return Dictionary(hangul, _frozen(groups), _frozen(skeletons))


def _frozen(lists: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(values) for key, values in lists.items()}


def _small(spelling: str) -> str:
    return " ".join(normalize("NFC", spelling).lower().split())


def _is_hangul(text: str) -> bool:
    return all("가" <= letter <= "힣" for letter in text)
