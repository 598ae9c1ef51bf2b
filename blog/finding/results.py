"""A query answered: all its words first, then what comes close, and what was done for it.

It knows queries, the index and which pages readers may see; how an answer looks is said by templates.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page

from blog.finding.asking import (
    OTHER_LANGUAGE,
    beginning_with,
    corrected,
    in_other_words,
    taken_apart,
    unknown,
    with_spellings,
)
from blog.finding.candidates import Candidate, Limits, limited, named, newest, visible
from blog.finding.phrases import holding_phrases
from search import retrieval, scoring, suggesting, vocabulary
from search.analysis import Unit, units
from search.answers import MOST, Alternatives
from search.fields import language_word
from search.query import Query

RANKED: Final = 100  # pages that hold only some of the words
_FIRST_READ: Final = 50  # pages whose words are weighed one by one in any case
_LETTERS_READ: Final = 250_000  # of the index, with further pages; half as many where too many pages hold all words
ENOUGH: Final = 10
FEW_WORDS: Final = 3
_SHORT: Final = 2  # letters
_POSTINGS: Final = 6_000
_MOST_ASKED: Final = 16
_FEWEST_ASKED: Final = 4
_WORTH_SHOWING: Final = 0.2  # of what the best one is worth
_RARE: Final = 20  # pages among which a word is looked for that readers may see
_OTHERS: Final = 3
_LANGUAGES: Final = frozenset(map(language_word, OTHER_LANGUAGE))


class Step(Enum):
    """How far a search had to go."""

    ALL = "all"
    MORE = "more"  # some hold all the words, and those below only some
    SOME = "some"
    CORRECTED = "corrected"
    GLOSSARY = "glossary"
    BEGINNINGS = "beginnings"
    WITHOUT_PHRASE = "without_phrase"
    TITLES = "titles"  # what was typed begins them, as first consonants or half a syllable
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Answer:
    """Pages in their order. `whole` of them hold all the words; `said` is the query that was answered instead."""

    pages: tuple[Candidate, ...] = ()
    step: Step = Step.NOTHING
    units: tuple[Unit, ...] = ()
    whole: int = 0
    said: str = ""
    is_capped: bool = False
    indexed: Mapping[int, str] = field(default_factory=dict)  # the texts of pages as the index has them, where read
    unnamed: tuple[str, ...] = ()  # what somebody called an author, a category or a topic, and none is called so


class Search:
    """One query in one language, within the limits that its reader chose."""

    def __init__(self, query: Query, locale: Any, limits: Limits) -> None:
        groups, self.unnamed = named(query, locale.pk)
        self.query = replace(query, words=" ".join([query.words, *self.unnamed])) if self.unnamed else query
        self.locale = locale
        self._known: dict[tuple[Unit, ...], Mapping[str, int]] = {}
        self.among = limited(groups, limits, locale.pk)
        outside = [unit for unit in units(self.query.words) if unit.is_content]
        self.phrases = query.phrases if len(outside) <= FEW_WORDS else ()  # a sentence that quotes is no search for it
        self.without = [unit.alternatives for text in query.without for unit in units(text) if unit.alternatives]
        self.titles = [unit.alternatives for text in query.fields.get("title", ()) for unit in units(text)]

    def answer(self) -> Answer:
        """The best answer there is. A name that nobody has is looked for as words."""
        return replace(self._answer(), unnamed=tuple(self.unnamed))

    def _answer(self) -> Answer:
        found = with_spellings(self.query.units)
        if not found and not self.titles:
            if self.among is not None and not self.query.words:  # nothing but names and what was chosen
                return self._newest(self.among)
            return self._widened(found, Answer())
        first = self._attempt(found)
        if first.pages and first.step is Step.ALL:
            return first
        return self._widened(found, first)

    def _newest(self, among: QuerySet[Any]) -> Answer:
        pages = visible(newest(among, MOST), self.locale.pk)
        return Answer(tuple(pages), Step.ALL if pages else Step.NOTHING, whole=len(pages))

    def _attempt(self, found: Sequence[Unit], *, widened: bool = False) -> Answer:
        """All the words; if hardly any page holds them, or a whole sentence was asked, some of them too.

        `widened`: when no page holds all of other words, nobody wants to know more.
        """
        needed = [unit.alternatives for unit in found if unit.is_content] or [unit.alternatives for unit in found]
        pages = retrieval.holding([*needed, self._language], self.without, title=self.titles, among=self.among)
        if is_capped := len(pages) >= MOST:  # the newest; what is about the words comes before them
            titled = retrieval.holding([self._language], self.without, title=[*self.titles, *needed], among=self.among)
            pages = list(dict.fromkeys([*titled, *pages]))[:MOST]
        whole = visible(pages, self.locale.pk)
        if widened and not whole:
            return Answer()
        is_enough = len(whole) >= ENOUGH and not self._is_sentence(found)
        some = [] if is_enough or len(found) < 2 else self._some(found)
        answer = self._ranked(found, whole, some, Answer(step=Step.ALL, is_capped=is_capped))
        return self._with_phrases(answer) if self.phrases else answer

    def _is_sentence(self, found: Sequence[Unit]) -> bool:
        """Whether somebody wrote so much that an article may answer without every word."""
        return len([unit for unit in found if unit.is_content]) > FEW_WORDS

    def _with_phrases(self, answer: Answer) -> Answer:
        """Only the pages that hold the phrases letter by letter; if none does, all of them, and that is said."""
        phrased = holding_phrases(answer.pages, self.phrases)
        if not phrased:
            return replace(answer, step=Step.WITHOUT_PHRASE) if answer.pages else answer
        known = {each.pk for each in answer.pages[: answer.whole]}
        whole = len([each for each in phrased if each.pk in known])
        return replace(answer, pages=tuple(phrased), whole=whole, step=_step(Step.ALL, whole, len(phrased)))

    @property
    def _language(self) -> Alternatives:
        return [[language_word(self.locale.language_code)]]

    def _some(self, found: Sequence[Unit]) -> list[Candidate]:
        """Pages that hold some of the words, by how much the words that they hold tell."""
        asked = scoring.question(found, self._frequencies(found))
        values = {
            word: asked.values[word] * (scoring.PAIR if word in asked.pairs else 1) for word in self._telling(found)
        }
        language = [language_word(self.locale.language_code)]
        best = retrieval.worthiest(values, language, 2 * RANKED, among=self.among)
        if self.without or self.titles:
            allowed = set(self._allowed(best))
            best = [page for page in best if page in allowed]
        return visible(best, self.locale.pk)

    def _allowed(self, pages: Sequence[int]) -> list[int]:
        """Those of the pages that hold what has to be in the title, and nothing that was left out.

        The few texts are read for that: no index tells quickly what a text does not hold.
        """
        if self.titles:
            among = Page.objects.filter(pk__in=pages).order_by().values("pk")
            pages = retrieval.holding([self._language], title=self.titles, among=among)
        texts = retrieval.texts(pages) if self.without else {}
        unwanted = {page for page, text in texts.items() if any(scoring.holds(text, each) for each in self.without)}
        return [page for page in pages if page not in unwanted]

    def _telling(self, found: Sequence[Unit]) -> list[str]:
        """The rarest words and pairs, as many as can be asked for."""
        frequencies = self._frequencies(found)
        words = {word for unit in found for words in unit.alternatives for word in words}
        words |= {pair for unit in found for pair in unit.pairs}
        known = sorted((frequencies[word], word) for word in words if word in frequencies)
        taken: list[str] = []
        total = 0
        for number, word in known[:_MOST_ASKED]:
            if len(taken) >= _FEWEST_ASKED and total + number > _POSTINGS:
                break
            taken.append(word)
            total += number
        return taken

    def _frequencies(self, found: Sequence[Unit]) -> Mapping[str, int]:
        """Asked once for the same words."""
        key = tuple(found)
        if key not in self._known:
            words = {word for unit in found for words in (*unit.alternatives, unit.pairs) for word in words}
            known = vocabulary.frequencies({*words, *_LANGUAGES})  # these will be asked for next
            self._known[key] = {word: number for word, number in known.items() if word not in _LANGUAGES}
        return self._known[key]

    def _ranked(
        self, found: Sequence[Unit], whole: Sequence[Candidate], some: Iterable[Candidate], answer: Answer
    ) -> Answer:
        """The pages in their order; of pages with some words only those that come near the best."""
        asked = scoring.question(found, self._frequencies(found))
        first = _by_title(asked, whole)
        complete = {each.pk for each in whole}
        more = [each for each in some if each.pk not in complete][:RANKED]
        letters = _LETTERS_READ // 2 if answer.is_capped else _LETTERS_READ
        scores, texts = _scores(asked, [*first[:RANKED], *more, *first[RANKED:]], letters)
        least = max(scores.values(), default=0.0) * _WORTH_SHOWING
        kept = [each for each in [*first, *more] if scores.get(each.pk, 0.0) >= (0 if each.pk in complete else least)]
        strictly = not self._is_sentence(found)
        kept.sort(key=lambda each: (strictly and each.pk not in complete, -scores.get(each.pk, 0.0), -each.pk))
        step = _step(answer.step, len(whole), len(kept))
        return replace(answer, pages=tuple(kept), step=step, units=tuple(found), whole=len(whole), indexed=texts)

    def _widened(self, found: tuple[Unit, ...], first: Answer) -> Answer:
        """What a reader may have meant, if some of the words are unknown; else the first answer."""
        wrong = unknown(found, self._seen(found)) if first.pages else [unit for unit in found if unit.is_content]
        if not wrong and first.pages:
            return first
        apart = taken_apart(found, wrong)
        if apart and (answer := self._attempt(apart, widened=True)).whole:
            return answer
        text = self.query.text
        for step, other in ((Step.GLOSSARY, self._in_other_words), (Step.CORRECTED, self._corrected)):
            said = other(text, wrong)
            if said and (answer := self._attempt(with_spellings(units(said)), widened=True)).whole:
                return replace(answer, step=step, said=said)
        longer = beginning_with(found, wrong)
        if longer and (answer := self._attempt(longer, widened=True)).whole:
            return replace(answer, step=Step.BEGINNINGS)
        return first if first.pages or self.without or self.titles else self._titled()

    def _titled(self) -> Answer:
        """Articles with titles of which a word begins so: what was suggested to a reader is found then as well."""
        rows = suggesting.matching(self.locale.language_code, self.query.words)
        keys = [row.object_id for row in rows if row.kind == "article"]
        if self.among is not None and keys:
            allowed = set(self.among.filter(pk__in=keys).values_list("pk", flat=True))
            keys = [key for key in keys if key in allowed]
        pages = visible(keys, self.locale.pk)
        return Answer(tuple(pages), Step.TITLES if pages else Step.NOTHING, whole=len(pages))

    def _corrected(self, text: str, wrong: Sequence[Unit]) -> str | None:
        """In a sentence, only longer words: two syllables are like hundreds of others, and the rest finds the page."""
        is_sentence = self._is_sentence(self.query.units)
        return corrected(text, [unit for unit in wrong if not is_sentence or len(unit.stem) > _SHORT], self._shown)

    def _seen(self, found: Sequence[Unit]) -> Mapping[str, int]:
        """The frequencies of words, without those that only stand in drafts and private pages."""
        frequencies = self._frequencies(found)
        rare = {word for word, number in frequencies.items() if number <= _RARE}
        hidden = rare.difference(self._shown(rare))
        return {word: number for word, number in frequencies.items() if word not in hidden}

    def _shown(self, words: Collection[str]) -> Collection[str]:
        """Those of some words that stand in pages of this language which readers may see."""
        asked = sorted(word for word in words if word)
        some = retrieval.holders(asked, [language_word(self.locale.language_code)], most=_RARE)
        seen = {each.pk for each in visible({page for pages in some.values() for page in pages}, self.locale.pk)}
        return {word for word, pages in some.items() if seen.intersection(pages)}

    def _in_other_words(self, text: str, wrong: Sequence[Unit]) -> str | None:
        return in_other_words(text, self.locale.language_code)


def _step(step: Step, whole: int, shown: int) -> Step:
    if not whole:
        return Step.SOME if shown else Step.NOTHING
    return Step.MORE if step is Step.ALL and shown > whole else step


def _by_title(asked: scoring.Question, pages: Sequence[Candidate]) -> list[Candidate]:
    """Those whose title has the words first, the newer first among equals: cheap, and all that many pages get."""
    if len(pages) <= RANKED:
        return list(pages)
    stems = [(unit.stem.lower(), max(map(asked.values.__getitem__, unit.words), default=0.0)) for unit in asked.units]
    worth = {each.pk: sum(value for stem, value in stems if stem in each.title.lower()) for each in pages}
    return sorted(pages, key=lambda each: (-worth[each.pk], -each.pk))


def _scores(asked: scoring.Question, pages: Sequence[Candidate], most: int) -> tuple[dict[int, float], dict[int, str]]:
    """What pages are worth, in their order: the first few, and as many more as there is time for; with their texts."""
    texts = retrieval.texts(each.pk for each in pages[:_FIRST_READ])
    letters = sum(map(len, texts.values())) or 1
    many = len(texts) * (most - letters) // letters
    if more := pages[_FIRST_READ : _FIRST_READ + max(0, many)]:
        texts |= retrieval.texts(each.pk for each in more)
    return _worth(asked, pages, texts), texts


def _worth(asked: scoring.Question, pages: Sequence[Candidate], texts: Mapping[int, str]) -> dict[int, float]:
    """What each page is worth whose text is known."""
    now = timezone.now()
    read = ((each, texts[each.pk]) for each in pages if each.pk in texts)
    return {
        each.pk: scoring.score(asked, scoring.read(asked, text)) * scoring.freshness(each.published_at, now)
        for each, text in read
    }


def in_the_other_language(query: Query, locale: Any, known: Iterable[Candidate]) -> tuple[list[Candidate], int]:
    """What the other language has besides the pages that were found: the first few, and how many. Three queries."""
    said = in_other_words(query.text, locale.language_code)
    found = with_spellings(units(said) if said else query.units)
    needed = [unit.alternatives for unit in found if unit.is_content]
    if not needed or query.fields:
        return [], 0
    pages = retrieval.holding([*needed, [[language_word(locale.language_code)]]])
    shown = {each.translation_key for each in known}
    others = [each for each in visible(pages, locale.pk) if each.translation_key not in shown]
    asked = scoring.question(found, {})
    return _by_title(asked, others)[:_OTHERS], len(others)


def other_language_of(code: str) -> str:
    """The language beside this one."""
    return OTHER_LANGUAGE.get(code, "")
