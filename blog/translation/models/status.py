"""How far every translation is, kept ready for lists of many."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail_localize.models import Translation


class TranslationStatus(models.Model):
    """The numbers of one translation. They follow from other rows, and can be counted again at any time.

    `total` strings (without the slug) are `reviewed`, `translated` (by a person, not reviewed), `machine` (a machine's
    draft, not reviewed), `stale` (only an earlier version of the string is translated), `broken` (the translation
    cannot be used) or `missing`; the six add up to `total`. `behind`: how many pieces the published translation is
    behind its published original; 0 while it is not published. `words`: of the original, in strings that are stale,
    broken or missing. `text` is a digest of all strings as they would be published now, `published_text` of those that
    were published.
    """

    translation = models.OneToOneField(
        Translation, verbose_name=_("translation"), on_delete=models.CASCADE, related_name="status", primary_key=True
    )
    total = models.PositiveIntegerField(_("strings"), default=0)
    reviewed = models.PositiveIntegerField(_("reviewed"), default=0)
    translated = models.PositiveIntegerField(_("translated"), default=0)
    machine = models.PositiveIntegerField(_("drafts of a machine"), default=0)
    stale = models.PositiveIntegerField(_("changed since they were translated"), default=0)
    broken = models.PositiveIntegerField(_("not usable"), default=0)
    missing = models.PositiveIntegerField(_("not translated"), default=0)
    behind = models.PositiveIntegerField(_("pieces behind"), default=0)
    words = models.PositiveIntegerField(_("words to translate"), default=0)
    published = models.BooleanField(_("published"), default=False)
    text = models.CharField(_("digest of the strings"), max_length=32, blank=True)
    published_text = models.CharField(_("digest of the published strings"), max_length=32, blank=True)
    counted_at = models.DateTimeField(_("counted at"), auto_now=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("status of a translation")
        verbose_name_plural = _("statuses of translations")

    def __str__(self) -> str:
        return f"{self.translation_id}: {self.done}/{self.total}"

    @property
    def done(self) -> int:
        """How many strings need no more work before they can be published."""
        return self.reviewed + self.translated

    @property
    def is_as_published(self) -> bool:
        """Whether readers see what would be published now."""
        return self.published and self.text == self.published_text
