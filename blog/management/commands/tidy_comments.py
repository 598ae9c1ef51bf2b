"""Deletes what is kept of comments for a time only; the worker runs it every hour."""

from typing import Any

from django.core.management.base import BaseCommand

from blog.comments.tidying import tidy


class Command(BaseCommand):
    """Old spam, old digests of networks, old tallies."""

    help = "Deletes spam after 30 days, digests of networks after a month, and tallies after a day."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        """Deletes it."""
        number = tidy()
        if verbosity > 1:
            self.stdout.write(f"{number} rows")
