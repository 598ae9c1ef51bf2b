"""Which texts readers asked for in another language, counted by day; nothing about who asked stays."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale


class Wish(models.Model):
    """How many readers asked on one day for one text in one language, by the key that all its versions share."""

    translation_key = models.UUIDField(_("key of the text"))
    locale = models.ForeignKey(Locale, verbose_name=_("language"), on_delete=models.CASCADE, related_name="+")
    day = models.DateField(_("day"))
    number = models.PositiveIntegerField(_("requests"), default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["translation_key", "locale", "day"], name="one_wish_a_day")]
        verbose_name = _("requests of readers")
        verbose_name_plural = _("requests of readers")

    def __str__(self) -> str:
        return f"{self.translation_key}: {self.number}"


class WishSeen(models.Model):
    """That somebody has asked today, so that they count once. `visitor` is a digest that means nothing tomorrow.

    Rows of earlier days are deleted by the worker.
    """

    visitor = models.CharField(_("digest of the visitor"), max_length=64)
    day = models.DateField(_("day"), db_index=True)
    translation_key = models.UUIDField(_("key of the text"))
    locale = models.ForeignKey(Locale, verbose_name=_("language"), on_delete=models.CASCADE, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visitor", "day", "translation_key", "locale"], name="one_wish_a_visitor")
        ]
        verbose_name = _("visitor who asked today")
        verbose_name_plural = _("visitors who asked today")

    def __str__(self) -> str:
        return f"{self.day}: {self.translation_key}"
