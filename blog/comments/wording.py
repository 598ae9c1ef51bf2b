"""The text of a comment: made storable when it comes in, made HTML when it goes out.

It knows characters and paragraphs, and nothing of models. What a reader wrote is text: nothing of it is ever markup.
"""

import re
from hashlib import sha256
from html import unescape
from typing import Any, Final
from unicodedata import normalize
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.html import Urlizer, escape
from django.utils.safestring import SafeString, mark_safe

# What databases, XML and terminals refuse or obey, and the marks that turn the rest of a page from right to left.
_UNSTORABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_TURNING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_MANY_LINES: Final = re.compile(r"\n{3,}")
_LINK: Final = re.compile(r"(?:https?:|hxxps?:)?//|\bwww\.|\[(?:url|link)\b|<a\b", re.IGNORECASE)
_LONGEST_LINK_SHOWN: Final = 60
_HREF: Final = re.compile(r'<a href="([^"]*)"')
# What may stand in an address as it is, and percent signs only before what they encode.
_PROPER: Final = re.compile(
    r"(?i:https?)://(?:[\w\-.~:/?@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+(?:#(?:[\w\-.~:/?@!$&'()*+,;=%])*)?"
)


def clean(text: str) -> str:
    """Composed Hangul, plain line breaks, nothing that cannot be stored; marks of direction are closed at the end."""
    text = normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _UNSTORABLE.sub("", text)


def clean_text(text: str) -> str:
    """Several lines, without empty ones around them and with at most one between paragraphs."""
    lines = "\n".join(line.rstrip() for line in clean(text).split("\n"))
    return _MANY_LINES.sub("\n\n", lines).strip()


def clean_line(text: str) -> str:
    """One line, every run of white space one space. A name has no use for marks of direction."""
    return " ".join(_TURNING.sub("", clean(text)).split())


def number_of_links(text: str) -> int:
    """How many links a text holds, in whatever notation."""
    return len(_LINK.findall(text))


def fingerprint(text: str) -> str:
    """Equal for texts that differ in spaces, capitals and punctuation only."""
    letters = "".join(char for char in normalize("NFKC", text).casefold() if char.isalnum())
    return sha256((letters or text).encode("utf-8", "replace")).hexdigest()


class _Links(Urlizer):
    """Django's, but what readers link to is theirs (`ugc`), and addresses of people stay text."""

    url_template = '<a href="{href}" rel="ugc nofollow noopener">{url}</a>'

    def handle_word(self, word: str, **options: Any) -> str:
        """A link only where browsers agree on the address; anything else is text, escaped."""
        linked = super().handle_word(word, **options)
        address = _HREF.search(linked)
        return escape(word) if address and not _is_address(unescape(address[1])) else str(linked)

    @staticmethod
    def is_email_simple(value: str) -> bool:
        """Never: whoever collects addresses shall not find links to them."""
        return False


def _is_address(address: str) -> bool:
    try:
        URLValidator(["http", "https"])(address)
    except ValidationError:
        return False
    return bool(_PROPER.fullmatch(address))


def web_address(homepage: str) -> str:
    """A homepage as it may stand in a link: signs that no address holds are encoded; "" for what leads nowhere."""
    encoded = quote(homepage, safe=":/?#@!$&'()*+,;=%~")
    return next((each for each in (homepage, encoded) if _is_address(each)), "")


_links: Final = _Links()


def as_html(text: str) -> SafeString:
    """Paragraphs and line breaks as they were written, and links that can be followed; everything else escaped."""
    paragraphs = (part.strip("\n") for part in clean(text).split("\n\n"))
    return mark_safe("\n".join(f'<p dir="auto">{_lines(part)}</p>' for part in paragraphs if part.strip()))  # noqa: S308


def _lines(paragraph: str) -> str:
    linked = _links(_isolated(paragraph), trim_url_limit=_LONGEST_LINK_SHOWN, autoescape=True)
    return str(linked).replace("\n", "<br>")


def _isolated(paragraph: str) -> str:
    """Ends every embedding that the paragraph leaves open, so that it turns nothing around that follows."""
    opened = len(re.findall("[\u202a-\u202e]", paragraph)) - paragraph.count("\u202c")
    isolated = len(re.findall("[\u2066-\u2068]", paragraph)) - paragraph.count("\u2069")
    return paragraph + "\u202c" * max(0, opened) + "\u2069" * max(0, isolated)
