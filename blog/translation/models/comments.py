"""What translators and editors say to each other about single pieces of a text; readers never see it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale
from wagtail_localize.models import String, TranslationContext


class SegmentComment(models.Model):
    """A question or remark about a string in its place, in one language; with `parent`, an answer to it.

    Only what opens a thread is resolved. It stays with its place when the string changes. What has answers cannot be
    deleted alone.
    """

    string = models.ForeignKey(String, verbose_name=_("string"), on_delete=models.CASCADE, related_name="+")
    context = models.ForeignKey(
        TranslationContext, verbose_name=_("place"), on_delete=models.CASCADE, related_name="comments"
    )
    locale = models.ForeignKey(Locale, verbose_name=_("language"), on_delete=models.CASCADE, related_name="+")
    parent = models.ForeignKey(
        "self",
        verbose_name=_("answer to"),
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="answers",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField(_("text"))
    created_at = models.DateTimeField(_("written at"), auto_now_add=True)
    edited_at = models.DateTimeField(_("changed at"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("resolved by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(parent=None) | Q(resolved_at=None), name="only_what_opens_a_thread_is_resolved"
            )
        ]
        indexes = [
            models.Index(fields=["context", "locale"], name="comments_of_a_place"),
            models.Index(fields=["-created_at"], condition=Q(parent=None, resolved_at=None), name="open_questions"),
        ]
        verbose_name = _("comment on a string")
        verbose_name_plural = _("comments on strings")

    def __str__(self) -> str:
        return f"{self.string_id}@{self.context_id}: {self.pk}"
