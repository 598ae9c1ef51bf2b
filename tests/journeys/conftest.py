"""A real browser before a real server, started once per module."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from tests.journeys.browser import DESK, NAMES, Guest, Visit, chromium_of, need, visit
from tests.journeys.site import running_site
from tests.migrated import as_bootstrapped, as_migrated
from tests.sample import sample_content


@pytest.fixture(scope="module", autouse=True)
def _what_is_published_is_found(indexed_at_once: None) -> None:
    """Somebody who reads looks for what somebody who writes published just before."""


@pytest.fixture(scope="module")
def transactional_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """As pytest-django's, but emptied after a module instead of after every test: loading a site takes seconds."""
    with django_db_blocker.unblock():
        as_migrated()
        yield
        as_bootstrapped()


@pytest.fixture(scope="module")
def site(transactional_db: None) -> Iterator[str]:
    """The address of a site without articles."""
    need("Chromium", *NAMES)
    with running_site() as address:
        yield address


@pytest.fixture(scope="module")
def chromium(site: str) -> Iterator[Any]:
    """The browser. While it lives, tests leave the database alone: Playwright keeps an event loop in this thread, and
    Django neither likes that nor finds the connection again that it opens then."""
    with sync_playwright() as playwright, chromium_of(playwright) as browser:
        yield browser


@pytest.fixture(scope="module")
def sample(site: str) -> None:
    """The sample content."""
    sample_content()


@pytest.fixture
def guest(site: str, sample: None, chromium: Any) -> Iterator[Guest]:
    """Lets a visitor in; when the test ends, every visitor has left without a complaint."""
    visitors = []

    def enter(**options: Any) -> Visit:
        options = {"viewport": DESK, "reduced_motion": "reduce", **options}
        visitors.append(visit(chromium, site, **options))
        return visitors[-1].__enter__()

    yield enter
    for each in visitors:
        each.__exit__(None, None, None)
