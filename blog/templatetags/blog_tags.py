"""What the templates ask of an article: its head, its languages, its texts made ready for reading."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlencode

from django import template
from django.core.paginator import Page as PageOfResults
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext
from wagtail.models import Page
from wagtail.rich_text import RichText, expand_db_html

from blog import reading, seo, sharing
from blog.addresses import Crumb, article_address, article_list
from blog.comments.conversation import Conversation, conversation_asked
from blog.models import ArticlePage
from blog.models.archive import Period
from blog.models.breadcrumbs import breadcrumbs as steps_to
from blog.models.groups import Grouping
from blog.models.listings import Listing, period_title
from blog.models.neighbours import ArticleLink
from blog.paragraphs import with_anchors
from blog.structured_data import as_json, graph
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
    if "about_page" in context:
        return seo.aside_metadata(context["about_page"], request, str(context.get("title", "")))
    if page is None and "title" not in context:
        return seo.error_metadata(request)
    if page is None:
        return seo.view_metadata(request, title=context.get("title") or "", robots=context.get("robots") or "")
    number = getattr(context.get("articles"), "number", 1)
    return seo.page_metadata(page, request, context.get("listing"), number)


@register.simple_tag(takes_context=True)
def structured_data(context: template.Context, meta: seo.Metadata | None) -> SafeString:
    """What the page says of itself as JSON-LD, safe inside a script element; empty where it has nothing to say."""
    page = context.get("page")
    if not meta or not meta.canonical or not page:
        return SafeString("")
    described = graph(
        meta, page, context.get("group"), context.get("listing"), conversation_shown(context.get("request"), page, meta)
    )
    return mark_safe(as_json(described) if described else "")  # noqa: S308


def conversation_shown(request: Any, page: Page, meta: seo.Metadata) -> Conversation | None:
    """The comments that this page of an article shows; None in previews and where not everybody may read."""
    if request is None or not isinstance(page, ArticlePage) or not meta.markdown:
        return None
    preview = getattr(request, "is_preview", False)
    return None if preview else conversation_asked(page, request.GET.get("comments", ""))


@register.simple_tag
def sharing_of(meta: seo.Metadata | None) -> sharing.Sharing | None:
    """The ways to share a page; none in a preview without an address."""
    return sharing.sharing_of(meta.full_title, meta.canonical) if meta and meta.canonical else None


@register.filter
def paragraph_html(value: RichText | str, block_id: str | None) -> SafeString:
    """Rich text with links expanded, every paragraph and heading with its id and a link to itself.

    In the preview of a single block there is no id, and nothing to link to.
    """
    html = expand_db_html(value.source if isinstance(value, RichText) else value)
    if not block_id:
        return mark_safe(html)  # noqa: S308
    return mark_safe(with_anchors(html, block_id, gettext("Link to this paragraph")))  # noqa: S308


@register.filter
def close_heading_gaps(html: str) -> SafeString:
    """Rendered HTML of a whole body, without a level left out between its headings."""
    return mark_safe(reading.close_heading_gaps(html))  # noqa: S308


@register.filter
def link_footnotes(html: str) -> SafeString:
    """Rendered HTML with its [^n] marks linked to the notes in it."""
    return mark_safe(reading.link_footnotes(html))  # noqa: S308


@register.simple_tag(takes_context=True)
def korean_marked(context: template.Context, html: RichText | str, declared: str = "") -> str:
    """Rendered HTML, with every run of Hangul marked when the page is not Korean, or else what is around it.

    `declared`: the language that the element around it declares, "" for that of the page.
    """
    rendered = conditional_escape(cast(str, html))  # a plain string is text, not HTML
    is_marked = (declared or _language(context)) != "ko"
    return mark_safe(reading.mark_korean(rendered)) if is_marked else rendered  # noqa: S308


@register.simple_tag(takes_context=True)
def lang_attr(context: template.Context, text: Any, declared: str = "") -> SafeString:
    """The attribute ` lang="ko"` for an element whose text is Korean on a page that is not.

    `declared`: the language that the text's own page declares, "" for a text of ours. Hangul is believed first.
    """
    language = "ko" if reading.is_korean(str(text)) else declared
    foreign = language and language != _language(context)
    return format_html(' lang="{}"', language) if foreign else SafeString("")


@register.simple_tag(takes_context=True)
def marked(context: template.Context, text: Any) -> SafeString:
    """A plain text, escaped, with its Korean words marked when it is a text of another language that holds some.

    Where all of it is Korean, `lang_attr` on the element around it says so already.
    """
    escaped = conditional_escape(text)
    mixed = _is_foreign(context) and not reading.is_korean(str(text))
    return mark_safe(reading.mark_korean(escaped)) if mixed else escaped  # noqa: S308


def _is_foreign(context: template.Context) -> bool:
    return _language(context) != "ko"


def _language(context: template.Context) -> str:
    # In previews of single blocks there is no page, and an include passes its missing `meta` on as "".
    return getattr(context.get("meta"), "language", "ko")


@register.simple_tag
def other_languages(articles: Iterable[ArticlePage]) -> dict[int, tuple[str, ...]]:
    """For a list of articles, the languages besides their own that each can be read in, in one query."""
    return languages_of(articles)


@register.simple_tag
def group_url(group: Grouping) -> str:
    """The address of the list of a category, topic, series or author, in the language of that group."""
    return seo.group_address(group)


@register.simple_tag
def article_url(link: ArticleLink) -> str:
    """The address of an article that is named in passing."""
    return article_address(link.language, link.slug)


@register.simple_tag(takes_context=True)
def period_url(context: template.Context, period: Period) -> str:
    """The address of the articles of a year or month, in the language of the page."""
    return article_list(context["meta"].language) + period.path


@register.simple_tag
def period_name(period: Period) -> str:
    """A year, or a month with its year, as the language of the page writes it."""
    return period_title(period)


@register.simple_tag
def breadcrumbs(page: Page, listing: Listing | None = None) -> tuple[Crumb, ...]:
    """The way from the front page to this one, this one last."""
    return steps_to(page, listing or None)


@register.simple_tag
def page_numbers(page: PageOfResults[Any]) -> Iterator[int | str]:
    """The numbers under a list: the first, the last, those around this page, and an ellipsis for each gap."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.simple_tag
def page_address(number: int, query: str) -> str:
    """A page of a list, seen from another page of it. The first one has one address only, without a number."""
    asked = {"q": query} if query else {}
    return "?" + urlencode(asked | {"page": number} if number > 1 else asked) if asked or number > 1 else "./"


@register.filter
def moment(time: datetime) -> str:
    """A point in time as HTML writes it, which has no place for microseconds: 2019-11-02T09:00:00+09:00."""
    return localtime(time).isoformat(timespec="seconds")


@register.filter
def item(mapping: dict[Any, Any], key: Any) -> Any:
    """A dictionary's value for a key that is a variable."""
    return mapping.get(key, "")
