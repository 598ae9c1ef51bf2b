"""What makes reading easy: colours, the place in the outline and in the other language, its offer, thumbs and paper."""

from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.browser import DESK, PHONE, WATCH_SHIFTS, Guest, until

pytestmark = [pytest.mark.browser, pytest.mark.once]

KOREAN, ENGLISH = "/blog/tide-on-sqlite/", "/en/blog/a-tide-service-on-sqlite/"
ONLY_KOREAN = "/blog/" + quote("한글-줄바꿈") + "/"
KINDS = [
    "/",
    "/en/",
    "/blog/",
    "/en/blog/",
    "/blog/series/two-languages/",
    KOREAN,
    ENGLISH,
    "/blog/translation-edits-the-original/",
    "/about/",
    "/search/?q=" + quote("번역"),
    "/no-such-page/",
]
DAY, NIGHT = "rgb(252, 249, 244)", "rgb(24, 20, 17)"
PAPER = "getComputedStyle(document.body).backgroundColor"
# The background in every frame that is painted, from the first one on.
WATCH_FRAMES = """
window.frames_seen = [];
const look = () => {
  if (document.body) window.frames_seen.push(getComputedStyle(document.body).backgroundColor);
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
NO_STORAGE = """
Object.defineProperty(window, "localStorage", { get() { throw new DOMException("forbidden", "SecurityError"); } });
"""


@pytest.fixture
def page(guest: Guest) -> Page:
    """A Korean reader's tab on a wide screen, by day."""
    return guest(color_scheme="light").context.new_page()


def colours(page: Page) -> Locator:
    return page.locator(".theme-switch").get_by_role("combobox")


def offer(page: Page) -> Locator:
    return page.locator(".language-offer")


def crossing(page: Page, language: str) -> Locator:
    return page.locator(f".language-switch a[hreflang={language}]")


def read_to(place: Locator) -> None:
    """Scrolls until the place is in the upper third of the window, and stays as long as reading takes."""
    place.evaluate("each => scrollBy(0, each.getBoundingClientRect().top - innerHeight * 0.3)")
    place.page.wait_for_timeout(1_800)


def test_a_chosen_theme_is_there_in_the_first_frame_of_the_next_page(page: Page) -> None:
    page.goto(KOREAN)
    assert page.evaluate(PAPER) == DAY
    colours(page).select_option("dark")
    assert page.evaluate(PAPER) == NIGHT
    page.add_init_script(WATCH_FRAMES)
    page.route("**/js/site.js", lambda route: (page.wait_for_timeout(300), route.continue_()))
    page.goto(ENGLISH)
    until(page, "frames_seen.length > 3")
    assert set(page.evaluate("frames_seen")) == {NIGHT}
    expect(colours(page)).to_have_value("dark")


def test_everything_follows_the_chosen_theme_and_comes_back(page: Page) -> None:
    page.goto(KOREAN)
    look = """() => [
      getComputedStyle(document.body).backgroundColor,
      getComputedStyle(document.querySelector("main img")).filter,
      getComputedStyle(document.querySelector(".block-code .k, .block-code .kn")).color,
      [...document.querySelectorAll("meta[name=theme-color]")].find(each => matchMedia(each.media).matches).content,
    ]"""
    by_day = page.evaluate(look)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    by_night = page.evaluate(look)
    assert [a == b for a, b in zip(by_day, by_night, strict=True)] == [False] * 4
    colours(page).select_option("light")
    assert page.evaluate(look) == by_day
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    colours(page).select_option("dark")
    assert page.evaluate(look) == by_night
    colours(page).select_option("")
    assert page.evaluate(look) == by_day


def test_the_theme_is_chosen_with_the_keyboard_and_has_a_name(page: Page) -> None:
    page.goto("/en/")
    expect(colours(page)).to_have_accessible_name("Colours")
    colours(page).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(colours(page)).to_have_value("dark")
    assert page.evaluate(PAPER) == NIGHT


def test_a_theme_chosen_in_one_tab_reaches_the_other(page: Page) -> None:
    page.goto("/")
    other = page.context.new_page()
    other.goto("/en/")
    colours(other).select_option("dark")
    expect(colours(page)).to_have_value("dark")
    assert page.evaluate(PAPER) == NIGHT


def test_a_browser_that_forbids_storage_has_every_comfort_but_memory(guest: Guest) -> None:
    reader = guest(color_scheme="light", locale="en-US")
    page = reader.context.new_page()
    page.add_init_script(NO_STORAGE)
    page.goto(KOREAN)
    colours(page).select_option("dark")
    assert page.evaluate(PAPER) == NIGHT
    offer(page).get_by_role("button").click()
    expect(offer(page)).to_have_count(0)
    page.reload()
    assert page.evaluate(PAPER) == DAY
    assert reader.witness.complaints == []


def test_the_outline_marks_the_section_that_is_being_read(page: Page) -> None:
    page.goto(KOREAN)
    current = page.locator(".outline a[aria-current=true]")
    expect(current).to_have_count(0)
    headings = page.locator(".block-section > h2")
    for number in (1, 4, 2):
        read_to(headings.nth(number))
        expect(current).to_have_text(headings.nth(number).inner_text())
    # Not with the keys End and Home: on a busy machine the browser glides to the end and takes no notice of the second.
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(current).to_have_text(headings.last.inner_text())
    page.evaluate("scrollTo(0, 0)")
    expect(current).to_have_count(0)


def test_the_outline_stays_in_view_beside_the_text(page: Page) -> None:
    page.goto(KOREAN)
    read_to(page.locator(".block-section > h2").nth(3))
    expect(page.locator(".outline a").first).to_be_in_viewport()


def go_up(page: Page) -> None:
    """To the head of the page, where the language switch stands."""
    page.evaluate("scrollTo(0, 0)")
    expect(page.locator(".outline a[aria-current]")).to_have_count(0)


def test_the_language_switch_keeps_the_place_where_the_reader_was(page: Page) -> None:
    page.goto(KOREAN)
    paragraph = page.locator(".block-section").nth(2).locator("p[id^='p-']").last
    anchor = str(paragraph.get_attribute("id"))
    read_to(paragraph)
    go_up(page)
    crossing(page, "en").click()
    page.wait_for_url(f"**{ENGLISH}#{anchor}")
    expect(page.locator(f"[id='{anchor}']")).to_be_in_viewport()
    page.wait_for_timeout(1_800)
    go_up(page)
    crossing(page, "ko").press("Enter")
    page.wait_for_url(f"**{KOREAN}#{anchor}")


def test_the_place_is_kept_only_as_long_as_going_to_the_switch_takes(page: Page) -> None:
    page.goto(KOREAN)
    read_to(page.locator("main p[id^='p-']").nth(6))
    go_up(page)
    page.evaluate("performance.now = (now => () => now() + 60_000)(performance.now.bind(performance))")
    crossing(page, "en").click()
    page.wait_for_url(f"**{ENGLISH}")


def test_from_the_top_and_to_a_list_the_switch_adds_no_fragment(page: Page) -> None:
    page.goto(KOREAN)
    crossing(page, "en").click()
    page.wait_for_url(f"**{ENGLISH}")
    page.goto(ONLY_KOREAN)
    read_to(page.locator("main p[id^='p-']").nth(3))
    crossing(page, "en").click()
    page.wait_for_url("**/en/blog/")


def test_a_paragraph_that_this_version_lacks_leads_to_its_block(page: Page) -> None:
    page.goto(KOREAN)
    paragraph = page.locator("main .block-section p[id^='p-']").nth(5)
    block = str(paragraph.get_attribute("id")).rpartition("-")[0]
    page.goto("about:blank")
    page.goto(f"{ENGLISH}#{block}-gone1")
    until(page, f"location.hash.startsWith('#{block}-') && !location.hash.endsWith('gone1')")
    expect(page.locator(":target")).to_be_in_viewport()


@pytest.mark.parametrize(
    ("locale", "address", "language", "words"),
    [
        ("en-US", KOREAN, "en", "This article is available in English"),
        ("en-GB", "/", "en", "This page is available in English"),
        ("ko-KR", ENGLISH, "ko", None),
    ],
)
def test_a_reader_is_offered_the_page_in_a_language_that_the_browser_prefers(
    guest: Guest, locale: str, address: str, language: str, words: str | None
) -> None:
    page = guest(locale=locale).context.new_page()
    page.add_init_script(WATCH_SHIFTS)
    page.goto(address)
    expect(offer(page)).to_have_attribute("lang", language)
    link = offer(page).get_by_role("link")
    expect(link).to_have_attribute("hreflang", language)
    if words:
        expect(link).to_have_text(words)
    page.wait_for_timeout(300)
    assert sum(page.evaluate("shifts")) == 0
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(offer(page)).to_have_count(0)


@pytest.mark.parametrize(
    ("locale", "address"),
    [("ko-KR", KOREAN), ("en-US", ENGLISH), ("fr-FR", KOREAN), ("en-US", ONLY_KOREAN), ("en-US", "/no-such-page/")],
)
def test_nothing_is_offered_to_who_reads_the_page_or_where_no_other_version_exists(
    guest: Guest, locale: str, address: str
) -> None:
    page = guest(locale=locale).context.new_page()
    page.goto(address)
    expect(colours(page)).to_be_visible()  # the scripts have run
    expect(offer(page)).to_have_count(0)


def test_an_offer_that_was_closed_does_not_come_again(guest: Guest) -> None:
    page = guest(locale="en-US").context.new_page()
    page.goto(KOREAN)
    offer(page).get_by_role("button", name="Close").click()
    expect(offer(page)).to_have_count(0)
    page.goto("/")
    expect(colours(page)).to_be_visible()
    expect(offer(page)).to_have_count(0)


def test_who_comes_from_the_other_version_is_not_offered_it(guest: Guest) -> None:
    page = guest(locale="ko-KR").context.new_page()
    page.goto(KOREAN)
    crossing(page, "en").click()
    page.wait_for_url(f"**{ENGLISH}")
    expect(colours(page)).to_be_visible()
    expect(offer(page)).to_have_count(0)


def test_the_offer_takes_the_reader_to_the_same_place_or_to_the_fragment_while_its_target_is_in_view(
    guest: Guest,
) -> None:
    page = guest(locale="en-US").context.new_page()
    page.goto(KOREAN)
    first, later = (page.locator("main p[id^='p-']").nth(number).get_attribute("id") for number in (6, 14))
    page.goto(f"{KOREAN}#{first}")
    offer(page).get_by_role("link").click()
    page.wait_for_url(f"**{ENGLISH}#{first}")
    page.goto(f"{KOREAN}#{first}")
    read_to(page.locator(f"[id='{later}']"))
    offer(page).get_by_role("link").click()
    page.wait_for_url(f"**{ENGLISH}#{later}")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_offer_covers_nothing_that_has_the_focus(guest: Guest, size: dict[str, int]) -> None:
    page = guest(locale="en-US", viewport=size).context.new_page()
    page.goto(KOREAN)
    expect(offer(page)).to_be_visible()
    covered = """() => {
      const edge = document.querySelector(".language-offer").getBoundingClientRect().top;
      const { top, bottom } = document.activeElement.getBoundingClientRect();
      // Of a field with many lines, browsers show the one that is written in.
      const end = document.activeElement.matches("textarea") ? top + 44 : bottom;
      return !document.activeElement.closest(".language-offer") && end > edge + 1
        ? document.activeElement.outerHTML.slice(0, 120) : "";
    }"""
    stops = page.locator("a[href], button, select, input, summary, [tabindex='0']").count()
    found = set()
    for _stop in range(stops):
        page.keyboard.press("Tab")
        found.add(page.evaluate(covered))
    assert found == {""}


# The part of an element that a pointer hits, measured outwards from its middle. Links in a text are as high as its
# lines (WCAG 2.5.8), and the address of a paragraph is one of them.
SMALL_TARGETS = """() => {
  const reach = (element, x, y, dx, dy) => {
    for (let steps = 1; ; steps++) {
      const hit = document.elementFromPoint(x + dx * steps, y + dy * steps);
      if (steps > 60 || !element.contains(hit)) return steps - 1;
    }
  };
  const texts = "p, li, td, th, dd, figcaption";
  const inText = element => getComputedStyle(element).display === "inline" && element.closest(texts)
    && element.closest(texts).textContent.trim() !== element.textContent.trim();
  const found = [];
  for (const element of document.querySelectorAll("a[href], button, input, select, textarea, summary")) {
    if (!element.checkVisibility() || element.matches(".skip-link, .paragraph-link") || inText(element)) continue;
    element.scrollIntoView({ block: "center", behavior: "instant" });
    const box = element.getClientRects()[0];
    const x = box.left + box.width / 2, y = box.top + box.height / 2;
    const width = reach(element, x, y, -1, 0) + reach(element, x, y, 1, 0) + 1;
    const height = reach(element, x, y, 0, -1) + reach(element, x, y, 0, 1) + 1;
    if (Math.min(width, height) < 44) found.push(`${width} × ${height}: ${element.outerHTML.slice(0, 150)}`);
  }
  return found;
}"""


@pytest.mark.parametrize("address", KINDS)
def test_whatever_a_thumb_has_to_hit_is_44_pixels_each_way(guest: Guest, address: str) -> None:
    page = guest(locale="en-US", viewport=PHONE).context.new_page()
    page.goto(address)
    expect(colours(page)).to_be_visible()
    assert page.evaluate(SMALL_TARGETS) == []


def test_nothing_moves_for_a_reader_who_wants_no_motion(guest: Guest) -> None:
    page = guest(reduced_motion="reduce").context.new_page()
    page.goto(KOREAN)
    moving = page.evaluate("""() => [...document.querySelectorAll("*")].filter(each => {
      const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(each);
      return transitionDuration !== "0s" || animationName !== "none" || scrollBehavior !== "auto";
    }).map(each => each.outerHTML.slice(0, 100))""")
    assert moving == []


def test_going_back_leads_to_where_the_reader_was(page: Page) -> None:
    page.goto(KOREAN)
    read_to(page.locator(".block-section > h2").nth(3))
    before = page.evaluate("scrollY")
    assert before > 1000
    page.get_by_role("banner").get_by_role("link").first.evaluate("link => link.click()")
    page.wait_for_url(lambda url: urlsplit(url).path == "/")
    page.go_back()
    until(page, f"Math.abs(scrollY - {before}) < 2")


def test_paper_has_the_text_its_links_and_the_disclaimer_and_nothing_to_click(guest: Guest) -> None:
    page = guest(locale="en-US", color_scheme="dark", viewport={"width": 660, "height": 1000}).context.new_page()
    page.goto(KOREAN)
    expect(offer(page)).to_be_visible()
    colours(page).select_option("dark")
    page.emulate_media(media="print")
    for chrome in (offer(page), colours(page), page.locator("nav"), page.locator("form"), page.locator("button")):
        assert not [each for each in chrome.all() if each.is_visible()]
    expect(page.locator(".disclaimer")).to_be_visible()
    assert page.evaluate(PAPER) == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    spelled = page.locator(".body a[href^=http]").evaluate_all(
        "links => links.map(each => getComputedStyle(each, '::after').content)"
    )
    assert spelled
    assert all("http" in text or "attr(href)" in text for text in spelled)
