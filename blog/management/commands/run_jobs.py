"""Does what people asked for in the background: submitting, drafting and the like, item by item."""

from typing import Any

from django.core.management.base import BaseCommand

from blog.translation.jobs import run_round


class Command(BaseCommand):
    """One round of work."""

    help = "Works on the jobs in line."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        """Works until the round is over or nothing is in line."""
        done = run_round()
        if verbosity > 1:
            self.stdout.write(f"{done} items")
