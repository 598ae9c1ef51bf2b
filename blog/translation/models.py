"""What wagtail-localize cannot remember for us."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision
from wagtail_localize.models import Translation


class Consent(models.Model):
    """Somebody's decision to publish a translation although pieces of it are not translated.

    `revision` is what was published: publishing any other revision of the page asks again. It is empty for snippets
    without revisions.
    """

    translation = models.ForeignKey(
        Translation, verbose_name=_("translation"), on_delete=models.CASCADE, related_name="consents"
    )
    revision = models.OneToOneField(
        Revision, verbose_name=_("revision"), null=True, on_delete=models.CASCADE, related_name="+"
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("given by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    given_at = models.DateTimeField(_("given at"), auto_now_add=True)
    untranslated = models.PositiveIntegerField(_("untranslated pieces"))

    class Meta:
        verbose_name = _("consent to publish untranslated pieces")
        verbose_name_plural = _("consents to publish untranslated pieces")

    def __str__(self) -> str:
        return f"{self.translation_id}: {self.untranslated}"
