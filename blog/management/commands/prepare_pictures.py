"""Makes the sizes of pictures before a reader has to wait for them: one article has dozens, and an AVIF is slow.

Sharing cards too: who fetches a link for a preview does not wait for long.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache
from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page

from blog.cards import card_of, site_card
from blog.cards.shelf import picture_of

LATELY: Final = timedelta(minutes=5)
DEEPEST_LIST: Final = 3
LAST_LOOK: Final = "prepare_pictures.last_look"


class Command(BaseCommand):
    """Renders public pages once, which stores every size that their templates ask for, and draws their cards."""

    help = "Renders the pages that became public lately, so that the sizes of their pictures exist."

    def add_arguments(self, parser: CommandParser) -> None:
        """Adds --all."""
        parser.add_argument("--all", action="store_true", help="every public page, not only what is new")

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        """Renders them, and the lists that show them."""
        now = timezone.now()
        public = Page.objects.live().public().filter(depth__gt=1)
        if not options["all"]:
            new = published_since(cache.get(LAST_LOOK, now) - LATELY)
            lists = Q(depth__lte=DEEPEST_LIST)
            public = public.filter(new | lists) if public.filter(new).exists() else public.none()
        for page in public.specific():
            page.make_preview_request()
            picture_of(card_of(page))
            if verbosity > 1:
                self.stdout.write(page.title)
        for language, _name in settings.LANGUAGES:
            picture_of(site_card(language))
        cache.set(LAST_LOOK, now, timeout=None)  # rendering may take longer than LATELY while an import goes on


def published_since(moment: datetime) -> Q:
    """Pages that were published since. An imported one has the dates of its old site, but a young revision."""
    return Q(last_published_at__gte=moment) | Q(live_revision__created_at__gte=moment)
