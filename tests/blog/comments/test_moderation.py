"""Moderating in the admin: the queue, decisions that show at once, answers, blocks, rules, and who may."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from blog.comments import moderation
from blog.comments.models import Barred, Comment, CommentRules, State
from blog.models import ArticlePage
from home.bootstrap import MODERATORS, Trees
from tests.blog.comments.conftest import Reader, soup

Store = Callable[..., Comment]


@pytest.fixture
def moderator(trees: Trees) -> User:
    user = User.objects.create_user("moderator", "moderator@example.org", "password", first_name="중재", last_name="김")
    user.groups.add(Group.objects.get(name=MODERATORS))
    return user


@pytest.fixture
def client(moderator: User) -> Client:
    found = Client()
    found.force_login(moderator)
    return found


def queue(client: Client, **asked: Any) -> list[str]:
    page = soup(client.get(reverse("comments:queue"), asked))
    return [each.get_text(strip=True) for each in page.select(".queue__text")]


def test_the_queue_shows_what_waits_oldest_first_and_counts_every_state(
    client: Client, article: ArticlePage, comment: Store
) -> None:
    for number, state in enumerate([State.WAITING, State.SPAM, State.WAITING, State.APPROVED, State.REMOVED]):
        comment(f"말 {number}", state=state, held="first,links")
    assert queue(client) == ["말 0", "말 2"]
    assert queue(client, state="spam") == ["말 1"]
    assert len(queue(client, state="all")) == 5
    page = soup(client.get(reverse("comments:queue")))
    assert [each.get_text() for each in page.select(".queue-tabs__number")] == ["2", "1", "1", "1", "5"]
    assert page.select_one(".queue__row .queue__state").get_text().count(" · ") == 1
    assert not page.select(".queue__row .w-status"), "the tab says so already"
    buttons = page.select_one(".queue__row").select("button[name=action]")
    assert [each["value"] for each in buttons] == ["approved", "spam", "removed"]
    assert article.title in page.select_one(".queue__who").get_text()


def test_the_menu_tells_how_many_wait(client: Client, comment: Store) -> None:
    assert "(2)" not in client.get("/admin/").content.decode()
    comment(state=State.WAITING), comment(state=State.WAITING)
    assert "(2)" in client.get("/admin/").content.decode()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "물때 바다"}, ["첫째"]),
        ({"q": "둘째"}, ["둘째"]),
        ({"q": "SECOND@example.org"}, ["둘째"]),
        ({"q": "없는말"}, []),
        ({"q": "%_"}, []),
        ({"q": "\x00"}, ["첫째", "둘째"]),
        ({"language": "en"}, ["둘째"]),
        ({"language": "xx"}, ["첫째", "둘째"]),
        ({"article": "nonsense"}, ["첫째", "둘째"]),
        ({"state": "nonsense"}, ["첫째", "둘째"]),
        ({"p": "99"}, ["첫째", "둘째"]),
    ],
)
def test_the_queue_can_be_searched_and_filtered(
    client: Client, comment: Store, asked: dict[str, str], found: list[str]
) -> None:
    comment("첫째", state=State.WAITING)
    comment("둘째", state=State.WAITING, email="second@example.org", language="en", name="강")
    if asked == {"q": "물때 바다"}:
        Comment.objects.filter(text="둘째").update(translation_key="00000000-0000-0000-0000-000000000001")
    assert queue(client, **asked) == found


def test_one_article_has_a_queue_of_its_own(client: Client, article: ArticlePage, comment: Store) -> None:
    comment("여기", state=State.WAITING)
    comment("저기", state=State.WAITING, translation_key="00000000-0000-0000-0000-000000000001")
    assert queue(client, article=str(article.translation_key)) == ["여기"]


def test_the_queue_costs_the_same_however_long_it_is(client: Client, comment: Store) -> None:
    def cost() -> int:
        client.get(reverse("comments:queue"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("comments:queue"))
        return len(queries)

    parent = comment("하나")
    comment("둘", state=State.WAITING, parent=parent)
    few = cost()
    for number in range(40):
        comment(f"말 {number}", state=State.WAITING, parent=comment("뿌리"))
    assert cost() == few <= 12


def test_approving_shows_at_once_and_is_in_the_audit_log(
    client: Client, moderator: User, article: ArticlePage, comment: Store
) -> None:
    waiting = comment("기다린 말", state=State.WAITING)
    answer = client.post(reverse("comments:bulk"), {"comment": [waiting.pk], "action": "approved", "question": ""})
    assert answer.status_code == 302
    assert "기다린 말" in Client().get(article.url).content.decode()
    entry = ModelLogEntry.objects.for_instance(waiting).get()
    assert (entry.action, entry.user, entry.data) == ("comments.approve", moderator, {"before": "waiting"})
    client.post(reverse("comments:comment", args=[waiting.pk]), {"action": "spam"})
    assert "기다린 말" not in Client().get(article.url).content.decode()
    assert queue(client, state="spam") == ["기다린 말"]
    client.post(reverse("comments:comment", args=[waiting.pk]), {"action": "removed"})
    client.post(reverse("comments:comment", args=[waiting.pk]), {"action": "waiting"})
    assert queue(client) == ["기다린 말"]


def test_many_are_decided_at_once_and_the_way_back_leads_to_the_same_question(client: Client, comment: Store) -> None:
    rows = [comment(f"말 {number}", state=State.WAITING, email="") for number in range(5)]
    chosen = {"comment": [each.pk for each in rows[:4]], "question": "state=waiting&q=말&p=2"}
    answer = client.post(reverse("comments:bulk"), {**chosen, "action": "spam"})
    assert dict(QueryDict(answer.url.partition("?")[2]).items()) == {"state": "waiting", "q": "말", "p": "2"}
    assert queue(client) == ["말 4"]
    assert len(queue(client, state="spam")) == 4
    assert ModelLogEntry.objects.filter(action="comments.spam").count() == 4


def test_of_two_moderators_one_decides(moderator: User, comment: Store) -> None:
    first = comment(state=State.WAITING)
    second = Comment.objects.get(pk=first.pk)
    assert moderation.decide(first, State.APPROVED, moderator) is True
    assert moderation.decide(second, State.SPAM, moderator) is False
    assert Comment.objects.get().state == State.APPROVED


def test_nonsense_in_bulk_changes_nothing(client: Client, comment: Store) -> None:
    waiting = comment(state=State.WAITING)
    for data in ({}, {"comment": ["x", "9" * 30]}, {"comment": [waiting.pk], "action": "explode"}):
        assert client.post(reverse("comments:bulk"), data).status_code == 302
    assert Comment.objects.get().state == State.WAITING


def test_a_moderator_edits_and_the_log_keeps_what_stood_there(client: Client, comment: Store) -> None:
    found = comment("거친 말")
    address = reverse("comments:comment", args=[found.pk])
    client.post(address, {"edit": "1", "name": "이바다", "homepage": "", "text": "고운 말"})
    assert Comment.objects.get().text == "고운 말"
    assert ModelLogEntry.objects.for_instance(found).get().data == {"before": {"text": "거친 말"}}
    assert "거친 말" in client.get(address).content.decode()
    client.post(address, {"edit": "1", "name": "이바다", "homepage": "javascript:x", "text": ""})
    assert Comment.objects.get().text == "고운 말"


def test_an_answer_from_the_queue_is_marked_and_approves_what_it_answers(
    client: Client, article: ArticlePage, comment: Store
) -> None:
    found = comment("질문", state=State.WAITING, language="en")
    client.post(
        reverse("comments:comment", args=[found.pk]), {"reply": "1", "reply-text": "대답", "reply-voice": "author"}
    )
    answer = Comment.objects.get(text="대답")
    assert (answer.parent, answer.voice, answer.name, answer.language) == (found, "author", "중재 김", "en")
    assert answer.email == ""
    page = soup(Client().get(article.url))
    assert page.select_one(f"#comment-{answer.pk} .comment__voice")
    client.post(
        reverse("comments:comment", args=[answer.pk]), {"reply": "1", "reply-text": "덧붙임", "reply-voice": "editor"}
    )
    assert Comment.objects.get(text="덧붙임").parent == found


def test_blocking_a_writer_keeps_what_comes_next_out_of_sight(
    client: Client, article: ArticlePage, comment: Store, reader: Reader
) -> None:
    CommentRules.objects.create(pk=1, approval="none")
    reader.write(article, text="광고 하나")
    found = Comment.objects.get()
    client.post(reverse("comments:comment", args=[found.pk]), {"action": "bar"})
    assert set(Barred.objects.values_list("kind", flat=True)) == {"email", "network"}
    reader.look(700)
    reader.write(article, text="광고 둘", email="another@example.org")
    assert set(Comment.objects.values_list("state", flat=True)) == {State.SPAM}
    page = client.get(reverse("comments:barred"))
    assert "haneul@example.org" in page.content.decode()
    for row in Barred.objects.all():
        client.post(reverse("comments:barred"), {"forgive": row.pk})
    assert not Barred.objects.exists()


def test_the_block_list_takes_addresses_and_domains(client: Client) -> None:
    address = reverse("comments:barred")
    client.post(address, {"add": "1", "kind": "domain", "value": "@Spam.Example", "note": "광고"})
    client.post(address, {"add": "1", "kind": "email", "value": " A@b.example "})
    client.post(address, {"add": "1", "kind": "email", "value": "no address"})
    client.post(address, {"add": "1", "kind": "domain", "value": "a@b.example"})
    client.post(address, {"add": "1", "kind": "network", "value": "x"})
    assert set(Barred.objects.values_list("kind", "value")) == {("domain", "spam.example"), ("email", "a@b.example")}


def fields_of_form(answer: Any) -> dict[str, str]:
    """What the form of an admin page would send."""
    found = {}
    for each in soup(answer).select("main form [name]"):
        chosen = each.select_one("option[selected]") or each
        default = "on" if each.get("type") == "checkbox" else ""
        found[str(each["name"])] = each.get_text() if each.name == "textarea" else str(chosen.get("value", default))
    return found


def test_the_rules_are_stored_once(client: Client, article: ArticlePage) -> None:
    address = reverse("comments:rules")
    fields = fields_of_form(client.get(address))
    said = {**fields, "approval": "all", "privacy_ko": "개인정보 <b>안내</b>", "closed_after_days": "7"}
    for _twice in range(2):
        assert client.post(address, said).status_code == 302
    stored = CommentRules.objects.get()
    assert (stored.approval, stored.closed_after_days) == ("all", 7)
    assert client.post(address, {**said, "closed_after_days": "-1"}).status_code == 200


def test_the_privacy_notice_is_that_of_the_site_until_the_operator_writes_another(
    client: Client, article: ArticlePage, settings: Any
) -> None:
    def told(prefix: str = "") -> str:
        return soup(Client().get(f"{prefix}/comments/privacy/")).select_one(".comments-privacy").get_text()

    address = reverse("comments:rules")
    page = soup(Client().get(article.url))
    assert page.select_one(".comment-form a[href='/comments/privacy/']")
    fields = fields_of_form(client.get(address))
    assert client.post(address, fields).status_code == 302
    stored = CommentRules.objects.get()
    assert (stored.privacy_ko, stored.privacy_en) == ("", ""), "what was not changed stays that of the site"
    assert "30" in told()
    assert "Akismet" not in told("/en")
    settings.AKISMET_KEY = "key"
    assert "Akismet" in told("/en")
    client.post(address, {**fields, "privacy_ko": "개인정보 <b>안내</b>\n\n둘째 문단 https://law.example/"})
    shown = soup(Client().get("/comments/privacy/")).select_one(".comments-privacy")
    assert [each.get_text() for each in shown.select("p")] == [
        "개인정보 <b>안내</b>", "둘째 문단 https://law.example/",
    ]  # fmt: skip
    assert shown.select_one("a")["href"] == "https://law.example/"
    assert "Your rights" in told("/en")
    client.post(address, {**fields, "privacy_ko": ""})
    assert "30" in told()


@pytest.mark.parametrize("name", ["queue", "bulk", "rules", "barred", "person", "comment"])
def test_nobody_but_moderators_comes_in(
    name: str, translator_client: Client, editor_client: Client, comment: Store
) -> None:
    address = reverse(f"comments:{name}", args=[comment().pk] if name == "comment" else [])
    ask = Client.post if name == "bulk" else Client.get
    assert ask(Client(), address).status_code == 302
    assert ask(translator_client, address).status_code == 302
    assert ask(translator_client, address).url.endswith("/admin/")
    assert ask(editor_client, address).status_code in {200, 302}
    token = Client(enforce_csrf_checks=True)
    token.cookies = editor_client.cookies
    assert token.post(address, {"action": "approved"}).status_code == 403


def test_a_moderator_sees_the_comments_and_nothing_else(client: Client, article: ArticlePage, comment: Store) -> None:
    assert "/admin/comments/" in client.get("/admin/").content.decode()
    assert client.get(f"/admin/pages/{article.pk}/edit/").status_code == 302


def test_an_editor_comes_from_the_article_to_its_comments(editor_client: Client, article: ArticlePage) -> None:
    page = editor_client.get(f"/admin/pages/{article.pk}/edit/").content.decode()
    assert f"article={article.translation_key}" in page


# --- a reader's rights ---


@pytest.fixture
def mine(comment: Store) -> dict[str, Comment]:
    """Three comments of one reader: one alone, one that somebody answered, one that answers."""
    other = comment("남의 말", email="other@example.org", name="다른 이")
    answered = comment("답을 받은 말", homepage="https://me.example/")
    comment("남의 대답", email="other@example.org", name="다른 이", parent=answered)
    answer = comment("내 대답", parent=other, email="BADA@example.org")
    return {"alone": comment("혼자 한 말"), "answered": answered, "answer": answer}


def test_everything_stored_for_an_address_comes_as_json(
    mine: Any, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("export_reader", "bada@example.org")
    told = json.loads(capsys.readouterr().out)
    assert [each["text"] for each in told["comments"]] == ["답을 받은 말", "내 대답", "혼자 한 말"]
    assert "남의" not in json.dumps(told, ensure_ascii=False)
    answer = client.post(reverse("comments:person"), {"email": "Bada@example.org", "export": "1"})
    assert json.loads(answer.content)["comments"] == told["comments"]
    assert "attachment" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("way", ["command", "page"])
def test_erasing_keeps_the_thread_whole(
    mine: dict[str, Comment], client: Client, moderator: User, article: ArticlePage, way: str
) -> None:
    moderation.edit(mine["answered"], {"text": "고친 말"}, moderator)
    if way == "command":
        call_command("erase_reader", "bada@example.org", verbosity=0)
    else:
        assert b"3" in client.post(reverse("comments:person"), {"email": "bada@example.org"}).content
        client.post(reverse("comments:person"), {"email": "bada@example.org", "erase": "1"})
    stored = json.dumps(list(Comment.objects.values()), default=str, ensure_ascii=False)
    logged = json.dumps(list(ModelLogEntry.objects.values()), default=str, ensure_ascii=False)
    for word in ("bada@example", "이바다", "혼자 한 말", "답을 받은", "내 대답", "me.example", "고친 말"):
        assert word not in stored + logged
    page = Client().get(article.url).content.decode()
    assert "남의 대답" in page
    assert f"comment-{mine['answered'].pk}" in page
    call_command("erase_reader", "bada@example.org", verbosity=0)


def test_anonymising_keeps_what_was_said(mine: Any, article: ArticlePage) -> None:
    call_command("erase_reader", "bada@example.org", anonymise=True, verbosity=0)
    assert not Comment.objects.filter(email__icontains="bada").exists()
    assert not Comment.objects.filter(name="이바다").exists()
    assert "혼자 한 말" in Client().get(article.url).content.decode()


def test_an_empty_address_is_nobodys(mine: Any) -> None:
    Comment.objects.update(email="")
    call_command("erase_reader", "", verbosity=0)
    assert Comment.objects.count() == 5
