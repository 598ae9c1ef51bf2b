"""Whether a feed has changed, found out without reading a single body.

Most requests for a feed ask only that. Everything that a feed shows and that can change by itself goes into the answer:
revisions, addresses, names of authors and groups, disclaimers.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings

from blog.feeds.channels import Channel
from blog.models import ArticlePage
from blog.models.disclaimers import Disclaimer

_OF_AN_ARTICLE = ("pk", "live_revision_id", "live_revision__created_at", "last_published_at", "url_path")
_NAMES = ("article_authors__author__name", "article_categories__category__name", "article_topics__topic__name")
_PLACES = ("article_authors__sort_order", "article_categories__sort_order", "article_topics__sort_order")


@dataclass(frozen=True, slots=True)
class Names:
    """Who wrote an article, and the names of its categories and topics, each in the editor's order."""

    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A feed at one moment. `changed`: when one of its articles was last published, None for an empty feed."""

    etag: str
    changed: datetime | None
    names: Mapping[int, Names]
    disclaimers: Sequence[Disclaimer]


def snapshot_of(channel: Channel, form: str) -> Snapshot:
    """The state of a feed in one form ("atom", "rss", "json"). Two queries."""
    shown = ArticlePage.objects.filter(pk__in=channel.articles().values("pk"))
    rows = list(shown.order_by("pk", *_PLACES).values_list(*_OF_AN_ARTICLE, *_NAMES))
    disclaimers = list(Disclaimer.objects.with_currency().select_related("locale").order_by("pk"))
    said = [(each.pk, each.live, each.is_default, each.last_published_at, each.is_outdated) for each in disclaimers]
    place = (form, settings.SITE_URL, channel.title, channel.description, channel.counterparts)
    moments = [moment for row in rows for moment in row[2:4] if moment]
    return Snapshot(
        etag=f'W/"{sha256(repr((place, rows, said)).encode("utf-8", "replace")).hexdigest()[:32]}"',
        changed=max(moments, default=None),
        names=_names(rows),
        disclaimers=disclaimers,
    )


def _names(rows: Iterable[tuple[Any, ...]]) -> dict[int, Names]:
    """The names by article. A row is one combination of author, category and topic; each name counts once."""
    found: dict[int, tuple[dict[str, None], dict[str, None]]] = defaultdict(lambda: ({}, {}))
    for pk, *_facts, author, category, topic in rows:
        authors, tags = found[pk]
        authors.update({author: None} if author else {})
        tags.update({name: None for name in (category, topic) if name})
    return {pk: Names(tuple(authors), tuple(tags)) for pk, (authors, tags) in found.items()}
