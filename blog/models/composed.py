"""Hangul in one form: what a Mac pastes in pieces is stored composed, so that it is found, compared and shown alike."""

import json
from unicodedata import is_normalized, normalize

from django.db import models
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField


class ComposedText(models.Model):
    """Puts every text of the instance into NFC when it is validated."""

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Composes texts and bodies, then validates as usual."""
        for field in self._meta.concrete_fields:
            if isinstance(field, StreamField):
                self._compose_stream(field)
            elif isinstance(field, models.CharField | models.TextField):
                self._compose_text(field)
        super().clean()

    def _compose_text(self, field: "models.CharField[str, str] | models.TextField[str, str]") -> None:
        text = getattr(self, field.attname)
        if isinstance(text, str) and not is_normalized("NFC", text):
            setattr(self, field.attname, normalize("NFC", text))

    def _compose_stream(self, field: StreamField) -> None:
        stored = json.dumps(getattr(self, field.attname).get_prep_value(), ensure_ascii=False)
        if not is_normalized("NFC", stored):
            composed = json.loads(normalize("NFC", stored))
            setattr(self, field.attname, StreamValue(field.stream_block, composed, is_lazy=True))
