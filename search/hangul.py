"""Hangul below the syllable: letters, first consonants, the keys that type them, and texts of the wrong layout.

It knows letters and keys, and no words.
"""

import re
from typing import Final
from unicodedata import normalize

_FIRST: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_MIDDLE: Final = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_LAST: Final = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
_SYLLABLES: Final = 0xAC00, 0xD7A3
# The Korean standard layout of two sets, KS X 5002: which key types which letter.
_KEYS: Final = {
    **dict(zip("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ", "qwertyuiopasdfghjklzxcvbnm", strict=True)),
    **dict(zip("ㄲㄸㅃㅆㅉㅒㅖ", "REQTWOP", strict=True)),
    "ㅘ": "hk",
    "ㅙ": "ho",
    "ㅚ": "hl",
    "ㅝ": "nj",
    "ㅞ": "np",
    "ㅟ": "nl",
    "ㅢ": "ml",
    "ㄳ": "rt",
    "ㄵ": "sw",
    "ㄶ": "sg",
    "ㄺ": "fr",
    "ㄻ": "fa",
    "ㄼ": "fq",
    "ㄽ": "ft",
    "ㄾ": "fx",
    "ㄿ": "fv",
    "ㅀ": "fg",
    "ㅄ": "qt",
}
_SOFT: Final = str.maketrans("ㄲㄸㅃㅆㅉㅋㅌㅍㅊ", "ㄱㄷㅂㅅㅈㄱㄷㅂㅈ")
_LETTERS: Final = {keys: letter for letter, keys in _KEYS.items()}
_JAMO: Final = re.compile("[ㄱ-ㅎ]+")
_LATIN: Final = re.compile("[A-Za-z]+")
_HANGUL: Final = re.compile("[ㄱ-ㅣ가-힣]+")
_SYLLABLE: Final = re.compile("[가-힣]+")


def keys(text: str) -> str:
    """What one types for a text on a Korean keyboard, in a-z and 0-9 only: 클라우드 → zmffkdnem, and English as it is.

    A syllable that is not finished has the beginning of the keys of the finished one: 클랑 begins 클라우드. So has a
    text typed without switching the layout. White space and punctuation have no keys.
    """
    typed = "".join(_keys_of(letter) for letter in normalize("NFC", text)).lower()
    return "".join(key for key in typed if key.isascii() and key.isalnum())


def _keys_of(letter: str) -> str:
    if _SYLLABLES[0] <= ord(letter) <= _SYLLABLES[1]:
        return "".join(_KEYS[each] for each in _parts(letter))
    return _KEYS.get(letter, letter)


def _parts(syllable: str) -> list[str]:
    rest, last = divmod(ord(syllable) - _SYLLABLES[0], len(_LAST))
    first, middle = divmod(rest, len(_MIDDLE))
    return [_FIRST[first], _MIDDLE[middle], *_LAST[last]]


def jamo(text: str) -> str:
    """A text with every syllable in its letters, to compare spellings: 네 and 내 share two of three."""
    return "".join("".join(_parts(c)) if _SYLLABLES[0] <= ord(c) <= _SYLLABLES[1] else c for c in text)


def initials(text: str) -> str:
    """The first consonants of the syllables, as the keys that type them; other letters as they are: 클라우드 → zfde."""
    return keys(
        "".join(_parts(c)[0] if _SYLLABLES[0] <= ord(c) <= _SYLLABLES[1] else c for c in normalize("NFC", text))
    )


def are_initials(text: str) -> bool:
    """Whether somebody typed consonants only, as one does to look for names."""
    return bool(_JAMO.fullmatch("".join(text.split())))


def on_the_other_layout(text: str) -> str | None:
    """What would stand there on the other layout, None when nobody would have meant that.

    Latin becomes Hangul only if every letter finds its syllable (zmffkdnem → 클라우드, while github stays); Hangul
    becomes Latin if something in it is no syllable or the whole is one word of letters (ㅏㅕㅠㄷ구ㄷㅅㄷㄴ).
    """
    text = normalize("NFC", text).strip()
    if _LATIN.fullmatch(text):
        composed = compose(text)
        return composed if _SYLLABLE.fullmatch(composed) else None
    if _HANGUL.fullmatch(text) and not _SYLLABLE.fullmatch(text) and not are_initials(text):
        return keys(text)
    return None


def compose(typed: str) -> str:
    """Keys of a Korean keyboard as the syllables that they write. Keys that fit nowhere stay single letters."""
    letters = [_LETTERS.get(key) or _LETTERS.get(key.lower(), key) for key in typed]
    result: list[str] = []
    place = 0
    while place < len(letters):
        written, place = _syllable(letters, place)
        result.append(written)
    return "".join(result)


def _syllable(letters: list[str], place: int) -> tuple[str, int]:
    """The syllable that begins at a place, and where the next one begins."""
    if letters[place] not in _FIRST or not _is_vowel(letters, place + 1):
        return letters[place], place + 1
    first = letters[place]
    middle, place = _joined(letters, place + 1, _MIDDLE)
    last, after = _joined(letters, place, _LAST) if _may_close(letters, place) else ("", place)
    if after - place == 2 and _is_vowel(letters, after):  # 닭이 keeps ㄺ, 달기 does not
        last, after = letters[place], place + 1
    code = (_FIRST.index(first) * len(_MIDDLE) + _MIDDLE.index(middle)) * len(_LAST) + _LAST.index(last)
    return chr(_SYLLABLES[0] + code), after


def _joined(letters: list[str], place: int, known: str | tuple[str, ...]) -> tuple[str, int]:
    """The letter at a place, with the next one where both make one of the known letters."""
    pair = "".join(_KEYS.get(letter, "?") for letter in letters[place : place + 2])
    both = _LETTERS.get(pair, "")
    if both and both in known and len(letters[place : place + 2]) == 2:
        return both, place + 2
    return letters[place], place + 1


def _may_close(letters: list[str], place: int) -> bool:
    """Whether the consonant at a place closes the syllable before it: no vowel follows that needs it."""
    if place >= len(letters) or letters[place] not in _LAST or not letters[place]:
        return False
    return not _is_vowel(letters, place + 1)


def _is_vowel(letters: list[str], place: int) -> bool:
    return place < len(letters) and letters[place] in _MIDDLE


def skeleton(word: str) -> str:
    """What misspellings of a word mostly keep: its first consonants in Hangul, its consonants in Latin.

    쿠버내티스 and 쿠버네티스, 써비스 and 서비스, kubernets and kubernetes have the same.
    """
    if _SYLLABLE.fullmatch(word):
        return "".join(_parts(syllable)[0] for syllable in word).translate(_SOFT)
    consonants = [letter for place, letter in enumerate(word) if not place or letter not in "aeiouy"]
    return "".join(each for place, each in enumerate(consonants) if not place or consonants[place - 1] != each)
