"""Whether what a machine said can stand as a draft of this piece: markup, links, numbers, language, length.

A draft that fails is not stored. It knows strings; who said them does not matter. Functions return the reason, or "".
"""

import re
from collections import Counter
from collections.abc import Callable, Collection
from typing import Final

from bs4 import BeautifulSoup
from django.utils.translation import gettext as _

from blog.translation.limits import is_blank
from blog.translation.machine.markup import soup_of, text_of, tidied
from blog.translation.overrides import refuse_text

HANGUL: Final = re.compile("[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff]+")
_NUMBER: Final = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*")
# Korean counts in ten thousands, and tells months and hours otherwise: there the digits change rightly.
_COUNTED_OTHERWISE: Final = re.compile(r"\s*[십백천만억조월시여]")
_SHOWN_TAG: Final = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)[^\s<>\"'가-힣]+", re.ASCII | re.IGNORECASE)
_DATE: Final = re.compile(r"(\d{4})\s*[-./년]\s*\d{1,2}\s*[-./월]\s*\d{1,2}(?:\s*일)?")
# How words for numbers begin, as in twelfth and twenties.
_WORDS: Final = {
    "10": "ten", "11": "eleven", "12": "twel", "13": "thirt", "14": "fourt", "15": "fift", "16": "sixt",
    "17": "sevent", "18": "eight", "19": "ninet", "20": "twent", "30": "thirt", "40": "fort", "50": "fift",
    "60": "sixt", "70": "sevent", "80": "eight", "90": "ninet",
}  # fmt: skip
TIMES_AS_LONG: Final = 6
ALWAYS_ALLOWED: Final = 200


def problem(source: str, draft: str, *, target: str, kept: Collection[str] = (), limit: int | None = None) -> str:
    """Why this draft of a string cannot be used. `kept`: Hangul that may stay; `limit`: characters of its field."""
    if why := refuse_text(draft):
        return why
    if is_blank(draft):
        return _("The answer is empty.")
    try:
        tidied(draft)
    except ValueError:
        return _("The answer has markup that does not belong there.")
    rules: tuple[Callable[[str, str], str], ...] = (_markup, _numbers, _addresses, _length)
    found = next(filter(None, (rule(source, draft) for rule in rules)), "")
    return found or _language(draft, target, kept) or _field(draft, limit)


def _markup(source: str, draft: str) -> str:
    asked, said = soup_of(source), soup_of(draft)
    if _links(asked) != _links(said):
        return _("The links of the original are not all there, or not once each.")
    if not {each.name for each in said.find_all(True)} <= {each.name for each in asked.find_all(True)}:
        return _("The answer has markup that the original has not.")
    if not set(_SHOWN_TAG.findall(said.get_text())) <= set(_SHOWN_TAG.findall(asked.get_text())):
        return _("The answer has markup that the original has not.")
    if _code(asked) != _code(said):
        return _("Code of the original was changed.")
    return ""


def _links(soup: BeautifulSoup) -> Counter[str]:
    return Counter(str(link.get("id", "")) for link in soup.find_all("a"))


def _code(soup: BeautifulSoup) -> Counter[str]:
    return Counter(each.get_text() for each in soup.find_all("code"))


def _numbers(source: str, draft: str) -> str:
    """Those of two digits and more; of a date only the year, because English writes months in letters."""
    text, said = _DATE.sub(r"\1 ", text_of(source)), text_of(draft)
    there = {_bare(found[0]) for found in _NUMBER.finditer(re.sub(r"(?<=\d)[^\W\d]+", " ", said))}
    for found in _NUMBER.finditer(text):
        number = _bare(found[0])
        if len(number) > 1 and not _COUNTED_OTHERWISE.match(text, found.end()) and not _is_said(number, there, said):
            return _("The number %(number)s is missing.") % {"number": found[0]}
    return ""


def _bare(number: str) -> str:
    return re.sub(r"[,](?=\d{3})", "", number)


def _is_said(number: str, there: Collection[str], said: str) -> bool:
    return number in there or (number in _WORDS and _WORDS[number] in said.lower())


def _addresses(source: str, draft: str) -> str:
    text, said = text_of(source), text_of(draft)
    lost = [found.rstrip(".,;:!?)") for found in _ADDRESS.findall(text)]
    return "" if all(each in said for each in lost) else _("An address in the text was changed.")


def _length(source: str, draft: str) -> str:
    if len(draft) <= TIMES_AS_LONG * len(source) + ALWAYS_ALLOWED:
        return ""
    return _("The answer is much longer than the original.")


def _language(draft: str, target: str, kept: Collection[str]) -> str:
    if target == "ko":
        return ""
    soup = soup_of(draft)
    for code in soup.find_all("code"):
        code.decompose()
    text = soup.get_text()
    for word in sorted(kept, key=len, reverse=True):
        text = text.replace(word, "")
    left = HANGUL.search(text)
    return _("“%(word)s” is still Korean.") % {"word": left[0][:20]} if left else ""


def _field(draft: str, limit: int | None) -> str:
    if limit is None or len(text_of(tidied(draft))) <= limit:
        return ""
    return _("This is too long: at most %(number)d characters fit here.") % {"number": limit}
