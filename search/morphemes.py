"""Korean and English text as words with positions, so that 클라우드에서는 is found by 클라우드.

It knows words and no articles. MeCab with the dictionary mecab-ko-dic reads Korean; without it, known particles are cut
from the ends of words, which finds less (`search.checks` says so).
"""

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import accumulate
from threading import Lock
from typing import Any, Final
from unicodedata import normalize

from search.particles import are_particles, stem_length

logger = logging.getLogger(__name__)


class Kind(Enum):
    """What a token is. The first five are what a text is about; the others hold it together."""

    NOUN = "noun"
    VERB = "verb"
    WORD = "word"
    LATIN = "latin"
    NUMBER = "number"
    PARTICLE = "particle"
    ENDING = "ending"
    AFFIX = "affix"
    FUNCTION = "function"
    SYMBOL = "symbol"


CONTENT: Final = frozenset({Kind.NOUN, Kind.VERB, Kind.WORD, Kind.LATIN, Kind.NUMBER})


@dataclass(frozen=True, slots=True)
class Token:
    """One word or part of a word.

    `text` is the form to compare and to index: stems of verbs (배웠 → 배우), English in small letters and without the s
    of plurals. `start` and `end` are its place in the NFC form of the text. `joints` are the places where a compound
    can be taken apart (데이터|베이스), without its ends.
    """

    text: str
    start: int
    end: int
    kind: Kind
    joints: tuple[int, ...] = ()

    @property
    def is_content(self) -> bool:
        """Whether the text is about it."""
        return self.kind in CONTENT


# Tags of mecab-ko-dic (the Sejong set); what is not listed by its first one or two letters is a symbol.
_KINDS: Final = {
    "NNG": Kind.NOUN, "NNP": Kind.NOUN, "NR": Kind.NUMBER, "XR": Kind.NOUN, "SH": Kind.NOUN,
    "VV": Kind.VERB, "VA": Kind.VERB, "MAG": Kind.WORD, "MM": Kind.WORD, "IC": Kind.WORD,
    "SL": Kind.LATIN, "SN": Kind.NUMBER,
    "NNB": Kind.FUNCTION, "NNBC": Kind.FUNCTION, "NP": Kind.FUNCTION, "MAJ": Kind.FUNCTION,
    "VX": Kind.ENDING, "VCP": Kind.ENDING, "VCN": Kind.ENDING,
    "XPN": Kind.AFFIX, "XSN": Kind.AFFIX, "XSV": Kind.AFFIX, "XSA": Kind.AFFIX,
}  # fmt: skip
_ENGLISH: Final = """
a an and are as at be been but by can could did do does for from had has have he her his how i if in into is it its me
my no not of on or our she so such than that the their them then there these they this those to was we were what when
which who will with would you your
"""
_ENGLISH_FUNCTION_WORDS: Final = frozenset(_ENGLISH.split())
_HANGUL: Final = re.compile("[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff]")
_PIECE: Final = re.compile(r"(?P<number>\d+(?:[.,]\d+)*)|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)|(?P<symbol>[^\s\w]|_)")
_RUN: Final = re.compile("[\uac00-\ud7a3\u3131-\u318e]+|[^\uac00-\ud7a3\u3131-\u318e]+")
_UNREADABLE: Final = re.compile("[\\s\0-\x1f\x7f\ud800-\udfff]")
_CHUNK: Final = re.compile(r".{1,4000}(?:\s|$)|.{1,4000}", re.DOTALL)
_FEATURES_OF_A_COMPOUND: Final = 8
_SHORTEST_PLURAL: Final = 4


def tokens(text: str) -> Sequence[Token]:
    """Every token of a text, in its order; positions are those in the NFC form. White space is in none of them."""
    composed = normalize("NFC", text)
    if _HANGUL.search(composed) and (analyser := _analyser()):
        return tuple(_analysed(analyser, composed))
    return tuple(_split(composed))


def content_words(text: str) -> list[str]:
    """The words that a text is about, in the form to compare, in their order and as often as they occur."""
    return [token.text for token in tokens(text) if token.is_content]


def has_analyser() -> bool:
    """Whether Korean is read with a dictionary."""
    return _analyser() is not None


class _Analyser:
    """MeCab, whose tagger may be used by one thread at a time."""

    def __init__(self) -> None:
        import mecab_ko

        self.tagger = mecab_ko.Tagger("")
        self.lock = Lock()

    def lines(self, text: str) -> list[str]:
        with self.lock:
            return str(self.tagger.parse(text)).splitlines()


@lru_cache(maxsize=1)
def _analyser() -> Any:
    """Loaded once per process, when the first Korean text comes: 0.05 s and about 20 MB."""
    try:
        return _Analyser()
    except (ImportError, RuntimeError, OSError) as error:
        logger.warning("Korean is read without a dictionary: %s", str(error).strip()[:200])
        return None


def _analysed(analyser: _Analyser, text: str) -> Iterator[Token]:
    readable = _UNREADABLE.sub(" ", text)
    for chunk in _CHUNK.finditer(readable):
        place = chunk.start()
        for line in analyser.lines(chunk.group()):
            surface, tab, features = line.partition("\t")
            start = readable.find(surface, place) if tab and surface else -1
            if start >= 0:
                place = start + len(surface)
                yield _token(surface, start, features.split(","))


def _token(surface: str, start: int, features: list[str]) -> Token:
    tag = features[0].partition("+")[0]
    if tag == "SL":
        return _latin(surface, start)
    kind = _KINDS.get(tag) or {"J": Kind.PARTICLE, "E": Kind.ENDING}.get(tag[0], Kind.SYMBOL)
    parts = features[7].split("+") if len(features) == _FEATURES_OF_A_COMPOUND else []
    if features[4:5] == ["Inflect"] and parts:
        return Token(parts[0].partition("/")[0] or surface, start, start + len(surface), kind)
    lengths = [len(part.partition("/")[0]) for part in parts]
    joints = tuple(start + sum_ for sum_ in accumulate(lengths[:-1])) if sum(lengths) == len(surface) else ()
    return Token(surface.lower(), start, start + len(surface), kind, joints)


def _latin(surface: str, start: int) -> Token:
    small = surface.lower()
    kind = Kind.FUNCTION if small in _ENGLISH_FUNCTION_WORDS else Kind.LATIN
    return Token(singular(small), start, start + len(surface), kind)


def _split(text: str) -> Iterator[Token]:
    """Without a dictionary: white space, letters, digits, and particles at the ends of Korean words."""
    for match in _PIECE.finditer(text):
        start, piece = match.start(), match.group()
        if match.lastgroup == "number":
            yield Token(piece, start, match.end(), Kind.NUMBER)
        elif match.lastgroup == "symbol":
            yield Token(piece, start, match.end(), Kind.SYMBOL)
        else:
            for run in _RUN.finditer(piece):
                yield from _word(run.group(), start + run.start(), is_first=not run.start())


def _word(word: str, start: int, *, is_first: bool) -> Iterator[Token]:
    if not _HANGUL.match(word):
        yield _latin(word, start)
        return
    if not is_first and are_particles(word):  # AWS에서의
        yield Token(word, start, start + len(word), Kind.PARTICLE)
        return
    stem = stem_length(word)
    yield Token(word[:stem], start, start + stem, Kind.NOUN)
    if stem < len(word):
        yield Token(word[stem:], start + stem, start + len(word), Kind.PARTICLE)


def singular(word: str) -> str:
    """An English word without the s of its plural. The "S stemmer" of D. Harman, How Effective Is Suffixing? (1991)."""
    if len(word) < _SHORTEST_PLURAL or not word.endswith("s") or word.endswith(("us", "ss")):
        return word
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return word[:-3] + "y"
    return word[:-1]
