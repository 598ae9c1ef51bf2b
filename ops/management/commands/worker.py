"""Door to `ops.worker`."""

import signal
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ops.worker import run_lanes, run_safely, standing_jobs, stopping


class Command(BaseCommand):
    """Does what must happen at a time: scheduled publishing and cleaning up."""

    help = "Runs the standing jobs until it is stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        """Adds --once."""
        parser.add_argument("--once", action="store_true", help="run every job once and stop")

    def handle(self, *args: Any, once: bool = False, **options: Any) -> None:
        """Runs until SIGTERM or SIGINT."""
        if once:
            for job in standing_jobs():
                run_safely(job)
            return
        stop = stopping()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        run_lanes(stop, standing_jobs(), time.monotonic)
