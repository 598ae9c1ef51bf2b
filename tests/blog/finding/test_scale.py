"""What lets the search grow: fixed numbers of statements, words found once, and short cuts that change no answer."""

from datetime import UTC, datetime

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Page, PageViewRestriction

from blog.finding import results
from blog.finding.candidates import Limits, visible
from blog.finding.results import Search
from home.bootstrap import Trees
from search import fields, retrieval
from search.fields import language_word
from search.query import parse
from search.retrieval import Question
from tests.factories import make_article, paragraph
from tests.search.indexed import together

KOREAN = [[language_word("ko")]]


def statements(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def test_a_page_of_results_costs_the_same_however_many_there_are(trees: Trees, client: Client) -> None:
    numbers = []
    for more in (1, 9, 50):
        with together():
            for number in range(more):
                make_article(trees.lists["ko"], title=f"물때 {number}", body=[paragraph("docker를 읽는다")])
                make_article(trees.lists["en"], title=f"Tide {number}", body=[paragraph("docker docker")])
        numbers.append(statements(client, "/search/?q=docker"))
    # Of more than fifty articles, the words of the first fifty are read, and then those of the others.
    assert numbers[0] == numbers[1]
    assert numbers[2] <= numbers[0] + 1
    assert max(numbers) <= 20


def test_suggestions_cost_the_same_however_many_there_are(trees: Trees, client: Client) -> None:
    make_article(trees.lists["ko"], title="물때")
    one = statements(client, "/search/suggest/?q=물")
    with together():
        for number in range(70):
            make_article(trees.lists["ko"], title=f"물때 {number}")
    assert statements(client, "/search/suggest/?q=물") == one <= 4


def test_an_article_is_analysed_once_for_all_columns_of_the_index(trees: Trees, monkeypatch) -> None:
    texts: list[str] = []
    found = fields.index_text
    monkeypatch.setattr(fields, "index_text", lambda text: texts.append(text) or found(text))
    article = make_article(trees.lists["ko"], title="물때", body=[paragraph("나의 바다")])
    texts.clear()
    from wagtail.search.backends import get_search_backend

    get_search_backend().get_index_for_model(type(article)).add_items(type(article), [article])
    assert texts.count("나의 바다") == 1
    article.body = type(article).body.field.stream_block.to_python([paragraph("다른 산")])
    get_search_backend().get_index_for_model(type(article)).add_items(type(article), [article])
    assert "다른 산" in texts  # nothing is remembered longer than that


def test_the_ways_to_ask_for_common_and_for_rare_words_give_the_same_pages(trees: Trees, monkeypatch) -> None:
    with together():
        for number in range(12):
            make_article(trees.lists["ko"], title=f"docker {number}", body=[paragraph("바다")])
            make_article(trees.lists["en"], title=f"docker {number}", body=[paragraph("sea")])
    words = [[["docker"]], KOREAN]
    answers = []
    for rare, most in ((10_000, 1_000), (0, 1_000), (0, 2)):
        monkeypatch.setattr(retrieval, "_RARE", rare)
        monkeypatch.setattr(retrieval, "MOST", most)
        answers.append(retrieval.holding(words))
        by_word = retrieval.holders(["docker", "바다"], KOREAN[0], most=most)
        assert by_word["docker"] == by_word["바다"] == answers[-1]
    assert answers[0] == answers[1] == sorted(answers[0], reverse=True)
    assert len(answers[0]) == 12
    assert answers[2] == answers[0][:2]


def test_only_of_words_that_many_texts_hold_the_newest_are_asked(trees: Trees) -> None:
    with together():
        for number in range(12):
            make_article(trees.lists["ko"], title=f"docker {number}")
    docker, kubernetes = [[["docker"]]], [[["kubernetes"]]]
    asked = Question(needed=[*docker, *kubernetes])
    assert asked.newest(kubernetes, 2) == asked.newest(docker, 10) == ""
    assert ("id BETWEEN" in asked.newest(docker, 2)) is asked.is_postgresql


def test_a_window_that_holds_too_few_is_no_answer(trees: Trees, monkeypatch) -> None:
    with together():
        old = [make_article(trees.lists["ko"], title=f"docker {number}") for number in range(12)]
        for number in range(12):
            make_article(trees.lists["ko"], title=f"물때 {number}")
    monkeypatch.setattr(retrieval, "MOST", 2)
    assert retrieval.holding([[["docker"]]]) == [each.pk for each in reversed(old[-2:])]


def test_the_pages_whose_words_are_worth_most_come_first(trees: Trees) -> None:
    sea = make_article(trees.lists["ko"], title="바다")
    both = make_article(trees.lists["ko"], title="바다 물때")
    tide = make_article(trees.lists["ko"], title="물때")
    make_article(trees.lists["en"], title="바다 물때")
    values = {"바다": 1.0, "물때": 2.5}
    assert retrieval.worthiest(values, KOREAN[0], 10) == [both.pk, tide.pk, sea.pk]
    assert retrieval.worthiest(values, KOREAN[0], 1) == [both.pk]
    among = Page.objects.exclude(pk=both.pk).values("pk")
    assert retrieval.worthiest(values, KOREAN[0], 10, among=among) == [tide.pk, sea.pk]
    assert retrieval.worthiest({}, KOREAN[0], 10) == []


def test_an_old_article_that_has_the_word_in_its_title_is_found_among_very_many(trees: Trees, monkeypatch) -> None:
    for module in (retrieval, results):
        monkeypatch.setattr(module, "MOST", 5)
    old = make_article(trees.lists["ko"], title="카나리아", published_at=datetime(2010, 1, 1, tzinfo=UTC))
    for _ in range(6):
        make_article(trees.lists["ko"], title="새", body=[paragraph("카나리아가 운다")])
    answer = Search(parse("카나리아"), Locale.objects.get(language_code="ko"), Limits()).answer()
    assert answer.pages[0].pk == old.pk
    assert answer.is_capped
    assert len(answer.pages) == 5


def test_pages_without_a_date_and_closed_ones_among_candidates(trees: Trees) -> None:
    dated = make_article(trees.lists["ko"], published_at=datetime(2024, 12, 31, 15, 0, 5, tzinfo=UTC))
    closed = make_article(trees.lists["ko"])
    draft = make_article(trees.lists["ko"], live=False)
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    about = trees.lists["ko"]
    found = visible([about.pk, draft.pk, closed.pk, dated.pk, 10**9, about.pk], about.locale_id)
    assert [each.pk for each in found] == [about.pk, dated.pk]
    assert found[0].published_at is None
    assert found[1].published_at == datetime(2024, 12, 31, 15, 0, 5, tzinfo=UTC)
