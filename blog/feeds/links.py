"""Links from one page of this site to another, made into addresses for many articles at once.

Wagtail asks for the page, its kind and its translation at every link; a feed of twenty articles has hundreds.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from uuid import UUID

from django.db.models import Exists, OuterRef
from wagtail.models import Page
from wagtail.rich_text import expand_db_html
from wagtail.rich_text.rewriters import FIND_A_TAG, extract_attrs

from blog.addresses import stored_page
from blog.models.restrictions import seen_by_readers

# No HTML holds it: a form feed is a space there, and `content` has taken such characters out of every text.
_BETWEEN = "\f"


def with_links(htmls: Sequence[str], language: str) -> list[str]:
    """Rich text as it is stored into HTML. At most one query for pages and one for documents, however many there are.

    A page is linked in `language` where readers may see it so, else in its own; a link to a hidden page stays text.
    """
    if not htmls:
        return []
    joined = _BETWEEN.join(htmls)
    paths = _paths(set(_linked_pages(joined)), language)

    def link(match: re.Match[str]) -> str:
        attributes = extract_attrs(match[1])
        if attributes.get("linktype") != "page":
            return match[0]
        path = paths.get(attributes.get("id", ""))
        return f'<a href="{escape(path)}">' if path else "<a>"

    return expand_db_html(FIND_A_TAG.sub(link, joined)).split(_BETWEEN)


def _linked_pages(html: str) -> Iterator[str]:
    for match in FIND_A_TAG.finditer(html):
        attributes = extract_attrs(match[1])
        if attributes.get("linktype") == "page" and attributes.get("id", "").isdecimal():
            yield attributes["id"]


def _paths(ids: Iterable[str], language: str) -> dict[str, str]:
    """The path of each page that readers may see, by its id as it stands in the text. One query; none without ids."""
    wanted = [int(each) for each in ids]
    if not wanted:
        return {}
    public = Exists(seen_by_readers(Page.objects.order_by().filter(pk=OuterRef("pk"))))
    versions = Page.objects.filter(
        translation_key__in=Page.objects.filter(pk__in=wanted).values("translation_key"), depth__gt=1
    )
    found = list(versions.annotate(public=public).select_related("locale"))
    public_versions = {(page.translation_key, page.locale.language_code): page for page in found if page.public}
    return {
        str(page.pk): path for page in found if page.pk in wanted and (path := _path(page, public_versions, language))
    }


def _path(page: Page, public_versions: Mapping[tuple[UUID, str], Page], language: str) -> str:
    for code in (language, page.locale.language_code):
        shown = public_versions.get((page.translation_key, code))
        if shown:
            return stored_page(code, shown.url_path)
    return ""
