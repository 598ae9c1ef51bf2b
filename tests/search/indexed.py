"""What the index and the vocabulary say, for tests that compare them, and many articles indexed at once."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.test import override_settings

from search import freshness, retrieval, vocabulary
from search.models import Word

_SECONDS = 600


@contextmanager
def together() -> Iterator[None]:
    """What is published inside is indexed at its end, as a worker does it: a fifth of the work."""
    with override_settings(SEARCH_IN_BACKGROUND=True):
        yield
        freshness.work(_SECONDS)


def found(word: str) -> list[int]:
    """The pages that hold a word."""
    return retrieval.holding([[[word]]])


def counts() -> dict[str, int]:
    """In how many texts every word stands, as it is kept."""
    return dict(Word.objects.filter(articles__gt=0).values_list("text", "articles"))


def recounted() -> dict[str, int]:
    """The same, counted anew."""
    vocabulary.recount()
    return counts()
