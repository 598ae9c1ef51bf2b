"""The conversation under an article as one page of it is shown, in one query however long it is.

It knows comments and the language of the reader, and nothing of requests, templates or moderation.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from math import ceil
from typing import Any, Final
from uuid import UUID

from django.db.models import BooleanField, Case, Count, ExpressionWrapper, Q, QuerySet, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone
from django.utils.safestring import SafeString

from blog.comments.models import Comment, CommentRules, State, Voice, rules
from blog.comments.sections import names_of_places
from blog.comments.wording import as_html, web_address
from blog.models import ArticlePage

COMMENTS_ON_A_PAGE: Final = 50
MOST_AT_BLOCKS: Final = 200
MOST_DIGITS: Final = 7


@dataclass(frozen=True, slots=True)
class Said:
    """One comment as readers see it. `number`: its place among all, equal in every language. An answer names whom it
    answers. `place`: how the part of the article is called that it is about, "" without one. One that is `gone` keeps
    its place for the sake of its answers, and says nothing any more.
    """

    pk: int
    number: int
    parent: int | None
    name: str
    homepage: str
    text: str
    language: str
    foreign: bool
    voice: str
    written: datetime
    edited: datetime | None
    block_id: str
    place: str
    gone: bool

    @property
    def anchor(self) -> str:
        """Its fragment on the page."""
        return f"comment-{self.pk}"

    @property
    def html(self) -> SafeString:
        """What it says."""
        return as_html(self.text)

    @property
    def is_authors(self) -> bool:
        """Whether the author of the article speaks."""
        return self.voice == Voice.AUTHOR

    @property
    def is_editors(self) -> bool:
        """Whether somebody of the site speaks."""
        return self.voice == Voice.EDITOR


@dataclass(frozen=True)
class Conversation:
    """One page of a conversation. `count`: the approved comments of all pages. `here` and `elsewhere`: the comments of
    this page in threads of the reader's language and of the others.
    """

    count: int
    number: int
    pages: int
    said: Sequence[Said]
    is_open: bool
    at_blocks: Mapping[str, Sequence[Said]] = field(default_factory=dict)

    @cached_property
    def here(self) -> list[Said]:
        """In threads that were begun in the language of the page."""
        return [each for each in self.said if not self._thread_is_foreign(each)]

    @cached_property
    def elsewhere(self) -> list[Said]:
        """In threads that were begun in another language."""
        return [each for each in self.said if self._thread_is_foreign(each)]

    @cached_property
    def _roots(self) -> dict[int, Said]:
        return {each.pk: each for each in self.said if each.parent is None}

    def _thread_is_foreign(self, said: Said) -> bool:
        return self._roots.get(said.parent or 0, said).foreign


def conversation_of(article: ArticlePage, number: int = 1) -> Conversation:
    """The page `number` of the conversation under an article, the nearest one where there is none. Two queries,
    and a third where comments are about places of the article."""
    language, now_holds = article.locale.language_code, rules()
    rows, count, places, tied = _page(article.translation_key, language, number)
    pages = max(1, ceil(places / COMMENTS_ON_A_PAGE))
    if number > pages and places:
        number = pages
        rows = _page(article.translation_key, language, number)[0]
    names = names_of_places(article) if tied else {}
    said = [_said(row, language, names) for row in rows]
    return Conversation(
        count=count,
        number=min(max(1, number), pages),
        pages=pages,
        said=said,
        is_open=takes_comments(article, now_holds),
        at_blocks=_at_blocks(article.translation_key, language) if tied else {},
    )


def conversation_asked(article: ArticlePage, page: str) -> Conversation:
    """The page of the conversation that an address asks for; what one request asks twice is read once."""
    if "_conversation" not in article.__dict__:
        number = int(page) if page.isdecimal() and len(page) < MOST_DIGITS else 1
        article.__dict__["_conversation"] = conversation_of(article, number)
    found: Conversation = article.__dict__["_conversation"]
    return found


def takes_comments(article: ArticlePage, now_holds: CommentRules) -> bool:
    """Whether an article takes comments today, by the site, by its editor and by its age."""
    if not (now_holds.is_open and article.comments_open):
        return False
    days = now_holds.closed_after_days
    return not days or article.published_at is None or timezone.now() < article.published_at + timedelta(days=days)


def page_of(article: ArticlePage, comment: Comment) -> int:
    """On which page of the conversation a comment stands for readers of this article's language."""
    order = list(_ordered(article.translation_key, article.locale.language_code).values_list("pk", flat=True))
    place = order.index(comment.pk) if comment.pk in order else 0
    return place // COMMENTS_ON_A_PAGE + 1


def _ordered(key: UUID, language: str) -> "QuerySet[Any]":
    """All that has a place: threads of the reader's language first, each by time, answers below what they answer."""
    shown = Comment.objects.of(key).shown()
    foreign = ~Q(thread_language=language)
    return (
        shown.annotate(
            thread=Coalesce("parent_id", "pk"),
            thread_language=Coalesce("parent__language", "language"),
            thread_at=Coalesce("parent__placed_at", "placed_at"),
        )
        .annotate(
            thread_foreign=ExpressionWrapper(foreign, BooleanField()),
            answer=Case(When(parent=None, then=Value(0)), default=Value(1)),
        )
        .order_by("thread_foreign", "thread_at", "thread", "answer", "placed_at", "pk")
    )


def _page(key: UUID, language: str, number: int) -> tuple[list[Any], int, int, int]:
    """The rows of one page; and on all pages, how many comments are approved, how many places there are, and how many
    comments are about a place of the article. One query."""
    start = (max(1, number) - 1) * COMMENTS_ON_A_PAGE
    rows = list(
        _ordered(key, language).annotate(
            place=Window(RowNumber(), order_by=["placed_at", "pk"]),
            places=Window(Count("pk")),
            approved_ones=Window(Count("pk", filter=Q(state=State.APPROVED))),
            tied=Window(Count("pk", filter=Q(state=State.APPROVED) & ~Q(block_id=""))),
        )[start : start + COMMENTS_ON_A_PAGE]
    )
    if rows:
        return rows, rows[0].approved_ones, rows[0].places, rows[0].tied
    if start == 0:
        return [], 0, 0, 0
    return [], *_page(key, language, 1)[1:]


def _said(row: Any, language: str, names: Mapping[str, str]) -> Said:
    gone = not row.is_approved
    return Said(
        pk=row.pk,
        number=row.place,
        parent=row.parent_id,
        name="" if gone else row.name,
        homepage="" if gone else web_address(row.homepage),
        text="" if gone else row.text,
        language=row.language,
        foreign=row.language != language,
        voice=row.voice,
        written=row.created_at,
        edited=row.edited_at,
        block_id="" if gone else row.block_id,
        place="" if gone else names.get(row.block_id, ""),
        gone=gone,
    )


def _at_blocks(key: UUID, language: str) -> dict[str, list[Said]]:
    """The comments about each block, from whatever page of the conversation, without their numbers."""
    rows = Comment.objects.of(key).approved().exclude(block_id="").annotate(place=Value(0))
    found: dict[str, list[Said]] = defaultdict(list)
    for row in rows.order_by("placed_at", "pk")[:MOST_AT_BLOCKS]:
        found[row.block_id].append(_said(row, language, {}))
    return dict(found)
