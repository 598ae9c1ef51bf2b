"""Statements that are the same for every page, on both databases."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from home.bootstrap import Trees
from ops import prepared
from tests.crowd import more_articles

ONLY_POSTGRESQL = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps statements by itself")
STATEMENT = "SELECT %s AS text, %s AS number, %s AS flag, '100%%' AS share"
PARAMETERS = ("it's '한글' %s \\ \"", 5, True)


def on_the_server(mark: str) -> list[tuple[int, int]]:
    """How often prepared statements with a mark were planned for good, and how often for once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE position(%s in statement) > 0", [mark]
        )
        return list(cursor.fetchall())


def test_parameters_come_back_as_they_were(db: None) -> None:
    ((text, number, flag, share),) = prepared.rows(STATEMENT, PARAMETERS)
    assert (text, number, bool(flag), share) == (*PARAMETERS, "100%")


def test_it_counts_as_a_query(db: None) -> None:
    prepared.rows(STATEMENT, PARAMETERS)
    with CaptureQueriesContext(connection) as queries:
        prepared.rows(STATEMENT, PARAMETERS)
    assert len(queries) == 1
    assert "AS share" in queries.captured_queries[0]["sql"]


@ONLY_POSTGRESQL
def test_it_is_planned_once(db: None) -> None:
    for _ in range(3):
        prepared.rows(f"{STATEMENT}, 'planned once'", PARAMETERS)
    assert on_the_server("planned once") == [(3, 0)]


@ONLY_POSTGRESQL
def test_behind_a_pooler_nothing_stays_on_the_server(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    assert prepared.rows(f"{STATEMENT}, 'behind a pooler'", PARAMETERS)
    assert on_the_server("behind a pooler") == []


@ONLY_POSTGRESQL
def test_the_frame_of_all_pages_is_planned_once(trees: Trees, client: Client) -> None:
    for address in ("/", "/blog/", "/search/"):
        assert client.get(address).status_code == 200
    assert any(generic >= 3 for generic, _custom in on_the_server("has_category"))


ONLY_SQLITE = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL finds it out by itself")


@ONLY_SQLITE
def test_the_frame_reads_the_top_of_the_tree_only(trees: Trees) -> None:
    from home.templatetags.navigation import _statement

    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + prepared._written_out(*_statement("ko")))
        plan = " ".join(str(row[3]) for row in cursor.fetchall())
    assert "home_top_of_the_tree" in plan


def hundreds_of_instructions() -> int:
    """What the frame costs SQLite while nobody has counted its tables, as on a real site."""
    from home.templatetags.navigation import _pages

    seen = []
    connection.connection.set_progress_handler(lambda: seen.append(1), 100)
    try:
        assert list(_pages("ko"))
    finally:
        connection.connection.set_progress_handler(None, 0)
    return len(seen)


@ONLY_SQLITE
def test_groups_that_a_site_does_not_have_cost_the_frame_nothing_however_many_articles_there_are(trees: Trees) -> None:
    few = hundreds_of_instructions()
    more_articles(trees.lists["ko"], 300, 0, lambda: ("글", "본문"))
    assert hundreds_of_instructions() <= few + 5
