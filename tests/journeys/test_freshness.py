"""A stale translation and the links to its paragraphs, for eyes, keyboards and screen readers."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from blog.models import ArticlePage
from tests.journeys.axe import violations
from tests.journeys.browser import Visit, unmarked_hangul, visit

pytestmark = [pytest.mark.browser, pytest.mark.once]

ENGLISH, KOREAN = "/en/blog/a-tide-service-on-sqlite/", "/blog/tide-on-sqlite/"
WIDE, PHONE, NARROW = ({"width": width, "height": 800} for width in (1280, 390, 320))


def blocks_of(raw: Any) -> Iterator[Any]:
    for each in raw:
        yield each
        if each["type"] == "section":
            yield from blocks_of(each["value"]["content"])


@pytest.fixture(scope="module")
def changed(sample: None) -> int:
    """Changes every kind of block of the longest sample article once; returns how many."""
    article = ArticlePage.objects.get(slug="tide-on-sqlite")
    raw, seen = article.raw_body, set()
    for each in blocks_of(raw):
        kind, value = each["type"], each["value"]
        if kind in seen or (kind == "paragraph" and "<li>" not in value):
            continue
        if kind == "paragraph":
            each["value"] = value.replace("</li>", " 덧붙임.</li>", 1) + "<p>새 문단입니다.</p>"
        elif kind == "footnotes":
            value["notes"][0]["value"] = "<p>다른 각주.</p>"
        elif kind != "divider":
            field = next(name for name in ("heading", "caption", "title", "attribution", "text") if name in value)
            value[field] = f"{value[field]} 덧붙임"
        seen.add(kind)
    article.body = article.body.stream_block.to_python(raw)
    article.title = f"{article.title}!"
    article.save_revision().publish()
    return len(seen)


@pytest.fixture(scope="module")
def window(changed: int, chromium: Any, site: str) -> Iterator[Visit]:
    with visit(chromium, site) as reader:
        yield reader


@pytest.fixture
def page(window: Visit) -> Iterator[Page]:
    tab = window.context.new_page()
    yield tab
    tab.close()


def box(place: Locator) -> dict[str, float]:
    found = place.bounding_box()
    assert found is not None
    return dict(found)


@pytest.mark.parametrize("address", [ENGLISH, KOREAN])
@pytest.mark.parametrize(("scheme", "size"), [("light", WIDE), ("dark", WIDE), ("light", NARROW)])
def test_axe_finds_nothing_on_a_stale_page(page: Page, address: str, scheme: Any, size: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    page.goto(address)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
    assert unmarked_hangul(page) == []


def test_every_change_is_marked_and_leads_to_the_korean_place(page: Page, changed: int) -> None:
    page.goto(ENGLISH)
    number = int(re.findall(r"\d+", page.locator(".behind__count").inner_text())[0])
    assert number >= changed
    assert page.locator(".stale-note").count() == number
    expect(page.locator(".page-head .heading-line")).to_have_count(1)
    item = page.locator("li.stale .stale-note")
    anchor = str(page.locator("li.stale").get_attribute("id"))
    item.click()
    expect(page).to_have_url(re.compile(rf"{KOREAN}#{anchor}$"))
    expect(page.locator(f"#{anchor}")).to_contain_text("덧붙임.")
    expect(page.locator(f"#{anchor}")).to_be_in_viewport()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("kind", [".block-paragraph > p", ".block-paragraph li", ".block-section > h2"])
def test_a_link_to_a_place_shows_on_focus_inside_the_window_and_beside_the_text(
    page: Page, size: Any, kind: str
) -> None:
    page.set_viewport_size(size)
    page.goto(KOREAN)
    place = page.locator(f"{kind}:has(> .paragraph-link)").first
    link = place.locator("> .paragraph-link")
    expect(link).to_have_css("opacity", "0")
    page.evaluate("document.documentElement.style.scrollBehavior = 'auto'")
    link.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    expect(link).to_have_css("opacity", "1")
    edge = box(place)["x"]
    assert box(link)["x"] >= 0
    assert box(link)["x"] + box(link)["width"] <= edge - (20 if "li" in kind else 0)
    assert link.get_attribute("href") == f"#{place.get_attribute('id')}"


def test_pointing_at_an_item_of_a_list_shows_its_own_link_only(page: Page) -> None:
    page.set_viewport_size(WIDE)
    page.goto(KOREAN)
    item = page.locator(".block-paragraph li").nth(1)
    item.hover()
    expect(item.locator("> .paragraph-link")).to_have_css("opacity", "1")
    others = page.evaluate("""() => [...document.querySelectorAll(".paragraph-link")]
      .filter(each => getComputedStyle(each).opacity === "1").length""")
    assert others == 1


def test_a_finger_meets_no_link_that_it_cannot_see(chromium: Any, site: str, changed: int) -> None:
    with visit(chromium, site, has_touch=True, is_mobile=True, viewport=PHONE) as reader:
        tab = reader.context.new_page()
        tab.goto(KOREAN)
        expect(tab.locator(".paragraph-link").first).to_have_css("pointer-events", "none")


def test_the_paragraph_that_an_address_means_stands_out(page: Page) -> None:
    page.goto(KOREAN)
    place = page.locator(".block-paragraph > p[id]").nth(2)
    plain = place.evaluate("each => getComputedStyle(each).backgroundColor")
    page.goto(f"{KOREAN}#{place.get_attribute('id')}")
    expect(place).to_be_in_viewport()
    assert place.evaluate("each => getComputedStyle(each).backgroundColor") != plain


def test_headings_are_read_by_their_words_first(page: Page) -> None:
    page.goto(ENGLISH)
    heading = page.get_by_role("heading", level=2).first
    section = page.get_by_role("region", name=heading.locator("span").inner_text(), exact=True)
    expect(section).to_have_count(1)
    assert heading.evaluate("each => each.lastElementChild.className") == "paragraph-link"
