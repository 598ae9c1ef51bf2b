"""What many tests need: a site with both trees, people with rights, and a clean language after every test."""

import gc
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.test import Client, override_settings
from django.utils import translation

from home.bootstrap import ADMINISTRATORS, EDITORS, TRANSLATORS, Trees, bootstrap
from tests.migrated import as_bootstrapped, bootstrap_and_index, remember

# Modules that take longest come first: a process that begins with one last lets the others wait for minutes.
LONG = frozenset({
    "test_accessibility", "test_comfort", "test_comments", "test_comments_under_load", "test_compose",
    "test_first_view", "test_freshness", "test_hostile", "test_lists", "test_matrix", "test_newcomer",
    "test_relevance", "test_servers", "test_status_property", "test_storm", "test_without_script", "test_workers",
    "test_write_translate_read",
})  # fmt: skip


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On a further database, only what asks a database runs again: parsing, styles and servers answer the same."""
    if os.environ.get("FURTHER_DATABASE") == "true":
        again = [item for item in items if asks_database(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(again)])
        items[:] = again
    items.sort(key=lambda item: item.path.stem not in LONG)


def pytest_collection_finish() -> None:
    """What is imported stays: looking through its million objects again and again took an eighth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def asks_database(item: pytest.Item) -> bool:
    """Whether a test could end otherwise on another database. Those marked `once` look at pages, not at queries."""
    fixtures = set(getattr(item, "fixturenames", ()))
    wanted = {"db", "transactional_db"} & fixtures or item.get_closest_marker("django_db")
    return bool(wanted) and item.get_closest_marker("once") is None


@pytest.fixture(autouse=True)
def _fresh_language_and_cache() -> Iterator[None]:
    """A test that activates a language or fills the cache must not colour the next one."""
    with translation.override("ko"):
        yield
    cache.clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The test database, with the site as `bootstrap` makes it: 800 queries once instead of before every test."""
    with django_db_blocker.unblock():
        remember()
        bootstrap_and_index()


@pytest.fixture(scope="module")
def indexed_at_once() -> Iterator[None]:
    """No worker runs beside a test. What is published is noted for the index, and here it is indexed right away."""
    with override_settings(SEARCH_IN_BACKGROUND=False):
        yield


@pytest.fixture(scope="module")
def set_up_afterwards(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """For modules with a test that commits. pytest-django leaves the database empty after such a test (it runs them
    last), and the next module of this process would look for pages that are gone."""
    yield
    with django_db_blocker.unblock():
        as_bootstrapped()


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
