"""The loop that the site is for: a Korean article is written, translated and read, each by somebody else."""

from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.journeys import admin
from tests.journeys.browser import Visit, other_languages, unmarked_hangul, visit
from tests.journeys.site import PASSWORD

pytestmark = [pytest.mark.browser]

TITLE = "한밤의 공책"
# Every piece of the article and its English, in the order of the page.
PIECES = {
    TITLE: "A notebook at midnight",
    "손으로 한 번, 자판으로 한 번 적는다.": "Written once by hand and once on a keyboard.",
    "손으로 쓰는 밤": "Nights by hand",
    "한밤에는 공책을 편다.": "At midnight I open a notebook.",
    "아침이면 반은 잊는다.": "By morning half of it is gone.",
    "펼친 공책": "An open notebook",
    "자판으로 쓰는 아침": "Mornings on a keyboard",
    "옮겨 적어야 보이는 문장이 있다.": "Some sentences show only when they are copied out.",
}
KOREAN, ENGLISH = tuple(PIECES), tuple(PIECES.values())
SLUG, ENGLISH_SLUG = "한밤의-공책", "a-notebook-at-midnight"


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A photograph, as far as the site can tell."""
    path = tmp_path / "notebook.jpg"
    Image.new("RGB", (1600, 1000), "#d6c7a1").save(path, "JPEG")
    return path


def write(page: Page, picture: Path) -> None:
    """Finds the form of a new article below 블로그, and fills it."""
    admin.add_below(page, "블로그")
    page.get_by_placeholder("페이지 제목*").fill(TITLE)
    page.locator("#id_summary").fill(KOREAN[1])
    body = page.locator("[data-contentpath='body']")
    night = new_section(body, KOREAN[2])
    admin.write_rich_text(admin.insert(night, "글"), *KOREAN[3:5])
    image = admin.insert(night, "이미지")
    admin.upload_image(image, picture, "공책 사진")
    admin.field(image, "alt_text").get_by_role("textbox").fill(KOREAN[5])
    morning = new_section(body, KOREAN[6])
    admin.write_rich_text(admin.insert(morning, "인용"), KOREAN[7])


def new_section(body: Locator, heading: str) -> Locator:
    """The stream of a new section."""
    section = admin.insert(body, "섹션")
    admin.field(section, "heading").get_by_role("textbox").fill(heading)
    return admin.field(section, "content")


def edit_as_editor(page: Page, picture: Path) -> None:
    """Writes, looks at the preview, publishes, and asks for a translation."""
    admin.log_in(page, "editor", PASSWORD)
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    write(page, picture)
    preview = admin.preview(page)
    expect(preview.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(preview.get_by_role("blockquote")).to_contain_text(KOREAN[7])
    heading = preview.get_by_role("heading", name=KOREAN[2])
    assert "■" in heading.evaluate("heading => getComputedStyle(heading, '::before').content")
    admin.publish(page)
    expect(admin.said(page)).to_contain_text(f"‘{TITLE}’ 페이지를 발행했습니다")
    admin.said(page).get_by_role("link", name="편집").click()
    admin.ask_for_translation(page)
    expect(admin.said(page)).to_contain_text(f"‘{TITLE}’ 페이지의 번역을 시작했습니다")


def translate_as_translator(page: Page) -> None:
    """Finds the article on the first page, translates it, is stopped half way, and publishes at the end."""
    admin.log_in(page, "translator", PASSWORD)
    page.get_by_role("link", name=TITLE).click()
    *most, last = PIECES.items()
    for original, translation in most:
        admin.translate(page, original, translation)
    admin.publish_translation(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("끝나지 않은 번역을 발행할까요?")
    expect(page.get_by_text("독자가 보는 것은 아직 그대로입니다")).to_be_visible()
    expect(page.locator("main li").filter(has_text=last[0])).to_be_visible()
    assert page.request.get(f"/en/blog/{ENGLISH_SLUG}/").status == 404
    page.get_by_role("link", name="돌아가서 번역하기").click()
    admin.translate(page, *last)
    admin.publish_translation(page)
    expect(admin.said(page)).to_contain_text(f"‘{ENGLISH[0]}’ 글을 발행했습니다(English)")


def crossing(page: Page) -> Locator:
    """The language switch."""
    return page.get_by_role("navigation", name="언어").or_(page.get_by_role("navigation", name="Language"))


def read_as_reader(page: Page) -> None:
    """Opens the Korean article from the front page, crosses to the English one, and comes back."""
    page.goto("/")
    page.get_by_role("link", name=TITLE).first.click()
    assert unquote(urlsplit(page.url).path) == f"/blog/{SLUG}/"
    shows(page, "ko", KOREAN)
    korean = other_languages(page)
    crossing(page).get_by_role("link", name="English").click()
    assert urlsplit(page.url).path == f"/en/blog/{ENGLISH_SLUG}/"
    shows(page, "en", ENGLISH)
    assert unmarked_hangul(page) == []
    assert other_languages(page) == korean
    assert urlsplit(korean["en"]).path == f"/en/blog/{ENGLISH_SLUG}/"
    assert urlsplit(korean["ko"]).path == urlsplit(korean["x-default"]).path == quote(f"/blog/{SLUG}/")
    crossing(page).get_by_role("link", name="한국어").click()
    shows(page, "ko", KOREAN)


def shows(page: Page, language: str, pieces: tuple[str, ...]) -> None:
    """Every piece is on the page, in a page of that language."""
    title, summary, night, first, second, alt, morning, quotation = pieces
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page).to_have_title(title)
    for heading in (night, morning):
        expect(page.get_by_role("heading", level=2, name=heading, exact=True)).to_be_visible()
    for text in (summary, first, second):
        expect(page.get_by_role("main").get_by_text(text, exact=True)).to_be_visible()
    expect(page.get_by_role("blockquote")).to_contain_text(quotation)
    page.get_by_role("img", name=alt, exact=True).scroll_into_view_if_needed()
    page.get_by_role("img", name=alt, exact=True).evaluate("image => image.decode()")


def policy_complaints(guest: Visit) -> list[str]:
    """The admin's own scripts may warn of this and that, but its policy must let them work."""
    return [text for text in guest.witness.complaints if "Content Security Policy" in text or "policy:" in text]


def test_an_article_is_written_translated_and_read(site: str, chromium: Any, picture: Path) -> None:
    with visit(chromium, site, viewport={"width": 1440, "height": 1000}) as editor:
        edit_as_editor(editor.context.new_page(), picture)
    with visit(chromium, site, viewport={"width": 1280, "height": 900}) as translator:
        translate_as_translator(translator.context.new_page())
    with visit(chromium, site, viewport={"width": 390, "height": 844}) as reader:
        read_as_reader(reader.context.new_page())
    assert policy_complaints(editor) == policy_complaints(translator) == reader.witness.complaints == []
    assert editor.witness.strangers == translator.witness.strangers == reader.witness.strangers == []
