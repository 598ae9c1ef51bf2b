"""The machine's Django app; importing its checks registers them."""

from django.apps import AppConfig


class OpsConfig(AppConfig):
    """Process, disk and HTTP."""

    name = "ops"

    def ready(self) -> None:
        """Registers the system checks."""
        from ops import checks  # noqa: F401
