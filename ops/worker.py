"""What must happen at a time rather than on a request: scheduled articles go live, old sessions go away.

One worker process does it, so nobody needs a cron. What may take long has a lane of its own, so that nothing else waits
for it. It knows jobs and clocks, and nothing of articles.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.core.management import call_command
from django.db import close_old_connections, connection, connections

logger = logging.getLogger(__name__)
_stopping = threading.Event()


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do again and again. `every` is in seconds. What is `slow` may take longer than others can wait."""

    name: str
    every: float
    run: Callable[[], object]
    slow: bool = False


def standing_jobs() -> Sequence[Job]:
    """The jobs of this site: the commands that settings.WORKER_JOBS names, each with its pace in seconds."""
    return tuple(
        Job(command, every, partial(call_command, command, verbosity=0), slow=command in settings.SLOW_WORKER_JOBS)
        for command, every in settings.WORKER_JOBS.items()
    )


def lanes(jobs: Sequence[Job]) -> list[Sequence[Job]]:
    """The jobs that share a thread: first all that are quick, then every slow one by itself. No lane is empty."""
    quick = [job for job in jobs if not job.slow]
    return [lane for lane in (quick, *([job] for job in jobs if job.slow)) if lane]


def run_lanes(stop: threading.Event, jobs: Sequence[Job], clock: Callable[[], float]) -> None:
    """Runs every lane in a thread until `stop` is set, the first one in this thread; returns when all have ended.

    A job that is running then is finished; a long one can ask `is_stopping`.
    """
    mine, *others = lanes(jobs)
    threads = [threading.Thread(target=_run_lane, args=(stop, lane, clock), name=lane[0].name) for lane in others]
    for thread in threads:
        thread.start()
    try:
        run_until(stop, mine, clock)
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _run_lane(stop: threading.Event, jobs: Sequence[Job], clock: Callable[[], float]) -> None:
    try:
        run_until(stop, jobs, clock)
    finally:
        connections.close_all()  # each thread has its own, and nobody else can close them


def stopping() -> threading.Event:
    """What is set when this process is to stop."""
    return _stopping


def is_stopping() -> bool:
    """Whether this process is to stop, for a job that could go on for long."""
    return _stopping.is_set()


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
