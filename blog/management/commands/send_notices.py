"""Mails translators what has fallen behind, when it is time."""

from typing import Any

from django.core.management.base import BaseCommand

from blog.translation.digests import send_due


class Command(BaseCommand):
    """One round of mail."""

    help = "Mails translators whose texts have fallen behind; the worker runs it."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        """Mails whoever is due."""
        sent = send_due()
        if verbosity > 1:
            self.stdout.write(f"{sent} mails")
