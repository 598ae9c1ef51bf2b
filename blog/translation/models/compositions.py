"""What a translation was put together from each time, in a form that can be compared later."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision
from wagtail_localize.models import Translation


class Composition(models.Model):
    """One time that a translation was built from its strings.

    `text` is a digest of what was put in; `fields` the digests of the fields of the original, for texts without
    paragraphs. `revision` is what came of it: empty for snippets without revisions, which have one row, of the last
    time.
    """

    translation = models.ForeignKey(
        Translation, verbose_name=_("translation"), on_delete=models.CASCADE, related_name="compositions"
    )
    revision = models.OneToOneField(
        Revision, verbose_name=_("revision"), null=True, on_delete=models.CASCADE, related_name="+"
    )
    text = models.CharField(_("digest of the strings"), max_length=32)
    fields = models.JSONField(_("digests of the original"), default=dict)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["translation"], condition=models.Q(revision=None), name="one_composition_without_revision"
            )
        ]
        verbose_name = _("composition of a translation")
        verbose_name_plural = _("compositions of translations")

    def __str__(self) -> str:
        return f"{self.translation_id}: {self.revision_id}"
