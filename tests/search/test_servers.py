"""The same fields in OpenSearch and Elasticsearch: what is sent to a server, and what it is asked.

The server on loopback knows no more of either than the site asks for; no real one runs here.
"""

import logging
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from modelsearch.backends import get_search_backend
from wagtail.images.models import Image
from wagtail.models import Locale, Page

from blog.finding.candidates import Limits
from blog.finding.results import Search
from blog.models import ArticlePage, Author, Topic
from home.bootstrap import Trees
from search import elsewhere, retrieval, servers, vocabulary
from search.analysis import index_text
from search.freshness import work
from search.mapping import BEGINNINGS, WORDS
from search.models import IndexChange
from search.query import parse
from settings.search_servers import search_backend
from tests.blog.finding.relevance import judged, write_articles
from tests.factories import make_article, paragraph, section
from tests.search_server import SearchServer, search_server

pytestmark = pytest.mark.once

ENGINES = ("opensearch3", "elasticsearch9")
QUERIES = 40
SAME_FIRST = 0.95


@pytest.fixture(autouse=True)
def spellings() -> None:
    """The dictionary of the database, not that of the other tests of this folder."""


@pytest.fixture(params=ENGINES)
def server(request: pytest.FixtureRequest, settings: Any) -> Any:
    """A server that the site is set up to use; there is no index yet."""
    with search_server() as running:
        chosen = search_backend(running.url, request.param, "dugeul_")
        settings.WAGTAILSEARCH_BACKENDS = {"default": chosen}
        yield running
        for backend in servers._known.values():
            backend.es.close()
        servers._known.clear()


def rebuild() -> None:
    call_command("update_index", stdout=StringIO(), verbosity=0)


def stored(server: SearchServer) -> dict[str, dict[str, Any]]:
    return server.index("dugeul_wagtailcore_page").documents


def test_the_mapping_is_the_one_that_we_rely_on(server: SearchServer):
    """Of modelsearch's mapping: names, copies to `_all_text`, boosts. Of ours: analysers."""
    columns = get_search_backend().mapping_class(ArticlePage).get_mapping()["properties"]
    words = {"type": "text", "analyzer": WORDS, "search_analyzer": WORDS}
    beginnings = {"type": "text", "analyzer": BEGINNINGS, "search_analyzer": WORDS}
    texts = {name: column for name, column in columns.items() if column["type"] == "text"}
    article = "blog_articlepage__"
    assert texts == {
        "_edgengrams": beginnings,
        "title_edgengrams": beginnings,
        f"{article}summary_edgengrams": beginnings,
        "_all_text": words,
        **{f"_all_text_boost_{boost}_0": words for boost in (2, 3, 4, 8)},
        "title": words | {"copy_to": ["_all_text", "_all_text_boost_8_0"]},
        "locale_id": words | {"copy_to": "_all_text"},
        f"{article}title_said": words | {"copy_to": "_all_text"},
        f"{article}prose_said": words | {"copy_to": "_all_text"},
        f"{article}summary": words | {"copy_to": ["_all_text", "_all_text_boost_3_0"]},
        f"{article}headings_said": words | {"copy_to": ["_all_text", "_all_text_boost_3_0"]},
        f"{article}groups_said": words | {"copy_to": ["_all_text", "_all_text_boost_4_0"]},
        f"{article}authors_said": words | {"copy_to": ["_all_text", "_all_text_boost_2_0"]},
    }
    assert columns["pk"] == {"type": "keyword", "store": True}
    assert columns["id_filter"] == {"type": "integer"}
    assert columns["locale_id_filter"]["type"] == "integer"


def test_what_has_no_words_of_ours_is_left_to_the_server(server: SearchServer):
    columns = get_search_backend().mapping_class(Image).get_mapping()["properties"]
    assert all("dugeul" not in str(column) for column in columns.values())


@pytest.mark.django_db
def test_a_document_holds_exactly_the_words_of_the_analysis(server: SearchServer, trees: Trees):
    locale = trees.lists["ko"].locale
    article = make_article(
        trees.lists["ko"],
        title="클라우드에서는 C++",
        summary="요금을 줄였다",
        body=[paragraph("데이터베이스를 옮겼다."), section("결론", paragraph("GPT-4o와 漢字"))],
    )
    article.article_topics.create(topic=Topic.objects.create(name="배포 파이프라인", slug="deploy", locale=locale))
    article.article_authors.create(author=Author.objects.create(name="김철수", slug="kim", locale=locale))
    article.save_revision().publish()
    document = get_search_backend().mapping_class(ArticlePage).get_document(ArticlePage.objects.get(pk=article.pk))
    assert document["title"] == index_text("클라우드에서는 C++")
    assert document["blog_articlepage__title_said"] == "zzt " + index_text("클라우드에서는 C++")
    assert document["blog_articlepage__summary"] == "zzs " + index_text("요금을 줄였다")
    assert document["blog_articlepage__headings_said"] == "zzh " + index_text("결론")
    assert document["blog_articlepage__groups_said"] == "zzg " + index_text("배포 파이프라인")
    assert document["blog_articlepage__authors_said"] == "zza " + index_text("김철수")
    assert (
        document["blog_articlepage__prose_said"] == "zzb " + index_text("결론\n데이터베이스를 옮겼다.\nGPT-4o와 漢字")
        or "데이터베이스" in document["blog_articlepage__prose_said"]
    )
    assert document["locale_id"] == "zzlko"
    assert "漢字" in document["blog_articlepage__prose_said"].split()


@pytest.mark.django_db
@pytest.mark.parametrize("server", ENGINES[:1], indirect=True)
def test_the_server_finds_what_the_database_finds(server: SearchServer, trees: Trees, settings: Any):
    write_in_the_database(trees, settings)
    rebuild()
    queries = list(judged())[:: max(1, len(list(judged())) // QUERIES)]
    from_server = [answered(each) for each in queries]
    assert {path.split("/")[-1] for _method, path in server.asked} >= {"_search", "_bulk", "_mapping"}
    settings.WAGTAILSEARCH_BACKENDS = {"default": search_backend("", "", "")}
    from_database = [answered(each) for each in queries]
    same = [one[:1] == other[:1] for one, other in zip(from_server, from_database, strict=True)]
    assert sum(same) / len(same) >= SAME_FIRST
    assert sum(bool(each) for each in from_server) >= 0.9 * len(queries)


def write_in_the_database(trees: Trees, settings: Any) -> None:
    chosen = settings.WAGTAILSEARCH_BACKENDS
    settings.WAGTAILSEARCH_BACKENDS = {"default": search_backend("", "", "")}
    write_articles(trees)
    settings.WAGTAILSEARCH_BACKENDS = chosen


def answered(each: Any) -> list[int]:
    locale = Locale.objects.get(language_code=each.language)
    return [page.pk for page in Search(parse(each.query), locale, Limits()).answer().pages]


@pytest.mark.django_db
def test_a_search_page_is_answered_through_the_server(server: SearchServer, trees: Trees, client: Client):
    rebuild()
    article = make_article(trees.lists["ko"], title="클라우드 요금", body=[paragraph("가용 영역을 넘나드는 통신비")])
    make_article(trees.lists["ko"], title="클라우드 초안", live=False)
    make_article(trees.lists["en"], title="클라우드 in English")
    response = client.get("/search/", {"q": "클라우드에서 통신비"})
    assert [page.pk for page in response.context["answer"].pages] == [article.pk]
    html = client.get("/search/", {"q": "제목:요금 -영어"}).content.decode()
    assert "클라우드" in html
    assert client.get("/search/", {"q": "통신비", "year": str(article.published_at.year)}).context["answer"].pages
    assert not client.get("/search/", {"q": "통신비", "year": "1999"}).context["answer"].pages


@pytest.mark.django_db
def test_the_three_questions_are_answered_as_the_database_answers_them(server: SearchServer, trees: Trees):
    rebuild()
    one = make_article(trees.lists["ko"], title="물때", body=[paragraph("바다 달력")])
    two = make_article(trees.lists["ko"], title="달력", body=[paragraph("바다")])
    sea, calendar = [["바다"]], [["달력"], ["없는말"]]
    assert retrieval.holding([sea]) == [two.pk, one.pk]
    assert retrieval.holding([sea], [[["물때"]]]) == [two.pk]
    assert retrieval.holding([sea], title=[calendar]) == [two.pk]
    assert retrieval.holding([sea], among=Page.objects.filter(pk=one.pk).values("pk")) == [one.pk]
    assert retrieval.holding([sea], among=Page.objects.none().values("pk")) == []
    assert retrieval.holding([]) == []
    assert retrieval.holders(["바다", "물때"], ["zzlko"]) == {"바다": [two.pk, one.pk], "물때": [one.pk]}
    assert retrieval.holders([]) == {}
    assert set(retrieval.texts([one.pk])[one.pk].split()) >= {"zzt", "물때", "zzb", "바다", "달력", "zzlko"}
    assert vocabulary.frequencies(["바다", "물때", "없는말"]).items() >= {("바다", 2), ("물때", 1)}
    assert "없는말" not in vocabulary.frequencies(["없는말"])


@pytest.mark.django_db
def test_words_are_counted_whatever_happens_to_a_page(server: SearchServer, trees: Trees):
    rebuild()
    before = counts()
    article = make_article(trees.lists["ko"], title="카나리아")
    assert counts()["카나리아"] == 1
    article.title = "종달새"
    article.save_revision().publish()
    assert "카나리아" not in counts()
    kept = counts()
    rebuild()
    assert counts() == kept
    article.delete()
    assert str(article.pk) not in stored(server)
    assert counts() == before


def counts() -> dict[str, int]:
    return dict(vocabulary.Word.objects.filter(articles__gt=0).values_list("text", "articles"))


@pytest.mark.django_db
def test_editors_search_through_the_server_too(server: SearchServer, trees: Trees, editor_client: Client):
    rebuild()
    make_article(trees.lists["ko"], title="클라우드에서는 다르다")
    make_article(trees.lists["ko"], title="전혀 다른 이야기")
    Topic.objects.create(name="배포파이프라인", slug="deploy", locale=trees.lists["ko"].locale)
    html = editor_client.get("/admin/pages/search/", {"q": "클라우드 다르다"}).content.decode()
    assert "클라우드에서는" in html
    assert "전혀 다른" not in html
    assert "배포파이프라인" in editor_client.get("/admin/snippets/blog/topic/", {"q": "파이프라인"}).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("status", [500, 503, 401])
def test_a_reader_is_told_when_the_server_is_away(server: SearchServer, trees: Trees, client: Client, status: int):
    server.fails = status
    response = client.get("/search/", {"q": "글"})
    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    assert response["Cache-Control"] == "no-store"
    html = response.content.decode()
    assert 'value="글"' in html
    assert "noindex" in html
    assert client.get("/en/search/", {"q": "글"}).status_code == 503
    assert client.get("/search/").status_code == 200
    assert client.get("/").status_code == 200


@pytest.mark.django_db
def test_without_an_index_a_reader_is_told_as_much(server: SearchServer, trees: Trees, client: Client):
    assert client.get("/search/", {"q": "글"}).status_code == 503


@pytest.mark.django_db
def test_publishing_and_deleting_wait_for_no_server(
    server: SearchServer, trees: Trees, settings: Any, caplog: pytest.LogCaptureFixture
):
    settings.SEARCH_IN_BACKGROUND = True
    rebuild()
    server.fails = 503
    article = make_article(trees.lists["ko"], title="카나리아")
    gone = make_article(trees.lists["ko"], title="종달새")
    asked = len(server.asked)
    gone_pk = gone.pk
    gone.delete()
    assert len(server.asked) == asked
    with caplog.at_level(logging.WARNING):
        assert work() == 0
    assert "tried again" in caplog.text
    assert IndexChange.objects.filter(object_id=str(article.pk), tries=1).exists()
    server.fails = 0
    IndexChange.objects.update(due="2000-01-01T00:00Z", claimed_until=None)
    assert work() >= 1
    assert not IndexChange.objects.exists()
    assert str(article.pk) in stored(server)
    assert str(gone_pk) not in stored(server)


@pytest.mark.django_db
def test_nothing_is_written_to_an_index_that_update_index_has_not_made(server: SearchServer, trees: Trees):
    make_article(trees.lists["ko"], title="카나리아")
    assert server.indexes == {}
    assert IndexChange.objects.exists()


@pytest.mark.django_db
def test_readers_find_something_while_the_index_is_rebuilt(server: SearchServer, trees: Trees, settings: Any):
    rebuild()
    make_article(trees.lists["ko"], title="카나리아")
    first = server.aliases["dugeul_wagtailcore_page"]
    backend = get_search_backend()
    rebuilder = backend.rebuilder_class(backend.get_index_for_model(Page))
    index = rebuilder.start()
    for model in (Page, ArticlePage):
        index.add_model(model)
    settings.SEARCH_IN_BACKGROUND = True
    make_article(trees.lists["ko"], title="종달새")
    assert retrieval.holding([[["카나리아"]]])
    assert work() == 0, "it would be written into the old index"
    index.add_items(ArticlePage, list(ArticlePage.objects.filter(title="카나리아")))
    rebuilder.finish()
    assert server.aliases["dugeul_wagtailcore_page"] != first
    assert first not in server.indexes
    assert work() > 0
    assert retrieval.holding([[["종달새"]]])


@pytest.mark.django_db
def test_a_question_names_at_most_as_many_pages_as_a_server_takes(server: SearchServer, trees: Trees, monkeypatch):
    rebuild()
    articles = [make_article(trees.lists["ko"], title=f"물때 {number}") for number in range(3)]
    monkeypatch.setattr(elsewhere, "MOST_AMONG", 2)
    found = retrieval.holding([[["물때"]]], among=ArticlePage.objects.values("pk"))
    assert found == [articles[2].pk, articles[1].pk]


@pytest.mark.django_db
@pytest.mark.parametrize("server", ENGINES[:1], indirect=True)
def test_what_is_below_a_page_that_moves_stands_in_the_index_at_its_new_place(server: SearchServer, trees: Trees):
    rebuild()
    article = make_article(trees.lists["ko"], title="카나리아")
    before = stored(server)[str(article.pk)]["path_filter"]
    Page.objects.filter(pk=trees.lists["ko"].pk).update(slug="elsewhere")
    Page.objects.get(pk=trees.lists["ko"].pk).specific.move(trees.homes["en"], pos="last-child")
    moved = ArticlePage.objects.get(pk=article.pk).path
    assert moved != before
    assert stored(server)[str(article.pk)]["path_filter"] == moved
