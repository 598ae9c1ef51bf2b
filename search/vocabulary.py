"""In how many texts each word of the index stands: what makes a word of a query telling, and a misspelt one known.

It reads the words that modelsearch stores beside its index. It knows words and rows, and no queries.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from rapidfuzz.distance import DamerauLevenshtein
from wagtail.search.models import IndexEntry

from search import dictionary
from search.hangul import jamo, skeleton
from search.models import Word

ALL: Final = ""  # the word that stands in every text
_ROWS: Final = 500
_SHORTEST: Final = 2
_LIKE_A_TWIN: Final = 0.8
_CANDIDATES: Final = 300
_LIKE_ENOUGH: Final = 0.6
_HANGUL: Final = re.compile("[가-힣]+")


def stored_text() -> str:
    """The field in which an index entry keeps its words as text."""
    return "body_text" if connection.vendor == "postgresql" else "body"


def words_of(model: Any, keys: Sequence[Any]) -> list[frozenset[str]]:
    """The words of objects as they are indexed now, each once per object."""
    content_type = ContentType.objects.get_for_model(model)
    rows = IndexEntry._default_manager.filter(content_type=content_type, object_id__in=[str(key) for key in keys])
    return [frozenset(text.split()) for text in rows.values_list(stored_text(), flat=True) if text]


def count(before: Iterable[frozenset[str]], after: Iterable[frozenset[str]]) -> None:
    """Takes texts that were and texts that are; every word is then known to stand in so many more or fewer texts."""
    change: Counter[str] = Counter()
    for texts, sign in ((before, -1), (after, 1)):
        for words in texts:
            for word in words:
                change[word] += sign
            change[ALL] += sign
    rows = sorted((word, number) for word, number in change.items() if number)  # one order: nobody waits in a circle
    for place in range(0, len(rows), _ROWS):
        _add(rows[place : place + _ROWS])


def _add(rows: Sequence[tuple[str, int]]) -> None:
    values = ", ".join(["(%s, %s, %s)"] * len(rows))
    parameters = [value for word, number in rows for value in (word, number, _skeleton(word))]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO search_word (text, articles, skeleton) VALUES {values} "  # noqa: S608  # only placeholders
            "ON CONFLICT (text) DO UPDATE SET articles = search_word.articles + excluded.articles",
            parameters,
        )


def _skeleton(word: str) -> str:
    return skeleton(word)[:64] if len(word) >= _SHORTEST and not word.startswith("zz") else ""


def clear() -> None:
    """Nothing is indexed any more."""
    Word.objects.all().delete()


def recount() -> int:
    """Counts every word anew, for a table that changes went past; returns the number of texts."""
    clear()
    texts = [0]

    def each() -> Iterable[frozenset[str]]:
        for text in (
            IndexEntry._default_manager.filter(**{f"{stored_text()}__contains": "zzl"})
            .values_list(stored_text(), flat=True)
            .iterator()
        ):
            texts[0] += 1
            yield frozenset(text.split())

    count([], each())
    return texts[0]


def is_counted() -> bool:
    """Whether anything has been indexed in our words."""
    return Word.objects.filter(text=ALL).exists()


def frequencies(words: Iterable[str]) -> dict[str, int]:
    """In how many texts each of the words stands; those that stand in none are left out. One query."""
    rows = Word.objects.filter(text__in={*words, ALL}, articles__gt=0)
    return dict(rows.values_list("text", "articles"))


def nearest(word: str) -> str | None:
    """The known word or spelling that somebody who wrote this one may have meant. One query."""
    if len(word) < _SHORTEST:
        return None
    like = Word.objects.filter(skeleton=skeleton(word), articles__gt=0).exclude(text=word)
    rows = list(like.order_by("-articles").values_list("text", "articles")[:_CANDIDATES])
    rows += [(spelling, 0) for spelling in dictionary.alike(skeleton(word)) if spelling != word]
    letters = jamo(word)
    scored = [(DamerauLevenshtein.normalized_similarity(letters, jamo(text)), number, text) for text, number in rows]
    likeness, _number, text = max(scored, default=(0.0, 0, ""))
    return text if likeness >= (_LIKE_ENOUGH if len(word) > _SHORTEST else _LIKE_A_TWIN) else None
