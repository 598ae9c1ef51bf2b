"""Technical terms such as C++, .NET, N+1 and GPT-4o as words of letters and digits, which no index takes apart.

PostgreSQL's parser makes n and +1 of N+1, and SQLite's tokenizer makes c of C++ and of C#. It knows the Latin alphabet
and nothing of Korean.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Final
from unicodedata import decomposition, normalize

import snowballstemmer

_LONGEST: Final = 40
_SHORTEST_WITH_ENDING: Final = 4
_MOST_PARTS: Final = 5
_TERM: Final = re.compile(
    r"(?<![A-Za-z0-9])\.?[A-Za-z0-9]+(?:['’][a-z]{1,2}\b)?(?:(?:[-./+_&#·]|(?<=\d),(?=\d{3}(?!\d)))[A-Za-z0-9]+)*"
    r"(?:\+{1,2}|#)?(?![A-Za-z0-9])"
)
_OWNER: Final = re.compile(r"['’](?:s|S)?$")
_PART: Final = re.compile(r"[a-z0-9]+")
_POINT: Final = re.compile(r"(?<=\d)\.(?=\d)")
_NAMED: Final = {".net": "dotnet", "asp.net": "aspdotnet", "c++": "cplusplus", "c#": "csharp", "f#": "fsharp"}
_SIGNS: Final = str.maketrans({"+": "plus", "#": "sharp", "&": "and"})
_SILENT: Final = re.compile(r"[^a-z0-9]")
_stemmer: Final = snowballstemmer.stemmer("english")
_lock: Final = Lock()


def _folding() -> dict[int, str]:
    """Letters with accents and of full width as the plain letters that a reader types; one for one."""
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        if decomposition(chr(code)):
            table[code] = normalize("NFD", chr(code))[0]
    return table


_FOLDING: Final = _folding()
_FOLDABLE: Final = re.compile("[\u00c0-\u024f\u1e00-\u1eff\u3000\uff01-\uff5e]+")


@dataclass(frozen=True, slots=True)
class Term:
    """A Latin word or technical term: the word of the index for it, and for its parts where it has some."""

    word: str
    parts: tuple[str, ...]
    start: int
    end: int


def folded(text: str) -> str:
    """Composed, with accents and full width gone. As long as its NFC form."""
    return _FOLDABLE.sub(lambda run: run.group().translate(_FOLDING), normalize("NFC", text))


def terms(text: str) -> Iterator[Term]:
    """The Latin words, numbers and technical terms of a folded text, in their order."""
    for match in _TERM.finditer(text):
        written = _OWNER.sub("", match.group())
        if len(written) <= 2 * _LONGEST:
            yield Term(*_known(written), match.start(), match.start() + len(written))


@lru_cache(maxsize=20_000)
def _known(written: str) -> tuple[str, tuple[str, ...]]:
    small = written.lower()
    if small in _NAMED:
        return _NAMED[small], ()
    small = small.replace(",", "")
    parts = _PART.findall(small)
    word = _SILENT.sub("", _POINT.sub("p", small).translate(_SIGNS))[:_LONGEST]  # 5.2 is not 52
    if len(parts) == 1 or "+" in small or "#" in small:  # n+1 is not about n
        return stem(word), ()
    return word, tuple(stem(part) for part in parts[:_MOST_PARTS])


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """An English word without its ending, by Porter's second stemmer; short words and what has digits stay."""
    if len(word) < _SHORTEST_WITH_ENDING or not word.isalpha():
        return word[:_LONGEST]
    with _lock:
        return str(_stemmer.stemWord(word))[:_LONGEST]
