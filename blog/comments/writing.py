"""A comment on its way from a form to the table: judged, stored once, and announced.

It knows no requests: who asks arrives as plain data. What readers then see is `conversation`'s.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from blog.comments import akismet, limits, mails, sieve
from blog.comments.changes import conversation_changed
from blog.comments.conversation import takes_comments
from blog.comments.models import Approval, Comment, CommentRules, State, rules
from blog.comments.sieve import Arrival, Verdict
from blog.comments.tickets import digest_of_network
from blog.comments.wording import fingerprint
from blog.models import ArticlePage


class ClosedError(Exception):
    """The article takes no comments (any more)."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Where a form came from. Addresses are used to judge and to count, and stored as digests only."""

    network: str = ""
    neighbourhood: str = ""
    agent: str = ""
    honeypot: bool = False


def submit(
    article: ArticlePage, said: Mapping[str, Any], sender: Sender, ticket: str, parent: Comment | None = None
) -> Comment:
    """Stores what a valid form says, in the state that the rules give it; the same ticket stores it once.

    Raises ClosedError, and TooManyError when this writer has to wait; nothing is stored then.
    """
    now_holds = rules()
    if not takes_comments(article, now_holds):
        raise ClosedError
    if earlier := _earlier(article, said, ticket):
        return earlier
    arrival = _arrival(article, said, sender)
    known = sieve.is_known(arrival.email)
    judged = sieve.judge(arrival, now_holds, known=known)
    limits.count(*sieve.limits_of(arrival, now_holds, judged, known=known))
    verdict = _asked_outside(article, arrival, sender, judged, now_holds)
    return _stored(article, said, arrival, verdict, ticket, parent)


def _earlier(article: ArticlePage, said: Mapping[str, Any], ticket: str) -> Comment | None:
    """The comment that this very form, or the same words of the same writer here, has already made."""
    sent = Comment.objects.filter(ticket=ticket).first()
    if sent:
        return sent
    today = timezone.now() - limits.DAY
    mine = Comment.objects.of(article.translation_key).by_address(said["email"]).filter(created_at__gte=today)
    return mine.filter(fingerprint=fingerprint(said["text"]), text=said["text"]).exclude(state=State.REMOVED).first()


def _arrival(article: ArticlePage, said: Mapping[str, Any], sender: Sender) -> Arrival:
    return Arrival(
        key=article.translation_key,
        name=said["name"],
        email=said["email"],
        homepage=said["homepage"],
        text=said["text"],
        fingerprint=fingerprint(said["text"]),
        network=sender.network,
        neighbourhood=sender.neighbourhood,
        honeypot=sender.honeypot,
    )


def _asked_outside(
    article: ArticlePage, arrival: Arrival, sender: Sender, verdict: Verdict, now_holds: CommentRules
) -> Verdict:
    """The verdict after Akismet, where the operator has a key for it. What is spam already is not sent there."""
    if verdict.state == State.SPAM or not akismet.is_used():
        return verdict
    opinion = akismet.is_spam(arrival, sender.agent, article.full_url or "", article.locale.language_code)
    if opinion:
        return Verdict(State.SPAM, (*verdict.reasons, "akismet"))
    if opinion is None and now_holds.approval != Approval.NONE:
        return Verdict(State.WAITING, (*verdict.reasons, "unchecked"))
    return verdict


def _stored(
    article: ArticlePage,
    said: Mapping[str, Any],
    arrival: Arrival,
    verdict: Verdict,
    ticket: str,
    parent: Comment | None,
) -> Comment:
    now = timezone.now()
    comment = Comment(
        translation_key=article.translation_key,
        parent=parent,
        language=article.locale.language_code,
        block_id=said.get("block_id") or "",
        state=verdict.state,
        name=arrival.name,
        email=arrival.email,
        homepage=arrival.homepage,
        text=arrival.text,
        wants_mail=bool(said.get("wants_mail")),
        created_at=now,
        placed_at=now,
        decided_at=None if verdict.state == State.WAITING else now,
        network=digest_of_network(arrival.network),
        held=",".join(verdict.reasons),
        fingerprint=arrival.fingerprint,
        ticket=ticket,
    )
    try:
        with transaction.atomic():
            comment.save(force_insert=True)
            _announce(comment)
    except IntegrityError:  # the same form, sent twice at the same moment
        return Comment.objects.get(ticket=ticket)
    return comment


def _announce(comment: Comment) -> None:
    if comment.is_approved:
        mails.tell_of_answer(comment)
        conversation_changed.send(Comment, key=comment.translation_key)


def change(comment: Comment, said: Mapping[str, Any]) -> Comment:
    """Stores what the writer has changed, judged anew: an approved comment may have to wait again."""
    arrival = Arrival(
        comment.translation_key,
        comment.name,
        comment.email,
        said["homepage"],
        said["text"],
        fingerprint(said["text"]),
    )
    before = State(comment.state)
    if before in {State.APPROVED, State.WAITING}:
        verdict = sieve.judge_change(arrival, rules(), before)
        comment.state, comment.held = verdict.state, ",".join(verdict.reasons) or comment.held
    comment.text, comment.homepage, comment.fingerprint = arrival.text, arrival.homepage, arrival.fingerprint
    comment.edited_at, comment.told_at = timezone.now(), None
    with transaction.atomic():
        comment.save(
            update_fields=["text", "homepage", "fingerprint", "edited_at", "told_at", "state", "held"],
        )
        if State.APPROVED in {before, comment.state}:
            conversation_changed.send(Comment, key=comment.translation_key)
    return comment


def withdraw(comment: Comment) -> None:
    """The writer takes the comment back: nothing of it stays. Answers keep its empty place."""
    was_approved = comment.is_approved
    with transaction.atomic():
        if comment.answers.exists() or comment.import_ref:
            empty(comment)
        else:
            comment.delete()
        if was_approved:
            conversation_changed.send(Comment, key=comment.translation_key)


def empty(comment: Comment) -> None:
    """Leaves a comment's place in the thread and nothing of what it said or who said it.

    What was imported is emptied rather than deleted: a further import shall not bring it back.
    """
    comment.state, comment.decided_at, comment.wants_mail = State.REMOVED, timezone.now(), False
    comment.name = comment.email = comment.homepage = comment.text = comment.network = comment.fingerprint = ""
    comment.block_id = comment.held = ""
    comment.user = comment.edited_at = None
    comment.save()
