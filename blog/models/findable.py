"""What a page says to whoever searches, part by part, and which part weighs more.

It names texts of pages; how a text becomes words of an index is the business of `search`.
"""

from typing import Any, Final

from wagtail.models import Page
from wagtail.search import index

from blog import reading
from search.fields import Beginnings, Language, Words

# The marks by which `blog.finding` weighs the parts.
TITLE, SUMMARY, HEADINGS, GROUPS, AUTHORS, BODY = "t", "s", "h", "g", "a", "b"

# `boost` is for backends that weigh fields themselves. The title stands in its own index and among all words.
OF_EVERY_PAGE: Final[list[Any]] = [
    *Page.search_fields,  # Wagtail insists on them: the title as it is written is searched too
    Words("title", boost=8),
    Words("title_said", TITLE),
    Beginnings("title"),
    Language("locale", type="CharField"),
    index.FilterField("translation_key"),
]
OF_A_BODY: Final[list[Any]] = [Words("headings_said", HEADINGS, boost=3), Words("prose_said", BODY)]


class Findable:
    """The texts of a page that are searched."""

    @property
    def title_said(self) -> str:
        """The title."""
        return str(getattr(self, "title", ""))

    @property
    def headings_said(self) -> list[str]:
        """The headings of the body."""
        return [heading.title for heading in reading.outline(self._stored_body)]

    @property
    def prose_said(self) -> list[str]:
        """All that is read in the body, captions and notes with it and code without."""
        return list(reading.prose(self._stored_body))

    @property
    def _stored_body(self) -> reading.RawStream:
        body: Any = getattr(self, "body", None)
        return list(body.get_prep_value()) if body is not None else []
