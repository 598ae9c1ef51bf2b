"""Pages that editors recommend: above the results, once, for whoever means the same words, and only what is public."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import PageViewRestriction

from blog.models import Topic
from home.bootstrap import Trees
from search.models import SpellingGroup
from tests.factories import make_article, paragraph


def promote(query: str, page: Any = None, **more: Any) -> SearchPromotion:
    return SearchPromotion.objects.create(query=Query.get(query), page=page, **more)


def shown(client: Client, query: str, address: str = "/search/", **more: str) -> list[str]:
    return [each.title for each in client.get(address, {"q": query, **more}).context["promoted"]]


def found(client: Client, query: str, **more: str) -> list[str]:
    return [each.page.title for each in client.get("/search/", {"q": query, **more}).context["found"]]


@pytest.fixture
def cloud(trees: Trees) -> Any:
    page = make_article(trees.lists["ko"], title="요금을 줄이는 법", body=[paragraph("클라우드 이야기")])
    promote("클라우드", page)
    return page


@pytest.mark.parametrize(
    "query", ["클라우드", "클라우드에서", "클라우드에서는", " 클라우드 ", '"클라우드"', "클라우드란 무엇인가"]
)
def test_a_recommendation_is_for_every_query_that_means_the_same(cloud: Any, client: Client, query: str):
    assert shown(client, query) == [cloud.title]


@pytest.mark.parametrize("query", ["클라우드 요금", "구름", "클라", "제목:클라우드", "요금 -클라우드"])
def test_it_is_for_no_other_query(cloud: Any, client: Client, query: str):
    assert shown(client, query) == []


@pytest.mark.parametrize(
    ("recommended", "typed"),
    [
        ("가용 영역", "가용영역을"),
        ("데이터베이스", "데이터 베이스"),
        ("SQLite", "sqlite로"),
        ("C++", "c++"),
        ("k8s", "쿠버네티스에서"),
    ],
)
def test_spaces_capitals_and_other_spellings_make_no_difference(
    trees: Trees, client: Client, recommended: str, typed: str
):
    SpellingGroup.objects.all().delete()
    SpellingGroup.objects.create(spellings="k8s\n쿠버네티스\nkubernetes")
    page = make_article(trees.lists["ko"], title="추천 글")
    promote(recommended, page)
    assert shown(client, typed) == ["추천 글"]


def test_what_is_recommended_stands_first_and_once(cloud: Any, trees: Trees, client: Client):
    for number in range(10):
        make_article(trees.lists["ko"], title=f"클라우드 {number}")
    assert cloud.title not in found(client, "클라우드")
    context = client.get("/search/", {"q": "클라우드"}).context
    assert context["number"] == 11
    html = client.get("/search/", {"q": "클라우드"}).content.decode()
    assert html.index("search-result__promoted") < html.index("<mark>")
    assert html.count(f"/blog/{cloud.slug}/") == 1
    make_article(trees.lists["ko"], title="클라우드 11")
    assert shown(client, "클라우드", page="2") == []
    assert cloud.title not in found(client, "클라우드", page="2")


def test_who_narrows_the_search_down_sees_the_results_alone(cloud: Any, client: Client):
    year = str(cloud.published_at.year)
    assert shown(client, "클라우드", year=year) == []
    assert found(client, "클라우드", year=year) == [cloud.title]


def test_drafts_private_pages_and_the_other_language_are_never_shown(trees: Trees, client: Client):
    secret = make_article(trees.lists["ko"], title="비밀")
    PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.LOGIN)
    for page in (
        make_article(trees.lists["ko"], title="초안", live=False),
        secret,
        make_article(trees.lists["en"], title="English"),
    ):
        promote("구름", page)
    assert shown(client, "구름") == []
    assert shown(client, "구름", "/en/search/") == ["English"]
    assert b"search-result__promoted" not in client.get("/search/", {"q": "구름"}).content


def test_a_recommendation_is_shown_where_nothing_else_is_found(trees: Trees, client: Client):
    page = make_article(trees.lists["ko"], title="물때")
    promote("없는말", page, description="이런 글은 어떠세요")
    html = client.get("/search/", {"q": "없는말"}).content.decode()
    assert "이런 글은 어떠세요" in html
    assert "search-onward" not in html


def test_a_link_to_another_site_is_shown_in_the_language_of_its_title(trees: Trees, client: Client):
    for text in ("다른 곳의 글", "Elsewhere"):
        promote("cloud", external_link_url="https://example.org/", external_link_text=text, description="<b>")
    assert shown(client, "cloud") == ["다른 곳의 글"]
    assert shown(client, "cloud", "/en/search/") == ["Elsewhere"]
    assert "&lt;b&gt;" in client.get("/search/", {"q": "cloud"}).content.decode()


def test_a_page_that_is_recommended_twice_for_the_same_words_is_shown_once(cloud: Any, client: Client):
    promote("클라우드를", cloud, description="다시")
    assert shown(client, "클라우드") == [cloud.title]


def test_many_recommendations_cost_no_more_queries_than_one(cloud: Any, trees: Trees, client: Client):
    client.get("/search/", {"q": "클라우드"})
    with CaptureQueriesContext(connection) as one:
        client.get("/search/", {"q": "클라우드"})
    for number in range(8):
        page = make_article(trees.lists["ko"], title=f"추천 {number}")
        promote("클라우드", page)
        promote(f"다른 말 {number}", page)
    with CaptureQueriesContext(connection) as many:
        assert len(shown(client, "클라우드")) == 5
    assert len(many) <= len(one)


def test_nothing_found_leads_to_all_articles_and_to_topics(trees: Trees, client: Client):
    locale = trees.lists["ko"].locale
    article = make_article(trees.lists["ko"], title="물때")
    for number in range(15):
        topic = Topic.objects.create(name=f"주제{number}", slug=f"topic-{number}", locale=locale)
        article.article_topics.create(topic=topic)
    article.save_revision().publish()
    html = client.get("/search/", {"q": "없는말"}).content.decode()
    assert html.count('href="/blog/topic/topic-') == 12
    assert 'href="/blog/"' in html
    assert "search-onward" in client.get("/search/", {"q": "것"}).content.decode()


@pytest.mark.parametrize(
    ("query", "title"), [("물때 표", "물때 표 – "), ("가" * 300, "가" * 59 + "… – "), ("<b>", "&lt;b&gt; – ")]
)
def test_the_title_says_what_was_searched_for(trees: Trees, client: Client, query: str, title: str):
    html = client.get("/search/", {"q": query}).content.decode()
    assert f"<title>{title}" in html


# In the admin


def test_editors_recommend_pages_and_see_how_often_they_were_asked_for(trees: Trees, editor_client: Client):
    page = make_article(trees.lists["ko"], title="요금")
    form = {
        "query_string": "클라우드",
        "editors_picks-TOTAL_FORMS": "1",
        "editors_picks-INITIAL_FORMS": "0",
        "editors_picks-MIN_NUM_FORMS": "0",
        "editors_picks-MAX_NUM_FORMS": "1000",
        "editors_picks-0-page": str(page.pk),
        "editors_picks-0-ORDER": "1",
    }
    assert editor_client.post("/admin/searchpicks/add/", form).status_code == 302
    assert shown(editor_client, "클라우드를") == ["요금"]
    assert "클라우드" in editor_client.get("/admin/searchpicks/").content.decode()
    assert editor_client.get(f"/admin/searchpicks/{Query.objects.get().pk}/").status_code == 200
    empty = editor_client.post("/admin/searchpicks/add/", {**form, "editors_picks-0-page": ""})
    assert empty.status_code == 200
    assert SearchPromotion.objects.count() == 1
