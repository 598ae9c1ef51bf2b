"""What a reader's first page costs, measured in a browser before the server that production starts."""

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Response, expect, sync_playwright

from settings import base
from tests.journeys.browser import NAMES, Visit, chromium_of, need, visit
from tests.migrated import copied
from tests.processes import ask, free_port, run, running

pytestmark = [pytest.mark.browser]

BYTES, REQUESTS = 40_000, 6
ARTICLES = ["/blog/tide-on-sqlite/", "/en/blog/a-tide-service-on-sqlite/"]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A site with the sample content, as `make run` serves it."""
    need("Chromium", *NAMES)
    port, data = free_port(), tmp_path_factory.mktemp("data")
    outside = {name: value for name, value in os.environ.items() if name not in base.env.scheme}
    with django_db_blocker.unblock(), ExitStack() as stack:
        environment = {
            **outside,
            "DJANGO_SETTINGS_MODULE": "settings.production",
            "DATABASE_URL": stack.enter_context(copied(data)),
            "DATA_DIR": str(data),
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "SECRET_KEY": secrets.token_urlsafe(64),
            "SITE_URL": f"http://127.0.0.1:{port}",
        }
        run(["python", "manage.py", "collectstatic", "--noinput", "--verbosity=0"], environment)
        run(["python", "manage.py", "prepare"], environment)
        serve = ["python", "manage.py", "serve", "--without-worker"]
        stack.enter_context(running(serve, environment, port, "/healthz"))
        yield environment["SITE_URL"]


@pytest.fixture(scope="module")
def chromium(address: str) -> Iterator[Any]:
    """The browser."""
    with sync_playwright() as playwright, chromium_of(playwright) as browser:
        yield browser


def first_view(reader: Visit, path: str) -> list[Response]:
    """Everything that the page asks for, pictures of the article apart. Nothing is in the browser's cache."""
    answers: list[Response] = []
    page = reader.context.new_page()
    page.on("response", lambda answer: answers.append(answer))
    page.goto(path, wait_until="networkidle")
    expect(page.locator(".theme-switch select")).to_be_visible()  # the joined script is one that a browser runs
    expect(page.locator(".block-code__copy").first).to_be_attached()
    assert not any(each.headers.get("set-cookie") for each in answers)
    assert reader.context.cookies() == []
    return [each for each in answers if not urlsplit(each.url).path.startswith("/media/")]


@pytest.mark.parametrize("path", ARTICLES)
@pytest.mark.parametrize("locale", ["ko-KR", "en-US"])
def test_the_long_article_costs_little_and_asks_nobody_else(
    address: str, chromium: Any, path: str, locale: str
) -> None:
    with visit(chromium, address, locale=locale) as reader:
        answers = first_view(reader, path)
        costs = {urlsplit(each.url).path: each.request.sizes()["responseBodySize"] for each in answers}
        uncompressed = [each.url for each in answers if not each.headers.get("content-encoding")]
    icon = icon_of(address, path)
    costs |= {icon: costs.get(icon) or size_of(address, icon)}
    assert sum(costs.values()) <= BYTES, costs
    assert len(costs) <= REQUESTS, costs
    assert uncompressed == []
    assert reader.witness.strangers == reader.witness.complaints == []


def icon_of(address: str, path: str) -> str:
    """The address of the icon, which a browser without a window may not ask for."""
    _status, _headers, body = ask(port_of(address), path)
    found = re.search(rb'<link rel="icon" href="([^"]+)"', body)
    assert found
    return found[1].decode()


def size_of(address: str, path: str) -> int:
    status, _headers, body = ask(port_of(address), path, Accept_Encoding="gzip")
    assert status == 200
    return len(body)


def port_of(address: str) -> int:
    return urlsplit(address).port or 80


def test_static_files_are_kept_for_good_because_their_names_hold_a_hash(address: str, chromium: Any) -> None:
    with visit(chromium, address) as reader:
        static = [each for each in first_view(reader, ARTICLES[0]) if "/static/" in each.url]
        assert {"immutable" in each.headers["cache-control"] for each in static} == {True}
        assert {Path(urlsplit(each.url).path).suffix for each in static} >= {".css", ".js"}
