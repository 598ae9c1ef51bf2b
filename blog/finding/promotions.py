"""Pages that editors recommend for a query: which of them a reader gets above the results.

It knows Wagtail's search promotions and which pages readers may see. A query means the same as another when its words
do: 클라우드에서, 클라우드 and, by the spellings that editors keep, cloud.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from wagtail.contrib.search_promotions.models import SearchPromotion

from blog.finding.candidates import visible
from blog.finding.phrases import originals
from search import dictionary
from search.analysis import units
from search.query import Query, parse

MOST: Final = 5
_REMEMBERED: Final = 2_000


@dataclass(frozen=True, slots=True)
class Promoted:
    """A recommended page, and what the editor or the page says of it."""

    page: Any
    text: str


def promoted(query: Query, locale: Any) -> Sequence[Promoted]:
    """The pages of a language that are recommended for a query, in the editors' order. One query if there are none."""
    if query.without or query.fields:
        return ()
    known = dictionary.current()
    meant = _meaning(f"{query.words} {' '.join(query.phrases)}", known)
    said = _recommended(meant, known, locale) if meant else {}
    seen = visible(said, locale.pk)[:MOST]
    pages = originals(each.pk for each in seen) if seen else {}
    return [Promoted(pages[each.pk], said[each.pk] or _own_words(pages[each.pk])) for each in seen if each.pk in pages]


def _recommended(meant: str, known: dictionary.Dictionary, locale: Any) -> dict[int, str]:
    """What is said of every page that is recommended for the words, by page."""
    rows = SearchPromotion.objects.filter(page__locale=locale).order_by("sort_order", "pk")
    found: dict[int, str] = {}
    for text, page, description in rows.values_list("query__query_string", "page", "description"):
        if _meaning(text, known) == meant:
            found.setdefault(page, description)
    return found


def _meaning(text: str, known: dictionary.Dictionary) -> str:
    """The same for queries that mean the same: their words without particles, spaces and other spellings."""
    words = [min(known.groups.get(word, (word,))) for word in _stems(text, known.words)]
    whole = " ".join(words)
    return "".join(min(known.groups.get(whole, (whole,))).split())


@lru_cache(maxsize=_REMEMBERED)
def _stems(text: str, known: frozenset[str]) -> tuple[str, ...]:
    """The words that say something, without what hangs on them. `known`: the words on which that depends."""
    query = parse(text)
    found = units(f"{query.words} {' '.join(query.phrases)}")
    return tuple(unit.stem.lower() for unit in [each for each in found if each.is_content] or found)


def _own_words(page: Any) -> str:
    return str(getattr(page, "excerpt", "") or getattr(page, "introduction", "") or page.search_description)
