"""Mail to translators: what fell behind, all in one, seldom, and in their own language.

It knows the clock and the mail server. What there is to say to whom is worked out in `notices`. A mail that could not
be sent is tried again; one that was sent just before the machine stopped may come twice.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from smtplib import SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.mail import send_mail
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext
from wagtail.users.models import UserProfile

from blog.translation.models import MailBox, Notice, Told
from blog.translation.notices import News, news_for

logger = logging.getLogger(__name__)


def send_due(now: datetime | None = None) -> int:
    """Mails everybody who is due, and returns how many that were.

    Stops at a mail server that does not work; an address that cannot be used stops nobody else.
    """
    now, sent = now or timezone.now(), 0
    for person in _people():
        news = _not_mailed(person)
        if not news or not _is_due(person, news, now) or not _claim(person, now):
            continue
        try:
            _send(person, news)
        except (SMTPRecipientsRefused, ValueError):
            logger.exception("A mail to the account %s was refused.", person.pk)
            _try_again_later(person, now)
        except OSError as error:
            logger.warning("The mail server does not work: %s", error)
            _try_again_later(person, now)
            break
        else:
            _remember(person, news)
            sent += 1
    return sent


def _people() -> QuerySet[Any]:
    """Everybody who may enter the admin, has an address and did not decline; nobody while there is nothing to tell."""
    people = get_user_model()._default_manager.filter(is_active=True).exclude(email="")
    if not Notice.objects.exists():
        return people.none()
    entry = Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin")
    allowed = Q(is_superuser=True) | Q(groups__permissions__in=entry) | Q(user_permissions__in=entry)
    return people.filter(allowed).exclude(translation_mail__wanted=False).distinct().order_by("pk")


def _not_mailed(person: Any) -> list[News]:
    """What this person has had no mail about; it waits from the first change on."""
    found = news_for(person)
    told = {row.notice_id: row for row in Told.objects.filter(user=person, notice__in=[n.translation for n in found])}
    news = []
    for each in found:
        row = told.get(each.translation) or Told(notice_id=each.translation, user=person)
        if row.mailed_at is None or row.mailed_at < each.changed_at:
            news.append(each)
            _let_wait(row, each.changed_at)
    return news


def _let_wait(row: Told, since: datetime) -> None:
    if row.waiting_since is None:
        row.waiting_since = since
        row.save()


def _is_due(person: Any, news: Sequence[News], now: datetime) -> bool:
    """When nothing has changed for a while, or the first change waits for long; but not soon after another mail."""
    last = MailBox.objects.filter(user=person).values_list("last_at", flat=True).first()
    if last and now - last < settings.NOTICE_INTERVAL:
        return False
    waiting = Told.objects.filter(user=person, waiting_since__isnull=False, notice__in=[n.translation for n in news])
    first = waiting.order_by("waiting_since").values_list("waiting_since", flat=True).first() or now
    quiet = now - max(each.changed_at for each in news) >= settings.NOTICE_QUIET
    return quiet or now - first >= settings.NOTICE_INTERVAL


def _claim(person: Any, now: datetime) -> bool:
    """Whether this worker is the one that writes; of two at the same moment only one is."""
    box, _created = MailBox.objects.get_or_create(user=person)
    return bool(MailBox.objects.filter(pk=box.pk, last_at=box.last_at).update(last_at=now))


def _try_again_later(person: Any, now: datetime) -> None:
    """Nothing is lost: what was to be told still waits."""
    MailBox.objects.filter(user=person).update(last_at=now - settings.NOTICE_INTERVAL + settings.NOTICE_QUIET)


def _remember(person: Any, news: Sequence[News]) -> None:
    for each in news:
        told = Told.objects.filter(user=person, notice=each.translation)
        told.update(mailed_at=each.changed_at, waiting_since=None)


def _send(person: Any, news: Sequence[News]) -> None:
    """One text mail. Raises what the mail server raises."""
    language = UserProfile.get_for_user(person).get_preferred_language()
    with translation.override(language):
        subject = ngettext(
            "%(number)d translation is behind its original",
            "%(number)d translations are behind their originals",
            len(news),
        ) % {"number": len(news)}
        account = reverse("wagtailadmin_account")
        context = {"news": news, "site": settings.WAGTAIL_SITE_NAME, "address": settings.SITE_URL, "account": account}
        body = render_to_string("translation/notices_mail.txt", context)
    send_mail(f"[{settings.WAGTAIL_SITE_NAME}] {subject}", body, None, [person.email])
