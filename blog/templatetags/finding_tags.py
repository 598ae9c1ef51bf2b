"""Addresses within the search, and matched pieces of texts in their language."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from blog import reading
from blog.finding.candidates import Limits
from blog.finding.facets import Choice

register = template.Library()


@register.simple_tag(takes_context=True)
def spoken(context: template.Context, text: str) -> SafeString:
    """A piece of a text, escaped, with its Korean marked as such on a page that is not Korean."""
    escaped = conditional_escape(text)
    is_korean_page = getattr(context.get("meta"), "language", "ko") == "ko"
    return escaped if is_korean_page else mark_safe(reading.mark_korean(escaped))  # noqa: S308


@register.simple_tag
def narrowed_address(query: str, limits: Limits, choice: Choice) -> str:
    """A search after a choice is made, or taken back where it is made already."""
    chosen = _parameters(query, limits)
    chosen.pop(choice.kind, None)
    return "?" + urlencode(chosen if choice.number is None else chosen | {choice.kind: choice.value})


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
