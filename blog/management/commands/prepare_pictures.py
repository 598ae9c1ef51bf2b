"""Makes the sizes of pictures before a reader has to wait for them: one article has dozens, and an AVIF is slow."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from wagtail.models import Page

LATELY = timedelta(minutes=5)
DEEPEST_LIST = 3


class Command(BaseCommand):
    """Renders public pages once, which stores every size that their templates ask for."""

    help = "Renders the pages that were published lately, so that the sizes of their pictures exist."

    def add_arguments(self, parser: CommandParser) -> None:
        """Adds --all."""
        parser.add_argument("--all", action="store_true", help="every public page, not only what is new")

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        """Renders them, and the lists that show them."""
        public = Page.objects.live().public().filter(depth__gt=1)
        new = public if options["all"] else public.filter(last_published_at__gte=timezone.now() - LATELY)
        if not new.exists():
            return
        for page in (new | public.filter(depth__lte=DEEPEST_LIST)).distinct().specific():
            page.make_preview_request()
            if verbosity > 1:
                self.stdout.write(page.title)
