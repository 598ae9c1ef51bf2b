"""The blog's Django app; it connects what has to be connected once."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BlogConfig(AppConfig):
    """Articles and everything that belongs to them."""

    name = "blog"
    verbose_name = _("Blog")

    def ready(self) -> None:
        """Connects the signals, and lets editors find documents."""
        from blog import signal_handlers
        from blog.models.files import find_documents

        find_documents()
        signal_handlers.connect()
