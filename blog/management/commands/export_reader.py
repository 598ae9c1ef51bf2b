"""Door to what is stored of one reader."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from blog.comments.personal import everything_of


class Command(BaseCommand):
    """A reader asks what is stored of them."""

    help = "Prints everything that is stored for an e-mail address, as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose."""
        parser.add_argument("email", help="the e-mail address that the reader wrote with")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        """Prints it."""
        self.stdout.write(json.dumps(everything_of(email), ensure_ascii=False, indent=2))
