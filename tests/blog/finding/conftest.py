"""Articles that are found as soon as they are published."""

import pytest


@pytest.fixture(scope="module", autouse=True)
def _what_is_published_is_found(indexed_at_once: None) -> None:
    """Whoever looks for something published it just before."""
