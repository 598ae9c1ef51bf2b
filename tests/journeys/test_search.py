"""Searching with the keyboard, a mouse, a thumb, an IME and a screen reader; and without a script or a network."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.journeys.axe import COLOURS, EVERY_RULE, violations
from tests.journeys.browser import PHONE, WATCH_SHIFTS, Guest, unmarked_hangul, until, visit

pytestmark = [pytest.mark.browser, pytest.mark.once]

ARTICLE = "번역하다가 원문을 고치는 날"


@pytest.fixture
def page(guest: Guest) -> Iterator[Page]:
    """The search page of a Korean reader at a desk. Nothing complains, and nobody else is asked."""
    reader = guest()
    tab = reader.context.new_page()
    tab.goto("/search/")
    yield tab
    assert reader.witness.complaints == []
    assert reader.witness.strangers == []


def field(page: Page) -> Locator:
    """The field of the page; that of the header does the same."""
    return page.get_by_role("main").get_by_role("combobox")


def options(page: Page) -> Locator:
    return page.get_by_role("main").get_by_role("option")


def said(page: Page) -> Locator:
    return page.get_by_role("main").get_by_role("status")


def type_and_wait(page: Page, text: str) -> None:
    field(page).press_sequentially(text)
    expect(options(page).first).to_be_visible()


def active(page: Page) -> str | None:
    """The text of the option that the field says is active; its id is that of a visible option."""
    chosen = field(page).get_attribute("aria-activedescendant")
    if chosen is None:
        assert options(page).and_(page.locator("[aria-selected=true]")).count() == 0
        return None
    option = page.locator(f"[id='{chosen}'][role=option][aria-selected=true]")
    expect(option).to_be_visible()
    return option.inner_text().split("\n")[0].strip()


@pytest.mark.parametrize(
    ("typed", "title", "kind"),
    [
        ("번역하", ARTICLE, "글"),
        ("ㅂㅇㅎㄷㄱ", ARTICLE, "글"),
        ("버", "번역", "주제"),  # half of 번
        ("qjsdur", "번역", "주제"),  # 번역 on the other layout
        ("타이포", "타이포그래피", "주제"),
        ("작은 서", "작은 서비스를 오래 돌보기", "연재"),
        ("sql", "달을 따라 붐비는 서비스를 SQLite로 옮겼다", "글"),
    ],
)
def test_titles_topics_and_series_are_suggested_however_they_are_typed(
    page: Page, typed: str, title: str, kind: str
) -> None:
    type_and_wait(page, typed)
    expect(options(page).filter(has_text=title).first).to_contain_text(kind)


def test_the_keyboard_goes_through_the_list_and_back_into_the_field(page: Page) -> None:
    type_and_wait(page, "ㅂ")
    titles = [each.split("\n")[0].strip() for each in options(page).all_inner_texts()]
    assert len(titles) > 2
    assert active(page) is None
    for expected in (*titles, None, titles[0]):
        page.keyboard.press("ArrowDown")
        assert active(page) == expected
    for expected in (None, titles[-1]):
        page.keyboard.press("ArrowUp")
        assert active(page) == expected
    page.keyboard.press("Home")
    assert field(page).evaluate("each => [each.selectionStart, each.value]") == [0, "ㅂ"]
    page.keyboard.press("End")
    assert field(page).evaluate("each => each.selectionStart") == 1
    expect(options(page).first).to_be_visible()


def test_a_screen_reader_hears_how_many_titles_there_are(page: Page) -> None:
    expect(field(page)).to_have_attribute("aria-expanded", "false")
    expect(field(page)).to_have_attribute("aria-autocomplete", "list")
    type_and_wait(page, "ㅂ")
    expect(field(page)).to_have_attribute("aria-expanded", "true")
    assert str(options(page).count()) in said(page).inner_text()
    listed = page.locator(f"[id='{field(page).get_attribute('aria-controls')}']")
    expect(listed).to_have_role("listbox")
    page.keyboard.press("Escape")
    expect(said(page)).to_have_text("")
    page.goto("/en/search/")
    type_and_wait(page, "sql")
    assert "suggestion" in said(page).inner_text()


def test_escape_closes_the_list_first_and_empties_the_field_then(page: Page) -> None:
    type_and_wait(page, "번")
    page.keyboard.press("Escape")
    expect(options(page)).to_have_count(0)
    expect(field(page)).to_have_value("번")
    expect(field(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(field(page)).to_have_value("")


def test_enter_goes_to_the_option_that_is_active_and_searches_where_none_is(page: Page) -> None:
    type_and_wait(page, "번역하")
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(ARTICLE)
    page.go_back()
    expect(options(page)).to_have_count(0)
    field(page).fill("")
    type_and_wait(page, "번역하")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert unquote(urlsplit(page.url).query) == "q=번역하"
    expect(field(page)).to_have_value("번역하")
    assert page.title().startswith("번역하 – ")


def test_tab_leaves_and_closes_the_list(page: Page) -> None:
    type_and_wait(page, "번")
    page.keyboard.press("Tab")
    expect(options(page)).to_have_count(0)
    expect(page.get_by_role("main").get_by_role("button")).to_be_focused()


def test_another_letter_withdraws_the_option_that_was_active(page: Page) -> None:
    type_and_wait(page, "번")
    page.keyboard.press("ArrowDown")
    assert active(page) is not None
    page.route("**/suggest/**", lambda route: (page.wait_for_timeout(300), route.continue_()))
    page.keyboard.type("ㅇ")
    assert active(page) is None


def test_a_mouse_and_a_thumb_choose_too(page: Page, guest: Guest) -> None:
    type_and_wait(page, "타이포")
    with page.expect_navigation():
        options(page).first.click()
    assert "/blog/topic/" in page.url
    phone = guest(viewport=PHONE, has_touch=True, is_mobile=True).context.new_page()
    phone.goto("/search/")
    type_and_wait(phone, "타이포")
    box = options(phone).first.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    with phone.expect_navigation():
        options(phone).first.tap()
    assert "/blog/topic/" in phone.url


def test_while_a_syllable_is_composed_the_keys_belong_to_the_ime(page: Page) -> None:
    field(page).focus()
    ime = page.context.new_cdp_session(page)
    for text in ("ㅂ", "버", "번"):
        ime.send("Input.imeSetComposition", {"text": text, "selectionStart": 1, "selectionEnd": 1})
    expect(options(page).first).to_be_visible()  # letters count before the syllable is finished
    at = page.url
    for key in ("ArrowDown", "Enter", "Escape"):  # as browsers report keys that an IME takes for itself
        page.evaluate(
            """key => document.activeElement.dispatchEvent(
            new KeyboardEvent("keydown", { key, keyCode: 229, isComposing: true, bubbles: true, cancelable: true }))""",
            key,
        )
        assert active(page) is None
        expect(options(page).first).to_be_visible()
    page.keyboard.press("ArrowDown")  # a real one: the syllable is still being composed
    assert active(page) is None
    ime.send("Input.insertText", {"text": "번"})
    expect(field(page)).to_have_value("번")
    assert page.url == at
    expect(options(page).first).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert active(page) is not None


def test_what_is_answered_late_never_replaces_what_is_newer(page: Page) -> None:
    late: list[Route] = []
    page.route("**/suggest/?q=" + quote("타"), lambda route: late.append(route))
    field(page).press_sequentially("타")
    page.wait_for_timeout(400)
    field(page).fill("번역하")
    expect(options(page)).to_have_count(1)
    for route in late:
        route.continue_()
    page.wait_for_timeout(400)
    assert ARTICLE in options(page).inner_text()
    assert late


def test_without_a_network_the_field_stays_a_plain_field(guest: Guest) -> None:
    reader = guest()
    page = reader.context.new_page()
    page.goto("/search/")
    type_and_wait(page, "번")
    page.route("**/suggest/**", lambda route: route.abort())
    page.keyboard.type("ㅇ")
    expect(options(page)).to_have_count(0)
    page.unroute("**/suggest/**")
    page.route("**/suggest/**", lambda route: route.fulfill(status=503, body="busy"))
    page.keyboard.type("ㅕ")
    page.wait_for_timeout(400)
    expect(options(page)).to_have_count(0)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert [each for each in reader.witness.complaints if "Failed to load resource" not in each] == []


def test_nothing_moves_when_the_list_opens(guest: Guest) -> None:
    page = guest(viewport=PHONE).context.new_page()
    page.add_init_script(WATCH_SHIFTS)
    for address in ("/search/", "/"):
        page.goto(address)
        searching = page.get_by_role("combobox", name="이 사이트에서 검색").last
        searching.press_sequentially("ㅂ")
        until(page, "document.querySelectorAll('[role=option]').length > 0")
        page.wait_for_timeout(300)
        assert sum(page.evaluate("shifts")) == 0
        wide = "each => [each.getBoundingClientRect().left, each.getBoundingClientRect().right]"
        left, right = page.locator(".suggestions:not([hidden])").evaluate(wide)
        assert left >= 0
        assert right <= PHONE["width"]


def test_axe_finds_nothing_in_an_open_list(guest: Guest) -> None:
    page = guest().context.new_page()  # axe itself breaks the policy for styles
    for scheme, rules in (("light", EVERY_RULE), ("dark", COLOURS)):
        page.goto("/search/")
        page.emulate_media(color_scheme=scheme)
        type_and_wait(page, "ㅂ")
        page.keyboard.press("ArrowDown")
        assert violations(page, rules) == [], scheme


def test_without_a_script_the_form_searches_and_the_results_can_be_narrowed_down(
    site: str, sample: None, chromium: Any
) -> None:
    with visit(chromium, site, java_script_enabled=False, viewport=PHONE) as reader:
        page = reader.context.new_page()
        page.goto("/search/")
        page.get_by_role("main").get_by_role("searchbox").fill("서비스를")
        page.keyboard.press("Enter")
        expect(page.get_by_role("main").get_by_role("searchbox")).to_have_value("서비스를")
        found = page.locator(".search-result")
        expect(found.first).to_be_visible()
        page.locator(".search-choices a").first.click()
        expect(page.locator(".chip--chosen")).to_have_count(1)
        page.locator("a:has(.chip--chosen)").click()
        expect(page.locator(".chip--chosen")).to_have_count(0)
        assert unmarked_hangul(page) == []


def test_who_finds_nothing_is_shown_where_to_go_on(page: Page) -> None:
    page.goto("/en/search/?q=" + quote("없는말없음"))
    assert unmarked_hangul(page) == []
    onward = page.locator(".search-onward")
    expect(onward.get_by_role("link", name="All articles")).to_be_visible()
    with page.expect_navigation():
        onward.get_by_role("navigation").get_by_role("link").first.click()
    assert "/en/blog/topic/" in page.url
