"""Telling search engines which addresses changed, by the protocol of indexnow.org.

Whoever changes an address remembers it here; the worker tells, so nobody waits for another machine. The queue is a
table: it survives a restart and every process may write to it. This module knows addresses, and no page.
"""

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from http.client import HTTPException
from typing import Final
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from ops.models import ChangedAddress

MOST_AT_ONCE: Final = 10_000  # of the protocol
LONGEST_ADDRESS: Final = 2048
MOST_ATTEMPTS: Final = 10  # about eight hours of trying
FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=6)
TIMEOUT_SECONDS: Final = 10
AN_HOUR: Final = 3600
NO_ANSWER: Final = 0
FIRST_SERVER_ERROR: Final = 500

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the endpoint said. `status` is 0 when it did not answer; `pause` is how long it asked us to wait."""

    status: int
    pause: timedelta = timedelta()

    @property
    def is_done(self) -> bool:
        """It has taken the addresses."""
        return self.status in {HTTPStatus.OK, HTTPStatus.ACCEPTED}

    @property
    def is_passing(self) -> bool:
        """It may take them later."""
        return self.status in {NO_ANSWER, HTTPStatus.TOO_MANY_REQUESTS} or self.status >= FIRST_SERVER_ERROR


def key() -> str:
    """32 characters by which the endpoint knows that we speak for this host. Public, and as stable as SECRET_KEY."""
    return salted_hmac("ops.indexnow", settings.SITE_URL).hexdigest()[:32]


@require_safe
@cache_control(public=True, max_age=AN_HOUR)
def key_file(request: HttpRequest, name: str) -> HttpResponse:
    """The key at its own address; 404 while we tell nobody anything."""
    if not settings.INDEXNOW or not constant_time_compare(name, key()):
        raise Http404
    return HttpResponse(key(), content_type="text/plain; charset=utf-8")


def remember(addresses: Iterable[str]) -> None:
    """Puts addresses of this site into the queue, each once however often it changes before it is told."""
    wanted = dict.fromkeys(address for address in addresses if len(address) <= LONGEST_ADDRESS)
    ChangedAddress.objects.bulk_create(
        [ChangedAddress(url=address) for address in wanted],
        update_conflicts=True,
        unique_fields=["url"],
        update_fields=["due", "attempts"],
    )


def announce() -> int:
    """Tells the endpoint what is due, at most 10,000 addresses. Returns how many it took."""
    now = timezone.now()
    due = ChangedAddress.objects.filter(due__lte=now).order_by("pk")
    batch = list(due[:MOST_AT_ONCE])
    if not batch:
        return 0
    answer = send([row.url for row in batch])
    # An address that changed again meanwhile is due later than `now`, so it stays.
    sent = due.filter(pk__lte=batch[-1].pk).order_by()
    if answer.is_done:
        sent.delete()
        return len(batch)
    if answer.is_passing:
        _postpone(sent, answer, now)
    else:
        logger.error("IndexNow refused %d addresses with status %d.", len(batch), answer.status)
        sent.delete()
    return 0


def send(addresses: list[str]) -> Answer:
    """One request to the endpoint."""
    said = {
        "host": urlsplit(settings.SITE_URL).netloc,
        "key": key(),
        "keyLocation": f"{settings.SITE_URL}/{key()}.txt",
        "urlList": addresses,
    }
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Dugeul"}
    request = Request(settings.INDEXNOW_ENDPOINT, json.dumps(said).encode(), headers)  # noqa: S310  # ours, a setting
    try:
        with urlopen(request, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310
            return Answer(response.status)
    except HTTPError as error:
        with error:
            return Answer(error.code, _pause_asked_for(error.headers.get("Retry-After") or ""))
    except (OSError, HTTPException):  # URLError is an OSError
        return Answer(NO_ANSWER)


def _pause_asked_for(header: str) -> timedelta:
    seconds = int(header) if header.isdecimal() and len(header) < len("1000000") else 0
    return min(timedelta(seconds=seconds), LONGEST_PAUSE)


def _postpone(rows: "QuerySet[ChangedAddress]", answer: Answer, now: datetime) -> None:
    """Later, twice as much later every time; what was tried too often is given up."""
    given_up, _models = rows.filter(attempts__gte=MOST_ATTEMPTS - 1).delete()
    if given_up:
        logger.error("IndexNow did not take %d addresses in %d attempts.", given_up, MOST_ATTEMPTS)
    for attempts in sorted(set(rows.values_list("attempts", flat=True))):
        pause = max(min(FIRST_PAUSE * 2**attempts, LONGEST_PAUSE), answer.pause)
        rows.filter(attempts=attempts).update(attempts=attempts + 1, due=now + pause)
