"""Several who write the index at once: nobody waits in a circle, and the counts of words stay right."""

import threading
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections
from modelsearch.backends import get_search_backend

from blog.models import ArticlePage
from home.bootstrap import Trees, bootstrap
from search.freshness import note_all, work
from tests.factories import make_article
from tests.migrated import as_bootstrapped
from tests.search.indexed import counts, found, recounted


@pytest.fixture(autouse=True)
def spellings() -> None:
    """The dictionary of the database, not that of the other tests of this folder."""


@pytest.fixture
def several(transactional_db: Any, set_up_afterwards: Any, settings: Any) -> Trees:
    """A site that threads with connections of their own can see."""
    settings.SEARCH_IN_BACKGROUND = True
    as_bootstrapped()
    return bootstrap()


def in_threads(*jobs: Callable[[], Any]) -> list[BaseException]:
    errors: list[BaseException] = []

    def run(job: Callable[[], Any]) -> None:
        try:
            job()
        except BaseException as error:  # noqa: BLE001  # whatever it is, the test has to say it
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads), "they wait for each other"
    return errors


def test_writers_and_deletions_at_once_neither_wait_in_a_circle_nor_miscount(several: Trees):
    """The same pages with other words, in two orders at once, while they and the list above them are deleted."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer")
    articles = [make_article(several.lists["ko"], title=f"물때 {number}") for number in range(12)]
    start = threading.Barrier(3)

    def write(word: str, direction: int) -> None:
        start.wait()
        for number in range(8):
            for article in articles:
                article.title = f"{word} {number}"
            get_search_backend().add_bulk(ArticlePage, articles[::direction])

    def delete() -> None:
        start.wait()
        for article in articles[6:]:
            ArticlePage.objects.get(pk=article.pk).delete()

    jobs = [lambda: write("카나리아", 1), lambda: write("종달새 카나리아", -1), delete]
    assert in_threads(*jobs) == []
    before = counts()
    assert recounted() == before


def test_workers_and_a_rebuild_at_once_end_with_what_is_published(several: Trees):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer")
    articles = [make_article(several.lists["ko"], title=f"물때 {number} 카나리아") for number in range(8)]
    work()

    def publish() -> None:
        for number in range(4):
            for article in articles:
                ArticlePage.objects.filter(pk=article.pk).update(title=f"종달새 {number}")
                note_all(ArticlePage, [article.pk])
            work(5)

    assert in_threads(publish, publish, lambda: call_command("update_index", stdout=StringIO())) == []
    work()
    before = counts()
    assert recounted() == before
    assert sorted(found("종달새")) == sorted(each.pk for each in articles)
    assert found("카나리아") == []
