"""Reading strings of HTML without a warning that they look like a file name; what one may hold is upstream's rule.

Beautiful Soup warns of short texts such as “a.example/b.html”. It does not of files, so it gets one.
"""

from io import StringIO
from unicodedata import normalize

from bs4 import BeautifulSoup
from wagtail_localize.strings import validate_element


def soup_of(html: str) -> BeautifulSoup:
    """The elements of a string."""
    return BeautifulSoup(StringIO(html, newline=""), "html.parser")


def text_of(html: str) -> str:
    """What readers see of a string, with its line breaks."""
    soup = soup_of(html)
    for line_break in soup.find_all("br"):
        line_break.replace_with("\n")
    return soup.get_text()


def plain(html: str) -> str:
    """The words of a string on one line."""
    return " ".join(text_of(html).split())


def tidied(html: str) -> str:
    """The form in which strings are stored. Raises ValueError for markup that a string cannot hold."""
    soup = soup_of(normalize("NFC", html).strip())
    validate_element(soup)
    return str(soup)
