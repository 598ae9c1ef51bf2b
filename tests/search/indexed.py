"""What the index and the vocabulary say, for tests that compare them."""

from search import retrieval, vocabulary
from search.models import Word


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
