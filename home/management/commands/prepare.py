"""Door to everything that a site needs before it serves: schema, catalogues, languages, accounts, sample content."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from blog.models import ArticlePage
from blog.translation.earlier import count_earlier_translations, remember_earlier_builds
from home.accounts import Credentials, create_first_accounts
from home.bootstrap import bootstrap
from search import vocabulary


class Command(BaseCommand):
    """Brings database and catalogues up to date; on an empty site it adds accounts and the sample articles."""

    help = "Migrates, compiles catalogues, bootstraps, and fills an empty site with the sample content."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Adds --no-demo."""
        parser.add_argument("--no-demo", action="store_true", help="leave an empty site empty")

    def handle(self, *args: Any, no_demo: bool = False, **options: Any) -> None:
        """Runs every step; each does nothing when there is nothing to do."""
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        call_command("migrate", interactive=False, verbosity=0)
        call_command("compile_catalogues", verbosity=0)
        bootstrap()
        remember_earlier_builds()
        count_earlier_translations()
        accounts = create_first_accounts()
        # A site with accounts has been used: sample articles that somebody deleted must not come back.
        if accounts and not no_demo and not ArticlePage.objects.exists():
            self.stdout.write("Loading the sample articles …")
            call_command("load_demo", verbosity=0)
        if not vocabulary.is_counted() and ArticlePage.objects.exists():  # indexed by an earlier version
            self.stdout.write("Reading all pages for the search …")
            call_command("index_search", verbosity=0)
        self._welcome(accounts)

    def _welcome(self, accounts: list[Credentials]) -> None:
        self.stdout.write(f"\n  Read      {settings.SITE_URL}/  and  {settings.SITE_URL}/en/")
        self.stdout.write(f"  Write     {settings.SITE_URL}/admin/\n")
        for account in accounts:
            self.stdout.write(f"            {account.username:<11} {account.password}")
        if accounts and not settings.DEMO_PASSWORD:
            self.stdout.write("            These passwords are shown only once.")
        self.stdout.write("")
