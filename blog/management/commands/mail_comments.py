"""Sends mail about comments; the worker runs it every half minute."""

from typing import Any

from django.core.management.base import BaseCommand

from blog.comments.mails import send_outgoing, tell_moderators


class Command(BaseCommand):
    """Readers first, then moderators."""

    help = "Sends the mail to readers that waits, and tells moderators of comments that wait."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        """Sends it."""
        number = send_outgoing() + tell_moderators()
        if verbosity > 1:
            self.stdout.write(f"{number} mails")
