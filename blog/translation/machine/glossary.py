"""Terms that must be translated in one way only, and how a translator without a glossary is kept from touching them.

Where terms come from is said by who has them (`take_terms_from`). It knows words, and no service.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from bs4 import BeautifulSoup, NavigableString, Tag

from blog.translation.machine.markup import soup_of
from blog.translation.overrides import refuse_text

Pairs = tuple[tuple[str, str], ...]
Terms = Callable[[], Iterable[tuple[str, str]]]

PARTICLES: Final = (
    "은|는|이|가|을|를|의|에|에서|에게|에는|에도|께|와|과|랑|이랑|도|만|로|으로|부터|까지|처럼|보다|마다|조차|밖에|뿐|이나|나|"
    "이라|라|이란|란|이며|며|이고|고|이다|다|입니다|인|이라는|라는|들|들이|들은|들을|들의"
)
_KOREAN: Final = "ko"
_TERMS: list[Terms] = []


def take_terms_from(terms: Terms) -> None:
    """Whoever keeps a glossary says so once: `terms` returns (Korean, English); the same word twice stays as it is."""
    if terms not in _TERMS:
        _TERMS.append(terms)


def terms_between(source: str, target: str) -> Pairs:
    """All terms from one language into the other, the first one of each word; none but for Korean and another."""
    if _KOREAN not in {source, target}:
        return ()
    found: dict[str, str] = {}
    for korean, other in (pair for terms in _TERMS for pair in terms()):
        word, meaning = (_tidy(korean), _tidy(other)) if source == _KOREAN else (_tidy(other), _tidy(korean))
        if word and meaning:
            found.setdefault(word, meaning)
    return tuple(sorted(found.items()))


def digest(pairs: Pairs) -> str:
    """A name for exactly these terms."""
    return hashlib.sha256(repr(pairs).encode(errors="replace")).hexdigest()[:12]


def occurring(pairs: Pairs, texts: Iterable[str]) -> Pairs:
    """The terms that stand somewhere in these texts."""
    text = "\n".join(texts).casefold()
    return tuple(pair for pair in pairs if pair[0].casefold() in text)


def protected(html: str, pairs: Pairs) -> str:
    """The string with terms already in the other language, and with code, marked as not to be translated.

    DeepL, Google and LibreTranslate leave alone what stands in an element with translate="no".
    """
    soup = soup_of(html)
    for code in soup.find_all("code"):
        code["translate"] = "no"
    if pattern := _pattern(pairs):
        meanings = {word.casefold(): meaning for word, meaning in pairs}
        for text in list(soup.find_all(string=True)):
            if not text.find_parent("code"):
                text.replace_with(*_marked(str(text), pattern, meanings, soup))
    return str(soup)


def unprotected(html: str) -> str:
    """What came back, without the marks; what is no text at all is left to whoever judges it."""
    if refuse_text(html):
        return html
    soup = soup_of(html)
    for code in soup.find_all("code"):
        code.attrs.pop("translate", None)
    for mark in soup.find_all("span", attrs={"translate": "no"}):
        mark.unwrap()
    return str(soup)


def _tidy(word: str) -> str:
    return " ".join(word.split())


def _pattern(pairs: Pairs) -> re.Pattern[str] | None:
    """Finds terms as words of their own, with a Korean particle behind them or none; the longest wins."""
    if not pairs:
        return None
    words = sorted((re.escape(word) for word, _meaning in pairs), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?=(?:{PARTICLES})?(?!\w))", re.IGNORECASE)


def _marked(
    text: str, pattern: re.Pattern[str], meanings: dict[str, str], soup: BeautifulSoup
) -> Iterator[NavigableString | Tag]:
    end = 0
    for found in pattern.finditer(text):
        yield NavigableString(text[end : found.start()])
        mark = soup.new_tag("span", attrs={"class": "notranslate", "translate": "no"})
        mark.string = meanings[found[0].casefold()]
        yield mark
        end = found.end()
    yield NavigableString(text[end:])
