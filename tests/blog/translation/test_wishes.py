"""Readers who want another language: counted once a day, without a cookie and without knowing who they are."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale, PageViewRestriction

from blog.models import ArticlePage
from blog.translation.models import Wish, WishSeen
from blog.translation.wishes import MOST_A_DAY, digest_of, wishes_for

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
OURS = {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_USER_AGENT": AGENT}


def ask(article: ArticlePage, language: str = "en", *, prefix: str = "/blog/", data: Any = None, **headers: str) -> Any:
    address = f"{prefix}{quote(article.slug)}/wish/{language}/"
    return Client(enforce_csrf_checks=True).post(address, data or {"website": ""}, **{**OURS, **headers})


def wishes() -> int:
    return sum(Wish.objects.values_list("number", flat=True))


def test_a_reader_is_counted_once_a_day_and_thanked_every_time(write: Any, english: Locale) -> None:
    article = write()
    for _again in range(3):
        answer = ask(article)
        assert answer.status_code == 303
        assert answer.url == f"/blog/{quote(article.slug)}/#wished-en"
        assert not answer.cookies
        assert "no-store" in answer.headers["Cache-Control"]
    ask(article, REMOTE_ADDR="192.0.2.7")
    assert wishes_for([article.translation_key]) == {(article.translation_key, english.pk): 2}
    other = write("다른 글")
    ask(other)
    assert wishes() == 3


def test_the_next_day_counts_again_and_yesterday_is_forgotten(write: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    article = write()
    ask(article)
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: tomorrow)
    ask(article)
    assert wishes() == 2
    assert WishSeen.objects.count() == 2
    call_command("forget_visitors", verbosity=0)
    assert list(WishSeen.objects.values_list("day", flat=True)) == [tomorrow]
    assert wishes() == 2


def test_nothing_in_the_database_names_the_visitor(write: Any) -> None:
    ask(write(), REMOTE_ADDR="203.0.113.77", HTTP_X_FORWARDED_FOR="198.51.100.9")
    kept = str(list(WishSeen.objects.values())) + str(list(Wish.objects.values()))
    assert "203.0.113" not in kept
    assert "198.51.100" not in kept
    assert "Firefox" not in kept


def test_the_digest_changes_with_the_day_the_visitor_and_the_secret(settings: Any) -> None:
    day = date(2030, 1, 1)
    digests = {
        digest_of("192.0.2.1", day),
        digest_of("192.0.2.1", day + timedelta(days=1)),
        digest_of("192.0.2.2", day),
    }
    settings.SECRET_KEY = "another"
    assert len(digests | {digest_of("192.0.2.1", day)}) == 4


def test_one_visitor_asks_for_so_many_texts_and_no_more(write: Any, english: Locale) -> None:
    today, visitor = timezone.localdate(), digest_of("127.0.0.1", timezone.localdate())
    article = write()
    keys = [article.translation_key.__class__(int=number) for number in range(MOST_A_DAY)]
    WishSeen.objects.bulk_create(
        WishSeen(visitor=visitor, day=today, translation_key=key, locale=english) for key in keys
    )
    assert ask(article).status_code == 303
    assert wishes() == 0
    ask(article, REMOTE_ADDR="192.0.2.7")
    assert wishes() == 1


@pytest.mark.parametrize(
    ("headers", "data"),
    [
        ({"HTTP_USER_AGENT": "Mozilla/5.0 (compatible; Yeti/1.1; +https://naver.me/spd)"}, None),
        ({"HTTP_USER_AGENT": "python-requests/2.32"}, None),
        ({"HTTP_USER_AGENT": ""}, None),
        ({}, {"website": "https://spam.example/"}),
    ],
)
def test_robots_are_thanked_and_not_counted(write: Any, headers: dict[str, str], data: Any) -> None:
    answer = ask(write(), data=data, **headers)
    assert answer.url.endswith("#wished-en")
    assert wishes() == WishSeen.objects.count() == 0


@pytest.mark.parametrize("agent", ["DaumApps/6.2", "NAVER(inapp; search; 1000; 12.1)", "KAKAOTALK 10.4", "CriOS/140.0"])
def test_people_in_korean_apps_are_people(write: Any, agent: str) -> None:
    ask(write(), HTTP_USER_AGENT=f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) {agent}")
    assert wishes() == 1


@pytest.mark.parametrize(
    ("headers", "number"),
    [
        ({"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "http://testserver"}, 0),
        ({"HTTP_SEC_FETCH_SITE": "same-site"}, 0),
        ({"HTTP_SEC_FETCH_SITE": "", "HTTP_ORIGIN": "https://evil.example"}, 0),
        ({"HTTP_SEC_FETCH_SITE": "", "HTTP_ORIGIN": "null"}, 0),
        ({"HTTP_SEC_FETCH_SITE": "", "HTTP_ORIGIN": "http://[broken"}, 0),
        ({"HTTP_SEC_FETCH_SITE": ""}, 0),
        ({"HTTP_SEC_FETCH_SITE": "", "HTTP_ORIGIN": "http://testserver"}, 1),
        ({"HTTP_SEC_FETCH_SITE": "", "HTTP_REFERER": "http://testserver/blog/x/"}, 1),
    ],
)
def test_only_a_form_on_our_own_page_counts(write: Any, headers: dict[str, str], number: int) -> None:
    answer = ask(write(), **headers)
    assert answer.status_code == 303
    assert wishes() == number
    assert answer.url.endswith("#wished-en") is bool(number)


def test_what_readers_cannot_see_cannot_be_asked_for(write: Any) -> None:
    draft, private = write("초고", live=False), write("닫힌 글")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    article = write("열린 글")
    assert [ask(each).status_code for each in (draft, private)] == [404, 404]
    assert [ask(article, language).status_code for language in ("ko", "ja", "xx-yy")] == [404, 404, 404]
    assert Client().get(f"/blog/{quote(article.slug)}/wish/en/").status_code == 405
    assert wishes() == 0


def test_who_asks_too_late_is_led_to_the_version_that_is_there(write: Any, english: Locale) -> None:
    article = write()
    copy = article.copy_for_translation(english)
    copy.slug = "here-it-is"
    copy.save_revision().publish()
    assert ask(article).url == "/en/blog/here-it-is/"
    assert wishes() == 0


def test_the_line_stands_under_an_article_without_the_other_language_and_in_that_language(
    write: Any, english: Locale, trees: Any
) -> None:
    article = write()
    page = BeautifulSoup(Client().get(article.url).content, "html.parser")
    line = page.select_one(".wish")
    assert line
    assert line["lang"] == "en"
    form = line.select_one("form")
    assert form
    assert (form["method"], form["action"]) == ("post", "wish/en/")
    assert form.button
    assert form.button.get_text() == "I would like to read it in English"
    assert not page.select("[name=csrfmiddlewaretoken]")
    other = ArticlePage(title="English only", slug="english-only", locale=english)
    trees.lists["en"].add_child(instance=other)
    other.save_revision().publish()
    english_line = BeautifulSoup(Client().get("/en/blog/english-only/").content, "html.parser").select_one(".wish")
    assert english_line
    assert english_line["lang"] == "ko"
    assert "한국어로 읽고 싶어요" in english_line.get_text()
    assert ask(other, "ko", prefix="/en/blog/").url == "/en/blog/english-only/#wished-ko"


def test_the_line_goes_when_the_other_language_comes_and_stands_on_no_private_page(write: Any, english: Locale) -> None:
    article = write()
    copy = article.copy_for_translation(english)
    assert b"wish__form" in Client().get(article.url).content
    copy.save_revision().publish()
    assert b"wish__form" not in Client().get(article.url).content


def test_the_line_costs_no_query_and_leaves_the_page_without_a_cookie(write: Any, english: Locale) -> None:
    article, both = write(), write("둘 다 있는 글")
    both.copy_for_translation(english).save_revision().publish()

    def cost(page: ArticlePage) -> int:
        Client().get(page.url)
        with CaptureQueriesContext(connection) as queries:
            answer = Client().get(page.url)
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")
        return len(queries)

    assert cost(article) <= cost(both) <= 10
