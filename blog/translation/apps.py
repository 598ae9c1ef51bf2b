"""The translation app; it applies the patches to wagtail-localize and connects the signals."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


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
        for part in ("desk_parts", "findings", "memory.parts", "machine.background"):
            import_module(f"blog.translation.{part}")
