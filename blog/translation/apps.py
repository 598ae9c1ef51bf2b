"""The translation app; it applies the patches to wagtail-localize and connects the signals."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TranslationConfig(AppConfig):
    """Everything about the same article in two languages."""

    name = "blog.translation"
    label = "translation"
    verbose_name = _("Translation")

    def ready(self) -> None:
        """Makes wagtail-localize safe before anything uses it."""
        from blog.translation import (  # noqa: F401 (the parts of the desk register themselves)
            basis,
            direction,
            findings,
            glossary,
            history,
            limits,
            patches,
            related,
            slugs,
            tree,
        )
        from blog.translation.memory import parts  # noqa: F401

        patches.apply()
        limits.connect()
        slugs.connect()
        direction.connect()
        related.connect()
        basis.connect()
        tree.connect()
        history.connect()
        glossary.connect()
