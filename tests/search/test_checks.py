"""What an operator is told about words, before readers notice."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.checks import Error, Warning
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from home.bootstrap import Trees
from home.management.commands import prepare
from search import checks, freshness, stamp, suggesting
from search.models import IndexChange, IndexState, Suggestion, Word
from settings.search_servers import search_backend


@pytest.fixture(autouse=True)
def spellings() -> None:
    """The dictionary of the database, not that of the other tests of this folder."""


def test_without_the_dictionary_of_korean_it_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(checks, "has_analyser", lambda: False)
    (message,) = checks.korean_is_read_with_a_dictionary()
    assert (type(message), message.id) == (Warning, "search.W001")
    monkeypatch.setattr(checks, "has_analyser", lambda: True)
    assert checks.korean_is_read_with_a_dictionary() == []


def test_a_server_without_its_client_is_an_error(monkeypatch: pytest.MonkeyPatch, settings: Any):
    monkeypatch.setattr(checks, "find_spec", lambda _name: None)
    assert checks.the_client_of_the_search_server_is_installed() == []
    settings.WAGTAILSEARCH_BACKENDS = {"default": search_backend("http://127.0.0.1:9", "opensearch3", "")}
    (message,) = checks.the_client_of_the_search_server_is_installed()
    assert (type(message), message.id) == (Error, "search.E002")
    assert "opensearch" in message.hint


def outdated() -> list[str]:
    return [message.id for message in checks.the_index_was_made_by_this_version(databases=["default"])]


def test_an_index_of_other_rules_is_known(trees: Trees, monkeypatch: pytest.MonkeyPatch, settings: Any):
    freshness.rebuilt()
    assert outdated() == []
    assert checks.the_index_was_made_by_this_version(databases=None) == []
    with monkeypatch.context() as patch:
        patch.setattr(stamp, "VERSION", stamp.VERSION + 1)
        assert outdated() == ["search.W003"]
    with monkeypatch.context() as patch:
        patch.setattr(stamp, "index_text", lambda text: text)
        assert outdated() == ["search.W003"]
    with override_settings(WAGTAILSEARCH_BACKENDS={"default": search_backend("http://127.0.0.1:9", "opensearch3", "")}):
        assert outdated() == ["search.W003"]
    assert outdated() == []


def test_an_operator_hears_of_changes_that_nobody_indexes(trees: Trees):
    IndexChange.objects.create(model="blog.articlepage", object_id="1")
    assert checks.somebody_writes_the_index(databases=["default"]) == []
    IndexChange.objects.update(due=timezone.now() - timedelta(hours=2))
    (message,) = checks.somebody_writes_the_index(databases=["default"])
    assert (type(message), message.id) == (Warning, "search.W005")
    assert checks.somebody_writes_the_index(databases=None) == []


def test_preparing_a_site_makes_the_index_anew_only_when_it_is_of_other_rules(
    trees: Trees, monkeypatch: pytest.MonkeyPatch
):
    called: list[str] = []

    def call(name: str, **_options: Any) -> None:
        called.append(name)
        freshness.rebuilt()

    monkeypatch.setattr(prepare, "call_command", call)
    IndexState.objects.all().delete()
    prepare.Command()._index()
    prepare.Command()._index()
    assert called == ["update_index"]


def test_a_site_is_prepared_although_the_search_server_is_away(
    trees: Trees, settings: Any, capsys: pytest.CaptureFixture[str]
):
    settings.WAGTAILSEARCH_BACKENDS = {"default": search_backend("http://127.0.0.1:9", "opensearch3", "dugeul_")}
    prepare.Command()._index()
    assert "update_index" in capsys.readouterr().err


def test_ranges_of_keys_are_compared_by_code_points(trees: Trees):
    if connection.vendor == "postgresql":
        assert checks.postgresql_reads_hangul(databases=["default"]) == []
    for keys in ("ch", "cz", "d", "aa", "b", "z", "zz", "za", "9", "gksrmf"):
        Suggestion.objects.create(language="ko", kind="article", object_id=1, title=keys, keys=keys, initials=keys)
    found = set(Suggestion.objects.filter(keys__gte="c", keys__lte="c" + "z" * 20).values_list("keys", flat=True))
    assert found == {"ch", "cz"}
    assert list(Suggestion.objects.order_by("keys").values_list("keys", flat=True)) == sorted(
        ["ch", "cz", "d", "aa", "b", "z", "zz", "za", "9", "gksrmf"]
    )
    Word.objects.bulk_create(Word(text=text) for text in ("클라우드", "클라우듸", "클라", "클러", "zz", "Ω"))
    texts = list(Word.objects.filter(articles=0).order_by("text").values_list("text", flat=True))
    assert texts == sorted(texts)
    assert suggesting.matching("ko", "ch")


def test_a_column_that_is_compared_otherwise_is_known(trees: Trees):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite compares by code points")
    with connection.cursor() as cursor:
        cursor.execute('ALTER TABLE search_word ALTER COLUMN "text" TYPE varchar(64) COLLATE "default"')
    (message,) = checks.postgresql_reads_hangul(databases=["default"])
    assert message.id == "search.W004"
    assert "search_word.text" in message.msg


def test_new_entries_go_right_into_the_indexes_of_words(trees: Trees):
    if connection.vendor != "postgresql":
        pytest.skip("it is about PostgreSQL")
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'wagtailsearch_indexentry'")
        of_words = [definition for (definition,) in cursor.fetchall() if "USING gin" in definition]
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'search_word'")
        assert not [definition for (definition,) in cursor.fetchall() if "pattern_ops" in definition]
    assert len(of_words) == 3
    assert all("fastupdate" in each and "off" in each for each in of_words), of_words


@pytest.fixture
def other_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """Makes a database with the options that are asked for, and connects to it."""
    if connection.vendor != "postgresql":
        pytest.skip("it is about PostgreSQL")
    with django_db_blocker.unblock(), closing(connection.copy()) as first:
        made: list[Any] = []

        def make(options: str) -> Any:
            name = f"dugeul_{uuid4().hex[:12]}"
            first.ensure_connection()
            with first.cursor() as cursor:
                cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0 {options}")
            other = connection.copy()
            other.settings_dict = {**connection.settings_dict, "NAME": name}
            made.append(other)
            return other

        yield make
        for other in made:
            other.close()
            with first.cursor() as cursor:
                cursor.execute(f"DROP DATABASE {other.settings_dict['NAME']}")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'", "search.E001"),
        ("ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'", "search.W002"),
        ("ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'", ""),
    ],
)
def test_a_database_that_does_not_take_hangul_for_letters_is_known(other_database: Any, options: str, expected: str):
    messages = checks._of_a_database(other_database(options))
    assert [message.id for message in messages] == ([expected] if expected else [])
