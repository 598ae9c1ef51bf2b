"""Searching: whatever is typed, an answer comes, and only of what every reader may see."""

from datetime import UTC, datetime

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from blog.models import Author, Category, Topic
from home.bootstrap import Trees
from search import vocabulary
from search.models import Word
from tests.factories import make_article, paragraph

MOST_QUERIES = 20


def test_an_article_is_found_by_a_word_of_its_body(trees: Trees, client: Client):
    make_article(trees.lists["ko"], title="물때", body=[paragraph("데이터베이스 이야기")])
    html = client.get("/search/", {"q": "데이터베이스"}).content.decode()
    assert "물때" in html


def test_an_article_is_found_although_particles_hang_on_its_words(trees: Trees, client: Client):
    make_article(trees.lists["ko"], title="물때", body=[paragraph("데이터베이스를 옮겼다. 클라우드에서는 아니다.")])
    for query in ("데이터베이스", "클라우드"):
        assert "물때" in client.get("/search/", {"q": query}).content.decode()


def test_drafts_private_pages_and_the_other_language_are_not_found(trees: Trees, client: Client):
    make_article(trees.lists["ko"], title="초안 카나리아", live=False)
    secret = make_article(trees.lists["ko"], title="비밀 카나리아")
    PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.LOGIN)
    make_article(trees.lists["en"], title="English 카나리아")
    context = client.get("/search/", {"q": "카나리아"}).context
    assert context["answer"].pages == ()
    assert context["choices"] == ()
    assert [page.title for page in context["elsewhere"].pages] == ["English 카나리아"]
    assert titles(client, "카나리아", language="en") == ["English 카나리아"]


def test_search_results_are_kept_out_of_other_search_engines(trees: Trees, client: Client):
    assert '<meta name="robots" content="noindex' in client.get("/search/?q=글").content.decode()


def titles(client: Client, query: str, language: str = "ko", **chosen: str) -> list[str]:
    address = "/search/" if language == "ko" else f"/{language}/search/"
    answer = client.get(address, {"q": query, **chosen}).context["answer"]
    return [page.title for page in answer.pages]


def test_a_search_costs_the_same_for_one_result_as_for_ten(trees, client, django_assert_max_num_queries):
    make_article(trees.lists["ko"], title="물때 하나")
    client.get("/search/?q=물때")
    with CaptureQueriesContext(connection) as one:
        client.get("/search/?q=물때")
    for number in range(10):
        make_article(trees.lists["ko"], title=f"물때 {number}")
    with CaptureQueriesContext(connection) as ten:
        client.get("/search/?q=물때")
    assert len(ten) <= len(one)
    assert len(one) <= MOST_QUERIES


def test_readers_are_told_how_far_the_search_went(trees: Trees, client: Client):
    make_article(trees.lists["ko"], title="쿠버네티스를 걷어 내다", body=[paragraph("서버가 다섯 대였다.")])
    make_article(trees.lists["ko"], title="클라우드 요금", body=[paragraph("가용 영역을 넘나드는 통신비")])
    steps = {
        "쿠버네티스": "all",
        "쿠버네티스 통신비": "some",
        "쿠버내티스": "corrected",
        "zmffkdnem": "corrected",
        '"다섯 서버가"': "without_phrase",
        "없는말": "nothing",
    }
    found = {query: client.get("/search/", {"q": query}).context["step"] for query in steps}
    assert found == steps
    html = client.get("/search/", {"q": "쿠버네티스 통신비"}).content.decode()
    assert 'class="search-said"' in html


def test_a_phrase_has_to_stand_there_letter_by_letter(trees: Trees, client: Client):
    make_article(trees.lists["ko"], title="그대로", body=[paragraph("침묵은 돈이었다.")])
    make_article(trees.lists["ko"], title="뒤집힘", body=[paragraph("돈이 침묵이었다.")])
    assert titles(client, '"침묵은 돈이었다"') == ["그대로"]
    assert set(titles(client, "침묵 돈")) == {"그대로", "뒤집힘"}


def test_minus_leaves_out_and_field_words_look_in_one_place(trees: Trees, client: Client):
    locale = trees.lists["ko"].locale
    author = Author.objects.create(name="김 철수", slug="kim", locale=locale)
    category = Category.objects.create(name="운영", slug="operations", locale=locale)
    by_kim = make_article(trees.lists["ko"], title="경보 줄이기", body=[paragraph("온콜 이야기")])
    by_kim.article_authors.create(author=author)
    by_kim.article_categories.create(category=category)
    by_kim.save_revision().publish()
    make_article(trees.lists["ko"], title="온콜", body=[paragraph("경보 이야기")])
    assert set(titles(client, "경보")) == {"경보 줄이기", "온콜"}
    assert titles(client, "제목:경보") == ["경보 줄이기"]
    assert titles(client, "글쓴이:김철수") == ["경보 줄이기"]
    assert titles(client, "분류:운영 경보") == ["경보 줄이기"]
    assert titles(client, "경보 -줄이기") == ["온콜"]
    assert titles(client, "철수") == ["경보 줄이기"]


def test_categories_topics_and_years_narrow_a_search_down(trees: Trees, client: Client):
    locale = trees.lists["ko"].locale
    category = Category.objects.create(name="운영", slug="operations", locale=locale)
    old = make_article(trees.lists["ko"], title="경보 옛글", published_at=datetime(2019, 5, 1, tzinfo=UTC))
    old.article_categories.create(category=category)
    old.save_revision().publish()
    make_article(trees.lists["ko"], title="경보 새글", published_at=datetime(2024, 5, 1, tzinfo=UTC))
    choices = client.get("/search/", {"q": "경보"}).context["choices"]
    assert {(each.kind, each.value, each.number) for each in choices} == {
        ("category", "operations", 1),
        ("year", "2024", 1),
        ("year", "2019", 1),
    }
    assert titles(client, "경보", category="operations") == ["경보 옛글"]
    assert titles(client, "경보", year="2024") == ["경보 새글"]
    assert titles(client, "경보", year="2024", category="operations") == []
    for nonsense in ("0000", "x", "99999", "２０２４"):
        assert client.get("/search/", {"q": "경보", "year": nonsense}).status_code == 200


def test_the_other_language_is_offered_apart_and_a_translated_article_once(trees: Trees, client: Client):
    korean = make_article(trees.lists["ko"], title="SQLite 물때", body=[paragraph("SQLite")])
    make_article(trees.lists["en"], title="SQLite tides", translation_key=korean.translation_key)
    make_article(trees.lists["en"], title="SQLite only in English")
    context = client.get("/search/", {"q": "SQLite"}).context
    assert [page.title for page in context["answer"].pages] == ["SQLite 물때"]
    assert [page.title for page in context["elsewhere"].pages] == ["SQLite only in English"]


def test_what_is_taken_back_is_found_no_more_and_leaves_no_words(trees: Trees, client: Client):
    article = make_article(trees.lists["ko"], title="카나리아")
    assert titles(client, "카나리아") == ["카나리아"]
    assert vocabulary.frequencies(["카나리아"])["카나리아"] == 1
    article.unpublish()
    assert titles(client, "카나리아") == []
    article.delete()
    assert "카나리아" not in vocabulary.frequencies(["카나리아"])


def test_counting_anew_gives_what_was_counted_on_the_way(trees: Trees):
    article = make_article(trees.lists["ko"], title="카나리아", body=[paragraph("새가 운다")])
    article.title = "종달새"
    article.save_revision().publish()
    counted = dict(Word.objects.filter(articles__gt=0).values_list("text", "articles"))
    vocabulary.recount()
    assert dict(Word.objects.values_list("text", "articles")) == counted


def test_matched_words_are_marked_and_texts_stay_texts(trees: Trees, client: Client):
    make_article(trees.lists["ko"], title="글", body=[paragraph("&lt;b&gt;경보&lt;/b&gt;마다 울렸다")])
    html = client.get("/search/", {"q": "경보"}).content.decode()
    assert "&lt;b&gt;<mark>경보</mark>&lt;/b&gt;마다" in html


def test_the_pages_of_results_keep_what_was_chosen(trees: Trees, client: Client):
    for number in range(12):
        make_article(trees.lists["ko"], title=f"물때 {number}", published_at=datetime(2024, 1, 1 + number, tzinfo=UTC))
    html = client.get("/search/", {"q": "물때", "year": "2024"}).content.decode()
    assert "?q=%EB%AC%BC%EB%95%8C&amp;year=2024&amp;page=2" in html
    assert client.get("/search/", {"q": "물때", "page": "nonsense"}).status_code == 200


def test_editors_find_korean_in_the_same_way(trees: Trees, editor_client: Client):
    make_article(trees.lists["ko"], title="클라우드에서는 다르다")
    make_article(trees.lists["ko"], title="관계형데이터베이스", live=False)
    Topic.objects.create(name="배포파이프라인을 위한", slug="deploy", locale=trees.lists["ko"].locale)
    for query, title in (
        ("클라우", "클라우드에서는"),
        ("데이터베이스를", "관계형데이터베이스"),
        ("클라우드", "클라우드에서는"),
    ):
        for address in ("/admin/pages/search/", f"/admin/pages/{trees.lists['ko'].pk}/"):
            assert title in editor_client.get(address, {"q": query}).content.decode(), (query, address)
    assert "배포파이프라인" in editor_client.get("/admin/snippets/blog/topic/", {"q": "파이프라인"}).content.decode()
