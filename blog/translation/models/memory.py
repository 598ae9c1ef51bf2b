"""The index of the translation memory: which words stand in which translated string."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail_localize.models import StringTranslation


class MemoryText(models.Model):
    """A translated string that the memory has read, as it was stored at that moment."""

    translation = models.OneToOneField(
        StringTranslation,
        verbose_name=_("translation"),
        on_delete=models.CASCADE,
        related_name="memory_text",
        primary_key=True,
    )
    stored_at = models.DateTimeField(_("stored at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("text of the memory")
        verbose_name_plural = _("texts of the memory")

    def __str__(self) -> str:
        return str(self.translation_id)


class MemoryWord(models.Model):
    """A word of a translated string, once: of its original, or of the translation itself.

    `word` is a hash, because millions of rows are read by it. `length` is the number of all words, also of those that
    are not indexed, on that side: too short and too long strings are left out before anything is compared.
    """

    class Side(models.IntegerChoices):
        """Where the word stands."""

        SOURCE = 0, _("original")
        TARGET = 1, _("translation")

    translation = models.ForeignKey(
        StringTranslation, verbose_name=_("translation"), on_delete=models.CASCADE, related_name="memory_words"
    )
    side = models.PositiveSmallIntegerField(_("side"), choices=Side.choices)
    word = models.IntegerField(_("word"))
    length = models.PositiveSmallIntegerField(_("words"))

    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [models.Index(fields=["word", "side", "length", "translation"], name="memory_by_word")]
        verbose_name = _("word of the memory")
        verbose_name_plural = _("words of the memory")

    def __str__(self) -> str:
        return f"{self.translation_id}: {self.word}"
