"""Work in the background on many texts: who asked for what, item by item, in the worker, with its progress.

It knows the queue and the clock. What is done to an item is said by the module that owns the kind of job; it gets an
id and looks everything up anew, because minutes may have passed.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from types import MappingProxyType
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from blog.translation.models import Job, JobItem
from ops.worker import is_stopping

logger = logging.getLogger(__name__)

SECONDS_OF_A_ROUND: Final = 20.0
CLAIM: Final = timedelta(minutes=10)
MOST_ATTEMPTS: Final = 5

Work = Callable[[JobItem], str]
_KINDS: Final[dict[str, "Kind"]] = {}
KINDS: Final[Mapping[str, "Kind"]] = MappingProxyType(_KINDS)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job: what people call it, and what is done to one item. `work` returns what to tell them, or ""."""

    label: Any
    work: Work


class ItemError(Exception):
    """An item cannot be done. Its text is for the user."""


class TryLaterError(ItemError):
    """An item cannot be done now; it waits for `seconds` and is tried again, `MOST_ATTEMPTS` times in all."""

    def __init__(self, message: str, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(message)


def kind_of_job(name: str, label: Any) -> Callable[[Work], Work]:
    """Registers what is done to each item of jobs of this kind. For modules that the app imports when it is ready."""

    def register(work: Work) -> Work:
        _KINDS[name] = Kind(label, work)
        return work

    return register


@transaction.atomic
def ask_for(kind: str, targets: Iterable[tuple[int, str]], *, user: Any = None, **options: Any) -> Job:
    """Puts work in line: `targets` are primary keys with titles. `options` must fit into JSON."""
    if kind not in KINDS:
        raise ValueError(kind)
    job = Job.objects.create(kind=kind, options=options, user=user)
    JobItem.objects.bulk_create(JobItem(job=job, target=pk, label=label[:255]) for pk, label in targets)
    return job


def run_round(seconds: float = SECONDS_OF_A_ROUND) -> int:
    """Does items in line until `seconds` have passed or the worker is told to stop. Returns how many it did.

    An item that was begun is finished.
    """
    ends, done = monotonic() + seconds, 0
    while not is_stopping() and monotonic() < ends and (item := _claimed(timezone.now())):
        done += 1
        _run(item)
    return done


def tell_progress(item: JobItem, progress: str) -> None:
    """Says how far an item is, while it runs; a claim begins anew, so a long item is not taken for abandoned."""
    JobItem.objects.filter(pk=item.pk).update(progress=progress[:80], claimed_until=timezone.now() + CLAIM)


def counts(job: Job) -> dict[str, int]:
    """How many items are in each state, and how many there are in "total". One query."""
    rows = job.items.order_by().values_list("state").annotate(number=Count("pk"))
    found = {str(state): 0 for state in JobItem.State.values} | dict(rows)
    return {**found, "total": sum(found.values())}


def _claimed(now: datetime) -> JobItem | None:
    """The next item in line, claimed for this worker; also one whose worker was killed."""
    in_line = Q(state=JobItem.State.WAITING) & (Q(not_before=None) | Q(not_before__lte=now))
    abandoned = Q(state=JobItem.State.RUNNING, claimed_until__lt=now)
    while pk := JobItem.objects.filter(in_line | abandoned).order_by("pk").values_list("pk", flat=True).first():
        mine = JobItem.objects.filter(in_line | abandoned, pk=pk)
        claim = {"state": JobItem.State.RUNNING, "attempts": F("attempts") + 1, "claimed_until": now + CLAIM}
        if mine.update(**claim):  # another worker may have been faster
            return JobItem.objects.select_related("job__user").get(pk=pk)
    return None


def _run(item: JobItem) -> None:
    with override(_language_of(item.job.user)):
        _run_in_language(item)


def _language_of(user: Any) -> str:
    """The language in which somebody uses the admin: what a job tells is for them, and no request says it."""
    profile = getattr(user, "wagtail_userprofile", None)
    return str(profile.get_preferred_language()) if profile else str(settings.LANGUAGE_CODE)


def _run_in_language(item: JobItem) -> None:
    kind = KINDS.get(item.job.kind)
    try:
        if kind is None or item.attempts > MOST_ATTEMPTS:
            raise ItemError(_("This broke off every time."))
        message = kind.work(item)
    except TryLaterError as later:
        _put_back(item, later)
    except ItemError as error:
        _finish(item, JobItem.State.FAILED, str(error))
    except Exception:
        logger.exception("Item %s of a job failed.", item)
        _finish(item, JobItem.State.FAILED, _("Something went wrong here; the log of the site says what."))
    else:
        _finish(item, JobItem.State.DONE, message)


def _put_back(item: JobItem, later: TryLaterError) -> None:
    if item.attempts >= MOST_ATTEMPTS:
        _finish(item, JobItem.State.FAILED, str(later))
        return
    JobItem.objects.filter(pk=item.pk).update(
        state=JobItem.State.WAITING,
        message=str(later),
        not_before=timezone.now() + timedelta(seconds=later.seconds),
        claimed_until=None,
    )


def _finish(item: JobItem, state: str, message: str) -> None:
    JobItem.objects.filter(pk=item.pk).update(
        state=state, message=message, progress="", claimed_until=None, finished_at=timezone.now()
    )


def retry(job: Job) -> int:
    """Puts what failed in line again, as if it had never been tried. Returns how many items."""
    failed = job.items.filter(state=JobItem.State.FAILED)
    return failed.update(
        state=JobItem.State.WAITING, attempts=0, not_before=None, claimed_until=None, finished_at=None, message=""
    )


def cancel(job: Job) -> int:
    """Takes what waits out of the line; it counts as failed and can be tried again. Returns how many items."""
    waiting = job.items.filter(state=JobItem.State.WAITING)
    return waiting.update(state=JobItem.State.FAILED, message=_("Cancelled."), finished_at=timezone.now())


def visible_jobs(user: Any) -> QuerySet[Job]:
    """One's own; those who look after accounts see everybody's."""
    everything = Job.objects.select_related("user").order_by("-pk")
    return everything if user.has_perm("auth.change_user") else everything.filter(user=user)
