"""Counting readers who want a text in another language: once per person and day, without knowing who they are.

It knows digests and days. Where the request came from and what it is answered with is said by `wishing`.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.crypto import salted_hmac

from blog.translation.models import Wish, WishSeen

MOST_A_DAY: Final = 20  # texts that one visitor can ask for; nobody reads more, and a script gets no further


def wish(key: UUID, locale_id: int, network: str) -> bool:
    """Counts a request; False when this visitor has asked for it today, or for too many texts."""
    today = timezone.localdate()
    visitor = digest_of(network, today)
    if WishSeen.objects.filter(visitor=visitor, day=today).count() >= MOST_A_DAY:
        return False
    with transaction.atomic():
        seen: dict[str, Any] = {"visitor": visitor, "day": today, "translation_key": key, "locale_id": locale_id}
        if not WishSeen.objects.get_or_create(**seen)[1]:
            return False
        row, _new = Wish.objects.get_or_create(translation_key=key, locale_id=locale_id, day=today)
        Wish.objects.filter(pk=row.pk).update(number=F("number") + 1)
    return True


def digest_of(network: str, day: date) -> str:
    """What a visitor is known by on one day. The key is the site's secret, and another one every day."""
    return salted_hmac(f"blog.translation.wishes {day.isoformat()}", network, algorithm="sha256").hexdigest()


def forget_visitors() -> int:
    """Deletes who asked before today; how often was asked stays. Returns the number of rows."""
    return WishSeen.objects.filter(day__lt=timezone.localdate()).delete()[0]


def wishes_for(keys: Iterable[UUID] | None = None) -> Mapping[tuple[UUID, int], int]:
    """How often every text, or those of `keys`, was asked for in every language. One query."""
    rows = Wish.objects.all() if keys is None else Wish.objects.filter(translation_key__in=list(keys))
    sums = rows.order_by().values_list("translation_key", "locale_id").annotate(sum=Sum("number"))
    return {(key, locale): number for key, locale, number in sums}
