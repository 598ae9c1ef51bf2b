"""Door to a new index of the search: words, how often each is used, and the titles to suggest."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from blog.finding import suggestions
from search import vocabulary


class Command(BaseCommand):
    """Rebuilds everything that the search reads. Readers may search meanwhile."""

    help = "Indexes every page anew, counts its words, and collects the titles to suggest."

    def handle(self, *args: Any, **options: Any) -> None:
        """Wagtail's own rebuild first; the rest follows from it."""
        call_command("update_index", verbosity=0)
        texts = vocabulary.recount()
        titles = suggestions.rebuild()
        self.stdout.write(f"{texts} pages and {titles} titles are in the index.")
