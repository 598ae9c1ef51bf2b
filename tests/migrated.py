"""The database as the migrations leave it, for tests that commit what they write, and copies of it.

It knows databases, not servers and browsers.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

from home.bootstrap import bootstrap
from search import freshness
from tests.processes import scratch_database

_rows: list[dict[str, Any]] = []


def remember() -> None:
    """What the migrations wrote; called before anything else writes."""
    _rows[:] = json.loads(connection.creation.serialize_db_to_string())
    _rows.sort(key=lambda row: row["model"] != "contenttypes.contenttype")  # saving the others asks for them


def as_bootstrapped() -> None:
    """The database as every test may expect it: migrated, and with the site as `bootstrap` makes it."""
    as_migrated()
    bootstrap_and_index()


def bootstrap_and_index() -> None:
    """The site as `bootstrap` makes it, and nothing that a worker would still have to do."""
    bootstrap()
    freshness.work()


def as_migrated() -> None:
    """The database as the migrations leave it, whatever an earlier test has done to it."""
    # PostgreSQL's counters go on: what is restored below brings its own keys, and new rows must not meet them.
    call_command("flush", verbosity=0, interactive=False, reset_sequences=False, inhibit_post_migrate=True)
    ContentType.objects.clear_cache()
    connection.creation.deserialize_db_from_string(json.dumps(_rows))
    cache.clear()


@contextmanager
def copied(data: Path) -> Iterator[str]:
    """The address of a copy of this database, for processes whose DATA_DIR is that folder; "" for SQLite, which lives
    there. Its migrations have run and its site is there, which `manage.py prepare` would need half a minute for."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(data / "db.sqlite3")) as copy:
            connection.connection.backup(copy)
        yield ""
        return
    connection.close()  # PostgreSQL copies only what nobody uses
    with scratch_database(template=connection.settings_dict["NAME"]) as url:
        yield url
