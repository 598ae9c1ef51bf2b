"""What is kept of single strings: what stood there before, every version of a translation, and who reviewed it.

A string in a place is named as wagtail-localize names it, by string and context: its own rows of segments get new ids
whenever an original is read again.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale
from wagtail_localize.models import String, StringTranslation, TranslationContext


class Predecessor(models.Model):
    """The string that a changed string replaced, so that its translation is not lost.

    Written when an original is read again. Chains of changes lead back through several rows and have an end: a text
    that was changed back stands in front of those that stood in for it.
    """

    string = models.ForeignKey(String, verbose_name=_("string"), on_delete=models.CASCADE, related_name="+")
    context = models.ForeignKey(
        TranslationContext, verbose_name=_("place"), on_delete=models.CASCADE, related_name="predecessors"
    )
    earlier = models.ForeignKey(String, verbose_name=_("earlier string"), on_delete=models.CASCADE, related_name="+")
    earlier_context = models.ForeignKey(
        TranslationContext, verbose_name=_("earlier place"), on_delete=models.CASCADE, related_name="+"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["context", "string"], name="one_predecessor")]
        verbose_name = _("predecessor of a string")
        verbose_name_plural = _("predecessors of strings")

    def __str__(self) -> str:
        return f"{self.string_id}@{self.context_id} ← {self.earlier_id}@{self.earlier_context_id}"


class SegmentVersion(models.Model):
    """One version of the translation of a string, as it was stored once. Rows are added, never changed."""

    class Origin(models.TextChoices):
        """Where a version came from."""

        PERSON = "person", _("written by a person")
        MACHINE = "machine", _("machine translation")
        FILE = "file", _("from a file")
        IMPORT = "import", _("imported")

    string = models.ForeignKey(String, verbose_name=_("string"), on_delete=models.CASCADE, related_name="+")
    context = models.ForeignKey(
        TranslationContext, verbose_name=_("place"), on_delete=models.CASCADE, related_name="versions"
    )
    locale = models.ForeignKey(Locale, verbose_name=_("language"), on_delete=models.CASCADE, related_name="+")
    text = models.TextField(_("text"))
    origin = models.CharField(_("origin"), max_length=10, choices=Origin.choices, default=Origin.PERSON)
    tool = models.CharField(_("tool"), max_length=255, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("stored at"), auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [models.Index(fields=["context", "locale", "string"], name="versions_of_a_segment")]
        verbose_name = _("version of a translated string")
        verbose_name_plural = _("versions of translated strings")

    def __str__(self) -> str:
        return f"{self.string_id}@{self.context_id}: {self.origin}"


class Review(models.Model):
    """Somebody has read this translation against its original and found it right. It goes when the text changes."""

    translation = models.OneToOneField(
        StringTranslation,
        verbose_name=_("translation"),
        on_delete=models.CASCADE,
        related_name="review",
        primary_key=True,
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("reviewer"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")

    def __str__(self) -> str:
        return str(self.translation_id)
