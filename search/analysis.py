"""From a text to the words of the index, and from a query to the words to look for: the same way for both.

A Hangul word becomes its morphemes, the parts of its compounds, and its pairs of syllables, which find what the
dictionary does not know. A Latin word becomes its stem, a technical term one word without signs. Every word consists of
letters and digits that no index takes apart or gives a meaning to. It knows words, and neither texts nor tables.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from search import dictionary
from search.morphemes import Kind, Token, tokens
from search.particles import are_particles, stem_length
from search.symbols import Term, folded, terms

LONGEST_WORD: Final = 40
# Verbs, adverbs and pronouns that are in every text: nobody looks for them.
_KOREAN: Final = """
하 되 있 없 않 같 보 주 이 그 저 것 수 때 등 및 더 좀 잘 왜 뭐 무엇 어떻 어떤 어떻게 어디 언제 누구 누가 얼마
얼마나 몇 이런 그런 저런 이렇 그렇 다 또 꼭 즉 너무 매우 아주 모든 여러 각 한 두 알리 말하 싶 못하 아니
대하 위하 따르 통하 관하 의하 인하 무슨 어느 대해
"""
_KOREAN_STOPS: Final = frozenset(_KOREAN.split())
_ENGLISH: Final = """
a an and are as at be been but by can could did do does for from had has have he her his how i if in into is it its me
my no not of on or our she so such than that the their them then there these they this those to was we were what when
which who will with would you your why where about
"""
_ENGLISH_STOPS: Final = frozenset(_ENGLISH.split())
_HANGUL_RUN: Final = re.compile("[\uac00-\ud7a3]+")
_OTHER_RUN: Final = re.compile("[^\\W\\d_A-Za-z\uac00-\ud7a3\u1100-\u11ff\u3130-\u318f]+")
_HANGUL: Final = re.compile("[\uac00-\ud7a3]")
_DIGITS_OF_A_YEAR: Final = 4
_COUNTER: Final = re.compile(r"\s?(?P<syllable>(?![에의은는을를와과])[\uac00-\ud7a3])")
_PERHAPS_A_PARTICLE: Final = "도가이로만"
_LATIN_WORD: Final = re.compile(r"(?<![A-Za-z0-9])(?![zZ]{2})[A-Za-z]{4,40}(?![A-Za-z0-9])")
# A Hangul symbol is a syllable that the dictionary has never seen.
_TELLING: Final = frozenset({Kind.NOUN, Kind.VERB, Kind.WORD, Kind.NUMBER, Kind.SYMBOL})
_FIELD: Final = "zz"  # how a mark of the index begins; no word of a text does
PAIRS: Final = "zzz"


@dataclass(frozen=True, slots=True)
class Form:
    """One word of the index and the place of the text that it stands for, in the text's NFC form."""

    text: str
    start: int
    end: int
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """One word as a reader wrote it, and what an article has to hold to be about it.

    `words` all of them, or all of one of the `others`; `pairs` are the pairs of syllables of the word with whatever
    hangs on it, which say how alike two spellings are. `stem` is the word without that. `is_content`: whether it is no
    mere question word or particle.
    """

    surface: str
    stem: str
    words: tuple[str, ...]
    others: tuple[tuple[str, ...], ...] = ()
    pairs: tuple[str, ...] = ()
    is_content: bool = True

    @property
    def alternatives(self) -> tuple[tuple[str, ...], ...]:
        """Everything that will do, each a set of words of which all are needed."""
        return tuple(dict.fromkeys(each for each in (self.words, *self.others) if each))


def index_text(text: str) -> str:
    """The words of a text in their order, and behind the mark PAIRS what else is in it, once: pairs of syllables of
    Hangul, and Latin words with their endings, by which misspelt ones are known.
    """
    text = folded(text)
    written = [form.text for form in forms(text)]
    known = set(written)
    pairs = (pair for run in _HANGUL_RUN.findall(text) for pair in pairs_of(run))
    whole = (word.lower() for word in _LATIN_WORD.findall(text))
    more = [each for each in dict.fromkeys([*pairs, *whole]) if each not in known]
    return " ".join([*written, PAIRS, *more] if more else written)


def forms(text: str) -> list[Form]:
    """Every word of a text with its place, in the order of the text; parts come right after their whole."""
    text = folded(text)
    found = [*_latin(text), *_others(text)]
    if _HANGUL.search(text):
        found += [*_counted(text), *_korean(text)]
    return sorted(found, key=lambda form: (form.start, form.is_part))


def pairs_of(run: str) -> Iterator[str]:
    """The pairs of neighbouring syllables of a run of Hangul."""
    return (run[place : place + 2] for place in range(len(run) - 1))


def _latin(text: str) -> Iterator[Form]:
    for term in terms(text):
        if term.word:
            yield Form(_unmarked(term.word), term.start, term.end)
        yield from (Form(_unmarked(part), term.start, term.end, is_part=True) for part in term.parts)


def _counted(text: str) -> Iterator[Form]:
    """1990년 and 3명 as words of their own beside 1990 and 3: a number with the syllable that says what it counts."""
    for term in terms(text):
        if term.word.isdecimal() and not term.parts and (counter := _COUNTER.match(text, term.end)):
            yield Form(f"{term.word}{counter['syllable']}"[-LONGEST_WORD:], term.start, counter.end(), is_part=True)


def _unmarked(word: str) -> str:
    """A word that is no mark of the index."""
    return "z" + word.lstrip("z") if word.startswith(_FIELD) else word


def _others(text: str) -> Iterator[Form]:
    """Hanja, kana, Cyrillic …: runs of letters as they are, and the pairs of those that need no spaces."""
    for match in _OTHER_RUN.finditer(text):
        run = match.group().lower()[:LONGEST_WORD]
        yield Form(run, match.start(), match.end())
        if "\u3040" <= run[0] <= "\u9fff":
            yield from (Form(pair, match.start(), match.end(), is_part=True) for pair in pairs_of(run) if pair != run)


def _korean(text: str) -> Iterator[Form]:
    found = [token for token in tokens(text) if _HANGUL_RUN.match(text, token.start)]
    own = list(_own_words(text))
    taken = {place for form in own for place in range(form.start, _end_of_run(text, form.end))}
    yield from own
    for place, token in enumerate(found):
        if token.kind in _TELLING and token.start not in taken:
            yield from _forms_of(text, token)
            yield from _with_suffix(text, found[place : place + 2])


def _end_of_run(text: str, place: int) -> int:
    match = _HANGUL_RUN.match(text, place)
    return match.end() if match else place


def _forms_of(text: str, token: Token) -> Iterator[Form]:
    if token.text in _KOREAN_STOPS or not _HANGUL_RUN.fullmatch(token.text):
        return
    yield Form(token.text[:LONGEST_WORD], token.start, token.end)
    joints = (token.start, *token.joints, token.end)
    if token.joints:
        for start, end in pairwise(joints):
            yield Form(text[start:end], start, end, is_part=True)


def _with_suffix(text: str, pair: Sequence[Token]) -> Iterator[Form]:
    """자동화 is more than 자동."""
    if len(pair) == 2 and pair[0].kind is Kind.NOUN and pair[1].kind is Kind.AFFIX and pair[0].end == pair[1].start:
        written = text[pair[0].start : pair[1].end]
        if not written.endswith(("하", "되", "들")):
            yield Form(written, pair[0].start, pair[1].end, is_part=True)


def _own_words(text: str) -> Iterator[Form]:
    """Words that editors have taught us, at the beginning of a run of Hangul with nothing but particles behind."""
    known = dictionary.words()
    if not known:
        return
    for match in _HANGUL_RUN.finditer(text):
        run = match.group()
        for length in range(min(len(run), dictionary.LONGEST), 1, -1):
            if run[:length] in known and (length == len(run) or stem_length(run) <= length):
                yield Form(run[:length], match.start(), match.start() + length)
                break


def units(text: str) -> tuple[Unit, ...]:
    """The words of a query as its reader wrote them; those that say nothing are kept, and say so."""
    text = folded(text)
    found = forms(text)
    starts = [form.start for form in found]
    result: list[Unit] = []
    behind = 0
    for start, end in _written(text):
        if end <= behind:
            continue  # what a number counts, and at most particles behind it
        begun = found[bisect_left(starts, start) : bisect_left(starts, end)]
        unit = _unit(text[start:end], [form for form in begun if form.end <= end], start)
        counted = [form for form in begun if form.start == start and form.end > end and form.is_part]
        behind = _end_of_counter(text, counted[0].end) if counted else end
        result.append(_as_counted(unit, counted[0], text) if counted else unit)
    return tuple(unit for unit in result if unit.words or unit.pairs)


def _as_counted(unit: Unit, form: Form, text: str) -> Unit:
    """A number with what it counts, if written together. A year or a sum is found without it too."""
    if text[form.end - 2].isspace():
        return replace(unit, others=(*unit.others, (form.text,)))
    is_whole_word = _end_of_counter(text, form.end) == _end_of_run(text, form.end)
    surface = text[form.start : form.end] if is_whole_word else unit.surface
    is_found_bare = len(unit.surface) >= _DIGITS_OF_A_YEAR or form.text[-1] in _PERHAPS_A_PARTICLE
    others = (*unit.others, unit.words) if is_found_bare else unit.others
    return replace(unit, surface=surface, stem=surface, words=(form.text,), others=others)


def _end_of_counter(text: str, place: int) -> int:
    """The end of 명의 in 3명의, and of 페 in 6페이지."""
    end = _end_of_run(text, place)
    return end if are_particles(text[place:end]) else place


def _written(text: str) -> Iterator[tuple[int, int]]:
    """Where runs of Hangul, Latin terms and others stand: AWS에서의 is two."""
    places: Iterable[Term | re.Match[str]] = [*terms(text), *_HANGUL_RUN.finditer(text), *_OTHER_RUN.finditer(text)]
    spans = [(each.start, each.end) if isinstance(each, Term) else each.span() for each in places]
    return iter(sorted(spans))


def _unit(surface: str, inside: Sequence[Form], offset: int) -> Unit:
    if not _HANGUL_RUN.fullmatch(surface):
        whole = tuple(form.text for form in inside if not form.is_part)
        parts = tuple(form.text for form in inside if form.is_part)
        meant = bool(set(whole) - _ENGLISH_STOPS)
        return Unit(surface, surface, whole, (parts,) if len(parts) > 1 else (), is_content=meant)
    wholes = [form for form in inside if not form.is_part]
    parts = tuple(form.text for form in inside if form.is_part)
    stem = _stem(surface, wholes, offset)
    pairs = tuple(dict.fromkeys(pairs_of(surface)))
    others = [tuple(dict.fromkeys(pairs_of(stem)))] if len(stem) > 1 else []
    if parts:
        others.append(_taken_apart(inside))
    if len(wholes) > 1 and are_particles(surface[wholes[-1].start - offset :]):
        others.append(tuple(form.text for form in wholes[:-1]))  # 도커의 without a sentence around: 의 may be a noun
    return Unit(surface, stem, tuple(form.text for form in wholes), tuple(others), pairs, is_content=bool(wholes))


def _stem(surface: str, wholes: Sequence[Form], offset: int) -> str:
    """A Hangul word without what hangs on it: until the end of its last morpheme that says something."""
    if wholes:
        return surface[: wholes[-1].end - offset]
    return surface[: stem_length(surface)]


def _taken_apart(inside: Sequence[Form]) -> tuple[str, ...]:
    """데이터베이스 as 데이터 and 베이스."""
    parts = [form for form in inside if form.is_part]
    whole = [
        form
        for form in inside
        if not form.is_part and not any(form.start <= part.start and part.end <= form.end for part in parts)
    ]
    return tuple(form.text for form in sorted([*parts, *whole], key=lambda form: form.start))
