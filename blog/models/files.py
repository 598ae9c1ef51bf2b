"""Pictures and documents as editors look for them: by our words, as pages are.

It knows fields of an index, and neither forms nor files.
"""

from collections.abc import Iterable
from typing import Any

from wagtail.documents.models import AbstractDocument, Document
from wagtail.search import index

from search.fields import Beginnings, Words


def in_our_words(stock: Iterable[Any], *texts: str) -> list[Any]:
    """What Wagtail filters files by, and some of their texts and their tags as words."""
    filters = [field for field in stock if isinstance(field, index.FilterField)]
    words = [kind(name) for name in texts for kind in (Words, Beginnings)]
    return [*filters, *words, index.RelatedFields("tags", [Words("name"), Beginnings("name")])]


def find_documents() -> None:
    """Documents are Wagtail's own model, so their fields are set from outside, once, before anything is indexed."""
    Document.search_fields = in_our_words(AbstractDocument.search_fields, "title")
