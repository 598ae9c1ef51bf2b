"""Who translates what until when."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale


class Assignment(models.Model):
    """Somebody's task to bring one text into one language, by the key that all versions of the text share.

    It can be given before a translation is begun. `promised`: the day by which it shall follow, when the original
    was published without waiting for it.
    """

    translation_key = models.UUIDField(_("key of the text"))
    locale = models.ForeignKey(Locale, verbose_name=_("language"), on_delete=models.CASCADE, related_name="+")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("translator"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="translation_assignments",
    )
    due = models.DateField(_("due on"), null=True, blank=True)
    promised = models.DateField(_("promised for"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["translation_key", "locale"], name="one_assignment")]
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")

    def __str__(self) -> str:
        return f"{self.translation_key}: {self.locale_id}"
