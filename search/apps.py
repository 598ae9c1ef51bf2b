"""Findability as a Django app; importing its checks registers them."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Words, and pages found by them."""

    name = "search"

    def ready(self) -> None:
        """Registers the system checks and watches the words that editors teach."""
        from search import checks  # noqa: F401
        from search.models import watch_spellings

        watch_spellings()
