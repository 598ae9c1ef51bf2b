"""What people do in the admin, in the words of the screen. It knows labels and buttons, not the database."""

from pathlib import Path

from playwright.sync_api import Frame, Locator, Page, expect

HEADER_MENU = "button[aria-label='작업']"


def log_in(page: Page, name: str, password: str) -> None:
    """Through the form, from the admin's front door."""
    page.goto("/admin/")
    page.get_by_label("사용자 이름").fill(name)
    page.get_by_placeholder("비밀번호 입력").fill(password)
    page.get_by_role("button", name="로그인").click()
    page.wait_for_url("**/admin/")


def insert(stream: Locator, kind: str) -> Locator:
    """Adds a block at the end of a stream of blocks; returns the block."""
    container = stream.locator("[data-streamfield-stream-container]").first
    blocks = container.locator("> [data-streamfield-child]")
    new = blocks.nth(blocks.count())
    container.locator("> div > button.c-sf-add-button").last.click()
    stream.page.get_by_role("option", name=kind, exact=True).click()
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


def preview(page: Page) -> Frame:
    """The page as readers will see it, from the panel beside the form."""
    page.get_by_role("button", name="미리보기 열기/닫기").click()
    frame = page.locator("iframe[data-w-preview-target='iframe'], iframe#w-preview-iframe").first.element_handle()
    assert frame is not None
    content = frame.content_frame()
    assert content is not None
    return content


def publish(page: Page) -> None:
    """Opens the menu at the foot and publishes."""
    page.locator("footer button[aria-label='더 보기'], .w-dropdown-button [data-w-dropdown-target='toggle']").last.click()
    page.get_by_role("button", name="발행", exact=True).click()
