"""What keeps the conversation clean: limits that all processes share, traps, words, links, copies, Akismet."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog.comments.limits import DAY, Limit, TooManyError, count
from blog.comments.models import Barred, Comment, CommentRules, State, Tally
from blog.comments.tickets import digest_of_network
from blog.comments.wording import as_html, clean_line, clean_text, fingerprint, number_of_links
from blog.models import ArticlePage
from tests.blog.comments.conftest import SAID, Reader, soup, ticket, write_address
from tests.loopback import answer, loopback

Store = Callable[..., Comment]


def state_of(text: str = SAID["text"]) -> tuple[str, str]:
    stored = Comment.objects.get(text=text)
    return stored.state, stored.held


def test_a_new_writer_waits_ten_minutes_and_keeps_the_text(article: ArticlePage, reader: Reader) -> None:
    assert reader.write(article, text="첫째").status_code == 303
    answer = reader.write(article, text="둘째", email="other@example.org")
    assert answer.status_code == 429
    assert "둘째" in soup(answer).select_one("textarea").get_text()
    assert soup(answer).select_one("[role=alert]").get_text(strip=True)
    assert Comment.objects.count() == 1
    assert reader.write(article, text="셋째", REMOTE_ADDR="192.0.2.9").status_code == 303
    reader.look(601)
    assert reader.write(article, text="넷째").status_code == 303


def test_a_known_writer_is_counted_apart_from_all_others_of_the_network(
    article: ArticlePage, reader: Reader, comment: Store
) -> None:
    comment("처음", email=SAID["email"])
    reader.write(article, text="모르는 사람", email="unknown@example.org")
    answers = [reader.write(article, text=f"말 {number}").status_code for number in range(11)]
    assert answers == [303] * 10 + [429]


def test_a_network_of_many_addresses_is_slowed_down_too(article: ArticlePage, reader: Reader) -> None:
    CommentRules.objects.create(pk=1, one_network=3)
    answers = [
        reader.write(article, text=f"말 {number}", email=f"{number}@b.example", REMOTE_ADDR=f"198.51.100.{number}")
        for number in range(1, 6)
    ]
    assert [each.status_code for each in answers] == [303, 303, 303, 429, 429]
    assert reader.write(article, text="이웃", REMOTE_ADDR="198.51.101.1").status_code == 303


def test_what_is_refused_is_not_counted(db: None) -> None:
    first, second = Limit("a", "x", 5, DAY), Limit("b", "x", 1, DAY)
    count([first, second])
    for _again in range(3):
        with pytest.raises(TooManyError):
            count([first, second])
    assert dict(Tally.objects.values_list("scope", "number")) == {"a": 1, "b": 1}


def test_whoever_goes_on_after_being_refused_is_refused_until_tomorrow(
    article: ArticlePage, reader: Reader, comment: Store
) -> None:
    def send(text: str, email: str = "bot@spam.example") -> Any:
        return reader.post(write_address(article), {**SAID, "text": text, "email": email, "ticket": ticket()})

    comment("처음", email="known@example.org")
    answers = [send(f"말 {number}", f"{number}@spam.example").status_code for number in range(22)]
    assert answers == [303] + [429] * 21
    reader.look(601)
    late = send("십 분 뒤")
    assert late.status_code == 429
    assert "1440" not in soup(late).select_one("[role=alert]").get_text()
    with CaptureQueriesContext(connection) as queries:
        send("또")
    assert [each["sql"] for each in queries if each["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == [], (
        "it costs no write"
    )
    assert send("아는 사람", "known@example.org").status_code == 303
    reader.look(86_400)
    assert send("이튿날").status_code == 303


def test_no_limit_is_no_limit(article: ArticlePage, reader: Reader) -> None:
    CommentRules.objects.create(pk=1, new_writers=0, one_network=0)
    assert [reader.write(article, text=f"말 {n}").status_code for n in range(5)] == [303] * 5


def test_programs_that_do_not_look_are_asked_to(article: ArticlePage, reader: Reader) -> None:
    quick = reader.post(write_address(article), {**SAID, "ticket": ticket(0.5)})
    assert quick.status_code == 200
    assert soup(quick).select_one("[name=ticket]")
    assert Comment.objects.count() == 0


@pytest.mark.parametrize(
    ("said", "state", "reason"),
    [
        ({"website": "https://spam.example"}, State.SPAM, "honeypot"),
        ({"text": "싼 카지노 있어요"}, State.SPAM, "words"),
        ({"text": "싼 ＣＡＳＩＮＯ 있어요"}, State.SPAM, "words"),
        ({"name": "카지노"}, State.SPAM, "words"),
        ({"text": "광고 아닙니다"}, State.WAITING, "words"),
        ({"text": "https://a.example www.b.example http://c.example"}, State.WAITING, "links"),
        ({"text": "[url=x] " * 12}, State.SPAM, "links"),
        ({"email": "bad@Spam.example"}, State.SPAM, "barred"),
        ({"email": "Bad@example.org"}, State.SPAM, "barred"),
        ({"homepage": "https://shop.spam.example/x"}, State.SPAM, "barred"),
        ({"REMOTE_ADDR": "203.0.113.5"}, State.SPAM, "barred"),
        ({"homepage": "https://notspam.example/"}, State.APPROVED, ""),
        ({"text": "https://a.example 하나"}, State.APPROVED, ""),
    ],
)
def test_traps_words_links_and_blocks(
    article: ArticlePage, reader: Reader, said: dict[str, str], state: State, reason: str
) -> None:
    CommentRules.objects.create(pk=1, approval="none", spam_words="\n카지노\ncasino\n", held_words="광고")
    Barred.objects.create(kind="domain", value="spam.example")
    Barred.objects.create(kind="email", value="bad@example.org")
    Barred.objects.create(kind="network", value=digest_of_network("203.0.113.5"))
    answered = reader.write(article, **said)
    assert answered.status_code == 303, "bots and people get the same answer"
    stored = Comment.objects.get()
    assert (stored.state, stored.held) == (state, reason)


def test_the_same_long_text_elsewhere_is_a_copy_and_congratulations_are_not(
    article: ArticlePage, reader: Reader, comment: Store
) -> None:
    long = "이 글을 읽고 많은 것을 배웠습니다. 앞으로도 좋은 글을 계속 써 주시기를 바랍니다."
    comment(long)
    comment("축하드립니다!")
    CommentRules.objects.create(pk=1, approval="none", new_writers=0)
    reader.write(article, text=long.replace(".", "!!"), email="copy@example.org")
    reader.write(article, text="축하드립니다~", email="friend@example.org")
    assert state_of(long.replace(".", "!!")) == (State.SPAM, "copy")
    assert state_of("축하드립니다~") == (State.APPROVED, "")


@pytest.fixture
def akismet(settings: Any) -> Any:
    """Akismet, on this machine."""
    with loopback() as server:
        settings.AKISMET_KEY, settings.AKISMET_ENDPOINT = "key", server.url("")
        yield server


@pytest.mark.parametrize(
    ("said", "state", "reason"),
    [
        (answer("true", "text/plain"), State.SPAM, "akismet"),
        (answer("false", "text/plain"), State.APPROVED, ""),
        (answer("invalid", "text/plain"), State.WAITING, "unchecked"),
        (answer("down", status=500), State.WAITING, "unchecked"),
        (None, State.WAITING, "unchecked"),
    ],
)
def test_akismet_is_asked_and_what_it_cannot_say_waits(
    article: ArticlePage, reader: Reader, comment: Store, akismet: Any, said: Any, state: State, reason: str
) -> None:
    comment("처음", email=SAID["email"])
    akismet.pages = {"/comment-check": said} if said else {}
    reader.write(article, REMOTE_ADDR="203.0.113.9")
    assert state_of() == (state, reason)
    method, path, body = akismet.told[0]
    asked = parse_qs(body.decode())
    assert (method, path, asked["api_key"], asked["user_ip"]) == ("POST", "/comment-check", ["key"], ["203.0.113.9"])
    assert asked["comment_content"] == [SAID["text"]]


def test_akismet_is_not_shown_what_is_spam_already(article: ArticlePage, reader: Reader, akismet: Any) -> None:
    reader.write(article, website="x")
    assert akismet.told == []


def test_without_a_key_nobody_is_asked(article: ArticlePage, reader: Reader, akismet: Any, settings: Any) -> None:
    settings.AKISMET_KEY = ""
    reader.write(article)
    assert akismet.told == []


def test_spam_and_traces_go_after_a_month(article: ArticlePage, comment: Store) -> None:
    old = timezone.now() - timedelta(days=31)
    for state in State.values:
        comment(f"오래된 {state}", state=state, created_at=old, decided_at=old, network="a" * 64)
        comment(f"새 {state}", state=state, network="b" * 64)
    answered = comment("답이 있는 자리", state=State.REMOVED, created_at=old, decided_at=old)
    comment("대답", parent=answered)
    Tally.objects.create(scope="address", who="x", since=timezone.now() - timedelta(days=2))
    Barred.objects.create(kind="network", value="y")
    Barred.objects.update(created_at=old)
    call_command("tidy_comments", verbosity=0)
    left = set(Comment.objects.values_list("text", flat=True))
    assert left == {
        "오래된 waiting",
        "오래된 approved",
        *(f"새 {state}" for state in State.values),
        "답이 있는 자리",
        "대답",
    }
    assert set(Comment.objects.exclude(network="").values_list("network", flat=True)) == {"b" * 64}
    assert Tally.objects.count() == Barred.objects.count() == 0


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<script>alert(1)</script>", '<p dir="auto">&lt;script&gt;alert(1)&lt;/script&gt;</p>'),
        ("me@example.org", '<p dir="auto">me@example.org</p>'),
        ("https://a\\b/x", '<p dir="auto">https://a\\b/x</p>'),
        ("javascript:alert(1)", '<p dir="auto">javascript:alert(1)</p>'),
        ("\u202eabc", '<p dir="auto">\u202eabc\u202c</p>'),
        ("", ""),
    ],
)
def test_nothing_a_reader_writes_is_markup(text: str, html: str) -> None:
    assert as_html(text) == html


def test_an_address_with_quotes_stays_inside_its_attribute() -> None:
    found = str(as_html('https://example.org/"onmouseover="alert(1) https://example.org/\'x'))
    assert 'onmouseover="' not in found
    assert found.count("<a ") == 2


def test_cleaning_keeps_what_people_write_and_nothing_else() -> None:
    assert clean_text(" \n가\r\n\r\n\r\n나\t다 \n") == "가\n\n나\t다"
    assert clean_line(" 가\u2067나 \n 다\x7f ") == "가나 다"
    assert fingerprint("안녕, 하세요!") == fingerprint("안녕하세요") != fingerprint("안녕")
    assert fingerprint("😀") != fingerprint("😆")
    assert number_of_links("http://a www.b [url=c] <a href=d> //e") == 5


@pytest.mark.once
@pytest.mark.parametrize("network", ["198.51.{}.7", "198.51.7.{}"], ids=["everywhere", "neighbours of the person"])
def test_a_flood_of_bots_reaches_neither_page_nor_queue_and_people_still_get_through(
    article: ArticlePage, settings: Any, monkeypatch: pytest.MonkeyPatch, network: str
) -> None:
    """A small flood; `python -m tests.bench.comments` runs all of the issue's."""
    settings.TRUSTED_PROXIES = 1
    bot, address = Client(), write_address(article)
    for number in range(300):
        whence = {"HTTP_X_FORWARDED_FOR": network.format(number % 100), "HTTP_SEC_FETCH_SITE": "same-origin"}
        said = {
            **SAID,
            "email": f"bot{number}@spam.example",
            "text": f"좋은 정보 감사합니다 {number}",
            "ticket": ticket(),
        }
        bot.post(address, said, **whence)
    assert Comment.objects.filter(state=State.APPROVED).count() == 0
    assert Comment.objects.filter(state=State.WAITING).count() <= 100
    reader = Reader(monkeypatch)
    assert reader.write(article, text="사람이 쓴 말", HTTP_X_FORWARDED_FOR="198.51.7.200").status_code == 303
    assert state_of("사람이 쓴 말") == (State.WAITING, "first")


def test_a_person_gets_through_from_the_address_of_bots_that_take_no_time(article: ArticlePage, reader: Reader) -> None:
    """Most bots send the form that they have seen once, fill in every field, or do not wait."""
    for number in range(60):
        said = {**SAID, "email": f"bot{number}@spam.example", "text": f"좋은 정보 감사합니다 {number}"}
        for trick in ({}, {"ticket": ticket(0.5)}, {"ticket": ticket(), "website": "https://spam.example"}):
            reader.post(write_address(article), {**said, **trick})
    assert not Comment.objects.filter(state__in=[State.APPROVED, State.WAITING]).exists()
    assert reader.write(article, text="사람이 쓴 말").status_code == 303
    assert state_of("사람이 쓴 말") == (State.WAITING, "first")
