"""Asks the pages that bookmarks and embeds lead to for title, description and picture, so that no reader does."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from blog.unfurling import rounds


class Command(BaseCommand):
    """One round of asking, or one address at once, or everything that live pages link to."""

    help = "Fetches what the pages that we link to say of themselves."

    def add_arguments(self, parser: CommandParser) -> None:
        """Adds --again and --all."""
        parser.add_argument("--again", metavar="URL", help="ask this address now, whatever happened before")
        parser.add_argument("--all", action="store_true", help="queue what live pages link to and nobody asked yet")

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        """Does nothing while fetching is switched off; asking for one address then is an error."""
        if options["all"]:
            rounds.queue_live_pages()
        if options["again"]:
            self.ask_again(options["again"])
        elif settings.FETCH_PREVIEWS:
            asked = rounds.run_round()
            if verbosity > 1:
                self.stdout.write(f"{asked} asked")

    def ask_again(self, url: str) -> None:
        """Asks one address and says what came of it."""
        if not settings.FETCH_PREVIEWS:
            raise CommandError("FETCH_PREVIEWS is off.")
        try:
            preview = rounds.claimed_again(url)
        except ValueError as error:
            raise CommandError(f"This is no address: {url}") from error
        rounds.ask(preview)
        self.stdout.write(": ".join(filter(None, [preview.get_status_display(), preview.reason or preview.title])))
