"""What an importer wrote, so that importing twice equals importing once."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision


class ImportRecord(models.Model):
    """One imported document and the page it became.

    `digest` is the hash of what was imported: equal means nothing to do. `revision` is what the import saved: when the
    page has a newer one, an editor has been at work and the import keeps away.
    """

    ref = models.CharField(_("reference"), max_length=500, unique=True)
    page = models.ForeignKey(Page, verbose_name=_("page"), on_delete=models.CASCADE, related_name="import_records")
    digest = models.CharField(_("digest"), max_length=64)
    revision = models.ForeignKey(
        Revision, verbose_name=_("revision"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    imported_at = models.DateTimeField(_("imported at"), auto_now=True)

    class Meta:
        verbose_name = _("import record")
        verbose_name_plural = _("import records")

    def __str__(self) -> str:
        return self.ref
