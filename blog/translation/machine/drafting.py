"""One text drafted: what needs a translation is asked for, judged, and stored without touching what people wrote.

It knows segments, `saving` and a translator. That it runs in the background is known by `background`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail_localize.models import StringTranslation, Translation, TranslationContext

from blog.translation import saving
from blog.translation.limits import longest
from blog.translation.machine import checking
from blog.translation.machine.configuration import Provider
from blog.translation.machine.errors import AnswerError, TooLargeError
from blog.translation.machine.glossary import terms_between
from blog.translation.machine.markup import plain, tidied
from blog.translation.machine.pieces import SLUG, Order, Piece, fits, pieces_of, portions, title_of
from blog.translation.models import Review
from blog.translation.segments import Segment, State, segments_of

OPEN: Final = frozenset({State.MISSING, State.STALE})
OPEN_OR_DRAFTED: Final = OPEN | {State.MACHINE}
LONGEST_LABEL: Final = 40


@dataclass(frozen=True, slots=True)
class Unusable:
    """A piece that stays without a draft."""

    text: str
    why: str


@dataclass(slots=True)
class Report:
    """What has come of it so far. `overtaken`: pieces that somebody else wrote, or that went away, meanwhile."""

    total: int = 0
    drafted: int = 0
    overtaken: int = 0
    unusable: list[Unusable] = field(default_factory=list)

    @property
    def done(self) -> int:
        """How many pieces have been dealt with."""
        return self.drafted + self.overtaken + len(self.unusable)


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be drafted, by whom, and how.

    `again`: replaces drafts of machines that nobody has reviewed, those from before `since`. `before_each` is called
    before each request and each time that something is stored, and may raise: rights and originals change meanwhile.
    """

    translation: Translation
    user: Any
    provider: Provider
    again: bool = False
    since: datetime | None = None
    before_each: Callable[[Report], None] = lambda _report: None

    @property
    def languages(self) -> tuple[str, str]:
        """From which language into which."""
        return self.translation.source.locale.language_code, self.translation.target_locale.language_code


def wanted(segments: Sequence[Segment], *, again: bool = False, since: datetime | None = None) -> list[Segment]:
    """Pieces that a machine may draft. The slug follows from the title; what a person wrote or reviewed is theirs."""
    states = OPEN_OR_DRAFTED if again else OPEN
    chosen = [each for each in segments if each.state in states and each.path != SLUG]
    return [each for each in chosen if not (since and each.stored_at and each.stored_at >= since)]


def draft(task: Task, report: Report) -> None:
    """Drafts what is wanted and counts in `report`, which holds also what was done before an error was raised.

    Raises BusyError and DeniedError; whatever was drafted until then is kept.
    """
    _Drafting(task, report, segments_of(task.translation)).run()


class _Drafting:
    """One run over one text."""

    def __init__(self, task: Task, report: Report, segments: Sequence[Segment]) -> None:
        chosen = wanted(segments, again=task.again, since=task.since)
        self.task, self.report = task, report
        self.segments = {each.key: each for each in chosen}
        self.pieces = pieces_of(segments, chosen)
        self.title = title_of(segments)
        self.glossary = terms_between(*task.languages)
        self.kept = frozenset(meaning for _word, meaning in self.glossary)
        report.total = report.done + len(self.pieces)

    def run(self) -> None:
        """All portions, one after the other."""
        limits = self.task.provider.limits
        for piece in self.pieces:
            if not fits(piece, limits):
                self._give_up(piece, _("It is too long for the translator."))
        for portion in portions([each for each in self.pieces if fits(each, limits)], limits):
            self._do(portion)

    def _do(self, portion: tuple[Piece, ...]) -> None:
        """What is good of the answer is stored at once; what is not is asked for once more by itself."""
        for part, answer in self._answers(portion):
            for piece in self._take(part, answer):
                self._once_more(piece)

    def _answers(self, portion: tuple[Piece, ...]) -> Iterator[tuple[tuple[Piece, ...], Mapping[str, str]]]:
        """Answers by portion, in halves where the translator takes less at once."""
        try:
            yield portion, self._ask(portion)
        except TooLargeError as error:
            if len(portion) == 1:
                self._give_up(portion[0], str(error))
                return
            middle = len(portion) // 2
            yield from self._answers(portion[:middle])
            yield from self._answers(portion[middle:])
        except AnswerError:
            yield portion, {}

    def _once_more(self, piece: Piece) -> None:
        try:
            answer = self._ask((piece,))
        except (AnswerError, TooLargeError) as error:
            self._give_up(piece, str(error))
            return
        for _left in self._take((piece,), answer):
            self._give_up(piece, self._problem(piece, answer))

    def _ask(self, pieces: tuple[Piece, ...]) -> Mapping[str, str]:
        self.task.before_each(self.report)
        source, target = self.task.languages
        return self.task.provider.translate(Order(source, target, pieces, self.title, self.glossary))

    def _take(self, pieces: Sequence[Piece], answer: Mapping[str, str]) -> list[Piece]:
        """Stores what can be used; returns what cannot."""
        good = [piece for piece in pieces if not self._problem(piece, answer)]
        if good:
            self.task.before_each(self.report)
            with transaction.atomic():
                stored = sum(self._store(piece, answer[piece.key]) for piece in good)
            self.report.drafted += stored
            self.report.overtaken += len(good) - stored
        return [piece for piece in pieces if piece not in good]

    def _problem(self, piece: Piece, answer: Mapping[str, str]) -> str:
        if piece.key not in answer:
            return _("The answer left it out.")
        limit = self._limit(self.segments[piece.key])
        target = self.task.languages[1]
        return checking.problem(piece.text, answer[piece.key], target=target, kept=self.kept, limit=limit)

    def _limit(self, segment: Segment) -> int | None:
        if "." in segment.path:
            return None
        return longest(TranslationContext(object_id=self.task.translation.source.object_id, path=segment.path))

    def _store(self, piece: Piece, text: str) -> bool:
        """Whether the piece was still as it was when it was read: nobody's text, and nobody's review."""
        segment, task = self.segments[piece.key], self.task
        by = saving.By(user=task.user, tool=task.provider.service.label, machine=True)
        if _is_reviewed(segment, task.translation):
            return False
        try:
            saving.save(task.translation, segment.place, tidied(text), by=by, version=segment.version)
        except (saving.ConflictError, saving.RefusedError):
            return False
        return True

    def _give_up(self, piece: Piece, why: str) -> None:
        self.report.unusable.append(Unusable(plain(piece.text)[:LONGEST_LABEL], why))


def _is_reviewed(segment: Segment, translation: Translation) -> bool:
    """Asked with a lock on the row that a review also locks: a review does not change the version of a text."""
    if not segment.version:
        return False
    rows = StringTranslation.objects.select_for_update(of=("self",)).filter(
        translation_of_id=segment.string, context_id=segment.context, locale_id=translation.target_locale_id
    )
    keys = [row.pk for row in rows]
    return Review.objects.filter(translation__in=keys).exists()
