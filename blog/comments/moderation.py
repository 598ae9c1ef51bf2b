"""What moderators decide: which comments readers see. Every decision is in the audit log, and shows at once.

It knows comments and people. Who may decide is asked by the views.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from blog.comments import akismet, mails
from blog.comments.changes import conversation_changed
from blog.comments.models import Barred, Comment, State, Voice
from blog.comments.wording import clean_text, fingerprint

ACTIONS: Final = {State.APPROVED: "approve", State.SPAM: "spam", State.REMOVED: "remove", State.WAITING: "hold"}


def decide(comment: Comment, state: State, user: Any, *, teach: bool = True) -> bool:
    """Gives a comment another state; False when it has it already, or a moderator elsewhere was faster."""
    before = comment.state
    now = timezone.now()
    with transaction.atomic():
        mine = Comment.objects.filter(pk=comment.pk, state=before).exclude(state=state)
        if not mine.update(state=state, decided_at=now):
            return False
        comment.state, comment.decided_at = state, now
        log(comment, f"comments.{ACTIONS[state]}", user=user, data={"before": before})
        _announce(comment, before)
    if teach and (state == State.SPAM or "akismet" in comment.held):
        akismet.teach(comment)
    return True


def decide_many(comments: Iterable[Comment], state: State, user: Any) -> int:
    """The same for many; how many have changed. Akismet is not told of each: that would take minutes."""
    return sum(decide(each, state, user, teach=False) for each in comments)


def _announce(comment: Comment, before: str) -> None:
    if comment.is_approved:
        mails.tell_of_answer(comment)
    if State.APPROVED in {before, comment.state}:
        conversation_changed.send(Comment, key=comment.translation_key)


def edit(comment: Comment, said: Mapping[str, str], user: Any) -> None:
    """Stores what a moderator has changed; the log keeps what stood there before."""
    before = {name: getattr(comment, name) for name in said if getattr(comment, name) != said[name]}
    if not before:
        return
    for name, value in said.items():
        setattr(comment, name, value)
    comment.fingerprint, comment.edited_at = fingerprint(comment.text), timezone.now()
    with transaction.atomic():
        comment.save(update_fields=[*said, "fingerprint", "edited_at"])
        log(comment, "comments.edit", user=user, data={"before": before})
        if comment.is_approved:
            conversation_changed.send(Comment, key=comment.translation_key)


def reply(comment: Comment, text: str, user: Any, voice: Voice) -> Comment:
    """An answer of the author or an editor, for all to read; what waited to be answered is approved with it."""
    now = timezone.now()
    decide(comment, State.APPROVED, user)
    with transaction.atomic():
        answer = Comment.objects.create(
            translation_key=comment.translation_key,
            parent=comment.parent or comment,
            language=comment.language,
            state=State.APPROVED,
            voice=voice,
            name=(user.get_full_name() or user.get_username())[:60],
            text=clean_text(text),
            user=user,
            created_at=now,
            placed_at=now,
            decided_at=now,
            fingerprint=fingerprint(text),
        )
        log(answer, "comments.reply", user=user)
        _announce(answer, "")
    return answer


def bar(comments: Iterable[Comment], user: Any) -> int:
    """Blocks the writers of these and puts the comments away as spam; how many comments that were."""
    found = list(comments)
    for each in found:
        for kind, value in ((Barred.Kind.EMAIL, each.email.casefold()), (Barred.Kind.NETWORK, each.network)):
            if value:
                Barred.objects.get_or_create(kind=kind, value=value, defaults={"created_by": user, "note": str(each)})
    return decide_many(found, State.SPAM, user)
