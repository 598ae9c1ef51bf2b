"""Door to `ops.catalogues`."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation.reloader import translation_file_changed

from ops.catalogues import compile_catalogues


class Command(BaseCommand):
    """Compiles the catalogues in LOCALE_PATHS."""

    help = "Compiles .po files into .mo files where they are older."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Compiles them, and makes this process read them."""
        for path in compile_catalogues(Path(folder) for folder in settings.LOCALE_PATHS):
            # Something may have been translated already, and Django would go on without what is compiled only now.
            translation_file_changed(None, path)
            self.stdout.write(f"compiled {path.name} in {path.parent.parent.name}")
