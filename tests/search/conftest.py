"""Words without a database: what editors have taught the search is two groups of spellings."""

import pytest

from search import dictionary


@pytest.fixture(autouse=True)
def spellings(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dictionary without a table."""
    known = dictionary.prepared([["쿠버네티스", "kubernetes", "k8s"], ["온콜", "on-call"], ["도커", "docker"]])
    monkeypatch.setattr(dictionary, "current", lambda: known)


@pytest.fixture(scope="module", autouse=True)
def _what_is_published_is_found(indexed_at_once: None) -> None:
    """Whoever looks for something published it just before."""
