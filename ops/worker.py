"""What must happen at a time rather than on a request: scheduled articles go live, old sessions go away.

One worker process does it, so nobody needs a cron. It knows jobs and clocks, and nothing of articles.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.core.management import call_command
from django.db import close_old_connections, connection

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do again and again. `every` is in seconds."""

    name: str
    every: float
    run: Callable[[], object]


def standing_jobs() -> Sequence[Job]:
    """The jobs of this site: the commands that settings.WORKER_JOBS names, each with its pace in seconds."""
    jobs = settings.WORKER_JOBS.items()
    return tuple(Job(command, every, partial(call_command, command, verbosity=0)) for command, every in jobs)


def run_until(stop: threading.Event, jobs: Sequence[Job], clock: Callable[[], float]) -> None:
    """Runs each job at its pace until `stop` is set. A job that fails is logged and tried again at its next time."""
    due = {job.name: clock() for job in jobs}
    while not stop.is_set():
        for job in jobs:
            if clock() >= due[job.name]:
                due[job.name] = clock() + job.every
                run_safely(job)
        stop.wait(max(0.0, min(due.values()) - clock()))


def run_safely(job: Job) -> None:
    """Runs a job; whatever it raises is logged, because the other jobs must go on."""
    try:
        close_old_connections()
        job.run()
    except Exception:
        logger.exception("The job “%s” failed.", job.name)
        connection.close()
