"""Door to the import of Markdown articles."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from blog.importers.article import ImportFileError
from blog.importers.console import print_report, progress
from blog.importers.markdown import media_directory, read_articles
from blog.importers.media import MediaFolder
from blog.importers.snippets import write_snippets
from blog.importers.writer import write


class Command(BaseCommand):
    """Imports a folder of Markdown articles, in the format of demo/."""

    help = "Imports a folder of Markdown articles in the format of demo/. Importing twice equals importing once."

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder, and whether to try only."""
        parser.add_argument("directory", type=Path, help="a folder with one folder for every article")
        parser.add_argument("--dry-run", action="store_true", help="do everything, write nothing")

    def handle(self, *args: Any, directory: Path, dry_run: bool, **options: Any) -> None:
        """Imports it and prints what became of every article."""
        try:
            articles = list(read_articles(directory))  # all of them, so that a broken file changes nothing
            media = MediaFolder(media_directory(directory))
            if not dry_run:
                write_snippets(directory)
            with progress(len(articles), self.stdout) as advance:
                report = write(articles, media=media, dry_run=dry_run, on_progress=advance)
        except ImportFileError as error:
            raise CommandError(str(error)) from error
        print_report(report, self.stdout, dry_run=dry_run)
