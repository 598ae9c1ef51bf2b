"""Cards over HTTP: those of pages that readers may see, as long as they look as the address says.

An address that no published page has is not found and draws nothing, so nobody can fill the disk or ask about drafts.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from wagtail.models import Page

from blog.cards import MEDIA_TYPE, Card, card_of, site_card
from blog.cards.shelf import picture_of
from blog.models.restrictions import seen_by_readers

HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


@require_safe
def card(request: HttpRequest, key: str, digest: str) -> HttpResponse:
    """The card of a page (its id) or of the site (a language). `digest` must be that of what would be drawn now."""
    wanted = _card(key)
    if wanted is None or wanted.digest != digest:
        raise Http404
    return HttpResponse(picture_of(wanted), content_type=MEDIA_TYPE, headers=HEADERS)


def _card(key: str) -> Card | None:
    if key in dict(settings.LANGUAGES):
        return site_card(key)
    if not key.isdecimal():
        return None
    page = seen_by_readers(Page.objects.filter(pk=int(key), depth__gt=1)).first()
    return card_of(page.specific) if page else None
