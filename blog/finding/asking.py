"""From the words of a query to what the index is asked for: other spellings, other languages, other layouts.

It knows queries, the dictionary of spellings and the glossary, and no pages.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.utils.html import escape

from blog.translation.glossary import glossary, terms_in
from blog.translation.inline import inline
from search import dictionary, vocabulary
from search.analysis import Unit, units
from search.hangul import on_the_other_layout
from search.models import Word

OTHER_LANGUAGE: Final[Mapping[str, str]] = {"ko": "en", "en": "ko"}
_BEGINNINGS: Final = 8
_SHORTEST_BEGINNING: Final = 2


def with_spellings(found: Sequence[Unit]) -> tuple[Unit, ...]:
    """Every word with its other spellings, and two words as one where the dictionary has them as one."""
    result: list[Unit] = []
    for unit in found:
        if result and (others := _same(f"{result[-1].stem} {unit.stem}")):
            before = result.pop()
            both = (*before.words, *unit.words)
            unit = replace(unit, surface=f"{before.surface} {unit.surface}", words=both, others=others)
            result.append(replace(unit, pairs=(*before.pairs, *unit.pairs), is_content=True))
        else:
            result.append(replace(unit, others=(*unit.others, *_same(unit.stem))))
    return tuple(result)


def _same(spelling: str) -> tuple[tuple[str, ...], ...]:
    return tuple(words for each in dictionary.same(spelling) if (words := _words(each)))


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for unit in units(text) for word in unit.words)


def spelled(found: Iterable[Unit]) -> list[str]:
    """All spellings of all words as one writes them, to be marked in a text."""
    return [each for unit in found for each in (unit.surface, unit.stem, *dictionary.same(unit.stem))]


def unknown(found: Sequence[Unit], frequencies: Mapping[str, int]) -> list[Unit]:
    """The words of which no text holds any spelling."""
    meant = [unit for unit in found if unit.is_content]
    return [unit for unit in meant if not any(all(map(frequencies.get, words)) for words in unit.alternatives)]


def taken_apart(found: Sequence[Unit], wrong: Sequence[Unit]) -> tuple[Unit, ...] | None:
    """Unknown words as two known ones that are written together here; None when no word can be taken apart."""
    cuts = {unit: [(unit.stem[:cut], unit.stem[cut:]) for cut in range(2, len(unit.stem) - 1)] for unit in wrong}
    known = vocabulary.frequencies(part for pairs in cuts.values() for pair in pairs for part in pair)
    halves = {unit: tuple(pair for pair in pairs if all(map(known.get, pair))) for unit, pairs in cuts.items()}
    if not any(halves.values()):
        return None
    return tuple(replace(unit, others=(*unit.others, *halves.get(unit, ()))) for unit in found)


def corrected(text: str, wrong: Sequence[Unit]) -> str | None:
    """A query with its unknown words as somebody may have meant them; None when nothing is like them.

    What was typed on the wrong layout is asked for first, then what is spelt alike.
    """
    result = " ".join(_on_the_other_layout(word) or word for word in text.split())
    for unit in wrong if result == text else ():
        other = _nearest(unit)
        if other:
            meant_whole = other[0].isascii() != unit.surface[0].isascii() or not unit.pairs
            written = re.escape(unit.surface if meant_whole else unit.stem)
            result = re.sub(written, other, result, count=1, flags=re.IGNORECASE)
    return result if result != text else None


def _nearest(unit: Unit) -> str | None:
    """A word like this one with all that may be a particle, and a word like what is left without."""
    return vocabulary.nearest(unit.surface.lower()) or vocabulary.nearest(_whole(unit))


def _whole(unit: Unit) -> str:
    return unit.stem.lower() if unit.pairs else unit.surface.lower()


def _on_the_other_layout(surface: str) -> str | None:
    other = on_the_other_layout(surface)
    if not other or len(other) < _SHORTEST_BEGINNING:
        return None
    known = vocabulary.frequencies(_words(other))
    return other if set(_words(other)) & set(known) else None


def in_other_words(text: str, language: str) -> str | None:
    """A query with the terms of another language in this one, by the glossary: 가용 영역 for availability zone."""
    other = OTHER_LANGUAGE.get(language, "")
    said = inline(escape(text))
    matches = terms_in(said, glossary(other)) if other else ()
    result, place = [], 0
    for match in matches:
        result += [said.text[place : match.start], match.entry.wording(language) or said.text[match.start : match.end]]
        place = match.end
    result.append(said.text[place:])
    written = "".join(result)
    return written if matches and written != text else None


def beginning_with(found: Sequence[Unit], wrong: Sequence[Unit]) -> tuple[Unit, ...] | None:
    """The words with what unknown ones are the beginning of; None when they are the beginning of nothing."""
    longer = {unit: tuple((word,) for word in _longer(_whole(unit))) for unit in wrong}
    if not any(longer.values()):
        return None
    return tuple(replace(unit, others=(*unit.others, *longer.get(unit, ()))) for unit in found)


def _longer(word: str) -> Iterator[Any]:
    if len(word) < _SHORTEST_BEGINNING:
        return
    last = chr(ord(word[-1]) + 1)
    rows = Word.objects.filter(text__gte=word, text__lt=word[:-1] + last, articles__gt=0).exclude(skeleton="")
    yield from rows.order_by("-articles").values_list("text", flat=True)[:_BEGINNINGS]
