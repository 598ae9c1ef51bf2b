"""The database as the migrations leave it, for tests that commit what they write.

It knows databases, not servers and browsers.
"""

import json
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

from home.bootstrap import bootstrap
from search import freshness

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
