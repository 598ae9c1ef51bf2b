"""A changed Korean paragraph on its way: published, seen by the translator, reviewed, published, read unmarked."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Page, expect
from wagtail.models import Locale
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from blog.models import ArticlePage, BlogIndexPage
from blog.translation.publishing import publish
from blog.translation.saving import By, save
from blog.translation.segments import segments_of
from tests.factories import make_article, paragraph
from tests.journeys import admin
from tests.journeys.browser import unmarked_hangul, visit
from tests.journeys.site import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.once]

TEXTS = {
    "물때표를 읽는 법": "How to read a tide table",
    "바닷물은 하루에 두 번 빠집니다.": "The sea goes out twice a day.",
    "표는 달력 옆에 붙입니다.": "The table hangs beside the calendar.",
}
ENGLISH = "/en/blog/tide-tables/"


@pytest.fixture(scope="module")
def article(site: str) -> ArticlePage:
    """An article that is public in both languages."""
    korean = BlogIndexPage.objects.get(locale__language_code="ko")
    title, *paragraphs = TEXTS
    made = make_article(korean, title=title, slug="tide-tables-ko", body=[paragraph(each) for each in paragraphs])
    translate_object(made, [Locale.objects.get(language_code="en")])
    translation = Translation.objects.get(source__object_id=made.translation_key)
    translator = User.objects.get(username="translator")
    for each in segments_of(translation):
        save(translation, each.place, "tide-tables" if each.path == "slug" else TEXTS[each.source], by=By(translator))
    publish(translation, user=translator)
    return made


def edit_and_publish(page: Page, article: ArticlePage) -> None:
    admin.log_in(page, "editor", PASSWORD)
    page.goto(f"/admin/pages/{article.pk}/edit/")
    text = page.get_by_role("textbox").filter(has_text="하루에 두 번")
    text.click()
    page.keyboard.press("Control+End")
    page.keyboard.press("End")
    page.keyboard.type(" 보름에는 더 멀리 빠집니다.")
    # The editor hands its text to the form a moment after the last key.
    form = page.locator("input[type=hidden][name^='body-0-value']").first
    expect(form).to_have_value(re.compile("보름에는"))
    admin.publish(page)
    expect(admin.said(page)).to_contain_text("발행")


def work_in_background() -> None:
    """What the worker does, in a thread of its own: the browser's event loop runs in this one."""

    def work() -> None:
        call_command("run_jobs", verbosity=0)
        connection.close()

    with ThreadPoolExecutor(1) as worker:
        worker.submit(work).result()


def read(chromium: Any, site: str) -> tuple[int, str]:
    """How many remarks a reader sees, and the text."""
    with visit(chromium, site) as reader:
        page = reader.context.new_page()
        page.goto(ENGLISH)
        assert unmarked_hangul(page) == []
        return page.locator(".stale-note").count(), page.locator("main").inner_text()


def translate(page: Page) -> None:
    admin.log_in(page, "translator", PASSWORD)
    panel = page.locator("[id*=translation-notices]").first
    panel.get_by_role("link", name="물때표를 읽는 법").click()
    page.wait_for_url("**/admin/translation/*/")
    changed = page.locator("[data-desk-piece][data-state='stale']")
    expect(changed).to_have_count(1)
    expect(changed.locator("ins")).to_contain_text("보름에는")
    box = changed.locator("[data-desk-box]")
    expect(box).to_have_value(TEXTS["바닷물은 하루에 두 번 빠집니다."])
    box.fill("The sea goes out twice a day, and farther at full moon.")
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator("[data-desk-piece][data-state='reviewed']")).to_have_count(1)
    page.locator("[data-desk-move]", has_text="발행").click()
    expect(admin.said(page)).to_contain_text("발행")


def test_a_changed_paragraph_comes_round_without_a_second_tab(site: str, article: ArticlePage, chromium: Any) -> None:
    assert read(chromium, site)[0] == 0
    with visit(chromium, site) as window:
        edit_and_publish(window.context.new_page(), article)
    work_in_background()
    marks, text = read(chromium, site)
    assert marks == 1
    assert "twice a day." in text
    with visit(chromium, site) as window:
        translate(window.context.new_page())
    marks, text = read(chromium, site)
    assert marks == 0
    assert "farther at full moon" in text
