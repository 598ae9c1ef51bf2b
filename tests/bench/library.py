"""Up to a hundred thousand articles for the measurements of the search, in minutes instead of hours.

Every body is put together of sentences out of a pool, whose words are found once, and of some words of its own, so the
vocabulary grows with the articles. It writes the same rows as the site would, and measures nothing.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final
from unittest.mock import patch

WORDS_OF_A_SENTENCE: Final = 12
SENTENCES_OF_A_BODY: Final = 20
WORDS_OF_ITS_OWN: Final = 8
SENTENCES: Final = 20_000
RARE_WORDS: Final = 30_000
CHUNK: Final = 1_000


class Library:
    """A site that grows. The same articles come in the same order wherever it is made."""

    def __init__(self, trees: Any, number: int = 0) -> None:
        """`number` of its articles are there already."""
        self.list = trees.lists["ko"]
        self.number = number
        words, choice = list(_vocabulary()), random.Random(1)
        self.sentences = [_sentence(choice, words) for _ in range(SENTENCES)]
        self.choice = random.Random(number + 1)

    def grow(self, number: int) -> None:
        """Writes articles until there are so many, with their words, the counts of words and the titles to suggest."""
        with without_indexes(), patch("search.fields.index_text", put_together):
            for start in range(self.number, number, CHUNK):
                self._index(self.write(min(CHUNK, number - start)))
        from search import vocabulary

        vocabulary.recount()
        analyze()

    def write(self, number: int) -> list[Any]:
        """Articles that are in no index yet."""
        from blog.finding import suggestions
        from blog.models import ArticlePage
        from search.models import Suggestion
        from tests.crowd import more_articles

        keys = more_articles(self.list, number, self.number, self._text)
        self.number += number
        articles = list(ArticlePage.objects.filter(pk__in=keys).select_related("locale"))
        rows = [row for each in articles for row in suggestions.rows_of("article", each)]
        Suggestion.objects.bulk_create(rows, batch_size=2_000)
        return articles

    def _index(self, articles: Sequence[Any]) -> None:
        from wagtail.search.backends import get_search_backend

        from blog.models import ArticlePage
        from blog.models.belongings import Belongings

        for article in articles:
            article.belongings = Belongings((), (), (), None, "")  # they have none, and nobody has to ask
        with patch("search.vocabulary.count"):  # all at once is faster
            get_search_backend().get_index_for_model(ArticlePage).add_items(ArticlePage, articles)

    def _text(self) -> tuple[str, str]:
        own = " ".join(_rare_word(self.choice) for _ in range(WORDS_OF_ITS_OWN))
        said = self.choice.choices(self.sentences, k=SENTENCES_OF_A_BODY)
        title = " ".join([*self.choice.choice(said).split()[:3], own.split()[0]])
        return title, "</p><p>".join([*said, own])


def put_together(text: str) -> str:
    """What `search.analysis.index_text` says of a text, found line by line and each line once."""
    written: list[str] = []
    more: list[str] = []
    for line in text.split("\n"):
        words, pairs = _of_a_line(line)
        written += words
        more += pairs
    known = set(written)
    more = [each for each in dict.fromkeys(more) if each not in known]
    return " ".join([*written, "zzz", *more] if more else written)


@lru_cache(maxsize=2 * SENTENCES)
def _of_a_line(line: str) -> tuple[list[str], list[str]]:
    from search.analysis import index_text

    words, _mark, pairs = index_text(line).partition(" zzz ")
    return words.split(), pairs.split()


@contextmanager
def without_indexes() -> Iterator[None]:
    """PostgreSQL builds the indexes of words much faster afterwards than row by row."""
    from django.db import connection

    if connection.vendor != "postgresql":
        yield
        return
    from wagtail.search.models import IndexEntry

    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '256MB'")
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexdef LIKE '%%USING gin%%'",
            [IndexEntry._meta.db_table],
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _name, definition in indexes:
            cursor.execute(definition)


def analyze() -> None:
    """Tells PostgreSQL's planner what is there now, as autovacuum does. Nobody tells SQLite's."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _vocabulary() -> Iterator[str]:
    """Words of our own articles, the common ones first, and behind them rare ones of random syllables."""
    from tests.blog.finding.relevance import DATA

    texts = (DATA / "articles.ko.txt").read_text().replace("#", " ").replace("|", " ")
    yield from (word for word, _number in Counter(texts.split()).most_common())
    choice = random.Random(7)
    for _ in range(RARE_WORDS):
        yield _rare_word(choice)


def _rare_word(choice: random.Random) -> str:
    return "".join(chr(0xAC00 + choice.randrange(11_172)) for _ in range(choice.randint(2, 4)))


def _sentence(choice: random.Random, words: Sequence[str]) -> str:
    """The n-th word comes as often as Zipf says."""
    return " ".join(words[int(len(words) ** choice.random()) - 1] for _ in range(WORDS_OF_A_SENTENCE))
