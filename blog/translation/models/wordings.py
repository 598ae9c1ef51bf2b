"""Which wording of an original a translation renders, where readers must never get an outdated one for the present."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision
from wagtail_localize.models import TranslationSource


class Wording(models.Model):
    """What a built revision renders, and whether the published original says something else by now.

    Joined to the text that is read, so that knowing it costs no query. `complete`: nothing was left untranslated.
    """

    revision = models.OneToOneField(
        Revision, verbose_name=_("revision"), on_delete=models.CASCADE, related_name="wording", primary_key=True
    )
    source = models.ForeignKey(
        TranslationSource, verbose_name=_("original"), on_delete=models.CASCADE, related_name="wordings"
    )
    digest = models.CharField(_("digest of the original"), max_length=64)
    complete = models.BooleanField(_("nothing was left untranslated"))
    outdated = models.BooleanField(_("the original says something else"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("wording of an original")
        verbose_name_plural = _("wordings of originals")

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.digest}"
