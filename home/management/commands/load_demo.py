"""Door to the sample content in demo/: it takes the same way as every import."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from blog.importers.article import ImportFileError
from home.demo import load_demo


class Command(BaseCommand):
    """Loads demo/; loading it again changes nothing."""

    help = "Loads the sample articles, authors and pages from demo/."

    def add_arguments(self, parser: CommandParser) -> None:
        """Adds --folder."""
        parser.add_argument("--folder", type=Path, default=Path(settings.BASE_DIR) / "demo")

    def handle(self, *args: Any, folder: Path, verbosity: int, **options: Any) -> None:
        """Loads it and says what was written."""
        try:
            for line in load_demo(folder):
                if verbosity:
                    self.stdout.write(line)
        except ImportFileError as error:
            raise CommandError(str(error)) from error
