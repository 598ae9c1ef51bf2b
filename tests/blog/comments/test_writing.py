"""Writing without an account: preview, mistakes, the token for silent browsers, one's own comment."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from blog.comments import tickets
from blog.comments.forms import Places
from blog.comments.models import Comment, CommentRules, State
from blog.models import ArticlePage
from tests.blog.comments.conftest import SAID, Reader, fields_of, soup, ticket, write_address

Store = Callable[..., Comment]


def test_a_first_comment_is_shown_before_it_is_sent_and_waits_then(article: ArticlePage, reader: Reader) -> None:
    preview = reader.preview(article, text="첫 줄\n\n둘째 문단 <b>굵게</b>")
    assert preview.status_code == 200
    assert len(soup(preview).select(".comment--preview .comment__text p")) == 2
    assert "<b>굵게" not in str(soup(preview).select_one(".comment--preview .comment__text"))
    assert Comment.objects.count() == 0
    reader.look()
    answer = reader.post(write_address(article), fields_of(preview))
    assert answer.status_code == 303
    stored = Comment.objects.get()
    assert (stored.state, stored.held, stored.text) == (State.WAITING, "first", "첫 줄\n\n둘째 문단 <b>굵게</b>")
    thanks = reader.client.get(answer.url)
    assert thanks.status_code == 200
    assert "no-store" in thanks.headers["Cache-Control"]
    assert thanks.headers["X-Robots-Tag"] == "noindex"
    for each in (preview, answer, thanks):
        assert not each.cookies
    assert "<b>굵게".encode() not in Client().get(article.url).content


def test_whoever_was_approved_once_is_read_at_once(article: ArticlePage, reader: Reader, comment: Store) -> None:
    comment("처음", email="HANEUL@example.org")
    answer = reader.write(article, text="두 번째 말")
    assert Comment.objects.get(text="두 번째 말").state == State.APPROVED
    assert "두 번째 말" in Client().get(article.url).content.decode()
    assert reader.client.get(answer.url).status_code == 200


@pytest.mark.parametrize(("approval", "state"), [("all", State.WAITING), ("none", State.APPROVED)])
def test_the_operator_says_what_waits(
    article: ArticlePage, reader: Reader, comment: Store, approval: str, state: str
) -> None:
    CommentRules.objects.create(pk=1, approval=approval)
    if approval == "all":
        comment("처음", email=SAID["email"])
    reader.write(article)
    assert Comment.objects.get(text=SAID["text"]).state == state


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "가" * 61),
        ("name", "\x00\x07"),
        ("email", "어딘가"),
        ("email", ""),
        ("homepage", "javascript:alert(1)"),
        ("homepage", "ftp://files.example"),
        ("homepage", "data:text/html,x"),
        ("homepage", "[url=javascript:alert(1)]x[/url]"),
        ("text", " \n \r\n "),
        ("text", "글" * 5001),
        ("text", "\ud800"),
    ],
)
def test_a_mistake_is_named_at_its_field_which_takes_the_focus(
    article: ArticlePage, reader: Reader, field: str, value: str
) -> None:
    value = value.encode("utf-8", "ignore").decode()
    answer = reader.preview(article, **{field: value})
    assert answer.status_code == 200
    page = soup(answer)
    wrong = page.select("[aria-invalid=true]")
    assert [each["name"] for each in wrong] == [field]
    assert wrong[0].has_attr("autofocus")
    described = str(wrong[0]["aria-describedby"]).split()
    assert any(page.find(id=name).get_text(strip=True) for name in described if name.endswith("_error"))
    kept = {each["name"]: each.get("value") for each in page.select(".comment-form input[name]")}
    assert kept["email"] == (value if field == "email" else SAID["email"]) or not value
    assert Comment.objects.count() == 0


def test_the_form_says_what_browsers_may_fill_in(article: ArticlePage) -> None:
    page = soup(Client().get(article.url))
    hints = {each["name"]: each.get("autocomplete") for each in page.select(".comment-form input[name]")}
    assert hints == {"website": "off", "name": "name", "email": "email", "homepage": "url"}
    for each in page.select(".comment-form :is(input, textarea, select):not([hidden])"):
        assert page.select_one(f"label[for={each['id']}]")


def test_sections_and_paragraphs_can_be_what_a_comment_is_about(trees: Any, reader: Reader) -> None:
    from tests.factories import make_article, paragraph, section

    article = make_article(trees.lists["ko"], body=[paragraph(), section("물때표", paragraph("표입니다."))])
    block, first = article.raw_body[1]["id"], article.raw_body[0]["id"]
    inner = article.raw_body[1]["value"]["content"][0]["id"]
    options = soup(Client().get(article.url)).select("select[name=block_id] option")
    assert [each["value"] for each in options] == ["", first, block, inner]
    assert [each.get_text() for each in options][2:] == ["물때표", "– 표입니다."]
    reader.write(article, block_id=block)
    assert Comment.objects.get().block_id == block
    asked = soup(Client().get(f"{write_address(article)}?about={inner}"))
    assert asked.select_one("option[selected]")["value"] == inner
    assert reader.preview(article, block_id="none of this article").status_code == 200


def test_an_answer_names_what_it_answers_and_one_level_is_enough(
    article: ArticlePage, reader: Reader, comment: Store
) -> None:
    first = comment("질문")
    second = comment("대답", parent=first)
    page = soup(Client().get(f"{write_address(article)}?to={second.pk}"))
    assert page.select_one("input[name=to]")["value"] == str(first.pk)
    reader.write(article, to=str(second.pk))
    assert Comment.objects.get(text=SAID["text"]).parent_id == first.pk
    hidden = comment("숨은 말", state=State.WAITING)
    reader.write(article, to=str(hidden.pk), text="다른 말", email="other@example.org", REMOTE_ADDR="192.0.2.9")
    assert Comment.objects.get(text="다른 말").parent is None


def test_the_language_is_that_of_the_page(english: ArticlePage, reader: Reader) -> None:
    answer = reader.write(english)
    assert answer.url.startswith("/en/blog/on-tides/comment/")
    assert Comment.objects.get().language == "en"
    assert b"Thank you. Your comment has arrived" in reader.client.get(answer.url).content
    assert b"This is no e-mail address" in reader.preview(english, email="x").content


SILENT = {"HTTP_SEC_FETCH_SITE": ""}


@pytest.mark.parametrize(
    ("headers", "sent"),
    [
        ({}, True),
        ({"HTTP_SEC_FETCH_SITE": "", "HTTP_ORIGIN": "http://testserver"}, True),
        ({"HTTP_SEC_FETCH_SITE": "", "HTTP_REFERER": "http://testserver/blog/x/"}, True),
        (SILENT, False),
        ({"HTTP_SEC_FETCH_SITE": "none"}, False),
        ({"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "http://testserver"}, False),
        ({"HTTP_SEC_FETCH_SITE": "same-site"}, False),
        ({"HTTP_SEC_FETCH_SITE": "", "HTTP_ORIGIN": "https://evil.example"}, False),
        ({"HTTP_SEC_FETCH_SITE": "", "HTTP_ORIGIN": "null"}, False),
        ({"HTTP_SEC_FETCH_SITE": "", "HTTP_ORIGIN": "http://[broken"}, False),
    ],
)
def test_only_a_form_on_our_own_page_sends_a_comment(
    article: ArticlePage, reader: Reader, headers: dict[str, str], sent: bool
) -> None:
    answer = reader.post(write_address(article), {**SAID, "ticket": ticket()}, **headers)
    assert bool(Comment.objects.count()) is sent
    assert answer.status_code == (303 if sent else 200)
    assert bool(soup(answer).select("[name=csrfmiddlewaretoken]")) is not sent


def test_a_silent_browser_sends_it_with_a_token_from_an_uncached_page(article: ArticlePage, reader: Reader) -> None:
    page = reader.post(write_address(article), SAID, **SILENT)
    assert "no-store" in page.headers["Cache-Control"]
    assert "csrftoken" in page.cookies
    action = soup(page).select_one(".comment-form")["action"]
    assert action.endswith("/comment/confirm/")
    fields = fields_of(page)
    reader.look()
    assert reader.post(action, {**fields, "csrfmiddlewaretoken": "x" * 64}, **SILENT).status_code == 403
    assert Client(enforce_csrf_checks=True).post(action, fields).status_code == 403
    assert Comment.objects.count() == 0
    assert reader.post(action, fields, **SILENT).status_code == 303
    assert Comment.objects.get().text == SAID["text"]


def test_whoever_is_logged_in_writes_as_everybody_else(
    article: ArticlePage, reader: Reader, editor_client: Client
) -> None:
    reader.client.cookies = editor_client.cookies
    reader.write(article)
    assert Comment.objects.get().user is None
    assert Comment.objects.get().state == State.WAITING


def test_a_form_that_is_sent_twice_makes_one_comment(article: ArticlePage, reader: Reader) -> None:
    data = {**SAID, "ticket": ticket()}
    answers = [reader.post(write_address(article), data) for _twice in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
    reader.write(article)
    assert Comment.objects.count() == 1


def test_a_made_up_or_old_ticket_leads_to_the_preview_again(article: ArticlePage, reader: Reader) -> None:
    for paper in ("", "made:up", ticket(25 * 3600), tickets.own(1, "screen"), tickets.quiet("a@example.org")):
        assert reader.post(write_address(article), {**SAID, "ticket": paper}).status_code == 200
    assert Comment.objects.count() == 0


def test_back_from_the_preview_everything_is_still_there(article: ArticlePage, reader: Reader) -> None:
    fields = fields_of(reader.preview(article, text="긴 글", homepage="example.org"))
    page = reader.post(write_address(article), {**fields, "change": "1"})
    assert page.status_code == 200
    again = fields_of(page)
    assert (again["text"].strip(), again["name"], again["homepage"]) == ("긴 글", SAID["name"], "example.org")
    assert Comment.objects.count() == 0


def test_a_closed_article_gives_the_text_back(article: ArticlePage, reader: Reader) -> None:
    ArticlePage.objects.update(comments_open=False)
    answer = reader.post(write_address(article), {**SAID, "ticket": ticket()})
    assert answer.status_code == 403
    assert SAID["text"] in answer.content.decode()
    assert Comment.objects.count() == 0


def test_what_readers_cannot_see_cannot_be_written_under(article: ArticlePage, reader: Reader) -> None:
    article.unpublish()
    assert reader.preview(article).status_code == 404
    assert Client().get("/en/blog/none/comment/").status_code == 404


def test_ones_own_comment_can_be_changed_for_fifteen_minutes(article: ArticlePage, reader: Reader) -> None:
    place = reader.write(article).url
    assert reader.post(place, {"text": "고친 말", "homepage": ""}).status_code == 303
    stored = Comment.objects.get()
    assert stored.text == "고친 말"
    assert stored.edited_at
    assert stored.state == State.WAITING
    reader.look(16 * 60)
    assert not soup(reader.client.get(place)).select("textarea")
    reader.post(place, {"text": "너무 늦은 말", "homepage": ""})
    assert Comment.objects.get().text == "고친 말"


def test_ones_own_comment_can_be_deleted_and_leaves_a_place_where_somebody_answered(
    article: ArticlePage, reader: Reader, comment: Store
) -> None:
    CommentRules.objects.create(pk=1, approval="none")
    place = reader.write(article).url
    mine = Comment.objects.get()
    comment("대답", parent=mine)
    assert reader.post(place, {"delete": "1"}).status_code == 200
    mine.refresh_from_db()
    assert (mine.state, mine.name, mine.email, mine.text, mine.network) == (State.REMOVED, "", "", "", "")
    assert reader.client.get(place).status_code == 404
    other = reader.write(article, text="답이 없는 말", email="other@example.org", REMOTE_ADDR="192.0.2.9").url
    reader.post(other, {"delete": "1"})
    assert not Comment.objects.filter(text="답이 없는 말").exists()


def test_nobody_elses_comment_can_be_changed(article: ArticlePage, reader: Reader, comment: Store) -> None:
    place, other = reader.write(article).url, comment("남의 말")
    mine = Comment.objects.exclude(pk=other.pk).get()
    for address in (
        place.replace(f"/{mine.pk}/", f"/{other.pk}/"),
        f"{article.url}comment/{other.pk}/mine/{tickets.own(mine.pk, 'mail')}/",
        f"{article.url}comment/{other.pk}/mine/{tickets.new_ticket()}/",
    ):
        reader.post(address, {"text": "바꿔치기", "homepage": ""})
        reader.post(address, {"delete": "1"})
    assert reader.post(place, {"delete": "1"}, HTTP_SEC_FETCH_SITE="cross-site").status_code == 404
    assert set(Comment.objects.values_list("text", flat=True)) == {SAID["text"], "남의 말"}


def test_what_is_changed_into_spam_is_out_of_sight(article: ArticlePage, reader: Reader) -> None:
    CommentRules.objects.create(pk=1, approval="none", spam_words="카지노")
    place = reader.write(article).url
    reader.post(place, {"text": "좋은 카 지노, 카지노", "homepage": ""})
    assert Comment.objects.get().state == State.SPAM


def test_later_a_link_comes_by_mail(article: ArticlePage, reader: Reader, comment: Store, settings: Any) -> None:
    from django.core import mail

    from blog.comments.mails import send_outgoing

    mine, ask = comment("내 말", email="bada@example.org"), "comment/{}/mine/"
    address = article.url + ask.format(mine.pk)
    assert reader.client.get(address).status_code == 404
    settings.NOTICES_BY_MAIL = True
    reader.look(86_400)
    answers = [reader.post(address, {"email": email}) for email in ("other@example.org", "Bada@example.org")]
    assert answers[0].content == answers[1].content
    send_outgoing()
    assert [each.to for each in mail.outbox] == [["bada@example.org"]]
    link = next(word for word in mail.outbox[0].body.split() if word.startswith("https://dugeul.example/"))
    path = link.removeprefix("https://dugeul.example")
    assert reader.post(path, {"text": "나중에 고친 말", "homepage": ""}).status_code == 303
    mine.refresh_from_db()
    assert (mine.text, mine.state) == ("나중에 고친 말", State.APPROVED)
    for _more in range(7):
        reader.post(address, {"email": "bada@example.org"})
    assert send_outgoing() <= 5
    reader.look(8 * 86_400)
    assert not soup(reader.client.get(path)).select("textarea")


def test_all_of_ones_comments_under_an_article_come_in_one_mail(
    article: ArticlePage, reader: Reader, comment: Store, settings: Any
) -> None:
    from django.core import mail

    from blog.comments.mails import send_outgoing

    settings.NOTICES_BY_MAIL = True
    comment("첫 말"), comment("기다리는 말", state=State.WAITING), comment("지워진 말", state=State.REMOVED)
    comment("남의 말", email="other@example.org"), comment("다른 글", translation_key=uuid4())
    page = soup(Client().get(article.url))
    address = article.url + page.select_one(".conversation__foot a[href$='mine/']")["href"]
    assert reader.client.get(address).status_code == 200
    asked = [{"email": "BADA@example.org"}, {"email": ""}, {"email": "nobody@example.org"}, {"email": "a\x00"}, {}]
    assert len({reader.post(address, each).content for each in asked}) == 1
    assert send_outgoing() == 1
    body = mail.outbox[0].body
    assert [text in body for text in ("첫 말", "기다리는 말", "지워진 말", "남의 말", "다른 글")] == [True] * 2 + [
        False
    ] * 3
    links = [word.removeprefix("https://dugeul.example") for word in body.split() if word.startswith("https://")]
    assert len(links) == 2
    for link in links:
        assert reader.post(link, {"delete": "1"}).status_code == 200
    assert set(Comment.objects.exclude(text="").values_list("text", flat=True)) == {"지워진 말", "남의 말", "다른 글"}
    settings.NOTICES_BY_MAIL = False
    assert reader.client.get(address).status_code == 404
    assert not soup(Client().get(article.url)).select(".conversation__foot a[href$='mine/']")


def test_decomposed_hangul_controls_and_bad_bytes_are_stored_as_clean_text(
    article: ArticlePage, reader: Reader
) -> None:
    reader.write(
        article, name="\u1112\u1161\u11ab  글\u202e", text="\u1112\u1161\u11ab\x00\x08\r\n\r\n\r\n\r\n둘\u202e셋"
    )
    stored = Comment.objects.get()
    assert (stored.name, stored.text) == ("한 글", "한\n\n둘\u202e셋")


@pytest.mark.parametrize("sent", [b"name=%ff%fe&email=a@b.example&text=%80", b"\xff" * 100, b"a=" * 9000])
def test_a_broken_body_is_no_error_of_ours(article: ArticlePage, reader: Reader, sent: bytes) -> None:
    answer = reader.client.post(
        write_address(article), sent, content_type="application/x-www-form-urlencoded", **reader.headers
    )
    assert answer.status_code in {200, 400}
    assert Comment.objects.count() == 0


def test_nothing_stored_names_the_network(article: ArticlePage, reader: Reader) -> None:
    reader.write(article, REMOTE_ADDR="203.0.113.77")
    stored = Comment.objects.get()
    assert len(stored.network) == 64
    assert "203.0.113" not in str(Comment.objects.values().get())
    assert stored.network != tickets.digest_of_network("203.0.113.78")
    now = timezone.now() + timedelta(days=40)
    reader.monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: now.date())
    assert stored.network != tickets.digest_of_network("203.0.113.77")


@pytest.mark.parametrize(
    ("label", "shown", "language"),
    [
        ("– 물때를 읽는 법", "– 물때를 읽는 법", "ko"),
        ("– Two sentences are English. 셋째는", "– Two sentences are English.…", None),
        ("– 두글 is the name of this place", "– 두글 is the name of this place", "ko"),
        ("Tide tables", "Tide tables", None),
    ],
)
def test_a_place_is_named_in_one_language(label: str, shown: str, language: str | None) -> None:
    with override("en"):
        option = Places().create_option("block_id", "x", label, False, 0)
    assert (option["label"], option["attrs"].get("lang")) == (shown, language)
