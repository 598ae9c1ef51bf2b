"""Drafts of machines as jobs: asked for by people, done by the worker, told with progress and a summary.

It decides who may, what waits and what fails; how a text is drafted is in `drafting`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ObjectDoesNotExist
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail_localize.models import Translation

from blog.translation import jobs
from blog.translation.guards import refuse_to_write
from blog.translation.machine.configuration import provider
from blog.translation.machine.drafting import Report, Task, draft, wanted
from blog.translation.machine.errors import BusyError, DeniedError
from blog.translation.models import Job, JobItem
from blog.translation.segments import State, segments_of

KIND: Final = "machine_draft"
MOST_REASONS: Final = 10
FIRST_WAIT: Final = 60.0  # seconds; doubles with every attempt
UNFINISHED: Final = (JobItem.State.WAITING, JobItem.State.RUNNING)


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking. `job` is None when nothing is left to do; `refused`: titles with the reason."""

    job: Job | None
    refused: tuple[tuple[str, str], ...] = ()


def draft_in_background(user: Any, translations: Iterable[Translation], *, again: bool = False) -> Asked:
    """Has texts drafted by the worker: those that the user may write, and that are not in line already.

    `again`: also replaces drafts of machines that nobody has reviewed. About six queries for each text.
    """
    if provider() is None:
        return Asked(None, (("", not_set_up()),))
    targets, refused = [], []
    for translation in translations:
        title = translation.source.object_repr
        why = refuse(user, translation)
        if why:
            refused.append((title, why))
        else:
            targets.append((translation.pk, title))
    job = jobs.ask_for(KIND, targets, user=user, again=again) if targets else None
    return Asked(job, tuple(refused))


def refuse(user: Any, translation: Translation) -> str:
    """Why no draft can be asked for now, "" when it can."""
    try:
        if why := refuse_to_write(user, translation):
            return why
    except ObjectDoesNotExist:
        return _("This text does not exist any more.")
    running = JobItem.objects.filter(job__kind=KIND, target=translation.pk, state__in=UNFINISHED)
    return _("A draft of this text is in line already.") if running.exists() else ""


def not_set_up() -> str:
    """For users of a site without a translator."""
    return _("Machine translation is not set up on this site.")


def latest_item(translation: Translation) -> JobItem | None:
    """The last time that this text was drafted, or is being drafted. One query."""
    items = JobItem.objects.filter(job__kind=KIND, target=translation.pk).select_related("job")
    return items.order_by("-pk").first()


@jobs.kind_of_job(KIND, gettext_lazy("Machine draft"))
def work(item: JobItem) -> str:
    """Drafts one text. What an earlier attempt has stored stands there and is not asked for again."""
    translator = provider()
    if translator is None:
        raise jobs.ItemError(not_set_up())
    _let_the_first_one_finish(item)
    translation, again = _allowed(item), bool(item.job.options.get("again"))
    report = Report(drafted=_drafted_before(translation, item))

    def before_each(so_far: Report) -> None:
        jobs.tell_progress(item, f"{so_far.done}/{so_far.total}")
        _allowed(item)

    task = Task(translation, item.job.user, translator, again, item.job.created_at, before_each)
    try:
        draft(task, report)
    except BusyError as error:
        wait = max(error.pause, FIRST_WAIT * 2 ** (item.attempts - 1))
        raise jobs.TryLaterError(f"{error} {summary(report)}", wait) from error
    except DeniedError as error:
        raise jobs.ItemError(f"{error} {summary(report)}") from error
    return summary(report)


def summary(report: Report) -> str:
    """What came of it, in a few lines: how many drafts there are now, and why the rest has none."""
    number = report.drafted
    parts = [ngettext("%(number)d piece drafted.", "%(number)d pieces drafted.", number) % {"number": number}]
    if number := report.overtaken:
        text = ngettext(
            "%(number)d piece was changed by somebody meanwhile and left alone.",
            "%(number)d pieces were changed by somebody meanwhile and left alone.",
            number,
        )
        parts.append(text % {"number": number})
    if number := len(report.unusable):
        text = ngettext("%(number)d not usable: %(list)s", "%(number)d not usable: %(list)s", number)
        parts.append(text % {"number": number, "list": _reasons(report)})
    return " ".join(parts)


def open_pieces(translation: Translation) -> tuple[int, int]:
    """How many pieces a draft would fill, and how many drafts it would replace if asked to do them again."""
    segments = segments_of(translation)
    everything = wanted(segments, again=True)
    drafts = sum(each.state is State.MACHINE for each in everything)
    return len(everything) - drafts, drafts


def _reasons(report: Report) -> str:
    some = [f"“{Truncator(each.text).chars(30)}” – {each.why}" for each in report.unusable[:MOST_REASONS]]
    return " ".join([*some, *(["…"] if len(report.unusable) > MOST_REASONS else [])])


def _allowed(item: JobItem) -> Translation:
    """The text, looked up anew, if whoever asked may still write it. Raises ItemError."""
    rows = Translation.objects.select_related("source__locale", "target_locale")
    translation = rows.filter(pk=item.target).first()
    if translation is None:
        raise jobs.ItemError(_("This text does not exist any more."))
    user = _as_of_now(item)
    if user is None or not user.is_active:
        raise jobs.ItemError(_("The account that asked for this does not exist any more."))
    try:
        why = refuse_to_write(user, translation)
    except ObjectDoesNotExist as error:
        raise jobs.ItemError(_("This text does not exist any more.")) from error
    if why:
        raise jobs.ItemError(why)
    return translation


def _as_of_now(item: JobItem) -> Any:
    """The account, read again: Django remembers on it which permissions it had."""
    user = item.job.user
    return type(user)._default_manager.filter(pk=user.pk).first() if user else None


def _drafted_before(translation: Translation, item: JobItem) -> int:
    """How many drafts an earlier attempt of this job has stored."""
    if item.attempts <= 1:
        return 0
    since = item.job.created_at
    drafts = (each for each in segments_of(translation) if each.state is State.MACHINE and each.stored_at)
    return sum(each.stored_at >= since for each in drafts if each.stored_at and each.path != "slug")


def _let_the_first_one_finish(item: JobItem) -> None:
    """Two jobs on one text would ask, and pay, for everything twice."""
    others = JobItem.objects.filter(job__kind=KIND, target=item.target, state=JobItem.State.RUNNING, pk__lt=item.pk)
    if others.exists():
        raise jobs.TryLaterError(_("A draft of this text is being made already."), FIRST_WAIT)
