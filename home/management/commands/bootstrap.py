"""Door to `home.bootstrap`: languages, trees, groups."""

from typing import Any

from django.core.management.base import BaseCommand

from home.bootstrap import bootstrap


class Command(BaseCommand):
    """Makes what every site needs; running it again changes nothing."""

    help = "Creates languages, page trees and groups where they are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs it."""
        trees = bootstrap()
        self.stdout.write(f"Ready: {', '.join(home.get_url() or '' for home in trees.homes.values())}")
