"""What people do in the admin, in the words of the screen. It knows labels and buttons, not the database."""

from pathlib import Path

from playwright.sync_api import FrameLocator, Locator, Page, TimeoutError, expect


def log_in(page: Page, name: str, password: str) -> None:
    """Through the form, from the admin's front door."""
    page.goto("/admin/")
    page.get_by_label("사용자 이름").fill(name)
    page.get_by_placeholder("비밀번호 입력").fill(password)
    page.get_by_role("button", name="로그인").click()
    page.wait_for_url("**/admin/")


def add_below(page: Page, title: str) -> None:
    """From the tree of pages to the form of a new page below one of them."""
    page.goto("/admin/pages/")
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=title, exact=True))
    row.locator(".w-dropdown__toggle").click()
    page.locator(".w-dropdown__content").get_by_role("link", name="하위 페이지 추가").last.click()
    page.wait_for_url("**/admin/pages/add/**")


def insert(stream: Locator, kind: str) -> Locator:
    """Adds a block at the end of a stream of blocks; returns the block."""
    container = stream.locator("[data-streamfield-stream-container]").first
    blocks = container.locator("> [data-streamfield-child]")
    new = blocks.nth(blocks.count())
    plus = container.locator("> div > button.c-sf-add-button").last
    choice = stream.page.get_by_role("option", name=kind, exact=True)
    plus.evaluate("button => button.scrollIntoView({ block: 'center' })")
    plus.click()
    try:
        choice.click(timeout=3_000)
    except TimeoutError:  # a form that still scrolls carries the menu out of reach
        plus.click()
        choice.click()
    expect(new).to_be_visible()
    return new


def field(block: Locator, name: str) -> Locator:
    """The part of a block that holds one of its values."""
    return block.locator(f"[data-contentpath='{name}']").first


def compose(page: Page, syllable: str, *steps: str) -> None:
    """Types a syllable as a Korean keyboard does: it grows under the cursor before it is text."""
    keyboard = page.context.new_cdp_session(page)
    for step in steps:
        keyboard.send("Input.imeSetComposition", {"text": step, "selectionStart": 1, "selectionEnd": 1})
    keyboard.send("Input.insertText", {"text": syllable})
    keyboard.detach()


def write_rich_text(block: Locator, *paragraphs: str) -> None:
    """Types paragraphs; the first syllable of the first one letter by letter, when it is 한."""
    editor = block.get_by_role("textbox").first
    editor.click()
    for number, text in enumerate(paragraphs):
        if number:
            editor.press("Enter")
        if text.startswith("한"):
            compose(block.page, "한", "ㅎ", "하", "한")
        block.page.keyboard.insert_text(text.removeprefix("한"))
    expect(editor).to_contain_text(paragraphs[-1])


def upload_image(block: Locator, file: Path, title: str) -> None:
    """Uploads a picture in the chooser of a block and takes it."""
    block.get_by_role("button", name="이미지 선택").click()
    dialog = block.page.get_by_role("dialog")
    dialog.get_by_role("tab", name="업로드").click()
    dialog.locator("input[type=file]").set_input_files(file)
    dialog.get_by_label("제목").fill(title)
    dialog.get_by_role("button", name="업로드").click()
    expect(dialog).to_have_count(0)


def preview(page: Page) -> FrameLocator:
    """The page as readers will see it, in the panel beside the form."""
    page.get_by_role("button", name="미리보기 열기/닫기").click()
    return page.frame_locator("#w-preview-iframe")


def publish(page: Page) -> None:
    """Opens the menu at the foot and publishes."""
    page.locator("footer .w-dropdown__toggle").click()
    page.get_by_role("button", name="발행", exact=True).click()


def ask_for_translation(page: Page) -> None:
    """From the menu beside the title of a page that is being edited."""
    page.locator("header").get_by_role("button", name="작업", exact=True).click()
    page.get_by_role("link", name="이 페이지 번역").click()
    page.get_by_label("English").check()
    page.get_by_role("button", name="제출").click()


def translate(page: Page, original: str, translation: str) -> None:
    """Translates one piece at the desk."""
    source = page.locator(".desk-source .desk-text").filter(has_text=original)
    piece = page.locator("[data-desk-piece]").filter(has=source).first
    piece.get_by_role("textbox").fill(translation)
    piece.locator("[data-desk-save]").click()
    expect(piece).to_have_attribute("data-state", "translated")
    expect(piece.get_by_role("textbox")).to_have_value(translation)
    expect(piece.locator("[data-desk-unsaved]")).to_be_hidden()


def publish_translation(page: Page) -> None:
    """The button at the foot of the desk."""
    page.locator("form:has(input[value=publish]) [data-desk-move]").click()


def said(page: Page) -> Locator:
    """What the admin answers at the top of the page."""
    return page.locator(".messages")
