"""One round of asking: the addresses whose time has come, one after the other, with patience that grows.

It knows the queue and the clock; `answers` reads what comes.
"""

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Final
from urllib.parse import urlencode

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import get_page_models

from blog.blocks.links import player_address
from blog.importers.media import UnusablePictureError
from blog.models import LinkPreview
from blog.models.linkpreviews import has_body, is_linked_to, preview_address, queue_links
from blog.unfurling import answers, pictures
from ops.fetching import PUBLIC, Access, FetchError, RefusedError, UnreachableError, fetch

logger = logging.getLogger(__name__)

SECONDS_OF_A_ROUND: Final = 5.0  # the worker has other things to do: what is left waits for the next round
WAITS: Final = tuple(timedelta(minutes=minutes) for minutes in (2, 15, 120, 1440))
REFRESH: Final = timedelta(days=90)
CLAIM: Final = timedelta(minutes=5)
MOST_OF_A_PAGE: Final = 1 << 19
MOST_OF_A_PICTURE: Final = 5 << 20
MOST_OF_JSON: Final = 1 << 16
HTML: Final = frozenset({"text/html", "application/xhtml+xml"})
JSON: Final = frozenset({"application/json", "text/json", "text/javascript"})
NOT_THERE: Final = frozenset({404, 410})
LATER_PERHAPS: Final = frozenset({0, 408, 425, 429})
SERVER_ERRORS: Final = 500


@dataclass(frozen=True, slots=True)
class Web:
    """How the world is reached: with which leave, and where providers describe their videos."""

    access: Access = PUBLIC
    youtube: str = "https://www.youtube.com/oembed"
    vimeo: str = "https://vimeo.com/api/oembed.json"


THE_WEB: Final = Web()


def run_round(web: Web = THE_WEB, seconds: float = SECONDS_OF_A_ROUND) -> int:
    """Asks the addresses whose time has come, until `seconds` have passed. Returns how many it asked."""
    ends, asked = monotonic() + seconds, 0
    while monotonic() < ends and (preview := _claimed(timezone.now())):
        asked += 1
        ask(preview, web)
    return asked


def ask(preview: LinkPreview, web: Web = THE_WEB) -> None:
    """Asks one address and stores the answer, or why there is none and when to try again."""
    if preview.status != LinkPreview.Status.WAITING and not is_linked_to(preview.address):
        discard(preview)
        return
    try:
        if preview.attempts > len(WAITS) + 1:
            raise RefusedError("asking it broke off every time")
        answer = _answer(preview.address, web)
    except FetchError as error:
        _note_failure(preview, error)
    else:
        _store(preview, answer, web.access)


def claimed_again(url: str) -> LinkPreview:
    """An address claimed for `ask`, whatever happened before. Raises ValueError for what is no address."""
    address = preview_address(url)
    if not address:
        raise ValueError(url)
    now = timezone.now()
    anew = {"status": LinkPreview.Status.WAITING, "attempts": 1, "next_attempt": now + CLAIM}
    return LinkPreview.objects.update_or_create(address=address, defaults=anew)[0]


def queue_live_pages() -> None:
    """Queues the addresses of every live page: for pages that are older than this queue."""
    for model in filter(has_body, get_page_models()):
        for page in model.objects.live().iterator(100):
            queue_links(page.pk, list(page.body.get_prep_value()), timedelta())


def discard(preview: LinkPreview) -> None:
    """Deletes a preview and its picture."""
    preview.image.delete(save=False)
    preview.delete()


def _claimed(now: datetime) -> LinkPreview | None:
    """The next address, counted as asked before it is: what kills the worker is not asked for ever."""
    preview = LinkPreview.objects.due(now).first()
    if preview is None:
        return None
    mine = LinkPreview.objects.filter(pk=preview.pk, next_attempt=preview.next_attempt)
    preview.attempts, preview.next_attempt = preview.attempts + 1, now + CLAIM
    claimed = mine.update(attempts=preview.attempts, next_attempt=preview.next_attempt)
    return preview if claimed else None


def _answer(address: str, web: Web) -> answers.Answer:
    endpoint = _endpoint(address, web)
    if not endpoint:
        page = fetch(address, types=HTML, limit=MOST_OF_A_PAGE, cut=True, access=web.access)
        return answers.of_page(page)
    description = fetch(endpoint, types=JSON, limit=MOST_OF_JSON, access=web.access)
    return answers.of_video(description)


def _endpoint(address: str, web: Web) -> str:
    """Where the provider describes a video that we can play, else ""."""
    player = player_address(address)
    if not player:
        return ""
    provider = web.vimeo if "vimeo" in player else web.youtube
    return f"{provider}?{urlencode({'format': 'json', 'url': address})}"


def _store(preview: LinkPreview, answer: answers.Answer, access: Access) -> None:
    picture = _picture(answer.picture, access)
    preview.title, preview.description, preview.language = answer.title, answer.description, answer.language
    old = preview.image.name
    if picture is not None:
        digest = hashlib.sha256(picture.content).hexdigest()[:12]
        preview.image.save(f"{preview.pk}-{digest}.webp", ContentFile(picture.content), save=False)
        preview.image_width, preview.image_height = picture.width, picture.height
    preview.status, preview.reason, preview.attempts = LinkPreview.Status.FETCHED, "", 0
    preview.fetched_at = timezone.now()
    preview.next_attempt = preview.fetched_at + REFRESH
    preview.save()
    if old and old != preview.image.name:
        preview.image.storage.delete(old)


def _picture(address: str, access: Access) -> pictures.Picture | None:
    """A picture is worth one attempt; a card without one is a card as well."""
    if not address:
        return None
    try:
        fetched = fetch(address, types=pictures.TYPES, limit=MOST_OF_A_PICTURE, access=access)
        return pictures.small_picture(fetched.body)
    except (FetchError, UnusablePictureError) as error:
        logger.info("No picture from %s: %s", address, error)
        return None


def _note_failure(preview: LinkPreview, error: FetchError) -> None:
    """Says what happened. What was found earlier stays."""
    preview.reason = str(error)[:200]
    status = _verdict(preview, error)
    if status is None:
        preview.next_attempt = timezone.now() + WAITS[preview.attempts - 1]
    else:
        preview.status, preview.attempts, preview.next_attempt = status, 0, timezone.now() + REFRESH
    preview.save(update_fields=["reason", "status", "attempts", "next_attempt"])
    logger.info("%s: %s", preview.address, error)


def _verdict(preview: LinkPreview, error: FetchError) -> LinkPreview.Status | None:
    """How it ended, None while it is worth another attempt."""
    if isinstance(error, UnreachableError):
        if error.status in NOT_THERE:
            return LinkPreview.Status.GONE
        if error.status in LATER_PERHAPS or error.status >= SERVER_ERRORS:
            return LinkPreview.Status.FAILED if preview.attempts > len(WAITS) else None
    return LinkPreview.Status.REFUSED
