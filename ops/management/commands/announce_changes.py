"""Door to `ops.indexnow`."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from ops.indexnow import announce


class Command(BaseCommand):
    """Tells search engines what changed since it last ran."""

    help = "Tells the search engines of IndexNow which addresses changed; does nothing while INDEXNOW is off."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        """Tells them."""
        told = announce() if settings.INDEXNOW else 0
        if told and verbosity > 0:
            self.stdout.write(f"{told} addresses")
