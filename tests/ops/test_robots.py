"""robots.txt says what the settings say, and nothing that somebody slipped into them."""

from typing import Any

import pytest
from django.test import Client

SITEMAP = "Sitemap: https://dugeul.example/sitemap.xml"


def lines(client: Client) -> list[str]:
    response = client.get("/robots.txt")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert not response.cookies
    return response.content.decode().splitlines()


def test_everything_but_the_admin_and_the_search_is_open(client: Client) -> None:
    closed = [line.removeprefix("Disallow: ") for line in lines(client) if line.startswith("Disallow")]
    assert set(closed) == {"/admin/", "/_util/", "/en/_util/", "/search/", "/en/search/"}
    for address in ("/blog/", "/static/css/site.css", "/media/images/a.jpg", "/feed/", "/llms.txt", "/en/"):
        assert not any(address.startswith(path) for path in closed)
    assert lines(client)[0] == "User-agent: *"
    assert lines(client)[-1] == SITEMAP


@pytest.mark.django_db
def test_it_asks_no_database_and_may_be_kept_for_an_hour(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert client.get("/robots.txt")["Cache-Control"] == "public, max-age=3600"


def test_a_site_that_no_search_engine_should_find_closes_everything(client: Client, settings: Any) -> None:
    settings.SEARCH_ENGINES = False
    assert lines(client) == ["User-agent: *", "Disallow: /"]


@pytest.mark.parametrize("sign", ["", "#"])
def test_daum_finds_its_line_as_a_comment(client: Client, settings: Any, sign: str) -> None:
    settings.DAUM_WEBMASTER = f"{sign}DaumWebMasterTool:0a1b:c2d3=="
    assert lines(client)[0] == "#DaumWebMasterTool:0a1b:c2d3=="
    assert lines(client)[-1] == SITEMAP


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_can_only_be_read(client: Client, method: str) -> None:
    assert getattr(client, method)("/robots.txt").status_code == 405
