"""Texts that want to be more than text: our own, and published ones where they lie beside the repository."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from blog.comments.wording import clean_text

OWN = Path(__file__).parent / "data" / "comments" / "hostile.txt"
SHARED = Path(__file__).parents[2] / "shared" / "data" / "hostile"
_UNSEEN = re.compile(r"[\s\u202a-\u202e\u2066-\u2069]")


def own_texts() -> list[str]:
    """Those of the repository."""
    return OWN.read_text(encoding="utf-8").splitlines()


def texts(one_in: int = 1) -> list[str]:
    """All of them once, as a comment would store them; of those beside the repository one in so many."""
    found = [*own_texts(), *list(_shared())[::one_in]]
    return [text for text in dict.fromkeys(map(clean_text, found)) if text]


def seen(text: str) -> str:
    """What is left of a text when its spaces and marks of direction are not counted."""
    return _UNSEEN.sub("", text)


def _shared() -> Iterator[str]:
    for file in sorted(SHARED.glob("*")) if SHARED.is_dir() else []:
        text = file.read_text(encoding="utf-8", errors="replace")
        if file.suffix == ".json":
            yield from json.loads(text)
        elif file.suffix != ".md":
            yield from text.splitlines()
