"""A reader shares an article: copies its link, uses the device's menu, asks for KakaoTalk, or has no script at all."""

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha384
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test.utils import override_settings
from playwright.sync_api import Page, Route, expect

from tests.journeys.browser import Visit, until, visit

pytestmark = [pytest.mark.browser, pytest.mark.once]

ARTICLE = "/blog/tide-on-sqlite/"
KAKAO = "https://t1.kakaocdn.net/kakao_js_sdk/0.0.0/kakao.min.js"
SDK = "window.Kakao = { init(key) { this.key = key; }, Share: { sendScrap(what) { Object.assign(window, what); } } };"
SDK_HASH = "sha384-" + b64encode(sha384(SDK.encode()).digest()).decode()


@pytest.fixture(scope="module")
def address(site: str, sample: None) -> str:
    """A site with the sample content."""
    return site


@pytest.fixture
def reader(address: str, chromium: Any) -> Iterator[Visit]:
    """A reader whose browser lets pages write to the clipboard."""
    with visit(chromium, address, permissions=["clipboard-read", "clipboard-write"]) as reader:
        yield reader


def opened(reader: Visit, fragment: str = "") -> Page:
    page = reader.context.new_page()
    page.goto(ARTICLE + fragment)
    return page


def test_copying_the_link_comes_first_and_says_that_it_is_done(reader: Visit, address: str) -> None:
    page = opened(reader, "#content")
    bar = page.locator(".share-bar")
    expect(bar.locator("li").first).to_have_text(page.locator(".share-bar").get_attribute("data-copy-label") or "–")
    assert reader.witness.strangers == []
    bar.get_by_role("button").first.press("Enter")
    expect(bar.get_by_role("status")).to_have_text(bar.get_attribute("data-copied-label") or "–")
    assert page.evaluate("navigator.clipboard.readText()") == address + ARTICLE
    assert reader.witness.complaints == []


def test_the_menu_of_the_device_is_offered_where_it_exists(reader: Visit, address: str) -> None:
    reader.context.add_init_script("navigator.share = async what => { window.shared = what; };")
    page = opened(reader)
    page.locator(".share-bar button").nth(1).click()
    assert page.evaluate("window.shared.url") == address + ARTICLE
    assert page.evaluate("window.shared.title") == page.title()
    assert reader.witness.complaints == []


def test_a_menu_that_is_closed_again_is_no_failure(reader: Visit) -> None:
    reader.context.add_init_script("navigator.share = async () => { throw new DOMException('', 'AbortError'); };")
    page = opened(reader)
    page.locator(".share-bar button").nth(1).click()
    expect(page.locator(".share-bar").get_by_role("status")).to_have_text("")
    assert reader.witness.complaints == []


@pytest.mark.parametrize(("served", "works"), [(SDK, True), (SDK + " // changed on the way", False)])
def test_kakaotalk_is_asked_for_on_a_click_and_only_its_known_script_runs(
    reader: Visit, address: str, served: str, works: bool
) -> None:
    reader.context.route(KAKAO, lambda route: answer(route, served))
    policy = {"script-src": "'self' https://t1.kakaocdn.net"}
    reader.context.route(address + ARTICLE, lambda route: with_policy(route, policy))
    with override_settings(KAKAO_JAVASCRIPT_KEY="a-key", KAKAO_SDK_INTEGRITY=SDK_HASH, KAKAO_SDK=KAKAO):
        page = opened(reader)
        page.wait_for_load_state("networkidle")
        assert reader.witness.strangers == []
        page.locator(".share-bar button").last.click()
        if works:
            until(page, "window.requestUrl")
            assert page.evaluate("[window.requestUrl, window.Kakao.key]") == [address + ARTICLE, "a-key"]
        else:
            failed = page.locator(".share-bar").get_attribute("data-failed-label") or "–"
            expect(page.locator(".share-bar").get_by_role("status")).to_have_text(failed)
            assert page.evaluate("window.Kakao") is None
    assert {urlsplit(each).netloc for each in reader.witness.strangers} == {"t1.kakaocdn.net"}


def answer(route: Route, script: str) -> None:
    route.fulfill(body=script, content_type="text/javascript", headers={"Access-Control-Allow-Origin": "*"})


def with_policy(route: Route, policy: dict[str, str]) -> None:
    """The page with what the settings would add to its policy: the header is made when the server starts."""
    response = route.fetch()
    header = response.headers["content-security-policy"]
    for directive, sources in policy.items():
        header = header.replace(f"{directive} 'self'", f"{directive} {sources}")
    route.fulfill(response=response, headers={**response.headers, "content-security-policy": header})


def test_without_a_script_there_are_links_and_no_button(address: str, chromium: Any) -> None:
    with visit(chromium, address, java_script_enabled=False) as reader:
        bar = opened(reader).locator(".share-bar")
        expect(bar.get_by_role("link")).to_have_count(4)
        expect(bar.get_by_role("button")).to_have_count(0)
        expect(bar.get_by_role("link", name="Facebook")).to_be_visible()
        assert reader.witness.strangers == []
