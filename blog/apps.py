"""The blog's Django app; it connects the signals and nothing else."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BlogConfig(AppConfig):
    """Articles and everything that belongs to them."""

    name = "blog"
    verbose_name = _("Blog")

    def ready(self) -> None:
        """Connects the signals."""
        from blog import signal_handlers

        signal_handlers.connect()
