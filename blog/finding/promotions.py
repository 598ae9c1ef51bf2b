"""Pages that editors recommend for a query: which of them a reader gets above the results.

It knows Wagtail's search promotions and which pages readers may see. A query means the same as another when its words
do: 클라우드에서, 클라우드 and, by the spellings that editors keep, cloud.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.db.models import Q
from wagtail.contrib.search_promotions.models import SearchPromotion

from blog import reading
from blog.finding.candidates import visible
from blog.finding.phrases import originals
from search import dictionary
from search.analysis import units
from search.query import Query, parse

MOST: Final = 5
_REMEMBERED: Final = 2_000


@dataclass(frozen=True, slots=True)
class Promoted:
    """A recommendation, and what the editor or the page says of it. `page` is None for a link to another site."""

    title: str
    url: str
    text: str
    page: Any = None


def promoted(query: Query, locale: Any) -> Sequence[Promoted]:
    """What is recommended for a query in a language, in the editors' order. One query if there is nothing."""
    if query.without or query.fields:
        return ()
    rows = _recommended(f"{query.words} {' '.join(query.phrases)}", locale)
    seen = {each.pk for each in visible((row.page_id for row in rows if row.page_id), locale.pk)}
    pages = originals(seen) if seen else {}
    shown = {row.page_id or row.external_link_url: row for row in reversed(rows)}  # each once, as it came first
    found = [_shown(row, pages.get(row.page_id)) for row in rows if row in shown.values()]
    return [each for each in found if each.page or each.url][:MOST]


def _recommended(text: str, locale: Any) -> list[SearchPromotion]:
    """The recommendations for the words of a query; a link to another site is in the language of its title."""
    known = dictionary.current()
    meant = _meaning(text, known)
    rows = SearchPromotion.objects.filter(Q(page__locale=locale) | Q(page=None)).select_related("query")
    alike = [
        row for row in rows.order_by("sort_order", "pk") if meant and _meaning(row.query.query_string, known) == meant
    ]
    is_korean = locale.language_code == "ko"
    return [row for row in alike if row.page_id or reading.is_korean(row.external_link_text or "") == is_korean]


def _shown(row: SearchPromotion, page: Any) -> Promoted:
    if page is not None:
        return Promoted(page.title, page.get_url() or "", row.description or _own_words(page), page)
    return Promoted(row.external_link_text or "", "" if row.page_id else row.external_link_url, row.description)


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
