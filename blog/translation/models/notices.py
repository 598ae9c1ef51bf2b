"""Which translations have fallen behind, who has been told of it, and who wants to be told by e-mail."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail_localize.models import Translation


class Notice(models.Model):
    """A translation that fell behind because its original was published anew. How far behind is counted when shown.

    `since`: when it fell behind; `changed_at`: when the original last changed since then.
    """

    translation = models.OneToOneField(
        Translation, verbose_name=_("translation"), on_delete=models.CASCADE, related_name="notice", primary_key=True
    )
    since = models.DateTimeField(_("behind since"))
    changed_at = models.DateTimeField(_("original changed at"), db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("notice of a translation that fell behind")
        verbose_name_plural = _("notices of translations that fell behind")

    def __str__(self) -> str:
        return f"{self.translation_id}: {self.since:%Y-%m-%d}"


class Told(models.Model):
    """What one person knows of one notice. What was dismissed or mailed comes again when the original changes again.

    `dismissed_at`, `mailed_at`: the `changed_at` of the notice that the person has seen so. `waiting_since`: the first
    change that no mail has told of yet.
    """

    notice = models.ForeignKey(Notice, verbose_name=_("notice"), on_delete=models.CASCADE, related_name="told")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.CASCADE, related_name="+"
    )
    dismissed_at = models.DateTimeField(_("dismissed"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("mailed"), null=True, blank=True)
    waiting_since = models.DateTimeField(_("waiting since"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "user"], name="told_once_per_person")]
        verbose_name = _("what a person was told")
        verbose_name_plural = _("what people were told")

    def __str__(self) -> str:
        return f"{self.notice_id}: {self.user_id}"


class MailBox(models.Model):
    """When somebody last got a mail of ours, and whether they want any. Without a row they do."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.CASCADE,
        related_name="translation_mail",
        primary_key=True,
    )
    wanted = models.BooleanField(
        _("tell me by e-mail"),
        default=True,
        help_text=_("When texts change whose translations you look after: one mail for all of them, not one for each."),
    )
    last_at = models.DateTimeField(_("last mail at"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("mail to a translator")
        verbose_name_plural = _("mail to translators")

    def __str__(self) -> str:
        return f"{self.user_id}: {self.wanted}"
