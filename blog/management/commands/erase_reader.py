"""Door to forgetting a reader."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import ngettext

from blog.comments.personal import anonymise, erase


class Command(BaseCommand):
    """A reader asks to be forgotten."""

    help = "Erases the comments of an e-mail address; --anonymise keeps what they say and forgets who wrote them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose, and how much."""
        parser.add_argument("email", help="the e-mail address that the reader wrote with")
        parser.add_argument("--anonymise", action="store_true", help="keep the texts, without name and address")

    def handle(self, *args: Any, email: str, anonymise: bool, **options: Any) -> None:
        """Erases them, and says how many there were."""
        number = (_keep_texts if anonymise else erase)(email)
        text = ngettext("%(number)d comment was changed.", "%(number)d comments were changed.", number)
        self.stdout.write(text % {"number": number})


_keep_texts = anonymise
