"""The translation app; it applies the patches to wagtail-localize and connects the signals."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# Rooms that say at import what they show on the desk, or what they do in the background.
PARTS = (
    "board.parts",
    "release.parts",
    "machine.background",
    "machine.parts",
    "findings",
    "memory.parts",
    "desk_parts",
)


class TranslationConfig(AppConfig):
    """Everything about the same article in two languages."""

    name = "blog.translation"
    label = "translation"
    verbose_name = _("Translation")

    def ready(self) -> None:
        """Makes wagtail-localize safe before anything uses it."""
        from blog.translation import (
            basis,
            direction,
            glossary,
            history,
            limits,
            meaning,
            notices,
            overrides,
            patches,
            related,
            slugs,
            status,
            submitting,
            syncing,
            tree,
            wordings,
        )
        from blog.translation.release import signals as release

        patches.apply()
        limits.connect()
        slugs.connect()
        direction.connect()
        related.connect()
        basis.connect()
        tree.connect()
        history.connect()
        release.connect()
        status.connect()
        meaning.connect()
        wordings.connect()
        notices.connect()
        syncing.connect()
        overrides.connect()
        submitting.connect()
        glossary.connect()
        for part in PARTS:
            import_module(f"blog.translation.{part}")
