"""A newcomer who reads one language: finds an article on every way there is, reads it, crosses over and comes back."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.browser import Visit, unmarked_hangul, visit

pytestmark = [pytest.mark.browser, pytest.mark.once]


@dataclass(frozen=True)
class Words:
    """What stands on the links and fields of one language, and the article that is looked for."""

    home: str
    article: str
    everything: str
    topics: str
    topic: str
    categories: str
    category: str
    archive: str
    month: str
    search: str
    question: str
    other: str
    contents: str
    beside: str
    back: str


KOREAN = Words(
    home="/",
    article="달을 따라 붐비는 서비스를 SQLite로 옮겼다",
    everything="전체 글",
    topics="주제",
    topic="SQLite",
    categories="분류",
    category="운영",
    archive="날짜별 글",
    month="11월",
    search="이 사이트에서 검색",
    question="데이터베이스",
    other="English",
    contents="차례",
    beside="나란히 읽기",
    back="이 언어로만 읽기",
)
ENGLISH = Words(
    home="/en/",
    article="Moving a service that follows the moon to SQLite",
    everything="All articles",
    topics="Topics",
    topic="SQLite",
    categories="Categories",
    category="Operations",
    archive="Archive",
    month="November",
    search="Search this site",
    question="database",
    other="한국어",
    contents="Contents",
    beside="Read side by side",
    back="Read this version alone",
)
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}


@pytest.fixture(params=SIZES)
def guest(request: Any, site: str, sample: None, chromium: Any) -> Iterator[Visit]:
    """Somebody with a phone, and somebody at a desk. Nothing complains, and nobody else is asked."""
    with visit(chromium, site, viewport=SIZES[request.param], reduced_motion="reduce") as reader:
        yield reader
    assert reader.witness.complaints == []
    assert reader.witness.strangers == []


@pytest.fixture
def words(request: Any) -> Words:
    """The one language that the newcomer reads."""
    return {"korean": KOREAN, "english": ENGLISH}[request.param]


EITHER = pytest.mark.parametrize(("guest", "words"), [("phone", "korean"), ("desk", "english")], indirect=True)


def follow(page: Page, name: str) -> None:
    """Follows the first link of that name that can be seen."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("link", name=name, exact=True).filter(visible=True).first.click()


def arrived(page: Page, words: Words) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words.article)
    assert unmarked_hangul(page) == []


@EITHER
def test_every_way_leads_from_the_front_page_to_the_article(guest: Visit, words: Words) -> None:
    page = guest.context.new_page()
    for steps in (
        (),
        (words.everything,),
        (words.topics, words.topic),
        (words.categories, words.category),
        (words.archive, words.month),
    ):
        page.goto(words.home)
        for step in steps:
            follow(page, step)
            assert unmarked_hangul(page) == []
        follow(page, words.article)
        arrived(page, words)
    page.goto(words.home)
    page.get_by_role("combobox", name=words.search).fill(words.question)
    with page.expect_navigation():
        page.get_by_role("combobox", name=words.search).press("Enter")
    follow(page, words.article)
    arrived(page, words)


def test_a_series_is_read_in_its_order(guest: Visit) -> None:
    page = guest.context.new_page()
    page.goto("/")
    follow(page, "연재")
    follow(page, "작은 서비스를 오래 돌보기")
    first, second = (each.inner_text() for each in page.locator(".article-card__title").all()[:2])
    follow(page, first)
    page.locator(".article-nav__next").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(second)
    page.locator(".article-nav__previous").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(first)


@EITHER
def test_the_article_is_read_through_its_sections_in_both_languages_and_side_by_side(
    guest: Visit, words: Words
) -> None:
    page = guest.context.new_page()
    page.goto(words.home)
    follow(page, words.article)
    outline = page.get_by_role("navigation", name=words.contents)
    if not outline.get_by_role("link").first.is_visible():
        outline.get_by_text(words.contents, exact=True).click()
    outline.get_by_role("link").nth(2).click()
    section = urlsplit(page.url).fragment
    assert section.startswith("s-")
    expect(page.locator(f"[id='{section}']")).to_be_in_viewport()
    with page.expect_navigation():
        crossing(page).get_by_role("link", name=words.other).click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(words.article)
    expect(page.locator(f"[id='{section}']")).to_be_in_viewport()
    page.go_back()
    arrived(page, words)
    follow(page, words.beside)
    assert "/parallel/" in unquote(page.url)
    assert unmarked_hangul(page) == []
    follow(page, words.back)
    arrived(page, words)


def crossing(page: Page) -> Locator:
    """The language switch."""
    return page.get_by_role("navigation", name="언어").or_(page.get_by_role("navigation", name="Language"))
