"""From what a reader typed to what the index understands."""

import re
from unicodedata import normalize

MAX_CHARACTERS_READ = 400
MAX_WORDS = 12
MAX_CHARACTERS = 200

_WORD = re.compile(r"\w+")


def normalized(query: str) -> str:
    """The words of a query in NFC, without anything that a search backend could take for syntax.

    A quotation mark breaks the SQLite backend (wagtail issue 13227) and a NUL byte breaks PostgreSQL; both are no
    words. Reads 400 characters, keeps 12 words and 200 characters: an index gains nothing from more.
    """
    words = _WORD.findall(normalize("NFC", query[:MAX_CHARACTERS_READ]))
    return " ".join(words[:MAX_WORDS])[:MAX_CHARACTERS].strip()
