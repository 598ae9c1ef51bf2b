"""What comments say to machines: feeds, JSON-LD, search engines, mail."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import feedparser
import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.test import Client
from django.utils import timezone, translation

from blog.comments import mails, moderation
from blog.comments.models import Comment, MailToModerator, Muted, Outgoing, State
from blog.models import ArticlePage
from home.bootstrap import MODERATORS, Trees
from ops.models import ChangedAddress
from tests.blog.comments.conftest import soup

Store = Callable[..., Comment]


def feed(address: str) -> Any:
    found = feedparser.parse(Client().get(address).content)
    assert not found.bozo, found.get("bozo_exception")
    return found


def test_comments_of_an_article_and_of_the_site_are_feeds(
    article: ArticlePage, english: ArticlePage, comment: Store
) -> None:
    comment("하나 <script>")
    second = comment("둘", name="")
    comment("안 보임", state=State.WAITING)
    for address in (f"{article.url}comments/feed/", "/feed/comments/", "/en/feed/comments/"):
        found = feed(address)
        assert found.entries[0].link.endswith(f"/comment/{second.pk}/")
        assert len(found.entries) == 2
        assert "&lt;script&gt;" in found.entries[1].summary
    assert feed("/en/feed/comments/").entries[0].link.startswith("https://dugeul.example/en/blog/on-tides/")
    offered = [each["href"] for each in soup(Client().get(english.url)).select(".conversation__foot a[type]")]
    assert offered == ["comments/feed/", "/en/feed/comments/"]
    article.unpublish()
    assert feed("/feed/comments/").entries == []
    assert Client().get(f"{article.url}comments/feed/").status_code == 404


def test_a_feed_that_has_not_changed_is_not_sent_again(article: ArticlePage, comment: Store) -> None:
    comment()
    first = Client().get("/feed/comments/")
    again = Client().get("/feed/comments/", HTTP_IF_NONE_MATCH=first.headers["ETag"])
    assert again.status_code == 304
    assert not first.cookies


def test_the_page_says_its_comments_in_json_ld(article: ArticlePage, comment: Store) -> None:
    first = comment("</script><script>alert(1)</script>")
    comment("대답", parent=first)
    comment("안 보임", state=State.SPAM)
    page = soup(Client().get(article.url))
    graph = json.loads(page.select_one("script[type='application/ld+json']").string)["@graph"]
    posting = next(thing for thing in graph if thing["@type"] == "BlogPosting")
    assert posting["commentCount"] == 2
    assert [each["text"] for each in posting["comment"]] == ["</script><script>alert(1)</script>", "대답"]
    assert posting["comment"][1]["parentItem"]["@id"].endswith(f"#comment-{first.pk}")


def test_what_readers_say_is_not_found_by_the_search_of_articles(article: ArticlePage, comment: Store) -> None:
    comment("희귀한낱말")
    answer = Client().get("/search/", {"q": "희귀한낱말"})
    assert answer.context["answer"].pages == ()
    assert article.title not in answer.content.decode()


def test_approving_tells_search_engines_of_the_article(
    article: ArticlePage, comment: Store, superuser: User, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.INDEXNOW = True
    found = comment(state=State.WAITING)
    with django_capture_on_commit_callbacks(execute=True):
        moderation.decide(found, State.APPROVED, superuser)
    assert list(ChangedAddress.objects.values_list("url", flat=True)) == [f"https://dugeul.example{article.url}"]


# --- mail ---


@pytest.fixture
def server(settings: Any) -> None:
    settings.NOTICES_BY_MAIL = True


@pytest.fixture
def moderator(trees: Trees) -> User:
    user = User.objects.create_user("moderator", "moderator@example.org", "password")
    user.groups.add(Group.objects.get(name=MODERATORS))
    return user


def test_whoever_is_answered_hears_of_it_once_and_in_their_language(
    server: None, article: ArticlePage, comment: Store, moderator: User
) -> None:
    asked = comment("질문", wants_mail=True, language="en")
    answer = comment("대답 <b>", parent=asked, email="other@example.org", name="최\n산", state=State.WAITING)
    moderation.decide(answer, State.APPROVED, moderator)
    moderation.decide(answer, State.SPAM, moderator)
    assert mails.send_outgoing() == 1
    sent = mail.outbox[0]
    assert sent.to == ["bada@example.org"]
    assert "An answer to your comment" in sent.subject
    assert "대답 <b>" in sent.body
    assert "bada@" not in sent.body
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mails.send_outgoing() == 0


@pytest.mark.parametrize("why", ["did not ask", "own answer", "no server", "muted", "nameless"])
def test_nobody_else_gets_mail(
    server: None, article: ArticlePage, comment: Store, moderator: User, settings: Any, why: str
) -> None:
    asked = comment("질문", wants_mail=why != "did not ask", email="" if why == "nameless" else "bada@example.org")
    settings.NOTICES_BY_MAIL = why != "no server"
    if why == "muted":
        from blog.comments.tickets import digest_of_email

        Muted.objects.create(who=digest_of_email("bada@example.org"))
    email = "BADA@example.org" if why == "own answer" else "other@example.org"
    answer = comment("대답", parent=asked, email=email, state=State.WAITING)
    moderation.decide(answer, State.APPROVED, moderator)
    assert not Outgoing.objects.exists()


def test_one_click_ends_the_mail_and_another_brings_it_back(
    server: None, article: ArticlePage, comment: Store, moderator: User
) -> None:
    moderation.reply(comment("질문", wants_mail=True), "대답", moderator, "author")
    address = Outgoing.objects.get().unsubscribe.removeprefix("https://dugeul.example")
    assert Client().get(address).status_code == 200
    assert not Muted.objects.exists()
    click = Client(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"})
    assert click.status_code == 200
    assert not click.cookies
    assert Muted.objects.count() == 1
    assert "bada" not in str(Muted.objects.values().get())
    Client().post(address, {"again": "1"})
    assert not Muted.objects.exists()
    assert Client().post(address[:-3] + "xx/").status_code == 404


def test_mail_that_cannot_be_sent_waits_and_is_given_up_after_days(
    server: None, article: ArticlePage, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    Outgoing.objects.create(to="a@example.org", subject="제목", body="글", next_try_at=timezone.now())
    assert mails.send_outgoing() == 0
    assert Outgoing.objects.count() == 1
    assert mails.send_outgoing() == 0, "it is tried again later"
    mails.send_outgoing(timezone.now() + timedelta(days=4))
    assert not Outgoing.objects.exists()


def test_moderators_hear_of_the_first_at_once_and_of_many_in_one_mail(
    server: None, article: ArticlePage, comment: Store, moderator: User
) -> None:
    with translation.override("ko"):
        comment("첫째", state=State.WAITING)
        now = timezone.now()
        assert mails.tell_moderators(now) == 1
        for number in range(30):
            comment(f"말 {number}", state=State.WAITING)
        comment("광고", state=State.SPAM)
        assert mails.tell_moderators(now + timedelta(minutes=5)) == 0
        assert mails.tell_moderators(now + timedelta(minutes=11)) == 1
        assert mails.tell_moderators(now + timedelta(minutes=30)) == 0
    first, digest = mail.outbox
    assert "첫째" in first.body
    assert "30" in digest.subject
    assert "10" in digest.body.split("말 19")[1]
    assert "광고" not in digest.body


def test_moderators_may_decline_and_others_hear_nothing(
    server: None, article: ArticlePage, comment: Store, moderator: User, translator: User
) -> None:
    MailToModerator.objects.create(user=moderator, wanted=False)
    comment(state=State.WAITING)
    assert mails.tell_moderators() == 0
    client = Client()
    client.force_login(moderator)
    assert b"comment-mail-wanted" in client.get("/admin/account/").content
    client.force_login(translator)
    assert b"comment-mail-wanted" not in client.get("/admin/account/").content
