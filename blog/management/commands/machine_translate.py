"""Shows an operator who drafts translations, and has one sentence translated to see whether it works."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from blog.translation.machine.configuration import Provider, provider
from blog.translation.machine.errors import MachineError
from blog.translation.machine.trial import try_out


class Command(BaseCommand):
    """Two questions; neither touches a stored text."""

    help = "Shows which translator is set up, and tries it."

    def add_arguments(self, parser: CommandParser) -> None:
        """What is asked."""
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--list", action="store_true", help="show the translator that is set up")
        what.add_argument("--test", action="store_true", help="have one sentence translated")

    def handle(self, *args: Any, **options: Any) -> None:
        """Answers, or fails with the reason."""
        translator = provider()
        if translator is None:
            if options["test"]:
                raise CommandError("No translator is set up: set TRANSLATION_PROVIDER.")
            self.stdout.write("No translator is set up.")
            return
        self._show(translator)
        if options["test"]:
            self._try(translator)

    def _show(self, translator: Provider) -> None:
        service, limits = translator.service, translator.limits
        self.stdout.write(f"Translator: {settings.TRANSLATION['provider']} ({service.label}) at {service.endpoint}")
        self.stdout.write(f"Key: {'set' if service.key else 'none'}")
        self.stdout.write(f"At once: {limits.texts} texts, {limits.characters} characters")

    def _try(self, translator: Provider) -> None:
        try:
            trial = try_out(translator)
        except MachineError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Sent: {trial.sent}\nCame: {trial.came}")
        if trial.problem:
            raise CommandError(f"This would not be stored: {trial.problem}")
        self.stdout.write(self.style.SUCCESS("It works."))
