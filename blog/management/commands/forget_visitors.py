"""Forgets which visitors asked for a language; the worker runs it every hour."""

from typing import Any

from django.core.management.base import BaseCommand

from blog.translation.wishes import forget_visitors


class Command(BaseCommand):
    """Yesterday's digests."""

    help = "Deletes the digests of visitors who asked for an article in another language before today."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        """Deletes them; how often was asked stays."""
        rows = forget_visitors()
        if verbosity > 1:
            self.stdout.write(f"{rows} rows")
