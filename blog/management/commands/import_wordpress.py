"""Door to the import of WordPress exports."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from blog.importers.article import ImportFileError
from blog.importers.console import print_report, progress
from blog.importers.media import MediaFolder
from blog.importers.wordpress import open_export, read_articles
from blog.importers.writer import write


class Command(BaseCommand):
    """Imports the articles of a WordPress export; importing it again changes nothing."""

    help = "Imports the articles of a WordPress export (WXR). Importing twice equals importing once."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, where its pictures are, and whether to try only."""
        parser.add_argument("file", type=Path, help="the export, an .xml file")
        parser.add_argument("--media", type=Path, help="a folder with the pictures, e.g. a copy of wp-content/uploads")
        parser.add_argument("--dry-run", action="store_true", help="do everything, write nothing")

    def handle(self, *args: Any, file: Path, media: Path | None, dry_run: bool, **options: Any) -> None:
        """Imports it and prints what became of every article."""
        try:
            export = open_export(file)
            with progress(export.articles, self.stdout) as advance:
                report = write(read_articles(export), media=MediaFolder(media), dry_run=dry_run, on_progress=advance)
        except ImportFileError as error:
            raise CommandError(str(error)) from error
        print_report(report, self.stdout, others=export.others, dry_run=dry_run)
