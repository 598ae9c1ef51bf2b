"""Counting what is searched for, without knowing who searches: how often, and how much was found.

A query is stored as its text only when it has come often enough to tell of nobody. It knows queries, neither requests
nor what is searched.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final
from unicodedata import normalize

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Count, F, Max, Sum
from django.utils import timezone
from django.utils.crypto import salted_hmac

from search.models import Asked

OFTEN_ENOUGH: Final = 3
DAYS_ENOUGH: Final = 2
_LONGEST: Final = 60
_DIGITS_OF_A_PERSON: Final = 7
_DIGIT: Final = re.compile(r"\d")
_MILLISECONDS: Final = 200

logger = logging.getLogger(__name__)


def normalized(query: str) -> str:
    """The same text for what is written alike; "" for what may tell who somebody is."""
    text = " ".join(normalize("NFKC", query).casefold().split())
    is_personal = "@" in text or "://" in text or len(_DIGIT.findall(text)) >= _DIGITS_OF_A_PERSON
    return "" if is_personal or len(text) > _LONGEST else text


def count(query: str, language: str, results: int) -> None:
    """One more search. Three queries; when the database is busy or gone, nothing."""
    text = normalized(query)
    if not text or not settings.SEARCH_REPORT_DAYS:
        return
    try:
        with _without_waiting():
            _count(text, language, results)
    except DatabaseError:
        logger.info("A search was not counted.", exc_info=True)


def _count(text: str, language: str, results: int) -> None:
    today = timezone.localdate()
    digest = salted_hmac("search.asked", f"{language} {text}", algorithm="sha256").hexdigest()
    before = Asked.objects.filter(digest=digest)
    known = before.exclude(day=today).aggregate(days=Count("pk"), times=Sum("times"), text=Max("text"))
    shown = known["text"] or ""
    values: dict[str, Any] = {"results": results, "times": F("times") + 1}
    if not before.filter(day=today).update(**values, **({"text": shown} if shown else {})):
        row = Asked(day=today, language=language, digest=digest, text=shown, times=1, results=results)
        Asked.objects.bulk_create([row], ignore_conflicts=True)
    if not shown and known["days"] + 1 >= DAYS_ENOUGH and _times(digest) >= OFTEN_ENOUGH:
        before.update(text=text)


def _times(digest: str) -> int:
    return int(Asked.objects.filter(digest=digest).aggregate(times=Sum("times"))["times"] or 0)


@contextmanager
def _without_waiting() -> Iterator[None]:
    """A transaction that gives up at once where another one writes: no reader's search is worth waiting for."""
    if connection.vendor == "sqlite":
        usual = int(1_000 * connection.settings_dict["OPTIONS"].get("timeout", 5))
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {_MILLISECONDS}")
        try:
            with transaction.atomic():
                yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA busy_timeout = {usual}")
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {_MILLISECONDS}")
        yield


def forget() -> int:
    """Deletes what is older than the setting says; returns how many rows."""
    oldest = timezone.localdate() - timedelta(days=settings.SEARCH_REPORT_DAYS)
    return Asked.objects.filter(day__lte=oldest).delete()[0]
