"""A title as lines of type: which characters the font has, where lines break, how large they may be.

It knows text and widths, and nothing of pages or pictures.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from unicodedata import category, combining, normalize

from PIL import ImageFont

FONT = Path(__file__).parent / "font" / "noto-sans-cjk-kr-bold.woff2"
LONGEST_TITLE = 300  # characters; the rest could not be shown anyway
NO_CHARACTER = "\U0010fffd"  # for private use: no font of ours has it
SIZES = ((88, 2), (76, 3), (68, 3), (60, 4), (52, 4))  # pixels, and how many such lines there is room for
ELLIPSIS = "…"
EMPTY_BRACKETS = re.compile(r"\(\s*\)|\[\s*\]|（\s*）|「\s*」|『\s*』|《\s*》|〈\s*〉|“\s*”|‘\s*’")

Font = ImageFont.FreeTypeFont
Measure = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Setting:
    """Type ready to be drawn. `size` is in pixels."""

    lines: tuple[str, ...]
    size: int


def font_of(size: int) -> Font:
    """The bundled font; `size` is the em in pixels. A new one each time: a face must not be shared by threads."""
    return ImageFont.truetype(FONT, size)


def legible(text: str, font: Font) -> str:
    """The text in one line without what the font has no glyph for: emoji, other scripts, control characters."""
    missing = _shape(NO_CHARACTER, font)
    text = " ".join(normalize("NFC", text)[:LONGEST_TITLE].split())
    kept = "".join(char for char in text if category(char)[0] != "C" and _shape(char, font) != missing)
    return " ".join(EMPTY_BRACKETS.sub("", kept).split())


def _shape(char: str, font: Font) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(char)
    return mask.size, bytes(mask)


def fitted(text: str, font: Font, width: float) -> Setting:
    """The text in the largest size in which it fits, at last cut with an ellipsis. `font` is any size of the font."""
    for size, most in SIZES:
        measure = _scaled(font, size)
        lines = _wrapped(text, measure, width)
        if len(lines) <= most and not _is_torn(text, lines):
            return Setting(tuple(_balanced(text, measure, width)), size)
    if len(lines) > most:
        lines = [*lines[: most - 1], shortened(" ".join(lines[most - 1 :]), measure, width)]
    return Setting(tuple(lines), size)


def _is_torn(text: str, lines: list[str]) -> bool:
    """Whether a word had to be broken: a smaller size may hold it whole."""
    return " ".join(lines) != text


def _scaled(font: Font, size: int) -> Measure:
    """Widths at another size: without hinting they are proportional."""
    return lambda text: font.getlength(text) * size / font.size


def shortened(text: str, measure: Measure, width: float) -> str:
    """The text, or as many of its words as fit with an ellipsis; of a single long word, as much as fits."""
    if measure(text) <= width:
        return text
    kept = text[:LONGEST_TITLE]
    while kept and measure(kept.rstrip() + ELLIPSIS) > width:
        kept = kept[:-1]
    if " " in kept and not text[len(kept)].isspace():
        kept = kept.rpartition(" ")[0]
    return kept.rstrip(" ,.;:·–-") + ELLIPSIS


def _wrapped(text: str, measure: Measure, width: float) -> list[str]:
    """Lines broken between words, as Korean wants it; inside a word only when it is longer than a line."""
    lines = [""]
    for word in text.split(" "):
        together = f"{lines[-1]} {word}".strip()
        if measure(together) <= width:
            lines[-1] = together
        else:
            lines += _pieces(word, measure, width)
    return [line for line in lines if line] or [""]


def _pieces(word: str, measure: Measure, width: float) -> Iterator[str]:
    piece = ""
    for char in word:
        if piece and not combining(char) and measure(piece + char) > width:
            yield piece
            piece = ""
        piece += char
    yield piece


def _balanced(text: str, measure: Measure, width: float) -> list[str]:
    """The same number of lines, as equal in length as they can be: the narrowest column that needs no more of them."""
    lines = _wrapped(text, measure, width)
    low, high = max(measure(word) for word in text.split(" ")), width
    while high - low > 4:
        middle = (low + high) / 2
        if len(_wrapped(text, measure, middle)) > len(lines):
            low = middle
        else:
            high = middle
    return _wrapped(text, measure, high)
