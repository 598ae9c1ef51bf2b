"""Feeds in three formats: Atom (RFC 4287) and RSS 2.0 on Django's generators, JSON Feed 1.1 by hand.

They know entries and channels, and nothing of models or requests.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed, rfc3339_date
from django.utils.html import escape

from blog.feeds.channels import Channel
from blog.feeds.content import writable
from blog.feeds.entries import Entry
from blog.feeds.pictures import MEDIA_TYPE, Shown

Handler = Any
Write = Callable[[Channel, Iterable[Entry], datetime], str]


@dataclass(frozen=True, slots=True)
class Format:
    """One format of feed: its name for readers, its media type and how it is written."""

    label: str
    content_type: str
    write: Write


class _Atom(Atom1Feed):
    """Atom with the languages of a feed, several authors, and content beside the summary."""

    def add_root_elements(self, handler: Handler) -> None:
        super().add_root_elements(handler)
        for language, address in self.feed["translations"].items():
            link = {"rel": "alternate", "type": "application/atom+xml", "hreflang": language, "href": address}
            handler.addQuickElement("link", "", link)

    def add_item_elements(self, handler: Handler, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for name in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            handler.endElement("author")
        handler.addQuickElement("content", item["content"], {"type": "html"})

    def latest_post_date(self) -> datetime:
        moment: datetime = self.feed["changed"]
        return moment


class _Rss(Rss201rev2Feed):
    """RSS with the languages of a feed, several authors, the date of the last change, and the whole content."""

    def rss_attributes(self) -> dict[str, str]:
        namespaces = {
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        }
        return {**super().rss_attributes(), **namespaces}

    def add_root_elements(self, handler: Handler) -> None:
        super().add_root_elements(handler)
        for language, address in self.feed["translations"].items():
            link = {"rel": "alternate", "type": "application/rss+xml", "hreflang": language, "href": address}
            handler.addQuickElement("atom:link", "", link)

    def add_item_elements(self, handler: Handler, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for name in item["authors"]:
            handler.addQuickElement("dc:creator", name)
        handler.addQuickElement("atom:updated", rfc3339_date(item["updateddate"]))
        handler.addQuickElement("content:encoded", item["content"])

    def latest_post_date(self) -> datetime:
        moment: datetime = self.feed["changed"]
        return moment


def _atom(channel: Channel, entries: Iterable[Entry], changed: datetime) -> str:
    return _xml(_Atom, "atom", channel, entries, changed)


def _rss(channel: Channel, entries: Iterable[Entry], changed: datetime) -> str:
    return _xml(_Rss, "rss", channel, entries, changed)


def _xml(
    kind: type[_Atom] | type[_Rss], form: str, channel: Channel, entries: Iterable[Entry], changed: datetime
) -> str:
    feed = kind(
        title=writable(channel.title),
        link=channel.page,
        description=writable(channel.description),
        subtitle=writable(channel.description),
        language=channel.language,
        author_name=settings.WAGTAIL_SITE_NAME,
        feed_url=channel.address(form),
        feed_guid=channel.identity,
        translations=channel.translations(form),
        changed=changed,
    )
    for entry in entries:
        feed.add_item(
            title=entry.title,
            link=entry.url,
            description=escape(entry.summary),  # both formats read a summary as HTML
            unique_id=entry.identity,
            unique_id_is_permalink=False,
            pubdate=entry.published,
            updateddate=entry.updated,
            categories=entry.tags,
            enclosures=[_enclosure(entry.cover)] if entry.cover else [],
            authors=entry.authors,
            content=entry.content,
        )
    return str(feed.writeString("utf-8"))


def _enclosure(cover: Shown) -> Enclosure:
    return Enclosure(cover.url, str(cover.length), MEDIA_TYPE)


def _json(channel: Channel, entries: Iterable[Entry], changed: datetime) -> str:
    """JSON Feed 1.1. Its extension `_translations` names the same feed in the other languages."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": writable(channel.title),
        "home_page_url": channel.page,
        "feed_url": channel.address("json"),
        "description": writable(channel.description),
        "language": channel.language,
        "authors": [{"name": settings.WAGTAIL_SITE_NAME}],
        "_translations": channel.translations("json"),
        "items": [_item(entry, channel.language) for entry in entries],
    }
    return json.dumps(feed, ensure_ascii=False)


def _item(entry: Entry, language: str) -> dict[str, Any]:
    item = {
        "id": entry.identity,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.content,
        "image": entry.cover.url if entry.cover else "",
        "date_published": rfc3339_date(entry.published),
        "date_modified": rfc3339_date(entry.updated),
        "authors": [{"name": name} for name in entry.authors],
        "tags": list(entry.tags),
        "language": language,
    }
    return {key: value for key, value in item.items() if value or key in _ALWAYS}


_ALWAYS = {"id", "content_html"}  # what an item must have, even when it is empty

FORMATS: Mapping[str, Format] = {
    "atom": Format("Atom", "application/atom+xml; charset=utf-8", _atom),
    "rss": Format("RSS", "application/rss+xml; charset=utf-8", _rss),
    "json": Format("JSON Feed", "application/feed+json", _json),
}
