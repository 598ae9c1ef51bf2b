"""What is stored of one reader, and forgetting it: a reader's right, answered without tearing conversations apart."""

from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from blog.comments.changes import conversation_changed
from blog.comments.models import Barred, Comment, Muted, Outgoing, State, Tally
from blog.comments.places import titles_of
from blog.comments.tickets import digest_of_email
from blog.comments.writing import empty

FIELDS: Final = ("language", "state", "name", "email", "homepage", "text", "wants_mail", "block_id", "held", "network")
MOMENTS: Final = ("created_at", "edited_at", "decided_at")


def everything_of(email: str) -> dict[str, Any]:
    """All that is stored for an e-mail address, as values that JSON knows."""
    found = list(Comment.objects.by_address(email).order_by("created_at", "pk"))
    titles = titles_of(found)
    return {
        "email": email.strip(),
        "taken_at": timezone.localtime().isoformat(timespec="seconds"),
        "comments": [_described(each, titles.get(each.translation_key, "")) for each in found],
        "wants_no_mail": Muted.objects.filter(who=digest_of_email(email)).exists(),
        "mail_that_waits": list(Outgoing.objects.filter(to__iexact=email.strip()).values("subject", "body")),
        "blocked": Barred.objects.filter(kind=Barred.Kind.EMAIL, value=email.strip().casefold()).exists(),
    }


def _described(comment: Comment, title: str) -> dict[str, Any]:
    moments = {name: moment.isoformat() if (moment := getattr(comment, name)) else None for name in MOMENTS}
    said = {name: getattr(comment, name) for name in FIELDS}
    return {"number": comment.pk, "article": title, "answer_to": comment.parent_id, **said, **moments}


def erase(email: str) -> int:
    """Deletes every comment of an address; where others have answered, its empty place stays. How many there were."""
    with transaction.atomic():
        found = list(Comment.objects.by_address(email).order_by("-parent_id", "pk"))
        _forget_traces(email, found)
        for comment in sorted(found, key=lambda each: each.parent_id is None):
            if comment.answers.exists() or comment.import_ref:
                empty(comment)
            else:
                comment.delete()
        _tell(found)
    return len(found)


def anonymise(email: str) -> int:
    """Keeps what was said and forgets who said it: no name, no address, no homepage. How many comments there were."""
    with transaction.atomic():
        found = list(Comment.objects.by_address(email))
        _forget_traces(email, found)
        Comment.objects.filter(pk__in=[each.pk for each in found]).update(
            name="", email="", homepage="", network="", wants_mail=False, user=None
        )
        _tell(found)
    return len(found)


def _forget_traces(email: str, found: list[Comment]) -> None:
    """Mail that waits, tallies, and what the audit log has kept of changed texts. That somebody wants no mail stays:
    it is a code, and who asks to be forgotten does not ask for mail."""
    Outgoing.objects.filter(to__iexact=email.strip()).delete()
    Tally.objects.filter(who=digest_of_email(email)).delete()
    entries = ModelLogEntry.objects.for_instance
    for comment in found:
        entries(comment).update(data={})


def _tell(found: list[Comment]) -> None:
    for key in {each.translation_key for each in found if each.state == State.APPROVED or each.parent_id is None}:
        conversation_changed.send(Comment, key=key)
