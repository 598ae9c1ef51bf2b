"""Texts that are the same in every language, so translators never see them."""

from wagtail import blocks
from wagtail_localize.segments.types import BaseValue


class UntranslatedText(blocks.CharBlock):
    """One line that is the same in every language, so translators never see it."""

    def get_translatable_segments(self, value: str) -> list[BaseValue]:
        """No segment: wagtail-localize asks a block itself before it looks at its type."""
        return []


class UntranslatedCode(blocks.TextBlock):
    """Program text. Sent to translators, it would come back as prose with its markup escaped."""

    def get_translatable_segments(self, value: str) -> list[BaseValue]:
        """No segment, as above."""
        return []
