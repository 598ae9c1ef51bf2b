"""What is found follows what is published, in the background, and the counts of words agree with the index."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from time import sleep
from typing import Any

import pytest
from django.conf import settings as site
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from modelsearch.backends import get_search_backend
from wagtail.models import Page, PageViewRestriction

from blog.finding import suggestions
from blog.models import ArticlePage, Author, Category, Series, Topic
from home.bootstrap import Trees
from search import freshness
from search.freshness import REBUILDING, note_all, work
from search.models import IndexChange, IndexState, Suggestion, Word
from tests.factories import make_article, paragraph
from tests.search.indexed import counts, found, recounted


@pytest.fixture(autouse=True)
def spellings() -> None:
    """The dictionary of the database, not that of the other tests of this folder."""


@pytest.fixture
def in_background(settings: Any, trees: Trees) -> None:
    """A worker writes the index."""
    settings.SEARCH_IN_BACKGROUND = True


def test_the_worker_writes_the_index_and_not_whoever_publishes(in_background, trees: Trees):
    article = make_article(trees.lists["ko"], title="카나리아")
    assert found("카나리아") == []
    assert work() > 0
    assert found("카나리아") == [article.pk]
    assert work() == 0
    assert not IndexChange.objects.exists()


def test_the_worker_has_a_thread_for_it_and_looks_every_few_seconds():
    assert site.WORKER_JOBS["index_changes"] <= 5
    assert "index_changes" in site.SLOW_WORKER_JOBS


def test_what_a_transaction_takes_back_was_never_noted(in_background, trees: Trees):
    with transaction.atomic():
        make_article(trees.lists["ko"], title="카나리아")
        assert IndexChange.objects.exists()
        transaction.set_rollback(True)
    assert not IndexChange.objects.exists()


def test_the_command_does_a_round(in_background, trees: Trees):
    make_article(trees.lists["ko"], title="카나리아")
    output = StringIO()
    call_command("index_changes", verbosity=2, stdout=output)
    assert output.getvalue().endswith("objects\n")
    assert found("카나리아")


@pytest.mark.parametrize("way", ["unpublish", "restrict", "restrict_above", "expire", "delete"])
def test_what_readers_may_not_see_is_gone_from_the_answers_at_once(
    in_background, trees: Trees, client: Client, way: str
):
    article = make_article(trees.lists["ko"], title="카나리아")
    work()
    assert pages(client) == [article.pk]
    if way == "unpublish":
        article.unpublish()
    elif way == "delete":
        article.delete()
    elif way == "expire":
        article.expire_at = timezone.now() - timedelta(minutes=1)
        article.save()
        call_command("publish_scheduled")
    else:
        closed = article if way == "restrict" else trees.lists["ko"]
        PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    assert pages(client) == []
    assert client.get("/search/suggest/", {"q": "카나"}).json()["suggestions"] == []
    work()
    assert pages(client) == []


def pages(client: Client) -> list[int]:
    return [page.pk for page in client.get("/search/", {"q": "카나리아"}).context["answer"].pages]


def test_what_is_published_at_a_time_is_found_then(in_background, trees: Trees, client: Client):
    article = make_article(trees.lists["ko"], title="새", live=False)
    article.title = "카나리아"
    article.go_live_at = timezone.now() + timedelta(seconds=1)
    article.save_revision().publish()
    work()
    assert pages(client) == []
    sleep(1.1)
    call_command("publish_scheduled")
    work()
    assert pages(client) == [article.pk]


def test_a_page_that_moves_stays_found(in_background, trees: Trees, client: Client):
    article = make_article(trees.lists["ko"], title="카나리아")
    work()
    article.move(trees.lists["ko"], pos="first-child")
    work()
    assert pages(client) == [article.pk]


GROUPS: list[tuple[type[Any], str, str, str]] = [
    (Topic, "name", "article_topics", "topic"),
    (Category, "name", "article_categories", "category"),
    (Author, "name", "article_authors", "author"),
    (Series, "title", "article_series", "series"),
]


@pytest.mark.parametrize(("model", "name", "relation", "field"), GROUPS, ids=lambda each: str(each))
def test_an_article_is_found_by_the_new_name_of_its_group(
    in_background, trees: Trees, client: Client, model: Any, name: str, relation: str, field: str
):
    group = model.objects.create(**{name: "카나리아"}, slug="canary", locale=trees.lists["ko"].locale)
    article = make_article(trees.lists["ko"], title="새")
    getattr(article, relation).create(**{field: group})
    article.save_revision().publish()
    work()
    if field == "series":  # a series is no word of its articles
        assert suggestions.suggestions("카나", article.locale)
    else:
        assert pages(client) == [article.pk]
    setattr(group, name, "종달새")
    group.save()
    work()
    assert pages(client) == []
    if field != "series":
        assert article.pk in found("종달새")
    group.delete()
    work()
    assert article.pk not in found("종달새")


def test_a_group_that_keeps_its_name_costs_its_articles_nothing(in_background, trees: Trees):
    topic = Topic.objects.create(name="카나리아", slug="canary", locale=trees.lists["ko"].locale)
    article = make_article(trees.lists["ko"], title="새")
    article.article_topics.create(topic=topic)
    article.save_revision().publish()
    work()
    topic.slug = "bird"
    topic.save()
    assert not IndexChange.objects.filter(model="blog.articlepage").exists()


def test_what_cannot_be_indexed_stops_nothing_else_and_is_tried_again(
    in_background, trees: Trees, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    bad = make_article(trees.lists["ko"], title="고장")
    good = make_article(trees.lists["ko"], title="카나리아")
    said = ArticlePage.title_said.fget

    def title(page: Any) -> str:
        if page.pk == bad.pk:
            raise ValueError("broken")
        return str(said(page))

    with monkeypatch.context() as patch:
        patch.setattr(ArticlePage, "title_said", property(title), raising=False)
        work()
    assert found("카나리아") == [good.pk]
    assert found("고장") == []
    assert "could not be indexed" in caplog.text
    waiting = IndexChange.objects.filter(object_id=str(bad.pk))
    assert {row.tries for row in waiting} == {1}
    assert all(row.due > timezone.now() for row in waiting)
    waiting.update(due=timezone.now())
    work()
    assert found("고장") == [bad.pk]


def test_nobody_indexes_what_somebody_is_at(in_background, trees: Trees):
    article = make_article(trees.lists["ko"], title="카나리아")
    work()
    note_all(ArticlePage, [article.pk])
    mine = freshness._claimed()
    note_all(ArticlePage, [article.pk])
    assert [row.object_id for row in mine] == [str(article.pk)]
    assert freshness._claimed() == []
    IndexChange.objects.filter(pk=mine[0].pk).update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert len(freshness._claimed()) == 2, "whoever was at it has died"


def test_while_the_index_is_rebuilt_changes_wait(in_background, trees: Trees):
    make_article(trees.lists["ko"], title="카나리아")
    IndexState.put("rebuilding", lasts=REBUILDING)
    assert work() == 0
    IndexState.put("rebuilding", lasts=-REBUILDING)
    assert work() > 0, "a rebuild that broke off"


def test_update_index_alone_makes_everything_right(in_background, trees: Trees):
    article = make_article(trees.lists["ko"], title="카나리아", body=[paragraph("새가 운다")])
    work()
    kept, titles = counts(), keys()
    Word.objects.all().delete()
    Suggestion.objects.all().delete()
    IndexState.objects.all().delete()
    Page.objects.filter(pk=article.pk).update(title="종달새")
    note_all(ArticlePage, [article.pk])
    call_command("update_index", stdout=StringIO())
    assert counts().items() >= {("종달새", 1), ("울", kept["울"])}
    assert counts() == recounted()
    assert found("종달새") == [article.pk]
    assert keys() == titles - keys_of("카나리아", article) | keys_of("종달새", article)
    assert not freshness.is_outdated()
    assert IndexState.get("rebuilding") is None
    assert not IndexChange.objects.exists(), "the rebuild has read what was noted before"


def keys() -> set[tuple[str, int, str]]:
    return set(Suggestion.objects.values_list("kind", "object_id", "keys"))


def keys_of(title: str, article: Any) -> set[tuple[str, int, str]]:
    from search.suggesting import rows

    return {("article", article.pk, row.keys) for row in rows("ko", "article", article.pk, title)}


def test_readers_find_everything_while_update_index_runs(trees: Trees, monkeypatch: pytest.MonkeyPatch):
    article = make_article(trees.lists["ko"], title="카나리아")
    seen: list[list[int]] = []
    monkeypatch.setattr(IndexState, "put", classmethod(lambda *_args, **_options: seen.append(found("카나리아"))))
    call_command("update_index", stdout=StringIO())
    assert seen
    assert all(each == [article.pk] for each in seen)


def test_a_page_that_disappears_during_a_rebuild_leaves_nothing(trees: Trees):
    backend = get_search_backend()
    article = make_article(trees.lists["ko"], title="카나리아")
    rebuilder = backend.rebuilder_class(backend.get_index_for_model(Page))
    index = rebuilder.start()
    read = list(ArticlePage.objects.all())
    article.delete()
    index.add_items(ArticlePage, read)
    rebuilder.finish()
    assert found("카나리아") == []
    assert "카나리아" not in counts()


STEPS = ["write", "write", "edit", "edit", "unpublish", "publish", "rename", "delete", "work", "rebuild"]
WORDS = ["카나리아", "종달새", "데이터베이스를", "running", "C++", "배포했다"]


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 5), st.sampled_from(WORDS)), max_size=14))
def test_whatever_happens_the_counts_are_those_of_a_recount(
    in_background, trees: Trees, steps: list[tuple[str, int, str]]
):
    with transaction.atomic():
        topic = Topic.objects.create(
            name="주제", slug=f"topic-{Topic.objects.count()}", locale=trees.lists["ko"].locale
        )
        for kind, number, word in steps:
            articles = list(ArticlePage.objects.order_by("pk"))
            step(kind, articles[number % len(articles)] if articles else None, topic, word, trees)
            before = counts()
            assert recounted() == before, kind
        work()
        before = counts()
        assert recounted() == before
        for article in ArticlePage.objects.live():
            assert article.pk in found("zzlko"), "what is live is found"
        transaction.set_rollback(True)


def step(kind: str, article: Any, topic: Any, word: str, trees: Trees) -> None:
    alone: dict[str, Callable[[], Any]] = {
        "write": lambda: make_article(trees.lists["ko"], title=f"{word} 이야기"),
        "rename": lambda: rename(topic, word),
        "work": work,
        "rebuild": lambda: call_command("update_index", stdout=StringIO()),
    }
    with_article: dict[str, Callable[[], Any]] = {
        "edit": lambda: edit(article, topic, word),
        "unpublish": lambda: article.unpublish(),
        "publish": lambda: article.save_revision().publish(),
        "delete": lambda: article.delete(),
    }
    if kind in alone:
        alone[kind]()
    elif article is not None:
        with_article[kind]()


def rename(topic: Any, word: str) -> None:
    topic.name = word
    topic.save()


def edit(article: Any, topic: Any, word: str) -> None:
    article.title += f" {word}"
    if not article.article_topics.exists():
        article.article_topics.create(topic=topic)
    article.save_revision().publish()
