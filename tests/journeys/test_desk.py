"""The translation desk in a browser: by keyboard, in two windows, without a connection, without scripts."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, expect
from wagtail.models import Locale
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from blog.models import ArticlePage, BlogIndexPage
from blog.translation.saving import By, save
from blog.translation.segments import segments_of
from tests.factories import make_article, paragraph, section
from tests.journeys import admin
from tests.journeys.axe import violations
from tests.journeys.browser import Visit, until, visit
from tests.journeys.site import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.xdist_group("browser")]

LINK = '<a href="https://ko.example/">안내서</a>를 먼저 읽습니다.'
ENGLISH = {"첫 문단입니다.": "The first paragraph.", "클라우드에서는 느립니다.": "It is slow in the cloud."}


@pytest.fixture(scope="module")
def desk(site: str) -> str:
    """The address of a desk with one changed, three translated and several open pieces."""
    korean = BlogIndexPage.objects.get(locale__language_code="ko")
    words = ["첫 문단입니다.", LINK, "클라우드에서는 느립니다."]
    body = [paragraph(words[0]), section("구조", paragraph(words[1]), paragraph(words[2])), paragraph("끝.")]
    article = make_article(korean, title="책상 위의 글", slug="desk", body=body)
    translate_object(article, [Locale.objects.get(language_code="en")])
    translation = Translation.objects.get(source__object_id=article.translation_key)
    writer = By(User.objects.get(username="translator"))
    for each in segments_of(translation):
        if each.source in ENGLISH:
            save(translation, each.place, ENGLISH[each.source], by=writer)
    raw = article.body.get_prep_value()
    raw[1]["value"]["content"][1]["value"] = "<p>클라우드를 쓰면 느립니다.</p>"
    article.body = ArticlePage.body.field.stream_block.to_python(raw)
    article.save_revision().publish()
    translation.source.refresh_from_db()
    translation.source.update_from_db()
    return f"/admin/translation/{translation.pk}/"


@pytest.fixture(scope="module")
def window(desk: str, chromium: Any, site: str) -> Iterator[Visit]:
    with visit(chromium, site, viewport={"width": 1280, "height": 900}) as translator:
        page = translator.context.new_page()
        admin.log_in(page, "translator", PASSWORD)
        page.close()
        yield translator


@pytest.fixture
def page(window: Visit, desk: str) -> Iterator[Page]:
    tab = window.context.new_page()
    tab.on("dialog", lambda dialog: dialog.accept())
    tab.goto(desk)
    yield tab
    window.context.set_offline(False)
    tab.close()


def piece(page: Page, source: str) -> Locator:
    return page.locator("[data-desk-piece]").filter(has=page.locator(".desk-source", has_text=source)).last


def box(page: Page, source: str) -> Locator:
    return piece(page, source).locator("[data-desk-box]")


def test_the_keys_lead_in_and_past_the_title_whose_address_is_proposed_meanwhile(page: Page) -> None:
    page.keyboard.press("Alt+ArrowDown")
    title = piece(page, "책상 위의 글")
    expect(title.locator("[data-desk-box]")).to_be_focused()
    untranslated = page.locator(".desk-filters a[href='?show=untranslated'] span")
    before = int(untranslated.inner_text())
    page.keyboard.insert_text("A text on the desk")
    page.keyboard.press("Control+Enter")
    slug = page.locator("[data-desk-piece][data-path=slug] [data-desk-box]")
    expect(slug).to_have_value("a-text-on-the-desk")
    expect(slug).to_be_focused()
    expect(untranslated).to_have_text(str(before - 2))


def test_escape_closes_what_is_open_at_a_piece_and_gives_the_box_back(page: Page) -> None:
    row = piece(page, "끝.")
    row.get_by_text("질문이나 의견 남기기").click()
    box = row.locator(".discussion__form textarea")
    expect(box).to_have_value("")
    assert box.evaluate(
        "box => box.getBoundingClientRect().right <= box.closest('article').getBoundingClientRect().right"
    )
    box.press("Escape")
    expect(box).to_be_hidden()
    expect(row.locator("[data-desk-box]")).to_be_focused()


def test_a_changed_piece_shows_its_words_and_is_saved_by_keyboard(page: Page) -> None:
    changed = piece(page, "클라우드를 쓰면")
    expect(changed).to_have_attribute("data-state", "stale")
    expect(changed.locator("del")).to_contain_text("에서는")
    expect(changed.locator("ins")).to_contain_text("를 쓰면")
    expect(changed.locator("[data-desk-box]")).to_have_value("It is slow in the cloud.")
    left = page.locator("[data-desk-done]").inner_text()
    box(page, "클라우드를 쓰면").fill("Using the cloud, it is slow.")
    page.keyboard.press("Control+Enter")
    expect(piece(page, "클라우드를 쓰면")).to_have_attribute("data-state", "translated")
    expect(page.locator("[data-desk-done]")).to_have_text(str(int(left) + 1))
    expect(box(page, "끝.")).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(box(page, "클라우드를 쓰면")).to_be_focused()
    page.keyboard.press("Control+Shift+Enter")
    expect(piece(page, "클라우드를 쓰면")).to_have_attribute("data-state", "reviewed")
    expect(piece(page, "클라우드를 쓰면").locator(".desk-by")).to_contain_text("translator")


def test_a_key_that_ends_a_syllable_saves_nothing(page: Page) -> None:
    box(page, "끝.").focus()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.evaluate("""() => document.activeElement.dispatchEvent(
      new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, isComposing: true, bubbles: true }))""")
    admin.compose(page, "한", "ㅎ", "하", "한")
    expect(box(page, "끝.")).to_have_value("한")
    assert sent == []
    expect(piece(page, "끝.").locator("[data-desk-unsaved]")).to_be_visible()
    page.evaluate("sessionStorage.clear()")


def test_a_link_is_put_round_the_chosen_words(page: Page) -> None:
    row = piece(page, "안내서")
    expect(row.locator(".desk-source a")).to_have_attribute("href", "https://ko.example/")
    row.locator("[data-desk-box]").fill("First read the guide.")
    row.locator("[data-desk-box]").evaluate("box => box.setSelectionRange(15, 20)")
    row.locator("[data-desk-open]").click()
    expect(row.locator("[data-desk-box]")).to_have_value('First read the <a id="a1">guide</a>.')
    row.locator("[data-desk-save]").click()
    expect(row).to_have_attribute("data-state", "translated")


def test_two_who_write_the_same_piece_both_see_both_texts(page: Page, window: Visit, desk: str) -> None:
    other = window.context.new_page()
    other.goto(desk)
    for tab, text in ((page, "Mine."), (other, "Theirs.")):
        box(tab, "첫 문단입니다.").fill(text)
    page.keyboard.press("Tab")
    piece(page, "첫 문단입니다.").locator("[data-desk-save]").click()
    expect(piece(page, "첫 문단입니다.").locator("[data-desk-unsaved]")).to_be_hidden()
    piece(other, "첫 문단입니다.").locator("[data-desk-save]").click()
    row = piece(other, "첫 문단입니다.")
    expect(row.locator(".desk-conflict blockquote")).to_have_text("Mine.")
    expect(row.locator("[data-desk-box]")).to_have_value("Theirs.")
    row.locator("[data-desk-save]").click()
    expect(row.locator(".desk-conflict")).to_have_count(0)
    other.close()
    page.reload()
    expect(box(page, "첫 문단입니다.")).to_have_value("Theirs.")


def test_a_text_survives_a_lost_connection_and_a_lost_page(page: Page, window: Visit) -> None:
    box(page, "끝.").fill("The end")
    window.context.set_offline(True)
    piece(page, "끝.").locator("[data-desk-save]").click()
    expect(piece(page, "끝.").locator("[role=alert]")).to_be_visible()
    expect(box(page, "끝.")).to_have_value("The end")
    window.context.set_offline(False)
    page.reload()
    expect(box(page, "끝.")).to_have_value("The end")
    expect(piece(page, "끝.").locator("[data-desk-unsaved]")).to_be_visible()
    piece(page, "끝.").locator("[data-desk-save]").click()
    expect(piece(page, "끝.")).to_have_attribute("data-state", "translated")
    page.reload()
    expect(piece(page, "끝.").locator("[data-desk-unsaved]")).to_be_hidden()


def test_an_earlier_version_comes_back_into_the_box(page: Page) -> None:
    for text in ("Structure one", "Structure two"):
        heading = page.locator("[data-desk-piece][data-path$='.heading']")
        heading.locator("[data-desk-box]").fill(text)
        heading.locator("[data-desk-save]").click()
        expect(heading.locator("[data-desk-unsaved]")).to_be_hidden()
        expect(heading).to_have_attribute("data-state", "translated")
        until(page, "text => [...document.querySelectorAll('textarea')].some(b => b.defaultValue === text)", text)
    heading.locator(".desk-history summary").click()
    expect(heading.locator("[data-desk-restore]")).to_have_count(2)
    heading.locator("[data-desk-restore]").last.click()
    expect(heading.locator("[data-desk-box]")).to_have_value("Structure one")
    page.evaluate("sessionStorage.clear()")


def test_the_page_for_readers_stands_beside_and_follows(page: Page) -> None:
    page.locator("[data-desk-preview-toggle]").click()
    frame = page.frame_locator(".desk-preview iframe")
    expect(frame.get_by_role("heading", level=1)).to_be_visible()
    box(page, "책상 위의 글").first.fill("A text on the desk")
    page.locator("[data-desk-piece][data-path=title] [data-desk-save]").click()
    expect(frame.get_by_role("heading", level=1)).to_have_text("A text on the desk")
    page.reload()
    expect(page.locator(".desk-preview iframe")).to_be_visible()
    page.locator("[data-desk-preview-toggle]").click()
    expect(page.locator(".desk-preview")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_on_the_desk(page: Page, scheme: Any, width: int) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    page.locator(".desk-help summary").click()
    page.locator(".desk-history summary").first.click()
    page.wait_for_timeout(500)
    assert violations(page, within="#main") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_everything_works_without_scripts(desk: str, window: Visit, chromium: Any, site: str) -> None:
    state: Any = window.context.storage_state()
    with visit(chromium, site, java_script_enabled=False, storage_state=state) as plain:
        page, other = plain.context.new_page(), plain.context.new_page()
        for tab in (page, other):
            tab.goto(f"{desk}?show=review")
        for tab, text in ((page, "Without a script."), (other, "Another text.")):
            box(tab, "끝.").fill(text)
        piece(page, "끝.").locator("[data-desk-save]").click()
        assert page.url.partition("#")[2].startswith("piece-")
        assert "show=review" in page.url
        expect(box(page, "끝.")).to_have_value("Without a script.")
        piece(other, "끝.").locator("[data-desk-save]").click()
        expect(other.locator(".desk-conflict blockquote")).to_have_text("Without a script.")
        expect(other.locator("[data-desk-box]")).to_have_value("Another text.")
        other.locator("[data-desk-save]").click()
        expect(box(other, "끝.")).to_have_value("Another text.")
        piece(other, "끝.").locator(".desk-history summary").click()
        piece(other, "끝.").locator(".desk-history a").click()
        expect(other.locator(".desk-versions li").first).to_contain_text("Another")
