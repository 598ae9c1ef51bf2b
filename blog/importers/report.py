"""What an import did, as plain data: the writer fills it, the console and other commands show it.

This module must not know formats or pages.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

What = Literal["created", "updated", "unchanged", "kept", "failed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one article. `page`: its primary key, None when it failed or was only tried."""

    ref: str
    title: str
    what: What
    page: int | None = None
    remarks: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    images: int = 0
    comments: int = 0


@dataclass(slots=True)
class Report:
    """What an import did, article by article."""

    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def counts(self) -> Counter[What]:
        """How many articles were created, updated, unchanged, kept or failed."""
        return Counter(outcome.what for outcome in self.outcomes)

    @property
    def images(self) -> int:
        """How many images were stored."""
        return sum(outcome.images for outcome in self.outcomes)

    @property
    def missing(self) -> int:
        """How many files were not found."""
        return sum(len(outcome.missing) for outcome in self.outcomes)

    @property
    def comments(self) -> int:
        """How many comments were stored."""
        return sum(outcome.comments for outcome in self.outcomes)
