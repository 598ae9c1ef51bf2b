"""What can be done to many rows of the board at once: submit, draft by machine, assign.

It picks the rows that the user may do it to and hands them to a job or to `assigning`. The work itself, which asks
again for each text, belongs to the modules that registered the kinds of jobs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from blog.translation import guards, jobs
from blog.translation.board.assigning import Task, able, assign, assignable
from blog.translation.board.rows import Row
from blog.translation.machine.configuration import provider
from blog.translation.models import Job
from blog.translation.standing import Standing
from blog.translation.submitting import KIND as SUBMIT
from blog.translation.submitting import submit_in_background

DRAFT, FILES, ASSIGN = "machine_draft", "files", "assign"
LABELS: Final = {
    SUBMIT: _("Submit for translation"),
    DRAFT: _("Draft by machine"),
    FILES: _("Files for translators"),
    ASSIGN: _("Assign"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of `chosen` rows, `done` were or will be done, the latter in `jobs`; the rest is not for this user to do."""

    chosen: int
    done: int
    jobs: tuple[Job, ...] = ()

    @property
    def left_out(self) -> int:
        """How many rows nothing happens to."""
        return self.chosen - self.done


def offered() -> list[tuple[str, Any]]:
    """The actions there are: a job without anybody to do it is none, nor is a machine that is not set up."""
    able_to = {ASSIGN, FILES, *jobs.KINDS} - (set() if provider() else {DRAFT})
    return [(name, label) for name, label in LABELS.items() if name in able_to]


def submit(user: Any, rows: Sequence[Row]) -> Outcome:
    """Has drafts made of pages that are not begun, one job per language."""
    begun = []
    fresh = [row for row in rows if row.is_page and row.standing is Standing.NONE]
    for locale in Locale.objects.filter(pk__in={row.locale for row in fresh}):
        here = [row for row in fresh if row.locale == locale.pk]
        allowed = guards.submittable_pages(user, {row.text.pk for row in here}, locale.pk)
        targets = [(row.text.pk, row.text.title) for row in here if row.text.pk in allowed]
        if targets:
            begun.append((submit_in_background(user, targets, [locale]), len(targets)))
    return Outcome(len(rows), sum(number for _job, number in begun), tuple(job for job, _number in begun))


def draft(user: Any, rows: Sequence[Row]) -> Outcome:
    """Has a machine write what is missing in translations that run."""
    running = [row for row in rows if row.translation and (row.open or not row.status)]
    targets = [(row.translation, row.text.title) for row in able(user, running) if row.translation]
    job = jobs.ask_for(DRAFT, targets, user=user) if targets else None
    return Outcome(len(rows), len(targets), (job,) if job else ())


def to_take_out(user: Any, rows: Sequence[Row]) -> list[int]:
    """Translations that run and that the user may write, for a file."""
    return [row.translation for row in able(user, [row for row in rows if row.translation]) if row.translation]


def hand_over(user: Any, rows: Sequence[Row], task: Task) -> Outcome:
    """Gives them to somebody until a day, where the user may say so and that person may write."""
    allowed = assignable(user, rows)
    if task.assignee:
        allowed = able(task.assignee, allowed)
    return Outcome(len(rows), assign((row.cell for row in allowed), task))
