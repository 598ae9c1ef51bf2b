"""The glossary: words with a fixed translation, and what people have said about the checks that follow from it."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Locale
from wagtail_localize.models import String, TranslationContext

from blog.models.composed import ComposedText

LONGEST_TERM = 100


class Term(ComposedText, models.Model):
    """A word or a few in Korean, and what they are called in English. It belongs to both languages.

    `forbidden` holds English words that must not be used for it, one a line. A term that is not to be translated stays
    as it is written in Korean texts, whatever `english` says.
    """

    korean = models.CharField(
        _("Korean"),
        max_length=LONGEST_TERM,
        unique=True,
        error_messages={"unique": _("This term is in the glossary already.")},
        help_text=_("Without particles, as it would stand in a dictionary."),
    )
    english = models.CharField(_("English"), max_length=LONGEST_TERM, blank=True)
    note = models.TextField(_("note for translators"), blank=True)
    forbidden = models.TextField(
        _("not to be used"), blank=True, help_text=_("Other English words for it that must not be used, one a line.")
    )
    do_not_translate = models.BooleanField(
        _("not to be translated"), default=False, help_text=_("It stays in English texts as it is written in Korean.")
    )
    case_sensitive = models.BooleanField(
        _("capital letters matter"), default=False, help_text=_("“Go” is the language and “go” is not.")
    )
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    panels = [
        FieldPanel("korean"),
        FieldPanel("english"),
        FieldPanel("note"),
        FieldPanel("forbidden"),
        MultiFieldPanel([FieldPanel("do_not_translate"), FieldPanel("case_sensitive")], heading=_("How it is written")),
    ]

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["korean"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(english="") | Q(do_not_translate=True),
                name="term_has_a_translation",
                violation_error_message=_("Say what it is called in English, or that it is not to be translated."),
            ),
            models.CheckConstraint(condition=~Q(korean=""), name="term_is_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.korean} – {self.required}" if self.required != self.korean else self.korean

    def clean(self) -> None:
        """Composes Hangul, takes away needless white space, and refuses a term that forbids its own translation."""
        self.korean, self.english = " ".join(self.korean.split()), " ".join(self.english.split())
        lines = (" ".join(line.split()) for line in self.forbidden.splitlines())
        self.forbidden = "\n".join(dict.fromkeys(filter(None, lines)))
        super().clean()
        if self.required.casefold() in {each.casefold() for each in self.forbidden_variants}:
            raise ValidationError({"forbidden": _("The translation itself cannot be forbidden.")})

    @property
    def required(self) -> str:
        """What must stand in an English text for it."""
        return self.korean if self.do_not_translate else self.english

    @property
    def forbidden_variants(self) -> tuple[str, ...]:
        """What must not stand there."""
        return tuple(filter(None, self.forbidden.split("\n")))


class FindingDismissal(models.Model):
    """Somebody has looked at a finding of the checks and says that the text is right as it is.

    It counts as long as the text has the same digest and the original is the same string.
    """

    string = models.ForeignKey(String, verbose_name=_("string"), on_delete=models.CASCADE, related_name="+")
    context = models.ForeignKey(
        TranslationContext, verbose_name=_("place"), on_delete=models.CASCADE, related_name="dismissals"
    )
    locale = models.ForeignKey(Locale, verbose_name=_("language"), on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=20)
    digest = models.CharField(_("digest of text and finding"), max_length=32)
    user: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("dismissed at"), auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["context", "string", "locale", "kind", "digest"], name="dismissed_once")
        ]
        verbose_name = _("dismissed finding")
        verbose_name_plural = _("dismissed findings")

    def __str__(self) -> str:
        return f"{self.string_id}@{self.context_id}: {self.kind}"
