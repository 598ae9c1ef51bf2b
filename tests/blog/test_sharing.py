"""Ways to share an article, with and without KakaoTalk."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.test import Client

from blog.sharing import sharing_of
from home.bootstrap import Trees
from ops.security_headers import header_of
from settings import base
from tests.factories import make_article

TITLE = '물때 & "조석" 100% #1?'
HOST = "https://dugeul.example"


def bar_of(client: Client, trees: Trees, language: str = "ko") -> tuple[Tag, str]:
    """The share bar of an article, and the article's address."""
    article = make_article(trees.lists[language], title=TITLE, slug="물때")
    bar = BeautifulSoup(client.get(article.get_url()).content, "html.parser").select_one(".share-bar")
    assert bar
    return bar, HOST + article.get_url()


def test_without_a_script_there_are_plain_links_with_title_and_address_filled_in(trees: Trees, client: Client) -> None:
    bar, url = bar_of(client, trees)
    links = {str(link.string): str(link["href"]) for link in bar.select("a")}
    assert list(links) == ["X", "Facebook", "LinkedIn", list(links)[-1]]
    filled = {label: parse_qs(urlsplit(href).query) for label, href in links.items()}
    assert filled["X"] == {"text": [TITLE], "url": [url]}
    assert filled["Facebook"] == {"u": [url]}
    assert filled["LinkedIn"] == {"url": [url]}
    email = list(links.values())[-1]
    assert email.startswith("mailto:?")
    assert "+" not in email  # programs for mail would show it
    assert parse_qs(urlsplit(email).query) == {"subject": [TITLE], "body": [url]}
    assert all(set(link["rel"]) == {"noopener", "nofollow"} for link in bar.select("a"))


def test_nothing_of_others_is_loaded_and_no_button_stands_there_without_a_script(trees: Trees, client: Client) -> None:
    bar, _url = bar_of(client, trees)
    assert bar.select("button, img, script, iframe, link") == []
    assert (bar["data-title"], bar["data-url"]) == (TITLE, _url)


def test_without_a_key_kakaotalk_is_not_mentioned(trees: Trees, client: Client) -> None:
    bar, _url = bar_of(client, trees)
    assert "kakao" not in str(bar).lower()
    assert "kakao" not in header_of(settings.PUBLIC_CSP)


def test_with_key_and_hash_the_script_learns_what_it_needs(trees: Trees, client: Client, settings: Any) -> None:
    settings.KAKAO_JAVASCRIPT_KEY, settings.KAKAO_SDK_INTEGRITY = "a-key", "sha384-abc"
    bar, _url = bar_of(client, trees)
    assert bar["data-kakao-key"] == "a-key"
    assert bar["data-kakao-integrity"] == "sha384-abc"
    assert str(bar["data-kakao-script"]).startswith("https://t1.kakaocdn.net/kakao_js_sdk/")


@pytest.mark.parametrize(("key", "integrity"), [("a-key", ""), ("", "sha384-abc")])
def test_a_key_without_a_hash_of_the_script_is_as_good_as_none(settings: Any, key: str, integrity: str) -> None:
    settings.KAKAO_JAVASCRIPT_KEY, settings.KAKAO_SDK_INTEGRITY = key, integrity
    assert sharing_of("글", f"{HOST}/").kakao is None


def test_every_host_of_kakao_has_a_place_in_the_policy() -> None:
    assert set(base.KAKAO_CSP) <= set(base.PUBLIC_CSP)
    assert base.KAKAO_SDK.startswith(base.KAKAO_CSP["script-src"] + "/")


def test_only_articles_are_shared(trees: Trees, client: Client) -> None:
    for address in ("/", "/blog/", "/search/"):
        assert "share-bar" not in client.get(address).content.decode()
