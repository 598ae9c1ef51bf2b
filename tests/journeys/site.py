"""A running site for the browser: its database is real and committed, because the server reads it from other threads.

It knows databases and servers, not browsers.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test.utils import override_settings
from pytest_django.live_server_helper import LiveServer

from home.bootstrap import EDITORS, TRANSLATORS, bootstrap

PASSWORD = "열려라 참깨 12"


def as_migrated() -> None:
    """The database as the migrations leave it, whatever an earlier test has done to it."""
    contents = json.loads(connection._test_serialized_contents)  # type: ignore[attr-defined]  # test databases only
    contents.sort(key=lambda row: row["model"] != "contenttypes.contenttype")  # saving the others asks for them
    # PostgreSQL's counters go on: what is restored below brings its own keys, and new rows must not meet them.
    call_command("flush", verbosity=0, interactive=False, reset_sequences=False, inhibit_post_migrate=True)
    ContentType.objects.clear_cache()
    connection.creation.deserialize_db_from_string(json.dumps(contents))
    cache.clear()


@contextmanager
def running_site() -> Iterator[str]:
    """A bootstrapped site with an editor and a translator; its address."""
    server = LiveServer("127.0.0.1:0")
    try:
        with override_settings(SITE_URL=server.url, WAGTAILADMIN_BASE_URL=server.url):
            bootstrap()
            for name, group in (("editor", EDITORS), ("translator", TRANSLATORS)):
                User.objects.create_user(name, password=PASSWORD).groups.add(Group.objects.get(name=group))
            yield server.url
    finally:
        server.stop()
