"""What a reader typed, read forgivingly: words, "phrases", -without, 제목:, 글쓴이:, 분류:, title:, author:.

Whatever is typed has a reading: signs that make no sense are dropped. It knows the language of queries, no index.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Final
from unicodedata import normalize

from search.analysis import Unit, units
from search.symbols import folded

MAX_CHARACTERS: Final = 400
MAX_WORDS: Final = 16
MAX_PIECES: Final = 3 * MAX_WORDS  # words, phrases, words without which and fields, that are read at all
MAX_LENGTH_OF_A_WORD: Final = 60
_PLAIN_WORDS: Final = 12
_PLAIN_CHARACTERS: Final = 200
_WORD: Final = re.compile(r"\w+")
_FIELDS: Final = {
    **dict.fromkeys(("제목", "title", "intitle"), "title"),
    **dict.fromkeys(("글쓴이", "작성자", "저자", "필자", "author", "by", "from"), "author"),
    **dict.fromkeys(("분류", "카테고리", "category", "in"), "category"),
    **dict.fromkeys(("주제", "태그", "topic", "tag"), "topic"),
}
_JAMO: Final = re.compile("[ㄱ-ㅣ]")
_UNREADABLE: Final = re.compile("[\0-\x1f\x7f\ud800-\udfff\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\xad]+")
_QUOTES: Final = str.maketrans(dict.fromkeys("“”„‟«»「」『』＂", '"') | dict.fromkeys("《》〈〉", " "))
_NAMES: Final = "|".join(sorted(_FIELDS, key=len, reverse=True))
_PIECE: Final = re.compile(
    rf"(?P<minus>(?:(?<=\s)|^)[-−–](?=\S))?(?:(?P<field>(?:(?<=[\s-])|^)(?:{_NAMES}))\s?[:：]\s?)?"
    r'(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))',
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Query:
    """A query by what its parts are for. `typed` is what to show in the field again."""

    typed: str
    words: str = ""
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """What is to be found anywhere, as one text: the words, and those of phrases."""
        return " ".join([self.words, *self.phrases])

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The words to be found anywhere, each once."""
        return tuple(dict.fromkeys(units(self.text)))[:MAX_WORDS]

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nothing that could be found."""
        return not (self.words or self.phrases or any(self.fields.values()))


def parse(typed: str) -> Query:
    """Reads a query; never fails. Of a very long one, the beginning."""
    readable = _UNREADABLE.sub(" ", typed[: 4 * MAX_CHARACTERS])
    text = folded(readable).translate(_QUOTES)[:MAX_CHARACTERS]
    words: list[str] = []
    phrases: list[str] = []
    without: list[str] = []
    fields: dict[str, list[str]] = {}
    for match in islice(_PIECE.finditer(text), MAX_PIECES):
        value = (match["phrase"] if match["word"] is None else match["word"][:MAX_LENGTH_OF_A_WORD]).strip()
        if not units(value) and not _JAMO.search(value):
            continue
        if match["minus"]:
            without.append(value)
        elif match["field"]:
            fields.setdefault(_FIELDS[match["field"].lower()], []).append(value)
        else:
            (words if match["phrase"] is None else phrases).append(value)
    if without and not (words or phrases or fields):  # "-5 degrees below" asks for something, not for everything else
        words, without = without, []
    return Query(
        " ".join(readable[:MAX_CHARACTERS].split()),
        " ".join(words),
        tuple(phrases),
        tuple(without),
        {name: tuple(values) for name, values in fields.items()},
    )


def normalized(query: str) -> str:
    """The words of a query in NFC and nothing else, for searches that read letter by letter; at most 12 of them."""
    words = _WORD.findall(normalize("NFC", query[:MAX_CHARACTERS]))
    return " ".join(words[:_PLAIN_WORDS])[:_PLAIN_CHARACTERS].strip()
