"""The index of the translation memory: kept by signals, completed by a command, used to find likely candidates.

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
from django.db.models.signals import post_save
from wagtail_localize.models import StringTranslation

from blog.translation.inline import inline
from blog.translation.models import MemoryWord
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


def connect() -> None:
    """Watches every translated string, after `limits` has judged it."""
    post_save.connect(keep_words, sender=StringTranslation, dispatch_uid="translation.keep_words")


def keep_words(
    sender: type[StringTranslation], instance: StringTranslation, created: bool, raw: bool = False, **kwargs: Any
) -> None:
    """Puts a stored translation into the index, and one that cannot be used out of it."""
    fields = kwargs.get("update_fields")
    if raw or (fields is not None and not {"data", "has_error"} & set(fields)):
        return
    if not created:
        _forget(MemoryWord.objects.filter(translation=instance))
    if not instance.has_error:
        MemoryWord.objects.bulk_create(_rows(instance))


def complete(*, everything: bool = False) -> int:
    """Puts what is missing into the index (`everything`: makes it anew). Returns how many strings it read."""
    if everything:
        _forget(MemoryWord.objects.all())
    indexed = MemoryWord.objects.filter(translation=OuterRef("pk"))
    missing = StringTranslation.objects.filter(~Exists(indexed), has_error=False)
    number, last = 0, 0
    while rows := list(missing.filter(pk__gt=last).select_related("translation_of").order_by("pk")[:_BATCH]):
        with transaction.atomic():
            MemoryWord.objects.bulk_create((each for row in rows for each in _rows(row)), batch_size=2000)
        number, last = number + len(rows), rows[-1].pk
    return number


def _forget(rows: QuerySet[MemoryWord]) -> None:
    """Nothing hangs on these rows and nobody listens for them, so they need not be read to be deleted."""
    rows._raw_delete(rows.db)  # type: ignore[attr-defined]


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
    return [pk for pk, *_rest in found.order_by("-closeness", "-translation").values_list("translation")[:most]]


def containing(words: Iterable[int], side: int) -> QuerySet[Any]:
    """Keys of translated strings that have all of these words on one side, for a subquery."""
    wanted = set(words)
    rows = MemoryWord.objects.filter(side=side, word__in=wanted).order_by().values("translation")
    return rows.annotate(number=Count("word", distinct=True)).filter(number=len(wanted)).values("translation")
