"""Counts every translation again, or says whether that would change anything."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from wagtail_localize.models import Translation

from blog.translation.status import lots_of, refresh_all, wrong_rows


class Command(BaseCommand):
    """The numbers of translations are kept up to date by themselves; this is for after a restore, or for doubts."""

    help = "Counts how far every translation is, and says how many of the stored numbers were wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        """Adds --check."""
        parser.add_argument("--check", action="store_true", help="change nothing; fail when any number is wrong")

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        """Says how many translations there are, and of how many the numbers were wrong or absent."""
        keys = list(Translation.objects.values_list("pk", flat=True))
        wrong = sum(len(wrong_rows(lot)) for lot in lots_of(keys)) if check else refresh_all(keys)
        said = f"{len(keys)} translations, {wrong} of them with wrong numbers"
        if check and wrong:
            raise CommandError(said)
        self.stdout.write(said)
