"""Forgets old searches and tells Wagtail's search promotions of the others; the worker runs it every hour."""

from typing import Any

from django.core.management.base import BaseCommand

from blog.finding.popular import tell_promotions
from search import asked


class Command(BaseCommand):
    """Searches that are too old to be kept."""

    help = (
        "Deletes what readers searched for longer than SEARCH_REPORT_DAYS ago, and counts anew how often the rest came."
    )

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        """Deletes them, and brings Wagtail's own counts up to date."""
        rows = asked.forget()
        tell_promotions()
        if verbosity > 1:
            self.stdout.write(f"{rows} rows")
