"""Mail about comments: to readers who were answered or want to change what they wrote, and to moderators.

Mail is written in the request that causes it, and sent by the worker, so nobody waits for a mail server. It knows
addresses and templates; who may moderate is said by `guards`.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext

from blog.addresses import absolute
from blog.comments.guards import moderators
from blog.comments.models import Comment, MailToModerator, Muted, Outgoing, State
from blog.comments.places import address, address_of, article_of, titles_of
from blog.comments.tickets import digest_of_email, own, quiet
from blog.comments.wording import clean_line
from blog.models import ArticlePage

logger = logging.getLogger(__name__)

CALM: Final = timedelta(minutes=10)  # a moderator gets at most one mail in this time, with all that came
GIVEN_UP_AFTER: Final = timedelta(days=3)
PAUSE: Final = timedelta(minutes=10)
IN_ONE_ROUND: Final = 100
IN_ONE_DIGEST: Final = 20
LONGEST_SUBJECT: Final = 150


def can_send() -> bool:
    """Whether this site has a mail server: without one, nothing is promised to readers."""
    return bool(settings.NOTICES_BY_MAIL)


def tell_of_answer(answer: Comment) -> None:
    """An answer was approved: whoever wrote what it answers hears of it, if they want to. Once for each answer."""
    asked = answer.parent
    if asked is None or not (asked.wants_mail and asked.email and asked.is_approved) or not can_send():
        return
    same = asked.email.casefold() == answer.email.casefold()
    if same or Muted.objects.filter(who=digest_of_email(asked.email)).exists():
        return
    article = article_of(asked.translation_key, asked.language)
    if article is None:
        return
    with translation.override(asked.language):
        unsubscribe = absolute(reverse("comments_quiet", args=[quiet(asked.email)]))
        context = {
            "answer": answer,
            "asked": asked,
            "title": article.title,
            "address": absolute(address_of(article, answer)),
            "unsubscribe": unsubscribe,
        }
        subject = gettext("An answer to your comment on “%(title)s”") % {"title": article.title}
        _write(asked.email, subject, render_to_string("comments/mail/answer.txt", context), unsubscribe)


def send_own_links(article: ArticlePage, comments: Sequence[Comment]) -> None:
    """The ways to change or delete comments of one e-mail address go there, in one mail. There is at least one."""
    entries = [(each, absolute(address("comment_own", article, each.pk, own(each.pk, "mail")))) for each in comments]
    context = {"entries": entries, "site": settings.WAGTAIL_SITE_NAME}
    subject = gettext("Change or delete your comment")
    _write(comments[0].email, subject, render_to_string("comments/mail/own.txt", context))


def _write(to: str, subject: str, body: str, unsubscribe: str = "") -> None:
    line = clean_line(f"[{settings.WAGTAIL_SITE_NAME}] {subject}")[:LONGEST_SUBJECT]
    Outgoing.objects.create(to=to, subject=line, body=body, unsubscribe=unsubscribe, next_try_at=timezone.now())


def send_outgoing(now: datetime | None = None) -> int:
    """Sends what waits, each once however many workers there are; the number of mails. A server that does not work is
    tried again later."""
    now, sent = now or timezone.now(), 0
    for mail in Outgoing.objects.filter(next_try_at__lte=now).order_by("pk")[:IN_ONE_ROUND]:
        if not Outgoing.objects.filter(pk=mail.pk, next_try_at=mail.next_try_at).update(next_try_at=now + PAUSE):
            continue
        if now - mail.created_at > GIVEN_UP_AFTER:
            mail.delete()
            continue
        try:
            _post(mail.to, mail.subject, mail.body, mail.unsubscribe)
        except (SMTPRecipientsRefused, ValueError):
            logger.warning("A mail to a reader was refused.")
        except OSError as error:
            logger.warning("The mail server does not work: %s", error)
            break
        else:
            sent += 1
        mail.delete()
    return sent


def _post(to: str, subject: str, body: str, unsubscribe: str = "") -> None:
    """One text mail; with an address to unsubscribe at, in one click of the mail program (RFC 8058)."""
    headers = {"Auto-Submitted": "auto-generated"}
    if unsubscribe:
        headers |= {"List-Unsubscribe": f"<{unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    EmailMessage(subject, body, None, [to], headers=headers).send()


def tell_moderators(now: datetime | None = None) -> int:
    """Tells moderators of comments that wait: the first at once, then all that came in ten minutes. Number of mails."""
    now = now or timezone.now()
    waiting = Comment.objects.filter(state=State.WAITING, told_at=None)
    found = list(waiting.order_by("created_at", "pk")[: IN_ONE_DIGEST + 1])
    if not found or not can_send():
        return 0
    people = [person for person in moderators() if _wants_mail(person)]
    if not people or any(_last(person) and now - _last(person) < CALM for person in people):
        return 0
    with transaction.atomic():
        keys = list(waiting.select_for_update().values_list("pk", flat=True))
        if not Comment.objects.filter(pk__in=keys, told_at=None).update(told_at=now):
            return 0
        for person in people:
            MailToModerator.objects.update_or_create(user=person, defaults={"last_at": now})
    return sum(_tell(person, found[:IN_ONE_DIGEST], len(keys)) for person in people)


def _wants_mail(person: Any) -> bool:
    box = getattr(person, "comment_mail", None)
    return box is None or box.wanted


def _last(person: Any) -> Any:
    box = getattr(person, "comment_mail", None)
    return box.last_at if box else None


def _tell(person: Any, found: Sequence[Comment], number: int) -> bool:
    from wagtail.users.models import UserProfile

    with translation.override(UserProfile.get_for_user(person).get_preferred_language()):
        titles = titles_of(found)
        context = {
            "entries": [(each, titles.get(each.translation_key, ""), _address(each)) for each in found],
            "more": number - len(found),
            "site": settings.WAGTAIL_SITE_NAME,
            "queue": absolute(reverse("comments:queue")),
            "account": absolute(reverse("wagtailadmin_account")),
        }
        subject = ngettext("%(number)d comment waits", "%(number)d comments wait", number) % {"number": number}
        body = render_to_string("comments/mail/moderators.txt", context)
    try:
        _post(person.email, f"[{settings.WAGTAIL_SITE_NAME}] {subject}", body)
    except (OSError, ValueError) as error:
        logger.warning("Moderators could not be told: %s", error)
        Comment.objects.filter(pk__in=[each.pk for each in found]).update(told_at=None)
        return False
    return True


def _address(comment: Comment) -> str:
    return absolute(reverse("comments:comment", args=[comment.pk]))
