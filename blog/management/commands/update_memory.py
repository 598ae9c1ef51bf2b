"""Door to `blog.translation.memory.index`: reads what was translated since the last time."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from blog.translation.memory.index import bring_up_to_date


class Command(BaseCommand):
    """Brings the translation memory up to date."""

    help = "Reads new and changed translations into the memory; with --anew, all of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--anew` after another analyser of Korean was installed, or after a restore."""
        parser.add_argument("--anew", action="store_true", help="forget what was read, and read everything again")

    def handle(self, *args: Any, anew: bool, verbosity: int, **options: Any) -> None:
        """Runs it."""
        number = bring_up_to_date(everything=anew)
        if verbosity > 1 or anew:
            self.stdout.write(f"{number} strings")
