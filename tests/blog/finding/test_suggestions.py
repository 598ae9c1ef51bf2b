"""Titles while somebody types: in whatever way it is typed, and only what readers may see."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from wagtail.models import PageViewRestriction

from blog.models import Series, Topic
from home.bootstrap import Trees
from search.models import Suggestion
from tests.blog.finding.hostile import HOSTILE, collected
from tests.factories import make_article


def suggested(client: Client, typed: str, language: str = "") -> list[str]:
    response = client.get(f"{language}/search/suggest/", {"q": typed})
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    return [each["title"] for each in response.json()["suggestions"]]


@pytest.fixture
def cloud(trees: Trees):
    return make_article(trees.lists["ko"], title="작은 클라우드 요금", slug="cloud")


@pytest.mark.parametrize(
    "typed", ["작", "작은 클", "클랑", "클라ㅇ", "ㅋㄹㅇㄷ", "ㅈㅇㅋ", "zmffk", "요그", "작은클라우드"]
)
def test_a_title_is_suggested_however_it_is_typed(cloud, client: Client, typed: str):
    assert suggested(client, typed) == ["작은 클라우드 요금"]


@pytest.mark.parametrize("typed", ["", " ", "라우드", "구름", "!!", "\x00", "%", "_", "가" * 5000])
def test_what_begins_no_word_of_a_title_suggests_nothing(cloud, client: Client, typed: str):
    assert suggested(client, typed) == []


def test_a_suggestion_says_where_it_leads_and_what_it_is(cloud, client: Client):
    (only,) = client.get("/search/suggest/", {"q": "작은"}).json()["suggestions"]
    assert (only["title"], only["url"]) == ("작은 클라우드 요금", "/blog/cloud/")
    assert only["kind"]
    assert client.get(only["url"]).status_code == 200


def test_a_suggestion_says_in_which_language_it_is_and_the_list_how_long_it_is(trees: Trees, client: Client):
    for title in ("카나리아 하나", "카나리아 둘", "Canary"):
        make_article(trees.lists["en"], title=title)
    answer = client.get("/en/search/suggest/", {"q": "카나리아"}).json()
    assert {each["lang"] for each in answer["suggestions"]} == {"ko"}
    assert answer["said"] == "2 suggestions"
    answer = client.get("/en/search/suggest/", {"q": "can"}).json()
    assert [each["lang"] for each in answer["suggestions"]] == ["en"]
    assert answer["said"] == "1 suggestion"
    assert client.get("/en/search/suggest/", {"q": "없음"}).json() == {"suggestions": [], "said": ""}


def test_drafts_private_pages_and_the_other_language_are_not_suggested(trees: Trees, client: Client):
    make_article(trees.lists["ko"], title="카나리아 초안", live=False)
    secret = make_article(trees.lists["ko"], title="카나리아 비밀")
    PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.LOGIN)
    gone = make_article(trees.lists["ko"], title="카나리아 내림")
    gone.unpublish()
    make_article(trees.lists["en"], title="카나리아 English")
    assert suggested(client, "카나") == []
    assert suggested(client, "카나", "/en") == ["카나리아 English"]


def test_topics_and_series_are_suggested_once_they_have_articles(trees: Trees, client: Client):
    locale = trees.lists["ko"].locale
    topic = Topic.objects.create(name="카나리아", slug="canary", locale=locale)
    Series.objects.create(title="카나리아 연재", slug="canaries", locale=locale)
    assert suggested(client, "카나") == []
    article = make_article(trees.lists["ko"], title="새")
    article.article_topics.create(topic=topic)
    article.save_revision().publish()
    assert suggested(client, "카나") == ["카나리아"]
    topic.name = "종달새"
    topic.save()
    assert suggested(client, "카나") == []
    topic.delete()
    assert suggested(client, "종달") == []


def test_suggesting_costs_a_fixed_number_of_queries(trees: Trees, client: Client, django_assert_max_num_queries):
    for number in range(12):
        make_article(trees.lists["ko"], title=f"물때 {number}")
    client.get("/search/suggest/?q=물")
    with django_assert_max_num_queries(4):
        assert len(suggested(client, "물")) == 8


def test_a_new_index_holds_the_same_titles(cloud, trees: Trees):
    before = set(Suggestion.objects.values_list("kind", "object_id", "keys"))
    call_command("update_index", stdout=StringIO())
    assert set(Suggestion.objects.values_list("kind", "object_id", "keys")) == before


def test_hostile_strings_suggest_something_or_nothing(cloud, client: Client):
    for typed in (*HOSTILE, *collected()):
        suggested(client, typed)
