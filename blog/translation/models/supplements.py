"""Texts that only a translation has, in fields that its original leaves empty."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale
from wagtail_localize.models import TranslationContext


class Supplement(models.Model):
    """What one language says in a place where the original says nothing.

    wagtail-localize knows no strings for such a place. It stands in the translation while the original is empty there;
    afterwards it is only offered as a beginning.
    """

    context = models.ForeignKey(
        TranslationContext, verbose_name=_("place"), on_delete=models.CASCADE, related_name="supplements"
    )
    locale = models.ForeignKey(Locale, verbose_name=_("language"), on_delete=models.CASCADE, related_name="+")
    text = models.TextField(_("text"))
    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("written at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["context", "locale"], name="one_supplement")]
        verbose_name = _("text that only a translation has")
        verbose_name_plural = _("texts that only a translation has")

    def __str__(self) -> str:
        return f"{self.context_id}: {self.locale_id}"
