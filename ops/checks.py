"""System checks on the machine: what an operator should know before readers do."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connection


@register(Tags.database)
def database_is_fit_for_production(databases: Sequence[str] | None, **kwargs: Any) -> list[CheckMessage]:
    """SQLite must run in write-ahead mode, PostgreSQL must store UTF-8."""
    if "default" not in (databases or ()):
        return []
    if connection.vendor == "sqlite":
        return _check_sqlite()
    return _check_postgresql()


def _check_sqlite() -> list[CheckMessage]:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        (mode,) = cursor.fetchone()
    if mode in {"wal", "memory"}:
        return []
    hint = "Put DATA_DIR on a local disk: network file systems cannot hold a SQLite database safely."
    return [Warning(f"SQLite runs with journal_mode={mode}, not wal.", hint=hint, id="ops.W001")]


def _check_postgresql() -> list[CheckMessage]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_encoding")
        (encoding,) = cursor.fetchone()
    if encoding == "UTF8":
        return []
    return [Error(f"The PostgreSQL database stores {encoding}, not UTF8.", hint="Create it anew.", id="ops.E001")]


@register()
def search_engines_can_reach_what_they_are_told_of(**kwargs: Any) -> list[CheckMessage]:
    """IndexNow fetches a key from SITE_URL: it cannot from an address of this machine only."""
    if not settings.INDEXNOW or urlsplit(settings.SITE_URL).hostname not in {"localhost", "127.0.0.1", "::1"}:
        return []
    hint = "Set INDEXNOW=false here, or SITE_URL to the public address."
    return [Warning("INDEXNOW is on, and no search engine can reach SITE_URL.", hint=hint, id="ops.W002")]


@register(Tags.translation)
def korean_is_the_first_language(**kwargs: Any) -> list[CheckMessage]:
    """Wagtail creates the first locale from LANGUAGE_CODE, so it must never change."""
    if settings.LANGUAGE_CODE == "ko":
        return []
    return [Error("LANGUAGE_CODE must be 'ko'.", hint="Korean is written without a prefix.", id="ops.E002")]
