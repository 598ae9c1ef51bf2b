"""Requests for feeds: the answer, or 304 where nothing has changed, which takes three short queries."""

from unicodedata import normalize

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from blog.feeds.channels import Channel, channel_of_group, channel_of_language
from blog.feeds.entries import UNDATED, entries_of
from blog.feeds.formats import FORMATS
from blog.feeds.snapshot import snapshot_of

SECONDS_IN_CACHES = 300


@require_safe
def language_feed(request: HttpRequest, form: str) -> HttpResponse:
    """The feed of all articles in the language of the address. `form`: "atom", "rss" or "json"."""
    return _answer(request, channel_of_language(get_language() or settings.LANGUAGE_CODE), form)


@require_safe
def group_feed(request: HttpRequest, kind: str, slug: str, form: str) -> HttpResponse:
    """The feed of one category, topic, series or author in the language of the address."""
    if "\x00" in slug:  # PostgreSQL refuses to compare with it
        raise Http404
    language = get_language() or settings.LANGUAGE_CODE
    return _answer(request, channel_of_group(language, kind, normalize("NFC", slug)), form)


def _answer(request: HttpRequest, channel: Channel, form: str) -> HttpResponse:
    snapshot = snapshot_of(channel, form)
    changed = int(snapshot.changed.timestamp()) if snapshot.changed else None
    response = get_conditional_response(request, snapshot.etag, changed)
    if response is None:
        written = FORMATS[form].write(channel, entries_of(channel, snapshot), snapshot.changed or UNDATED)
        response = HttpResponse(written, content_type=FORMATS[form].content_type)
    response.headers["ETag"] = snapshot.etag
    response.headers["Cache-Control"] = f"public, max-age={SECONDS_IN_CACHES}"
    if changed:
        response.headers["Last-Modified"] = http_date(changed)
    return response
