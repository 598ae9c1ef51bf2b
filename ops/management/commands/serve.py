"""Door to `ops.serving`."""

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ops.serving import gunicorn_command, run_together, worker_command


class Command(BaseCommand):
    """The web server and the worker in the foreground, ended together by Ctrl+C."""

    help = "Serves the site with gunicorn and runs the worker beside it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Adds --without-worker."""
        parser.add_argument(
            "--without-worker", action="store_true", help="the web server alone: a worker runs elsewhere"
        )

    def handle(self, *args: Any, without_worker: bool = False, **options: Any) -> None:
        """Runs until one of both ends."""
        if without_worker:
            # In place of this process, so that signals of the container's engine reach gunicorn itself.
            os.execv(sys.executable, gunicorn_command())  # noqa: S606
        sys.exit(run_together([gunicorn_command(), worker_command()]))
