"""Hostile texts in every field of a comment, in every place it is shown: they are text there, and all of it is there.

What a browser makes of the pages is seen in tests/journeys/test_comments.py.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import feedparser
import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.utils import timezone

from blog.comments import mails, moderation, personal
from blog.comments.models import Comment, CommentRules, MailToModerator, Outgoing, State
from blog.comments.wording import clean_line
from blog.models import ArticlePage
from tests import hostile
from tests.blog.comments.conftest import SAID, Reader, fields_of, soup, ticket, write_address

AT_ONCE = 50  # a page of the conversation, and a feed
PLAIN = {"p", "br", "a", "bdi", "span"}
HARMLESS = {"dir", "href", "rel", "lang"}
HEADERS = {
    "Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Subject", "From", "To", "Date", "Message-ID",
    "Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post",
}  # fmt: skip


def foreign(element: Any) -> list[str]:
    """What stands in an element that no reader may bring in."""
    return [
        str(each)
        for each in element.find_all(True)
        if each.name not in PLAIN
        or set(each.attrs) - HARMLESS
        or not re.match(r"https?://", each.get("href", "https://"))
    ]


def fields(text: str) -> dict[str, str]:
    """A text in every field, as far as the table holds it: forms refuse most of this, imports and old data do not."""
    line = clean_line(text)
    local = line.replace('"', "").replace("\\", "")[:200]
    return {"name": line[:200], "email": f'"{local}"@example.org', "homepage": line[:400], "text": text}


@pytest.fixture
def said(article: ArticlePage) -> Any:
    """Every text, stored; the comments are all approved and the newest stands last."""
    now = timezone.now()
    return Comment.objects.bulk_create(
        Comment(
            translation_key=article.translation_key,
            language="ko",
            state=State.APPROVED,
            created_at=now,
            placed_at=now,
            wants_mail=True,
            held=text[:200].replace(",", ""),
            **fields(text),
        )
        for text in hostile.texts()
    )


def portions(said: list[Comment]) -> Iterator[list[Comment]]:
    """So many at once as a page shows; only they are approved."""
    for start in range(0, len(said), AT_ONCE):
        portion = said[start : start + AT_ONCE]
        Comment.objects.update(state=State.REMOVED)
        Comment.objects.filter(pk__in=[each.pk for each in portion]).update(state=State.APPROVED)
        yield portion


def same(shown: str, text: str) -> bool:
    """Whether all of a text is shown; the middle of long links is not."""
    long_links = re.compile(r"(?:https?://|www\.)[^\s]{40,}", re.IGNORECASE)
    return hostile.seen(shown) == hostile.seen(text) or bool(long_links.search(text))


@pytest.mark.once
def test_page_json_ld_and_feeds_hold_them_as_text(
    article: ArticlePage, said: list[Comment], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("blog.structured_data.MOST_COMMENTS", AT_ONCE)
    for portion in portions(said):
        page = soup(Client().get(article.url))
        graph = json.loads(page.select_one("script[type='application/ld+json']").string)["@graph"]
        told = next(thing for thing in graph if thing["@type"] == "BlogPosting")["comment"]
        assert [each["text"] for each in told] == [each.text for each in portion]
        feeds = [
            feedparser.parse(Client().get(path).content) for path in (f"{article.url}comments/feed/", "/feed/comments/")
        ]
        assert [found.get("bozo_exception") for found in feeds] == [None, None]
        for row, told_of in zip(portion, zip(*(reversed(found.entries) for found in feeds), strict=True), strict=True):
            shown = page.select_one(f"#comment-{row.pk}")
            assert foreign(shown.select_one(".comment__name")) == foreign(shown.select_one(".comment__text")) == []
            assert same(shown.select_one(".comment__text").get_text(), row.text)
            assert row.email not in shown.get_text() or row.email in row.text
            for entry in told_of:
                html = BeautifulSoup(entry.summary, "html.parser")
                assert foreign(html) == []
                assert same(html.get_text(), row.text)


@pytest.mark.once
def test_the_queue_holds_them_as_text(article: ArticlePage, said: list[Comment], superuser: User) -> None:
    client, pages = Client(), len(said) // 30 + 1
    client.force_login(superuser)
    shown: dict[int, Any] = {}
    for number in range(1, pages + 1):
        page = soup(client.get("/admin/comments/", {"state": "all", "p": number}))
        shown |= {int(row.select_one("[name=comment]")["value"]): row for row in page.select(".queue__row")}
    for row in said:
        found = shown[row.pk]
        assert not found.select_one(".queue__text").find_all(True)
        assert not found.select_one(".queue__who b bdi").find_all(True)
        whole = hostile.seen(found.get_text())
        for text in (row.name, row.email, row.homepage, row.text[:590]):
            assert hostile.seen(text) in whole


def test_what_is_stored_of_a_reader_is_json_without_loss(said: list[Comment], superuser: User) -> None:
    Comment.objects.update(email="reader@example.org")
    told = json.loads(json.dumps(personal.everything_of("reader@example.org")))["comments"]
    names = ("text", "name", "homepage")
    assert [[each[name] for name in names] for each in told] == [[getattr(row, name) for name in names] for row in said]
    client = Client()
    client.force_login(superuser)
    answer = client.post("/admin/comments/reader/", {"email": "reader@example.org", "export": "1"})
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert len(json.loads(answer.content)["comments"]) == len(said)


def lines_of(message: Any) -> str:
    """The body of a mail that is one text, and whose head is ours."""
    written = message.message()
    assert set(written.keys()) <= HEADERS
    assert not written.is_multipart()
    assert written.get_content_type() == "text/plain"
    assert "\n" not in message.subject
    return str(written.get_payload(decode=True).decode())


@pytest.mark.once
def test_mails_to_readers_hold_them_as_text(article: ArticlePage, said: list[Comment], settings: Any) -> None:
    settings.NOTICES_BY_MAIL = True
    asked = said[0]
    asked.email = "asked@example.org"
    for row in said[1:]:
        hidden, row.email, row.parent = row.email, "reader@example.org", asked
        mails.tell_of_answer(row)
        mails.send_own_links(article, [row])
        assert mails.send_outgoing() == 2
        answer, own = (lines_of(message) for message in mail.outbox)
        assert row.text in answer
        assert row.name in answer
        assert hidden not in answer.replace(row.text, "").replace(row.name, "")
        assert row.text[:90] in own
        mail.outbox.clear()


@pytest.mark.once
def test_a_hostile_address_adds_nothing_to_the_head_of_a_mail(
    article: ArticlePage, said: list[Comment], settings: Any
) -> None:
    settings.NOTICES_BY_MAIL = True
    for row in said:
        mails.send_own_links(article, [row])
        sent = mails.send_outgoing()
        assert sent == len(mail.outbox) <= 1
        assert not Outgoing.objects.exists(), "what cannot be an address is not tried again"
        for message in mail.outbox:
            assert len(message.recipients()) == 1
            lines_of(message)
        mail.outbox.clear()


def test_the_mail_to_moderators_holds_them_as_text(said: list[Comment], superuser: User, settings: Any) -> None:
    settings.NOTICES_BY_MAIL = True
    User.objects.filter(pk=superuser.pk).update(email="root@example.org")
    for start in range(0, len(said), mails.IN_ONE_DIGEST):
        portion = said[start : start + mails.IN_ONE_DIGEST]
        Comment.objects.filter(pk__in=[each.pk for each in portion]).update(state=State.WAITING)
        MailToModerator.objects.all().delete()
        assert mails.tell_moderators() == 1
        body = lines_of(mail.outbox.pop())
        assert all(row.text[:290] in body and row.name in body for row in portion)


def test_the_form_takes_them_as_text_and_loses_nothing(article: ArticlePage, reader: Reader) -> None:
    CommentRules.objects.create(pk=1, approval="none", new_writers=0, known_writers=0, one_network=0)
    address = write_address(article)
    for text in hostile.texts(one_in=10):
        refused = soup(reader.post(address, {**SAID, **dict.fromkeys(("name", "email", "homepage", "text"), text)}))
        kept = {each["name"]: each for each in refused.select(".write [name]")}
        assert hostile.seen(text) in {
            hostile.seen(kept[name].get("value") or kept[name].get_text()) for name in ("text", "email")
        }
        assert not refused.select(
            ".write script, .write img, .write svg, .write iframe, .write [onload], .write [onerror]"
        )
        good = {**SAID, "name": clean_line(text)[:60] or "이름", "text": text}
        preview = reader.post(address, good)
        assert foreign(soup(preview).select_one(".comment--preview .comment__text")) == []
        assert hostile.seen(fields_of(preview)["text"]) == hostile.seen(text)
        reader.post(address, {**good, "ticket": ticket()})
    assert set(hostile.texts(one_in=10)) == set(Comment.objects.values_list("text", flat=True))


def test_a_moderator_edits_and_answers_them_as_text(article: ArticlePage, superuser: User) -> None:
    client = Client()
    client.force_login(superuser)
    now = timezone.now()
    key = article.translation_key
    for text in hostile.own_texts():
        row = Comment.objects.create(translation_key=key, language="ko", created_at=now, placed_at=now, **fields(text))
        moderation.edit(row, {"text": "고친 말"}, superuser)
        moderation.edit(row, {"text": text}, superuser)
        page = soup(client.get(f"/admin/comments/{row.pk}/"))
        assert page.select_one("textarea[name=text]").get_text().strip("\n") == text
        assert not page.select_one(".queue__text").find_all(True)
        assert text in [each.get_text() for each in page.select(".queue-log blockquote")]
        assert not page.select(".queue-log blockquote *")
