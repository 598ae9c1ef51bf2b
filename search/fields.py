"""Search fields whose words are those of `search.analysis`, so that every backend of Wagtail indexes the same ones.

They know texts and no models: what a model has to say, it says in an attribute.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from wagtail.models import Page
from wagtail.search import index

from search.analysis import Unit, index_text, units
from search.symbols import folded

_known: ContextVar[dict[tuple[int, Any], str] | None] = ContextVar("values of fields", default=None)


@contextmanager
def each_once() -> Iterator[None]:
    """Within, every field of every object is read once: modelsearch asks up to five times. Nothing may change."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


class _Said(ABC):
    """A field whose value costs something."""

    def get_value(self, obj: Any) -> str:
        """The words of an object; within `each_once` the same that were found before."""
        known = _known.get()
        key = id(obj), self
        if known is None or key not in known:
            found = self.in_our_words(_text(super().get_value(obj)))  # type: ignore[misc]
            if known is None:
                return found
            known[key] = found
        return known[key]

    @abstractmethod
    def in_our_words(self, text: str) -> str:
        """What the index gets of a text."""


class Words(_Said, index.SearchField):
    """A text as words to be searched. `mark` is the letter by which ranking knows the field; "" for no ranking."""

    def __init__(self, field_name: str, mark: str = "", **kwargs: Any) -> None:
        super().__init__(field_name, **kwargs)
        self.mark = mark

    def in_our_words(self, text: str) -> str:
        """The words of the text in their order, behind the mark of the field."""
        words = index_text(text)
        return f"zz{self.mark} {words}" if words and self.mark else words


class Beginnings(_Said, index.AutocompleteField):
    """A text to be found while it is typed: by the beginning of its words, and by any pair of its syllables."""

    def in_our_words(self, text: str) -> str:
        """Every word once, whole and as what it is indexed by."""
        return " ".join(dict.fromkeys(_beginnings(text)))


class Language(index.SearchField):
    """The language of a page as a word of the index, so that a search reads one language only."""

    def get_value(self, obj: Any) -> str:
        """For example "zzlko"."""
        return language_word(obj.locale.language_code)


def language_word(code: str) -> str:
    """The word that stands in every text of a language."""
    return "zzl" + "".join(letter for letter in code.lower() if letter.isalnum())


def has_words(model: Any) -> bool:
    """Whether a model is indexed by our words. Every page type is."""
    return issubclass(model, Page) or any(isinstance(field, (Words, Beginnings)) for field in model.get_search_fields())


def typed(query: str, *, whole: bool = False) -> str:
    """What has been typed so far, in the words of Beginnings; the last one may be a beginning only.

    `whole`: taken for finished, so that 배운 is a form of 배우다 and C++ no beginning of C.
    """
    found = units(query)
    meant = [unit for unit in found if unit.is_content] or found
    return " ".join(word for unit in meant for word in (_finished(unit) if whole else _begun(unit)))


def _begun(unit: Unit) -> Iterable[str]:
    """Pairs of syllables, without those of a particle; a word in Latin or of one syllable as it is."""
    stem = unit.others[0] if unit.pairs and unit.others and unit.others[0][0] == unit.pairs[0] else ()
    return stem or unit.pairs or [_bare(unit.surface)]


def _finished(unit: Unit) -> Iterable[str]:
    """The words where pairs say less: what is not written in it (배우 in 배운), and one syllable (달 in 달을)."""
    is_hidden = any(word not in unit.surface.lower() for word in unit.words)
    return unit.words if unit.words and (is_hidden or len(unit.stem) == 1) else _begun(unit)


def searched(query: str) -> str:
    """A query in the words of Words."""
    found = units(query)
    meant = [unit for unit in found if unit.is_content] or found
    return " ".join(word for unit in meant for word in unit.words or unit.pairs)


def _beginnings(text: str) -> Iterable[str]:
    for unit in units(text):
        yield _bare(unit.surface)
        yield from unit.words
        yield from unit.pairs
        for other in unit.others:
            yield from other


def _bare(surface: str) -> str:
    return "".join(letter for letter in surface.lower() if letter.isalnum())


def _text(value: Any) -> str:
    if isinstance(value, str):
        return folded(value)
    return "\n".join(_text(each) for each in value) if isinstance(value, (list, tuple)) else str(value or "")
