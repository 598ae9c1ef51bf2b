"""What a browser tells about the pages it opens: complaints, broken policies, and requests to other hosts.

It knows Chromium, not the site.
"""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Playwright, Request, expect

PATIENCE = 60_000  # milliseconds; a busy machine is slow, not wrong
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
# Chromium without anything but its engine, which Playwright too uses where no window is wanted, takes a quarter less.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Nothing leaves this machine. A route of Playwright's would stop it too, but ask Python about every file of every
    # page, and switch the browser's cache off.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
# A blocked request says so on the console too, but a blocked inline style of a script does not always.
REPORT_POLICY = """
document.addEventListener("securitypolicyviolation", event =>
  console.error("policy:", event.violatedDirective, event.blockedURI, event.sourceFile));
"""


def need(what: str, *names: str) -> str:
    """The path of a program; without it the test is skipped, but in CI it fails."""
    found = next(filter(None, map(shutil.which, names)), None)
    if found:
        return found
    message = f"{what} is not installed (looked for {', '.join(names)})"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@dataclass  # no slots: Playwright hangs its wrappers on the object
class Witness:
    """What one visitor's browser has seen."""

    host: str
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        """Errors and warnings; not the one that a page which is a 404 itself causes."""
        own_status = "Failed to load resource" in message.text and message.location["url"] == message.page.url
        if message.type in {"error", "warning"} and not own_status:
            self.complaints.append(f"{message.page.url}: {message.text}")

    def watch(self, request: Request) -> None:
        """Requests to anybody but this site."""
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != self.host:
            self.strangers.append(request.url)


@dataclass(frozen=True, slots=True)
class Visit:
    """A visitor's window, and what it has seen."""

    context: BrowserContext
    witness: Witness

    def forget(self) -> None:
        """What the browser said so far concerns no test that comes now."""
        self.witness.complaints.clear()
        self.witness.strangers.clear()


WATCH_SHIFTS = """
window.shifts = [];
new PerformanceObserver(list => window.shifts.push(...list.getEntries().map(each => each.value)))
  .observe({ type: "layout-shift", buffered: true });
"""
Guest = Callable[..., Visit]  # lets a visitor in, with the options of a window


@contextmanager
def visit(chromium: Any, address: str, **options: Any) -> Iterator[Visit]:
    """A visitor with empty pockets. Requests to other hosts are noted, and fail."""
    witness = Witness(urlsplit(address).netloc)
    context = chromium.new_context(base_url=address, **{"locale": "ko-KR", **options})
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    context.add_init_script(REPORT_POLICY)
    context.on("console", witness.hear)
    context.on("weberror", lambda error: witness.complaints.append(str(error.error)))
    context.on("request", witness.watch)
    try:
        yield Visit(context, witness)
    finally:
        context.close()


@contextmanager
def chromium_of(playwright: Playwright) -> Iterator[Any]:
    """Debian's Chromium, without a window."""
    browser = playwright.chromium.launch(executable_path=need("Chromium", *NAMES), args=ARGUMENTS)
    try:
        yield browser
    finally:
        browser.close()


def until(page: Page, expression: str, argument: Any = None) -> None:
    """Waits till an expression holds. Playwright's own wait evaluates strings in the page, which our policy forbids as
    soon as the first attempt is too early."""
    patience = time.monotonic() + PATIENCE / 1000
    while not page.evaluate(expression, argument):
        assert time.monotonic() < patience, expression
        page.wait_for_timeout(50)


def unmarked_hangul(page: Page) -> list[str]:
    """Korean text that no lang="ko" announces."""
    found: list[str] = page.evaluate("""() => {
      const hangul = /[\\u1100-\\u11ff\\u3130-\\u318f\\uac00-\\ud7a3]/, found = [];
      const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node; (node = nodes.nextNode());)
        if (hangul.test(node.data) && node.parentElement.closest("[lang]").lang !== "ko") found.push(node.data.trim());
      for (const image of document.querySelectorAll("[alt], [aria-label], [title], [placeholder]"))
        for (const name of ["alt", "aria-label", "title", "placeholder"])
          if (hangul.test(image.getAttribute(name) ?? "") && image.closest("[lang]").lang !== "ko")
            found.push(`${name}: ${image.getAttribute(name)}`);
      return found;
    }""")
    return found


def other_languages(page: Page) -> dict[str, str]:
    """What the head says about the same page in other languages: address by language."""
    links = page.locator("link[rel=alternate][hreflang]:not([type])").all()
    return {str(link.get_attribute("hreflang")): str(link.get_attribute("href")) for link in links}
