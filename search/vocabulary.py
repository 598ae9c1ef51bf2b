"""In how many texts each word of the index stands: what makes a word of a query telling, and a misspelt one known.

It reads the words that modelsearch stores beside its index. It knows words and rows, and no queries.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from rapidfuzz.distance import DamerauLevenshtein
from wagtail.search.models import IndexEntry

from search import dictionary
from search.answers import ALL
from search.elsewhere import or_there
from search.hangul import jamo, skeleton
from search.models import Word

_ROWS: Final = 500
_SHORTEST: Final = 2
_LIKE_A_TWIN: Final = 0.8
_CANDIDATES: Final = 300
_LIKE_ENOUGH: Final = 0.6
_LIKELY: Final = 5
_ALONE: Final = 0x64756765  # the number of our lock, as good as any other


def alone() -> None:
    """Waits until nobody else in the world writes entries of pages; until the end of the transaction, nobody will.

    So no two writers count against the same text, and none waits for another in a circle. SQLite has one writer anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ALONE])


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
    _change(change)


def _change(change: Counter[str]) -> None:
    rows = sorted((word, number) for word, number in change.items() if number)  # one order: nobody waits in a circle
    with transaction.atomic():
        for place in range(0, len(rows), _ROWS):
            _add(rows[place : place + _ROWS])


def replace(counted: Counter[str]) -> None:
    """Forgets what was counted before."""
    with transaction.atomic():
        clear()
        _change(counted)


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


@transaction.atomic
def recount() -> int:
    """Counts every word of the index in the database anew; returns the number of texts."""
    alone()
    counted: Counter[str] = Counter()
    rows = IndexEntry._default_manager.filter(**{f"{stored_text()}__contains": "zzl"})
    for text in rows.values_list(stored_text(), flat=True).iterator():
        counted.update({*text.split(), ALL})
    replace(counted)
    return counted[ALL]


_asked: ContextVar[dict[str, int] | None] = ContextVar("words that were asked for", default=None)


@contextmanager
def each_once() -> Iterator[None]:
    """Within, every word is looked up once. Nothing may be indexed meanwhile."""
    token = _asked.set({})
    try:
        yield
    finally:
        _asked.reset(token)


def frequencies(words: Iterable[str]) -> dict[str, int]:
    """In how many texts each of the words stands, and ALL; those that stand in none are left out. At most one query."""
    wanted, known = {*words, ALL}, _asked.get()
    if known is None:
        return counts(wanted)
    if unknown := wanted - known.keys():
        known |= dict.fromkeys(unknown, 0) | counts(unknown)
    return {word: known[word] for word in wanted if known[word]}


@or_there
def counts(words: Collection[str]) -> dict[str, int]:
    """As `frequencies`, of these words alone. One query."""
    rows = Word.objects.filter(text__in=words, articles__gt=0)
    return dict(rows.values_list("text", "articles"))


def nearest(words: Iterable[str]) -> dict[str, list[str]]:
    """For each word the known words and spellings that its writer may have meant, the likeliest first. One query.

    They come from every text of the index, drafts and private pages too: ask whether readers may see them.
    """
    asked = {word: skeleton(word) for word in words if len(word) >= _SHORTEST}
    alike = _alike(sorted(set(asked.values()))) if asked else {}
    return {word: _most_like(word, alike.get(shape, []), dictionary.alike(shape)) for word, shape in asked.items()}


def _alike(shapes: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
    """The most common words of each skeleton."""
    statement = (
        "SELECT * FROM (SELECT skeleton, text, articles FROM search_word WHERE skeleton = %s AND articles > 0 "  # noqa: S608
        f"ORDER BY articles DESC LIMIT {_CANDIDATES}) AS alike"
    )
    found: dict[str, list[tuple[str, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([statement] * len(shapes)), shapes)
        for shape, text, number in cursor.fetchall():
            found.setdefault(shape, []).append((text, number))
    return found


def _most_like(word: str, known: Sequence[tuple[str, int]], spellings: Iterable[str]) -> list[str]:
    letters = jamo(word)
    rows = [(text, number) for text, number in {**dict.fromkeys(spellings, 0), **dict(known)}.items() if text != word]
    scored = [(DamerauLevenshtein.normalized_similarity(letters, jamo(text)), number, text) for text, number in rows]
    least = _LIKE_ENOUGH if len(word) > _SHORTEST else _LIKE_A_TWIN
    likely = sorted((each for each in scored if each[0] >= least), reverse=True)
    return [text for _likeness, _number, text in likely[:_LIKELY]]
