"""Door to `ops.serving`."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from ops.serving import gunicorn_command, run_together, worker_command


class Command(BaseCommand):
    """The web server and the worker in the foreground, ended together by Ctrl+C."""

    help = "Serves the site with gunicorn and runs the worker beside it."

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs until one of both ends."""
        sys.exit(run_together([gunicorn_command(), worker_command()]))
