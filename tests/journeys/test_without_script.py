"""Everything but copying, sharing and the mark in the outline works in a browser without JavaScript."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import visit

pytestmark = [pytest.mark.browser, pytest.mark.once]

KOREAN, ENGLISH = "/blog/tide-on-sqlite/", "/en/blog/a-tide-service-on-sqlite/"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture
def page(site: str, sample: None, chromium: Any) -> Iterator[Page]:
    """A tab in which no script runs, on a phone."""
    options = {"java_script_enabled": False, "viewport": PHONE, "locale": "en-US", "reduced_motion": "reduce"}
    with visit(chromium, site, **options) as reader:
        yield reader.context.new_page()
    assert reader.witness.complaints == []


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_outline_opens_and_leads_to_a_section(page: Page, size: dict[str, int]) -> None:
    page.set_viewport_size(size)
    page.goto(KOREAN)
    link = page.locator(".outline a").nth(2)
    expect(link).not_to_be_visible()
    page.locator(".outline summary").click()
    link.click()
    heading = page.locator(".block-section > h2").nth(2)
    expect(page).to_have_url(f"{page.url.partition('#')[0]}#{heading.get_attribute('id')}")
    expect(heading).to_be_in_viewport()


def test_the_language_switch_leads_to_the_same_article_and_back(page: Page) -> None:
    page.goto(KOREAN)
    page.locator(".language-switch a[hreflang=en]").click()
    page.wait_for_url(f"**{ENGLISH}")
    page.locator(".language-switch a[hreflang=ko]").click()
    page.wait_for_url(f"**{KOREAN}")


def test_a_place_that_is_linked_to_is_the_same_in_the_other_language(page: Page) -> None:
    page.goto(KOREAN)
    anchor = page.locator(".block-section").nth(3).locator("p[id^='p-']").first.get_attribute("id")
    for address in (KOREAN, ENGLISH):
        page.goto(f"{address}#{anchor}")
        expect(page.locator(f"[id='{anchor}']")).to_be_in_viewport()


def test_the_colours_follow_the_system_and_nothing_is_offered_that_would_not_work(page: Page) -> None:
    page.goto(KOREAN)
    shots = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        shots.append(page.screenshot(clip={"x": 0, "y": 0, "width": 8, "height": 8}))
    assert shots[0] != shots[1]
    for part in (".theme-switch", ".theme-switch select", ".language-offer"):
        assert [each for each in page.locator(part).all() if each.is_visible()] == []


def test_a_footnote_leads_to_its_text_and_back(page: Page) -> None:
    page.goto(KOREAN)
    mark = page.locator(".footnote-mark a").first
    mark.click()
    note = page.locator(".block-footnotes li").first
    expect(page).to_have_url(f"{page.url.partition('#')[0]}#{note.get_attribute('id')}")
    expect(note).to_be_in_viewport()
    note.locator(".block-footnotes__back").click()
    expect(mark).to_be_in_viewport()


def test_lists_lead_to_articles_by_category_topic_series_and_author(page: Page) -> None:
    for kind, label in (("category", "operations"), ("topic", "hangul"), ("author", "seo-ieum")):
        page.goto(KOREAN)
        page.locator(f"main a[href*='/{kind}/{label}/']").first.click()
        page.wait_for_url(f"**/blog/{kind}/{label}/")
        page.locator(f"main a[href$='{KOREAN}']").first.click()
        page.wait_for_url(f"**{KOREAN}")
    page.goto("/blog/translation-edits-the-original/")
    page.locator("main a[href*='/series/']").first.click()
    page.wait_for_url("**/blog/series/**")
    expect(page.get_by_role("main").get_by_role("listitem").first).to_be_visible()


def test_a_long_list_has_further_pages_with_addresses(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("blog.models.lists.ARTICLES_PER_PAGE", 2)
    page.goto("/blog/")
    first = page.locator("main article, main .article-card").first.inner_text()
    page.locator(".pagination a[href*='page=2']").first.click()
    page.wait_for_url("**/blog/?page=2")
    assert page.locator("main article, main .article-card").first.inner_text() != first


def test_a_search_finds_an_article(page: Page) -> None:
    page.goto("/")
    page.get_by_role("searchbox").fill("번역")
    page.get_by_role("searchbox").press("Enter")
    page.wait_for_url(f"**/search/?q={quote('번역')}")
    expect(page.locator(".search-result").first).to_be_visible()


def test_a_video_is_a_link_and_code_and_tables_are_text(page: Page) -> None:
    page.goto(KOREAN)
    expect(page.locator(".block-embed__link").first).to_have_attribute(
        "href", "https://www.youtube.com/watch?v=GTDYwEXv-sE"
    )
    expect(page.locator(".block-code pre").first).to_be_visible()
    expect(page.locator(".block-table table").first).to_be_visible()
    expect(page.locator(".block-code__copy")).to_have_count(0)


def test_the_archive_the_breadcrumbs_and_the_neighbours_lead_on(page: Page) -> None:
    page.goto("/blog/archive/")
    page.locator(".periods a").first.click()
    page.wait_for_url("**/blog/archive/2026/11/")
    page.locator(f"main a[href$='{KOREAN}']").first.click()
    page.wait_for_url(f"**{KOREAN}")
    page.locator(".article-nav [rel=prev]").click()
    page.wait_for_url("**/blog/on-call-for-three/")
    page.locator(".breadcrumbs a").last.click()
    page.wait_for_url("**/blog/category/**")


def test_both_languages_stand_side_by_side_unfolded(page: Page) -> None:
    page.goto(KOREAN)
    page.get_by_role("link", name="나란히 읽기").click()
    page.wait_for_url(f"**{KOREAN}parallel/en/")
    folds = page.locator("details.pair__other")
    assert folds.count() > 20
    assert page.locator("details.pair__other:not([open])").count() == 0
    folds.nth(3).locator("summary").click()
    assert page.locator("details.pair__other:not([open])").count() == 1


def test_an_article_is_shared_by_plain_links_and_followed_in_a_feed_reader(page: Page) -> None:
    page.goto(KOREAN)
    for link in page.locator(".share-bar__link").all():
        expect(link).to_be_visible()
        assert str(link.get_attribute("href")).startswith(("https://", "mailto:"))
    assert page.locator(".share-bar__link").count() >= 3
    expect(page.locator(".share-bar button")).to_have_count(0)
    expect(page.get_by_role("link", name="Atom")).to_be_visible()


def test_a_paragraph_can_be_linked_to(page: Page) -> None:
    page.goto(KOREAN)
    link = page.locator(".paragraph-link").nth(4)
    link.focus()
    expect(link).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(":target")).to_be_in_viewport()


def test_a_translation_says_what_it_is(page: Page) -> None:
    page.goto(ENGLISH)
    page.locator(".provenance a").click()
    page.wait_for_url(f"**{KOREAN}")
