"""The articles of a feed, each complete and independent of any format."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.safestring import SafeString, mark_safe

from blog.addresses import absolute, stored_page
from blog.feeds import content
from blog.feeds.channels import Channel, identity_of
from blog.feeds.links import with_links
from blog.feeds.pictures import Shown, image_ids, pictures
from blog.feeds.snapshot import Names, Snapshot
from blog.models import ArticlePage
from blog.models.disclaimers import Disclaimer, disclaimer_among
from blog.reading import mark_korean

UNDATED = datetime(1970, 1, 1, tzinfo=UTC)  # a page that was made live without being published has no date at all


@dataclass(frozen=True, slots=True)
class Entry:
    """One article. `title` and `summary` are plain text, `content` is clean HTML with absolute addresses."""

    identity: str
    url: str
    title: str
    summary: str
    content: str
    published: datetime
    updated: datetime
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    cover: Shown | None


@dataclass(frozen=True, slots=True)
class DisclaimerText:
    """A disclaimer as the template shows it. `instead`: it stands in for one in the language of the article."""

    language: str
    html: SafeString
    instead: bool


def entries_of(channel: Channel, snapshot: Snapshot) -> list[Entry]:
    """The articles of a feed, newest first. At most five queries, however many articles, pictures and links."""
    articles = list(channel.articles().select_related("locale"))
    shown = pictures(_picture_ids(articles))
    raw = [_html(article, channel.language, shown, snapshot.disclaimers) for article in articles]
    htmls = with_links(raw, channel.language)
    return [
        _entry(article, html, snapshot.names.get(article.pk, Names()), shown.get(article.cover_id or 0))
        for article, html in zip(articles, htmls, strict=True)
    ]


def _picture_ids(articles: Iterable[ArticlePage]) -> set[int]:
    found = {pk for article in articles for pk in image_ids(article.raw_body)}
    return found | {article.cover_id for article in articles if article.cover_id}


def _html(article: ArticlePage, language: str, shown: dict[int, Shown], disclaimers: Sequence[Disclaimer]) -> str:
    """An article's HTML before its links to other pages are known."""
    body = content.body_html(article.raw_body, language, shown)
    html = content.part(
        "article",
        language,
        cover=shown.get(article.cover_id or 0),
        body=mark_safe(body),  # noqa: S308
        disclaimers=_disclaimers(article, disclaimers),
    )
    return content.writable(html)


def _disclaimers(article: ArticlePage, every: Sequence[Disclaimer]) -> list[DisclaimerText]:
    if article.disclaimer_choice == "none":
        return []
    chosen = article.disclaimer_id if article.disclaimer_choice == "custom" else None
    pair = disclaimer_among(every, article.locale_id, chosen)
    texts = [each for each in (pair.text, pair.other) if each] if pair else []
    return [_disclaimer_text(each, article, instead=each is texts[0]) for each in texts]


def _disclaimer_text(disclaimer: Disclaimer, article: ArticlePage, *, instead: bool) -> DisclaimerText:
    language = disclaimer.locale.language_code
    html = disclaimer.text if language == "ko" else mark_korean(disclaimer.text)
    return DisclaimerText(language, mark_safe(html), instead and disclaimer.locale_id != article.locale_id)  # noqa: S308


def _entry(article: ArticlePage, html: str, names: Names, cover: Shown | None) -> Entry:
    address = absolute(stored_page(article.locale.language_code, article.url_path))
    moments = [article.published_at, article.updated_at, article.last_published_at]
    known = [moment for moment in moments if moment] or [UNDATED]
    return Entry(
        identity=identity_of(article),
        url=address,
        title=content.writable(article.title),
        summary=content.writable(article.excerpt),
        content=content.tidy(html, address),
        published=known[0],
        updated=max(known),
        authors=tuple(map(content.writable, names.authors)),
        tags=tuple(map(content.writable, names.tags)),
        cover=cover,
    )
