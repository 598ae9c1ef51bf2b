"""What readers searched for: counted without knowing them, shown when it tells of nobody, and never in their way."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.contrib.search_promotions.models import Query, QueryDailyHits

from home.bootstrap import Trees
from search import asked
from search.models import Asked
from tests.factories import make_article, paragraph

READER = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
MOST_QUERIES = 8  # savepoints of the test included
Travel = Callable[[int], None]


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Travel:
    """Sets the clock of the search to a number of days from now."""
    today = timezone.localdate()

    def to(days: int) -> None:
        monkeypatch.setattr(asked.timezone, "localdate", lambda: today + timedelta(days=days))

    return to


@pytest.fixture
def reader(trees: Trees) -> Client:
    """A browser that says it is one."""
    return Client(headers={"user-agent": READER})


def look_for(client: Client, query: str, address: str = "/search/", **more: Any) -> None:
    assert client.get(address, {"q": query, **more}).status_code == 200


def counts() -> list[tuple[str, str, int, int]]:
    return list(Asked.objects.order_by("pk").values_list("text", "language", "times", "results"))


def test_a_query_is_stored_as_text_after_three_times_on_two_days(reader: Client, travel: Travel):
    make_article(_korean(), title="클라우드 요금")
    travel(-2)
    for _time in range(5):
        look_for(reader, "클라우드")
    assert counts() == [("", "ko", 5, 1)]
    assert "클라우드" not in str(list(Asked.objects.values_list()))
    travel(-1)
    look_for(reader, "  클라우드 ")
    assert counts() == [("클라우드", "ko", 5, 1), ("클라우드", "ko", 1, 1)]
    travel(0)
    look_for(reader, "클라우드")
    assert counts()[2] == ("클라우드", "ko", 1, 1)


def _korean() -> Any:
    from blog.models import BlogIndexPage

    return BlogIndexPage.objects.get(locale__language_code="ko")


def test_twice_on_two_days_is_not_enough(reader: Client, travel: Travel):
    for day in (-1, 0):
        travel(day)
        look_for(reader, "카나리아")
    assert {text for text, *_more in counts()} == {""}


def test_one_spelling_in_two_languages_is_counted_apart(reader: Client):
    for query in ("ＡＷＳ", "aws", "AWS "):
        look_for(reader, query)
    look_for(reader, "AWS", "/en/search/")
    assert [(language, times) for _text, language, times, _results in counts()] == [("ko", 3), ("en", 1)]


@pytest.mark.parametrize(
    "query",
    [
        "kim@example.org",
        "010-1234-5678",
        "010 1234 5678",
        "９００１０１－１２３４５６７",
        "https://example.org/?token=1",
        "가" * 61,
        "한 문장을 통째로 붙여 넣은 긴 질문은 누가 썼는지 짐작하게 할 수 있다 " * 2,
        "",
        "   ",
    ],
)
def test_what_may_tell_who_somebody_is_is_not_stored_at_all(reader: Client, query: str):
    look_for(reader, query)
    assert not Asked.objects.exists()


@pytest.mark.parametrize(
    "query", ["2024 2025", "'); DROP TABLE search_asked; --", "<b>굵게</b>", "\x00널", "한글", "😀"]
)
def test_other_odd_queries_are_counted_like_any(reader: Client, query: str):
    look_for(reader, query)
    assert [times for _text, _language, times, _results in counts()] == ([] if query.startswith("2024") else [1])


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; Yeti/1.1; +https://naver.me/spd)",
        "Mozilla/5.0 (compatible; Daumoa/4.0)",
        "facebookexternalhit/1.1; kakaotalk-scrap/1.0",
        "curl/8.5.0",
        "python-requests/2.32",
    ],
)
def test_robots_are_not_counted(trees: Trees, agent: str):
    look_for(Client(headers={"user-agent": agent}), "클라우드")
    assert not Asked.objects.exists()


@pytest.mark.parametrize("agent", ["Mozilla/5.0 (Linux; Android 9; CUBOT X18)", "Mozilla/5.0 … DaumApps/9", READER])
def test_people_are_counted_whatever_their_telephone_is_called(trees: Trees, agent: str):
    look_for(Client(headers={"user-agent": agent.replace("…", "")}), "클라우드")
    assert len(counts()) == 1


def test_further_pages_choices_prefetches_and_head_requests_are_not_counted(reader: Client):
    look_for(reader, "클라우드", page="2")
    look_for(reader, "클라우드", year="2024")
    look_for(reader, "클라우드", topic="sqlite")
    for name in ("Sec-Purpose", "Purpose", "X-Moz"):
        reader.get("/search/", {"q": "클라우드"}, headers={name: "prefetch;prerender"})
    reader.head("/search/", {"q": "클라우드"})
    reader.get("/search/suggest/", {"q": "클라우드"})
    assert not Asked.objects.exists()


def test_counting_costs_little_and_leaves_no_cookie(reader: Client):
    look_for(reader, "클라우드")
    with CaptureQueriesContext(connection) as without:
        Client().get("/search/", {"q": "클라우드"})
    with CaptureQueriesContext(connection) as counted:
        answer = reader.get("/search/", {"q": "클라우드"})
    assert len(counted) - len(without) <= MOST_QUERIES
    assert not answer.cookies
    assert Asked.objects.get().times == 2


def test_a_locked_database_costs_a_count_and_no_answer(reader: Client, monkeypatch: pytest.MonkeyPatch):
    def locked(*args: Any) -> None:
        raise DatabaseError("database is locked")

    monkeypatch.setattr(asked, "_count", locked)
    look_for(reader, "클라우드")
    assert not Asked.objects.exists()


def test_who_switches_the_report_off_keeps_nothing(reader: Client, settings: Any):
    look_for(reader, "클라우드")
    settings.SEARCH_REPORT_DAYS = 0
    call_command("forget_searches", verbosity=0)
    look_for(reader, "클라우드")
    assert not Asked.objects.exists()


def remembered(text: str, *days: int, language: str = "ko", results: int = 1, times: int = 2) -> None:
    """A query on some days before today."""
    for day in days:
        Asked.objects.create(
            day=timezone.localdate() - timedelta(days=day),
            language=language,
            digest=f"{language} {text}",
            text=text,
            times=times,
            results=results,
        )


def test_old_searches_are_forgotten_and_wagtails_promotions_know_the_others(trees: Trees, settings: Any):
    settings.SEARCH_REPORT_DAYS = 30
    remembered("새것", 0, 29)
    remembered("새것", 0, language="en")
    remembered("옛것", 30, 31)
    Asked.objects.create(day=timezone.localdate(), language="ko", digest="x", text="", times=9)
    for _again in range(2):
        call_command("forget_searches", verbosity=0)
        assert {text for text, *_more in counts()} == {"새것", ""}
        hits = QueryDailyHits.objects.order_by("date").values_list("query__query_string", "hits")
        assert list(hits) == [("새것", 2), ("새것", 4)]
    Asked.objects.all().delete()
    QueryDailyHits.objects.all().delete()
    call_command("forget_searches", verbosity=0)
    assert not Query.objects.exists()


def test_editors_see_what_was_searched_for_and_what_found_nothing_first(trees: Trees, editor_client: Client):
    remembered("클라우드", 0, 1)
    remembered("쿠버네티스", 0, 3, results=0, times=7)
    remembered("kubernetes", 0, language="en")
    Asked.objects.create(day=timezone.localdate(), language="ko", digest="x", text="", times=1)
    page = editor_client.get("/admin/reports/searches/")
    html = page.content.decode()
    rows = [(row["text"], row["asked"], row["found"]) for row in page.context["object_list"]]
    assert rows == [("쿠버네티스", 14, 0), ("클라우드", 4, 1), ("kubernetes", 2, 1)]
    assert "/en/search/?q=kubernetes" in html
    assert "?found=nothing" in html
    for chosen, texts in (
        ({"found": "nothing"}, ["쿠버네티스"]),
        ({"found": "something", "language": "en"}, ["kubernetes"]),
        ({"day_from": str(timezone.localdate()), "q": "클라"}, ["클라우드"]),
        ({"q": "없는말"}, []),
        ({"ordering": "-found"}, None),
    ):
        answer = editor_client.get("/admin/reports/searches/results/", chosen)
        found = [row["text"] for row in answer.context["object_list"]]
        assert texts is None or found == texts
    today = editor_client.get("/admin/reports/searches/", {"day_from": str(timezone.localdate())})
    assert {row["text"]: row["asked"] for row in today.context["object_list"]}["쿠버네티스"] == 7


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_report_can_be_taken_away_as_a_table(trees: Trees, editor_client: Client, form: str):
    remembered("=cmd()", 0, 1)
    answer = editor_client.get("/admin/reports/searches/", {"export": form})
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content if answer.streaming else [answer.content])


def test_the_report_costs_the_same_for_one_query_as_for_fifty(trees: Trees, editor_client: Client):
    remembered("하나", 0, 1)
    editor_client.get("/admin/reports/searches/")
    with CaptureQueriesContext(connection) as one:
        editor_client.get("/admin/reports/searches/")
    for number in range(40):
        remembered(f"말 {number}", 0, 1)
    with CaptureQueriesContext(connection) as many:
        editor_client.get("/admin/reports/searches/")
    assert len(many) <= len(one)


def test_what_was_searched_for_is_the_same_with_an_article_or_without(reader: Client):
    make_article(_korean(), title="물때", body=[paragraph("클라우드")])
    look_for(reader, "클라우드")
    look_for(reader, "없는말없음")
    assert [results for _text, _language, _times, results in counts()] == [1, 0]
