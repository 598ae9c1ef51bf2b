"""Whether pages hold a phrase as it was written, and what stands around a match: the original texts of pages.

It knows the stored bodies of pages, and nothing of the index.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from wagtail.models import Page

from blog import reading
from blog.finding.candidates import Candidate
from search.symbols import folded

MOST_READ: Final = 60


def originals(pages: Iterable[int]) -> dict[int, Any]:
    """The pages with their own fields and what is known of their originals, in few queries."""
    rows = Page.objects.filter(pk__in=list(pages)).specific().prefetch_related("basis", "locale")
    return {page.pk: page for page in rows}


def prose_of(page: Any) -> list[str]:
    """What readers read of a page: summary or introduction, and every text of the body."""
    before = [getattr(page, name, "") for name in ("summary", "introduction")]
    body = getattr(page, "body", None)
    texts = reading.prose(list(body.get_prep_value())) if body is not None else ()
    return [text for text in (*before, *texts) if text]


def holding_phrases(pages: Sequence[Candidate], phrases: Sequence[str]) -> list[Candidate]:
    """Those of the first MOST_READ pages that hold every phrase letter by letter, whatever white space is in it."""
    wanted = [_squeezed(phrase) for phrase in phrases]
    texts = originals(each.pk for each in pages[:MOST_READ])
    return [each for each in pages[:MOST_READ] if each.pk in texts and _holds(texts[each.pk], wanted)]


def _holds(page: Any, phrases: Sequence[str]) -> bool:
    text = "\n".join(_squeezed(each) for each in (page.title, *prose_of(page)))
    return all(phrase in text for phrase in phrases)


def _squeezed(text: str) -> str:
    return "".join(folded(text).lower().split())
