"""What the templates ask of an article: its head, its languages, its texts made ready for reading."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import RichText, expand_db_html

from blog import reading, seo
from blog.models import ArticlePage
from blog.models.pages import Grouping
from blog.translation.alternates import languages_of

register = template.Library()


@register.simple_tag(takes_context=True)
def page_metadata(context: template.Context) -> seo.Metadata | None:
    """The head of this page: a view may bring its own as `meta`, a page gets it from `blog.seo`."""
    if "meta" in context:
        brought: seo.Metadata = context["meta"]
        return brought
    request, page = context.get("request"), context.get("page")
    if request is None:
        return None
    if page is None:
        return seo.view_metadata(request, title=context.get("title", ""), robots=context.get("robots", ""))
    return seo.page_metadata(page, request, context.get("listing"))


@register.filter
def paragraph_html(value: RichText | str, block_id: str) -> SafeString:
    """Rich text with links expanded and an id on every heading that the outline links to."""
    source = value.source if isinstance(value, RichText) else value
    return mark_safe(reading.with_heading_anchors(expand_db_html(source), block_id))  # noqa: S308


@register.filter
def link_footnotes(html: str) -> SafeString:
    """Rendered HTML with its [^n] marks linked to the notes in it."""
    return mark_safe(reading.link_footnotes(html))  # noqa: S308


@register.simple_tag(takes_context=True)
def korean_marked(context: template.Context, html: RichText | str) -> str:
    """Rendered HTML, with every run of Hangul marked when the page is not Korean."""
    rendered = str(html)
    return mark_safe(reading.mark_korean(rendered) if _is_foreign(context) else rendered)  # noqa: S308


@register.simple_tag(takes_context=True)
def lang_attr(context: template.Context, text: Any) -> SafeString:
    """The attribute ` lang="ko"` for an element whose text is Korean on a page that is not."""
    foreign = _is_foreign(context) and reading.is_korean(str(text))
    return mark_safe(' lang="ko"' if foreign else "")


def _is_foreign(context: template.Context) -> bool:
    meta = context.get("meta")
    return meta is not None and meta.language != "ko"


@register.simple_tag
def other_languages(articles: Iterable[ArticlePage]) -> dict[int, tuple[str, ...]]:
    """For a list of articles, the languages besides their own that each can be read in, in one query."""
    return languages_of(articles)


@register.simple_tag
def group_url(group: Grouping) -> str:
    """The address of the list of a category, topic, series or author, in the language of that group.

    The shape of these addresses is a promise of the site, so no query asks the page tree for every link.
    """
    code = group.locale.language_code
    prefix = "" if code == settings.LANGUAGE_CODE else f"/{code}"
    return f"{prefix}/blog/{type(group).__name__.lower()}/{quote(group.slug)}/"


@register.filter
def item(mapping: dict[Any, Any], key: Any) -> Any:
    """A dictionary's value for a key that is a variable."""
    return mapping.get(key, "")
