"""What a translated page tells its readers about itself, made ready for the templates: its provenance and its marks."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from wagtail.models import Page
from wagtail.rich_text import RichText

from blog import reading
from blog.paragraphs import with_notes
from blog.seo import Metadata
from blog.templatetags.blog_tags import paragraph_html
from blog.translation.alternates import Alternate
from blog.translation.comparison import Comparison
from blog.translation.freshness import Freshness, freshness_of, is_original, original_if_outdated

register = template.Library()


@dataclass(frozen=True, slots=True)
class PageMarks:
    """Where a page is behind its original, and the language and address of that ("" while it is not public)."""

    comparison: Comparison
    language: str
    url: str


@dataclass(frozen=True, slots=True)
class Told:
    """What stands under the head of a translated page. `original`: where to read it, None while it is not public.

    `freshness` is None for a version that no translation was ever run for: then no more is known than its original.
    """

    language: str
    original: Alternate | None
    freshness: Freshness | None
    marks: PageMarks | None


@register.simple_tag
def provenance(page: Page, meta: Metadata | str, *, preview: bool = False) -> Told | None:
    """What a page has to tell about its original; None for originals, and in previews, which show another text."""
    if preview or isinstance(meta, str) or meta is None:
        return None
    found = freshness_of(page)
    language = found.language if found else _assumed_language(page)
    public = (each for each in meta.existing_alternates if each.language == language)
    original = next((replace(each, url=urlsplit(each.url).path) for each in public), None)
    if found is None:
        return Told(language, original, None, None) if language and original else None
    marks = PageMarks(found.comparison, language, original.url if original else "")
    return Told(language, original, found, marks)


def _assumed_language(page: Page) -> str:
    """Where nothing is known, Korean is the original of everything else."""
    korean = settings.LANGUAGE_CODE
    return "" if is_original(page) or page.locale.language_code == korean else korean


@register.simple_tag
def note_in_list(page: Page, *, of_body: bool = False) -> SafeString:
    """The remark on an article in a list whose title or summary there renders what the original no longer says.

    `of_body`: any part of its body may stand there. No query where lists are fetched with `for_cards`.
    """
    found = freshness_of(page)
    if found is None or not found.behind:
        return SafeString("")
    old = {*found.comparison.stale, *found.comparison.gone}
    is_old = "title" in old or ("summary" in old if getattr(page, "summary", "") and not of_body else bool(old))
    return _remark(found.language) if is_old else SafeString("")


@register.simple_tag
def note_on_group(group: Any) -> SafeString:
    """The remark on a category, topic, series or author whose texts render an older original. One query."""
    language = original_if_outdated(group) if group else ""
    return _remark(language) if language else SafeString("")


def _remark(language: str) -> SafeString:
    return format_html('<p class="heading-line"><span class="stale-note">{}</span></p>', _stale(language))


@register.filter
def section_anchor(block_id: str | None) -> str:
    """The fragment of a section; in the preview of a single block there is no id."""
    return reading.section_anchor(block_id or "")


@register.simple_tag
def paragraphs_told(value: RichText | str, block_id: str | None, marks: PageMarks | str | None) -> SafeString:
    """The HTML of a paragraph block with a remark on every paragraph that is behind. Most pages have no marks."""
    html = paragraph_html(value, block_id)
    if not isinstance(marks, PageMarks) or not marks.comparison.behind:
        return html
    found = marks.comparison
    stale = _notes(marks, found.gone, _gone) | _notes(marks, found.stale, _stale)
    return mark_safe(with_notes(html, stale, _notes(marks, found.before, _more)))  # noqa: S308


def _notes(marks: PageMarks, places: Mapping[str, str], sentence: Any) -> dict[str, str]:
    return {mark: _note(marks, sentence(marks.language), fragment) for mark, fragment in places.items()}


@register.simple_tag
def note_before(marks: PageMarks | str | None, place: str | None) -> SafeString:
    """The remarks in front of a block: that the original has more there, and that the block is behind."""
    if not isinstance(marks, PageMarks) or not place:
        return SafeString("")
    found = marks.comparison
    more = _line(marks, found.before, place, _more, "more-line")
    stale = _line(marks, found.stale, place, _stale, "stale-line")
    return more + (stale or _line(marks, found.gone, place, _gone, "stale-line"))


@register.simple_tag
def note_on(marks: PageMarks | str | None, place: str) -> SafeString:
    """The remark under a heading, or a field of the page, that it is behind."""
    if not isinstance(marks, PageMarks):
        return SafeString("")
    found = marks.comparison
    return _line(marks, found.stale, place, _stale, "heading-line") or _line(
        marks, found.gone, place, _gone, "heading-line"
    )


@register.simple_tag
def note_after(marks: PageMarks | str | None, place: str | None) -> SafeString:
    """The remark behind a block, or a field of the page: that the original goes on here."""
    if not isinstance(marks, PageMarks) or not place:
        return SafeString("")
    return _line(marks, marks.comparison.after, place, _more, "more-line")


def _line(marks: PageMarks, places: Mapping[str, str], place: str, sentence: Any, kind: str) -> SafeString:
    if place not in places:
        return SafeString("")
    return format_html('<p class="{}">{}</p>', kind, _note(marks, sentence(marks.language), places[place]))


def _note(marks: PageMarks, sentence: str, fragment: str) -> SafeString:
    if not marks.url:
        return format_html('<span class="stale-note">{}</span>', sentence)
    address = f"{marks.url}#{fragment}" if fragment else marks.url
    return format_html('<a class="stale-note" href="{}" hreflang="{}">{}</a>', address, marks.language, sentence)


def _stale(language: str) -> str:
    if language == "ko":
        return gettext("The Korean version has changed here.")
    return gettext("The English version has changed here.")


def _gone(language: str) -> str:
    if language == "ko":
        return gettext("This passage is no longer in the Korean version.")
    return gettext("This passage is no longer in the English version.")


def _more(language: str) -> str:
    if language == "ko":
        return gettext("The Korean version has more here.")
    return gettext("The English version has more here.")
