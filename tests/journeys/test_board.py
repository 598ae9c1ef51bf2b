"""A reader asks for English, a translator finds the wish, takes it on, and watches the work of the background."""

import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from blog.translation import jobs
from blog.translation.models import Job
from tests.journeys.admin import log_in
from tests.journeys.axe import violations
from tests.journeys.browser import visit
from tests.journeys.site import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.xdist_group("browser")]

ARTICLE, TITLE = f"/blog/{quote('한글-줄바꿈')}/", "한글은 어디서 줄을 바꾸는가"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def job(sample: None) -> int:
    """A job of the translator whose kind does nothing until it is told to."""
    jobs.kind_of_job("wait", "기다리는 일")(lambda item: "됐습니다.")
    found = Job.objects.create(kind="wait", user=User.objects.get(username="translator"))
    found.items.create(target=1, label="첫째 글", not_before=timezone.now())
    return found.pk


@pytest.fixture
def reader(site: str, job: int, chromium: Any) -> Iterator[Page]:
    """A visitor on a phone in whose browser no script runs."""
    with visit(chromium, site, java_script_enabled=False, viewport=PHONE, locale="en-US") as visitor:
        yield visitor.context.new_page()
    assert visitor.witness.complaints == []


@pytest.fixture
def translator(site: str, job: int, chromium: Any) -> Iterator[Page]:
    """The translator, logged in."""
    with visit(chromium, site, viewport=DESK) as visitor:
        page = visitor.context.new_page()
        log_in(page, "translator", PASSWORD)
        yield page
    assert visitor.witness.complaints == []


def test_a_reader_asks_without_a_script_and_without_a_cookie(reader: Page) -> None:
    reader.goto(ARTICLE)
    button = reader.get_by_role("button", name="I would like to read it in English")
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    button.click()
    reader.wait_for_url(f"**{ARTICLE}#wished-en")
    expect(reader.get_by_text("Thank you.")).to_be_in_viewport()
    expect(button).not_to_be_visible()
    assert reader.context.cookies() == []


def test_the_translator_finds_the_wish_and_takes_it_on(translator: Page) -> None:
    panel = translator.locator("#panel-translations-to-do-content, .w-panel").filter(has_text="번역할 글").first
    expect(panel.get_by_text("독자 1명이 요청함")).to_be_visible()
    translator.get_by_role("link", name="번역 현황").first.click()
    translator.get_by_label("제목", exact=True).fill("줄을 바꾸")
    translator.get_by_role("button", name="보기", exact=True).click()
    row = translator.get_by_role("row").filter(has_text=TITLE)
    row.get_by_role("link", name="담당 정하기").click()
    translator.get_by_label("담당자").select_option(label="translator")
    translator.get_by_label("마감일").fill("2020-01-31")
    translator.get_by_role("button", name="저장").click()
    expect(row.get_by_text("기한 지남")).to_be_visible()
    assert "text=" in translator.url  # back to what was asked for


@pytest.mark.parametrize("address", ["", "jobs/", "?of=snippets"])
def test_axe_finds_nothing_on_the_board_light_and_dark_wide_and_narrow(translator: Page, address: str) -> None:
    translator.goto(f"/admin/translation/{address}")
    for scheme, size in (("light", DESK), ("dark", DESK), ("light", PHONE)):
        translator.emulate_media(color_scheme=scheme)
        translator.set_viewport_size(size)
        ours = [each for each in violations(translator) if "wagtail-sidebar" not in each]
        assert ours == [], f"{scheme}, {size['width']} px"
        assert translator.evaluate("document.documentElement.scrollWidth") == size["width"]


def test_all_rows_of_a_page_are_ticked_at_once(translator: Page) -> None:
    translator.goto("/admin/translation/")
    ticks = translator.locator("input[name=row]")
    translator.get_by_label("이 쪽에서 모두 고르기").check()
    assert ticks.evaluate_all("all => all.length > 2 && all.every(each => each.checked)")
    ticks.first.uncheck()
    assert translator.locator(".board__all").evaluate("each => each.indeterminate && !each.checked")


def test_a_job_tells_its_end_without_a_reload(translator: Page, job: int) -> None:
    translator.goto(f"/admin/translation/jobs/{job}/")
    expect(translator.get_by_text("1개 중 0개")).to_be_visible()
    assert violations(translator) == []
    work = threading.Thread(target=call_command, args=["run_jobs"], kwargs={"verbosity": 0})
    work.start()
    work.join()
    expect(translator.get_by_text("모두 끝남")).to_be_visible()
    expect(translator.get_by_text("됐습니다.")).to_be_visible()
