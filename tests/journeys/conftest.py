"""A real browser before a real server, started once per module."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from tests.journeys.browser import NAMES, chromium_of, need
from tests.journeys.site import as_migrated, running_site


@pytest.fixture(scope="module")
def django_db_serialized_rollback() -> None:
    """Its name in a test's fixtures makes pytest-django keep what the migrations wrote."""


@pytest.fixture(scope="module")
def transactional_db(
    django_db_serialized_rollback: None, django_db_setup: None, django_db_blocker: Any
) -> Iterator[None]:
    """As pytest-django's, but emptied after a module instead of after every test: loading a site takes seconds."""
    with django_db_blocker.unblock():
        as_migrated()
        yield
        as_migrated()


@pytest.fixture(scope="module")
def site(transactional_db: None) -> Iterator[str]:
    """The address of a site without articles. Tests of the module may ask its database."""
    need("Chromium", *NAMES)
    with running_site() as address:
        yield address


@pytest.fixture(scope="module")
def chromium(site: str) -> Iterator[Any]:
    """The browser. Playwright leaves an event loop in this thread, before which Django refuses to touch the database."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright, chromium_of(playwright) as browser:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield browser
