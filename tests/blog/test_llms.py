"""llms.txt: the form of llmstxt.org, the latest texts of one language, and nothing that readers may not see."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from blog import llms
from home.bootstrap import Trees
from home.models import HomePage
from tests.factories import make_article

HOST = "https://dugeul.example"


def text(client: Client, address: str = "/llms.txt") -> str:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    return response.content.decode()


def links(written: str) -> list[str]:
    return re.findall(r"^- \[.*\]\((\S+)\)", written, re.MULTILINE)


def test_it_has_the_form_of_llmstxt(trees: Trees, client: Client) -> None:
    HomePage.objects.filter(pk=trees.homes["ko"].pk).update(introduction="한국어로 쓰고\n영어로 *옮기는* 블로그")
    make_article(trees.lists["ko"], title="첫 [글]", slug="첫-글", summary="무엇을 말하는가.")
    assert text(client) == (
        "# 두글\n\n> 한국어로 쓰고 영어로 \\*옮기는\\* 블로그\n\n## 글\n\n"
        f"- [첫 \\[글\\]]({HOST}/blog/%EC%B2%AB-%EA%B8%80/index.md): 무엇을 말하는가.\n\n## Optional\n\n"
        f"- [Atom]({HOST}/feed/)\n- [JSON Feed]({HOST}/feed.json)\n- [English]({HOST}/en/llms.txt)\n"
    )


def test_every_language_has_its_own(trees: Trees, client: Client) -> None:
    make_article(trees.lists["ko"], title="글", slug="korean")
    make_article(trees.lists["en"], title="Article", slug="english", summary="아직 옮기지 않은 요약")
    written = text(client, "/en/llms.txt")
    assert f"## Articles\n\n- [Article]({HOST}/en/blog/english/index.md)\n" in written
    assert "korean" not in written
    assert "요약" not in written
    assert f"- [한국어]({HOST}/llms.txt)" in written


def test_every_twin_that_it_names_exists(trees: Trees, client: Client) -> None:
    for slug in ("하나", "둘"):
        make_article(trees.lists["ko"], slug=slug)
    twins = [link for link in links(text(client)) if link.endswith("index.md")]
    assert [client.get(link.removeprefix(HOST)).status_code for link in twins] == [200, 200]


def test_drafts_and_private_articles_are_not_in_it(trees: Trees, client: Client) -> None:
    make_article(trees.lists["ko"], live=False, slug="draft")
    PageViewRestriction.objects.create(page=make_article(trees.lists["ko"], slug="private"), restriction_type="login")
    make_article(trees.lists["ko"], slug="public")
    written = text(client)
    assert "public" in written
    assert "draft" not in written
    assert "private" not in written


def test_it_names_the_latest_articles_only(trees: Trees, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(llms, "MOST_ARTICLES", 2)
    for slug in ("first", "second", "third"):
        make_article(trees.lists["ko"], slug=slug)
    assert [link.split("/")[-2] for link in links(text(client))[:2]] == ["third", "second"]


def queries(client: Client) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        text(client)
    return len(asked)


def test_many_articles_cost_no_more_queries_than_one(trees: Trees, client: Client) -> None:
    make_article(trees.lists["ko"])
    few = queries(client)
    for _ in range(9):
        make_article(trees.lists["ko"])
    assert queries(client) == few <= 6


def test_an_empty_site_has_one_too_and_an_unchanged_one_is_not_sent_again(trees: Trees, client: Client) -> None:
    assert "##" in text(client)
    response: Any = client.get("/llms.txt")
    assert response["Cache-Control"] == "no-cache"
    assert response["X-Robots-Tag"] == "noindex"
    assert client.get("/llms.txt", headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert client.post("/llms.txt").status_code == 405
