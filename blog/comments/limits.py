"""How often somebody may write: counted in the database, so that all processes and machines count together."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from blog.comments.models import Tally

WHILE: Final = timedelta(minutes=10)
DAY: Final = timedelta(days=1)


class TooManyError(Exception):
    """Not now. `minutes`: until it is worth trying again."""

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        super().__init__(f"again in {minutes} minutes")


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` times within `window`, for `who` in `scope`; 0 is no limit. `who` is a digest."""

    scope: str
    who: str
    most: int
    window: timedelta


def count(limits: Iterable[Limit], refusals: Limit | None = None) -> None:
    """Counts once against every limit, or against none and raises TooManyError. The limits are taken in their order,
    which must be the same everywhere, so that two who count at once do not wait for each other.

    Whoever was refused as often as `refusals` says is refused until its window ends; that costs no write any more.
    """
    if refusals and refusals.who:
        _stop_the_stubborn(refusals)
    try:
        with transaction.atomic():
            for limit in limits:
                if limit.most and limit.who:
                    _count(limit)
    except TooManyError:
        if refusals and refusals.who:
            with suppress(TooManyError):
                _count(refusals)
        raise


def _stop_the_stubborn(refusals: Limit) -> None:
    now = timezone.now()
    mine = Tally.objects.filter(scope=refusals.scope, who=refusals.who, number__gte=refusals.most)
    if since := mine.filter(since__gt=now - refusals.window).values_list("since", flat=True).first():
        raise _too_many(refusals, since, now)


def _count(limit: Limit) -> None:
    now = timezone.now()
    row, _new = Tally.objects.get_or_create(scope=limit.scope, who=limit.who, defaults={"since": now})
    mine = Tally.objects.filter(pk=row.pk)
    mine.filter(since__lte=now - limit.window).update(number=0, since=now)
    if not mine.filter(number__lt=limit.most).update(number=F("number") + 1):
        raise _too_many(limit, mine.values_list("since", flat=True).get(), now)


def _too_many(limit: Limit, since: datetime, now: datetime) -> TooManyError:
    return TooManyError(max(1, ceil((since + limit.window - now).total_seconds() / 60)))


def forget() -> int:
    """Deletes what counts for nothing any more; the number of rows."""
    return int(Tally.objects.filter(since__lt=timezone.now() - DAY).delete()[0])
