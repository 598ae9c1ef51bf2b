"""Mail that waits for the worker, and who does not want any."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Outgoing(models.Model):
    """A mail to a reader. It is deleted once it was sent, or could not be sent for days."""

    to = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    unsubscribe = models.CharField(_("address to unsubscribe at"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("written at"), auto_now_add=True)
    next_try_at = models.DateTimeField(_("next attempt at"), db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        verbose_name = _("mail to a reader")
        verbose_name_plural = _("mail to readers")

    def __str__(self) -> str:
        return f"#{self.pk}"


class Muted(models.Model):
    """An e-mail address, as a digest, that wants no mail about answers, whoever writes under it."""

    who = models.CharField(_("digest of the address"), max_length=64, unique=True)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        verbose_name = _("address that wants no mail")
        verbose_name_plural = _("addresses that want no mail")

    def __str__(self) -> str:
        return f"#{self.pk}"


class MailToModerator(models.Model):
    """When a moderator last got a mail about waiting comments, and whether they want any. Without a row they do."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.CASCADE,
        related_name="comment_mail",
        primary_key=True,
    )
    wanted = models.BooleanField(
        _("tell me by e-mail of comments that wait"),
        default=True,
        help_text=_("The first at once; when many come, all of them in one mail."),
    )
    last_at = models.DateTimeField(_("last mail at"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        verbose_name = _("mail to a moderator")
        verbose_name_plural = _("mail to moderators")

    def __str__(self) -> str:
        return f"{self.user_id}: {self.wanted}"
