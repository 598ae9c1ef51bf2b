"""Where a reader may go who has found nothing: the list of all articles, and the topics with most of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from blog.addresses import article_list
from blog.models.groups import Shelf, shelves

_MOST: Final = 12


@dataclass(frozen=True, slots=True)
class Onward:
    """The address of the list of articles, and topics in reading order."""

    articles: str
    topics: Sequence[Shelf]


def onward(locale: Any) -> Onward:
    """The ways in one language. Two queries."""
    topics = shelves("topic", locale)
    least = sorted((each.number for each in topics), reverse=True)[:_MOST][-1:]
    common = [each for each in topics if each.number >= least[0]] if least else []
    return Onward(article_list(locale.language_code), common[:_MOST])
