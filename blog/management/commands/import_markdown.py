"""Door to the import of Markdown articles."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from blog.importers.article import Article, ImportFileError
from blog.importers.console import print_report, progress
from blog.importers.markdown import media_directory, read_articles
from blog.importers.media import MediaFolder
from blog.importers.report import Report
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
            report = self.trial(directory, articles) if dry_run else self.write(directory, articles, dry_run=False)
        except ImportFileError as error:
            raise CommandError(str(error)) from error
        print_report(report, self.stdout, dry_run=dry_run)

    def trial(self, directory: Path, articles: list[Article]) -> Report:
        """As if it were written: the articles find the snippets that came before them, and then nothing stays."""
        with transaction.atomic():
            report = self.write(directory, articles, dry_run=True)
            transaction.set_rollback(True)
        return report

    def write(self, directory: Path, articles: list[Article], *, dry_run: bool) -> Report:
        """Snippets first, because articles name them."""
        media = MediaFolder(media_directory(directory))
        write_snippets(directory)
        with progress(len(articles), self.stdout) as advance:
            return write(articles, media=media, dry_run=dry_run, on_progress=advance)
