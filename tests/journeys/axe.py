"""What axe, an engine of accessibility rules, finds on a page."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

EVERY_RULE = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}  # all that a dark scheme changes


def violations(page: Page, rules: dict[str, Any] = EVERY_RULE, *, within: str | None = None) -> list[str]:
    """The rules that are broken, and the elements that break them; `within` a part of the page, as a selector."""
    found = Axe().run(page, context=within, options={"runOnly": rules, "resultTypes": ["violations"]})
    return [
        f"{each['id']}: {node['html'][:200]} ({node['failureSummary']})"
        for each in found.response["violations"]
        for node in each["nodes"]
    ]
