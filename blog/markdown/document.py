"""A whole article as one Markdown document: what is said of it above the text, the body, the disclaimer.

It fetches what the text needs (pictures, links, names) in a few queries; `blog.markdown.body` writes.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import yaml
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.images.models import SourceImageIOError
from wagtail.rich_text import expand_db_html

from blog.addresses import absolute
from blog.markdown import body, escaping, prose
from blog.models import ArticlePage, BlogImage
from blog.models.pages import prefetch_renditions
from blog.reading import RawBlock
from blog.translation.alternates import alternates_for

PICTURE = "format-jpeg|width-1600"  # one of the sizes of components/picture.html, so the worker has made it
_STORED_LINK = re.compile(r'<a\b[^>]*\blinktype="[^>]*>')


def document(article: ArticlePage) -> str:
    """The article for readers that want neither HTML nor a page around it. Addresses in it are absolute."""
    address = absolute(article.get_url() or "")
    front = yaml.safe_dump(_front(article, address), allow_unicode=True, sort_keys=False, width=100_000)
    around = body.Surroundings(address, _pictures(article.raw_body), _links_expanded(article.raw_body))
    parts = [f"---\n{front}---", body.markdown(article.raw_body, around), _disclaimer(article, address)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _front(article: ArticlePage, address: str) -> dict[str, Any]:
    """The names are those of the import; `url`, `language`, `byline` and `translations` are for readers only."""
    place = article.series_place
    others = [each for each in alternates_for(article) if each.exists and not each.current]
    values = {
        "title": article.title,
        "slug": article.slug,
        "language": article.locale.language_code,
        "url": address,
        "translations": {each.language: absolute(each.url) for each in others},
        "date": _moment(article.published_at),
        "updated": _moment(article.updated_at),
        "summary": article.summary,
        "byline": ", ".join(author.name for author in article.authors),
        "authors": [author.slug for author in article.authors],
        "category": [{"name": each.name, "slug": each.slug} for each in article.categories],
        "topics": [{"name": each.name, "slug": each.slug} for each in article.topics],
        "series": place and {"title": place.series.title, "slug": place.series.slug, "position": place.position},
        "cover": _address_of(article.cover) if article.cover else "",
        "status": "published",
    }
    return {name: value for name, value in values.items() if value}


def _moment(moment: datetime | None) -> datetime | None:
    return timezone.localtime(moment).replace(microsecond=0) if moment else None


def _disclaimer(article: ArticlePage, address: str) -> str:
    pair = article.disclaimer_pair()
    if pair is None:
        return ""
    texts = [pair.text, *([pair.other] if pair.other else [])]
    written = (prose.blocks(expand_db_html(each.text), prose.Place(address)) for each in texts)
    is_original = pair.text.locale_id != article.locale_id
    note = escaping.plain(gettext("This part is not translated yet in its current version.")) if is_original else ""
    return "\n\n".join([f"## {escaping.plain(gettext('Disclaimer'))}", *filter(None, [note, *written])])


def _pictures(raw: Iterable[RawBlock]) -> dict[int, str]:
    images = list(BlogImage.objects.filter(pk__in=set(_image_ids(raw))))
    prefetch_renditions(images)
    return {image.pk: _address_of(image) for image in images}


def _image_ids(raw: Iterable[RawBlock]) -> Iterator[int]:
    for block in raw:
        value = block["value"]
        if block["type"] == "section":
            yield from _image_ids(value["content"])
        elif block["type"] == "gallery":
            yield from (item["value"]["image"]["image"] for item in value["pictures"])
        elif block["type"] == "image" and (value["image"] or {}).get("image"):
            yield value["image"]["image"]


def _address_of(image: BlogImage) -> str:
    try:
        return absolute(image.get_rendition(PICTURE).url)
    except SourceImageIOError:  # the file is gone
        return ""


def _links_expanded(raw: Sequence[RawBlock]) -> Callable[[str], str]:
    """What makes addresses of links to pages and documents, having asked for all of them at once."""
    stored = sorted({link for text in _texts(raw) for link in _STORED_LINK.findall(text)})
    expanded = expand_db_html("</a>".join(stored)).split("</a>") if stored else []
    addresses = dict(zip(stored, expanded, strict=True))
    return lambda html: _STORED_LINK.sub(lambda link: addresses.get(link[0], "<a>"), html)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for child in value.values() for text in _texts(child))
    elif isinstance(value, Iterable):
        yield from (text for child in value for text in _texts(child))
