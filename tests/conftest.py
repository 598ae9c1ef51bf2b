"""What many tests need: a site with both trees, people with rights, and a clean language after every test."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from home.bootstrap import ADMINISTRATORS, EDITORS, TRANSLATORS, Trees, bootstrap


@pytest.fixture(autouse=True)
def _fresh_language_and_cache() -> Iterator[None]:
    """A test that activates a language or fills the cache must not colour the next one."""
    with translation.override("ko"):
        yield
    cache.clear()


@pytest.fixture
def trees(db: Any) -> Trees:
    """The site as `bootstrap` makes it."""
    return bootstrap()


def _user(name: str, group: str) -> User:
    user = User.objects.create_user(name, f"{name}@example.org", "password")
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def editor(trees: Trees) -> User:
    """Somebody who writes Korean."""
    return _user("editor", EDITORS)


@pytest.fixture
def translator(trees: Trees) -> User:
    """Somebody who translates into English."""
    return _user("translator", TRANSLATORS)


@pytest.fixture
def administrator(trees: Trees) -> User:
    """Somebody who looks after the site."""
    return _user("administrator", ADMINISTRATORS)


@pytest.fixture
def superuser(trees: Trees) -> User:
    """Somebody who may do everything."""
    return User.objects.create_superuser("root", "root@example.org", "password")


@pytest.fixture
def editor_client(editor: User) -> Client:
    """A browser in which the editor is logged in."""
    client = Client()
    client.force_login(editor)
    return client


@pytest.fixture
def translator_client(translator: User) -> Client:
    """A browser in which the translator is logged in."""
    client = Client()
    client.force_login(translator)
    return client
