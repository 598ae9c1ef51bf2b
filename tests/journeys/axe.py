"""What axe, an engine of accessibility rules, finds on a page."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

EVERY_RULE = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}  # of a dark scheme
SHAPES = {**EVERY_RULE, "rules": {"color-contrast": {"enabled": False}}}  # of a narrow window


def violations(page: Page, rules: dict[str, Any] = EVERY_RULE, *, within: str | None = None) -> list[str]:
    """The rules that are broken, and the elements that break them; `within` a part of the page, as a selector."""
    found = Axe().run(page, context=within, options={**rules, "resultTypes": ["violations"]})
    return [
        f"{each['id']}: {node['html'][:200]} ({node['failureSummary']})"
        for each in found.response["violations"]
        for node in each["nodes"]
    ]
