"""Door to `search.freshness`: writes into the index what has changed."""

from typing import Any

from django.core.management.base import BaseCommand

from search.freshness import work


class Command(BaseCommand):
    """One round of work."""

    help = "Indexes what was published, renamed or deleted since it last ran."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        """Works until nothing waits, or for a while."""
        done = work()
        if verbosity > 1:
            self.stdout.write(f"{done} objects")
