"""The index of the translation memory: brought up to date by the worker, used to find likely candidates.

It knows words and rows. What a candidate is worth, and who may see it, is said by `suggestions` and `visibility`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import islice
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Exists, F, FloatField, OuterRef, QuerySet
from django.db.models.functions import Cast
from wagtail_localize.models import StringTranslation

from blog.translation.inline import inline
from blog.translation.models import MemoryText, MemoryWord
from search.morphemes import tokens

MOST_WORDS: Final = 80
_MOST_LENGTH: Final = 32_767
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Words:
    """A text as the memory sees it: `all` its words as they are written, in small letters, and the hashes of those that
    it is about, each once."""

    all: tuple[str, ...]
    content: tuple[int, ...]

    @property
    def length(self) -> int:
        """How many words it has."""
        return len(self.all)


def words_of(html: str) -> Words:
    """Reads a piece. Of a very long one, what it is about is known from its beginning only."""
    text = inline(html).text
    found = tokens(text)
    content = dict.fromkeys(hash_of(each.text) for each in found if each.is_content)
    return Words(tuple(text[each.start : each.end].lower() for each in found), tuple(islice(content, MOST_WORDS)))


@lru_cache(maxsize=20_000)
def hash_of(word: str) -> int:
    """A number of 32 bits with its sign, the same in every process."""
    return int.from_bytes(blake2b(word.encode(errors="replace"), digest_size=4).digest(), "big", signed=True)


def bring_up_to_date(*, everything: bool = False) -> int:
    """Reads what was stored since the last time (`everything`: all of it anew). Returns how many strings it read.

    Not a signal: saving a piece has to be fast, and imports and carried translations store many rows without one.
    """
    if everything:
        _forget(MemoryWord.objects.all())
        _forget(MemoryText.objects.all())
    known = MemoryText.objects.filter(translation=OuterRef("pk"), stored_at=OuterRef("updated_at"))
    unread = StringTranslation.objects.filter(~Exists(known)).select_related("translation_of").order_by("pk")
    number, last = 0, 0
    while rows := list(unread.filter(pk__gt=last)[:_BATCH]):
        _read(rows)
        number, last = number + len(rows), rows[-1].pk
    return number


@transaction.atomic
def _read(rows: list[StringTranslation]) -> None:
    keys = [row.pk for row in rows]
    _forget(MemoryWord.objects.filter(translation__in=keys))
    _forget(MemoryText.objects.filter(translation__in=keys))
    # What was deleted in the meantime would be a row without its translation.
    there = set(StringTranslation.objects.filter(pk__in=keys).values_list("pk", flat=True))
    rows = [row for row in rows if row.pk in there]
    MemoryText.objects.bulk_create(MemoryText(translation=row, stored_at=row.updated_at) for row in rows)
    MemoryWord.objects.bulk_create((each for row in rows for each in _rows(row)), batch_size=2000)


def _forget(rows: "QuerySet[MemoryWord] | QuerySet[MemoryText]") -> None:
    """Nothing hangs on these rows and nobody listens for them, so they need not be read to be deleted."""
    rows._raw_delete(rows.db)


def _rows(row: StringTranslation) -> Iterator[MemoryWord]:
    sides = ((MemoryWord.Side.SOURCE, row.translation_of.data), (MemoryWord.Side.TARGET, row.data))
    for side, html in sides:
        words = words_of(html)
        length = min(words.length, _MOST_LENGTH)
        for word in words.content:
            yield MemoryWord(translation_id=row.pk, side=side, word=word, length=length)


def candidates(words: Words, share: float, most: int) -> list[int]:
    """Keys of translated strings whose original may be like a text: likeliest first, `most` of them. Two queries.

    A text in which at most `changes` words differ shares all but so many of its words: so it has at least one of the
    `changes` + 1 rarest, and only what has one of those is looked at (prefix filtering: Chaudhuri, Ganti and Kaushik,
    A Primitive Operator for Similarity Joins in Data Cleaning, 2006).
    """
    longest = int(words.length / share)
    changes = int((1 - share) * longest)
    rows = MemoryWord.objects.filter(
        side=MemoryWord.Side.SOURCE, word__in=words.content, length__range=(int(words.length * share), longest)
    )
    frequency = dict(rows.order_by().values_list("word").annotate(number=Count("pk")))
    rare = sorted(frequency, key=lambda word: frequency[word])[: changes + 1]
    if not rare:
        return []
    likely = rows.filter(translation__in=rows.filter(word__in=rare).values("translation"))
    closeness = Cast(Count("pk"), FloatField()) / (F("length") + words.length)
    found = likely.order_by().values("translation", "length").annotate(closeness=closeness)
    best = found.order_by("-closeness", "-translation").values_list("translation", flat=True)
    return list(best[:most])


def containing(words: Iterable[int], side: int) -> QuerySet[Any]:
    """Keys of translated strings that have all of these words on one side, for a subquery."""
    wanted = set(words)
    rows = MemoryWord.objects.filter(side=side, word__in=wanted).order_by().values("translation")
    return rows.annotate(number=Count("word", distinct=True)).filter(number=len(wanted)).values("translation")
