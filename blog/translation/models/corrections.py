"""Which versions of an original say the same as before in better words."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision


class Correction(models.Model):
    """Somebody's word that publishing this revision of an original does not change what it means.

    It is about all that differs from what readers saw before, and about this revision only. It has an effect when the
    revision is published, at once, by a schedule or at the end of a workflow, and none before.
    """

    revision = models.OneToOneField(
        Revision, verbose_name=_("revision"), on_delete=models.CASCADE, related_name="correction", primary_key=True
    )
    marked_at = models.DateTimeField(_("marked at"), auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")

    def __str__(self) -> str:
        return str(self.revision_id)
