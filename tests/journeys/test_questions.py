"""At the desk a translator asks, answers are given, and a picture and a title are chosen, without leaving the page."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from wagtail_localize.models import Translation

from tests.journeys import admin
from tests.journeys.browser import visit
from tests.journeys.site import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.xdist_group("browser")]

TITLE = "달을 따라 붐비는 서비스를 SQLite로 옮겼다"


@pytest.fixture(scope="module")
def desk(sample: None) -> str:
    """The desk of an article of the sample content."""
    return f"/admin/translation/{Translation.objects.get(source__object_repr=TITLE).pk}/"


@pytest.fixture
def page(site: str, desk: str, chromium: Any) -> Iterator[Page]:
    """The desk, with a translator before it."""
    with visit(chromium, site, viewport={"width": 1280, "height": 900}) as visitor:
        tab = visitor.context.new_page()
        admin.log_in(tab, "translator", PASSWORD)
        tab.goto(desk)
        yield tab


def test_a_question_is_asked_answered_and_resolved_on_the_desk_and_survives_saving(page: Page) -> None:
    piece = page.locator("[data-desk-piece]").nth(2)
    asking = piece.locator(".discussion__at-piece")
    asking.locator("summary").click()
    asking.locator("textarea").fill("무슨 뜻인가요?\n<b>두 줄</b> 🙂")
    asking.locator(".discussion__form button").click()
    expect(asking.locator(".discussion__text")).to_have_text("무슨 뜻인가요?<b>두 줄</b> 🙂")
    asking.locator(".discussion__thread > .discussion__more > summary").click()
    asking.locator(".discussion__thread > .discussion__more textarea").fill("알겠습니다.")
    asking.locator(".discussion__thread > .discussion__more button").click()
    expect(asking.locator(".discussion__text")).to_have_count(2)
    piece.locator("[data-desk-save]").click()
    expect(page.locator("[data-desk-says]")).not_to_be_empty()
    expect(piece.locator(".discussion__text")).to_have_count(2)
    asking.locator(".discussion__thread > form button").click()
    expect(asking.locator(".discussion__resolved")).to_be_visible()


def test_a_picture_and_a_title_of_its_own_are_chosen_on_the_desk(page: Page) -> None:
    page.locator("#other-values > summary").click()
    cover = page.locator(".other-value").filter(has=page.locator(".image-chooser")).first
    cover.locator("summary").click()
    cover.locator(".unchosen [data-chooser-action-choose]").click()
    page.locator(".modal [data-chooser-modal-choice]").first.click()
    expect(cover.locator(".chosen [data-chooser-title]")).not_to_be_empty()
    cover.locator("form button[type=submit]").first.click()
    expect(cover.locator(".other-value__saved")).to_be_visible()
    expect(cover.locator(".other-value__texts dd")).to_have_count(2)
    title = page.locator(".other-value").filter(has=page.locator("input[value=seo_title]"))
    title.locator("[name=text]").fill("A title for search engines")
    title.locator("button").click()
    expect(title.locator(".other-value__saved")).to_be_visible()
    title.locator("[name=text]").fill("A" * 300)
    title.locator("button").click()
    expect(title.get_by_role("alert")).to_contain_text("255")
    expect(title.locator("[name=text]")).to_have_value("A" * 300)
