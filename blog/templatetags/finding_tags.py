"""Addresses within the search, and matched pieces of texts in their language."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from blog import reading
from blog.finding.candidates import Limits
from blog.finding.facets import Choice
from search.highlighting import Piece

register = template.Library()


@register.simple_tag
def pieces(found: Iterable[Piece], language: str) -> SafeString:
    """A text in pieces, escaped, what matched marked, and on a page that is not Korean, its Korean marked as such."""
    texts = ((conditional_escape(piece.text), piece.is_match) for piece in found)
    said = texts if language == "ko" else ((reading.mark_korean(text), is_match) for text, is_match in texts)
    return mark_safe("".join(f"<mark>{text}</mark>" if is_match else text for text, is_match in said))  # noqa: S308


@register.simple_tag
def narrowed_address(query: str, limits: Limits, choice: Choice) -> str:
    """A search after a choice is made, or taken back where it is made already."""
    chosen = _parameters(query, limits)
    chosen.pop(choice.kind, None)
    return "?" + urlencode(chosen if choice.number is None else chosen | {choice.kind: choice.value})


@register.simple_tag
def name_of_choices(kind: str) -> str:
    """What the choices of a kind have in common."""
    return {"category": gettext("Categories"), "topic": gettext("Topics"), "year": gettext("Years")}[kind]


@register.simple_tag
def numbered_address(query: str, limits: Limits, number: int) -> str:
    """Another page of the results of a search."""
    return "?" + urlencode(_parameters(query, limits) | ({"page": str(number)} if number > 1 else {}))


@register.simple_tag
def query_address(url: str, query: str) -> str:
    """A query at the search of the other language."""
    return f"{url}?{urlencode({'q': query})}"


def _parameters(query: str, limits: Limits) -> dict[str, Any]:
    every = {"q": query, "category": limits.category, "topic": limits.topic, "year": limits.year}
    return {name: value for name, value in every.items() if value}
