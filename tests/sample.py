"""The sample content for tests that commit. It takes seconds to load, so each process loads it once.

It knows databases, not servers and browsers.
"""

import sqlite3
from functools import cache
from http import HTTPStatus
from urllib.parse import urlsplit

from django.core.cache import cache as answers
from django.core.management import call_command
from django.db import connection
from django.test import Client
from wagtail.models import Page

from home.bootstrap import bootstrap
from tests.search.indexed import together


def sample_content() -> None:
    """Fills a site that has no articles. Its pictures lie in MEDIA_ROOT, where they stay for the next module.

    SQLite copies the whole database in milliseconds. PostgreSQL only copies databases that nobody uses: there it is
    loaded again.
    """
    if connection.vendor != "sqlite":
        _load()
        return
    connection.ensure_connection()
    _loaded().backup(connection.connection)
    bootstrap()  # the address of the site is another one in every module
    answers.clear()


@cache
def _loaded() -> sqlite3.Connection:
    """A copy of the database in memory, with the sample content and every size of its pictures that pages ask for."""
    _load()
    for page in Page.objects.live().filter(depth__gt=1):
        assert Client().get(urlsplit(page.full_url).path).status_code == HTTPStatus.OK
    copy = sqlite3.connect(":memory:")
    connection.connection.backup(copy)
    return copy


def _load() -> None:
    with together():
        call_command("load_demo", verbosity=0)
