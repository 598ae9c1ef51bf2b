"""What is kept for a time only: spam, digests of networks, tallies."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models.functions import Coalesce
from django.utils import timezone

from blog.comments import limits
from blog.comments.models import Barred, Comment, State
from blog.comments.writing import empty

KEPT: Final = timedelta(days=30)


def tidy(now: datetime | None = None) -> int:
    """Deletes spam and emptied places without answers after 30 days, and what says where a comment came from; the
    number of rows that were touched."""
    before = (now or timezone.now()) - KEPT
    old = Comment.objects.annotate(since=Coalesce("decided_at", "created_at")).filter(since__lt=before)
    unseen = old.filter(state__in=[State.SPAM, State.REMOVED])
    gone = 0
    for imported in unseen.exclude(import_ref=None).exclude(text=""):
        empty(imported)
        gone += 1
    gone += unseen.filter(import_ref=None).exclude(parent=None).delete()[0]
    gone += unseen.filter(import_ref=None, answers=None).delete()[0]
    gone += Comment.objects.filter(created_at__lt=before).exclude(network="").update(network="")
    gone += Barred.objects.filter(kind=Barred.Kind.NETWORK, created_at__lt=before).delete()[0]
    return int(gone) + limits.forget()
