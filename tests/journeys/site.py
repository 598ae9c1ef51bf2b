"""A running site for the browser: its database is real and committed, because the server reads it from other threads.

It knows databases and servers, not browsers.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import Group, User
from django.test.utils import override_settings
from pytest_django.live_server_helper import LiveServer

from home.bootstrap import EDITORS, TRANSLATORS, bootstrap

PASSWORD = "열려라 참깨 12"


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
