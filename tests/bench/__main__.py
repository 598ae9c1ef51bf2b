"""What a page costs beside an answer without a query, in one run on one machine, and then the search on both databases:
`make bench`. `make bench SIZES="100 1000 10000 100000"` for a search among so many articles.

It works in scratch databases with the sample content and further articles. The ratio is what counts.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

import django

ROUNDS = 30
MORE_ARTICLES = 200
TEXTS_ON_THE_BOARD = 2000


def main() -> None:
    """Prepares the scratch site, measures every address and prints the table."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.test")
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="dugeul-bench-")
    django.setup()
    from django.core.management import call_command
    from rich.console import Console
    from rich.table import Table

    from home.bootstrap import bootstrap
    from tests.bench.submitting import compare
    from tests.factories import make_article, paragraph
    from tests.search.indexed import together

    call_command("migrate", interactive=False, verbosity=0)
    lists = bootstrap().lists
    with together():
        call_command("load_demo", verbosity=0)
        for _ in range(MORE_ARTICLES):
            make_article(lists["ko"], body=[paragraph("물때와 데이터베이스 이야기입니다. " * 30)])

    table = Table("address", "queries", "bytes", "ms (median)", "times an empty answer", title="One request")
    empty = _median(_get("/healthz"))
    for address in _addresses():
        queries, size = _cost(address)
        milliseconds = _median(_get(address))
        table.add_row(address, str(queries), f"{size:,}", f"{milliseconds * 1000:.1f}", f"{milliseconds / empty:.0f}")
    Console(width=100).print(table)
    submitting = Table("submitting one article", "queries", "ms of processor time", "share", title="For translation")
    for row in compare():
        submitting.add_row(*row)
    Console(width=100).print(submitting)
    Console(width=100).print(_desks())


def search(sizes: list[str]) -> None:
    """The tables of `tests.bench.searching` on both databases, in processes of their own: settings are read once."""
    from tests.databases import postgresql

    with postgresql() as url:
        for name, address in (("SQLite", ""), ("PostgreSQL", url)):
            print(f"\n=== {name} ===", flush=True)  # noqa: T201
            environment = {**os.environ, "DATABASE_URL": address}
            subprocess.run([sys.executable, "-m", "tests.bench.searching", *sizes], env=environment, check=True)


def _desks() -> object:
    """What pages of the admin cost that list everything, with 2,000 articles of which half are in translation."""
    from django.contrib.auth.models import User
    from django.test import Client
    from rich.table import Table

    from home.bootstrap import bootstrap
    from tests.translated_crowd import translated_crowd

    translated_crowd(bootstrap(), TEXTS_ON_THE_BOARD)
    client = Client()
    client.force_login(User.objects.create_superuser("bench"))
    table = Table("address", "queries", "bytes", "ms (median)", title=f"{TEXTS_ON_THE_BOARD:,} articles")
    for address in ("/admin/translation/", "/admin/translation/?sort=behind&state=behind", "/admin/"):
        queries, size = _cost(address, client)
        milliseconds = _median(_get(address, client)) * 1000
        table.add_row(address, str(queries), f"{size:,}", f"{milliseconds:.1f}")
    return table


def _addresses() -> list[str]:
    from blog.models import ArticlePage

    article = ArticlePage.objects.get(slug="tide-on-sqlite")
    english = article.get_translations().get().specific
    pages = ["/", "/blog/", "/blog/?page=10", article.get_url(), english.get_url(), "/blog/topic/sqlite/"]
    pages += [f"{article.get_url()}parallel/en/", "/blog/archive/", "/feed/", "/sitemap-pages-1.xml"]
    return [*pages, "/search/?q=데이터베이스", "/nothing-here/"]


def _get(address: str, client: Any = None) -> Callable[[], object]:
    from django.test import Client

    client = client or Client()
    return lambda: client.get(address)


def _cost(address: str, client: Any = None) -> tuple[int, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    request = _get(address, client)
    request()  # makes the sizes of the pictures and fills the cache
    with CaptureQueriesContext(connection) as queries:
        response = request()
    return len(queries), len(response.content)  # type: ignore[attr-defined]


def _median(request: Callable[[], object]) -> float:
    """Seconds, the median of the rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        request()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


if __name__ == "__main__":
    main()
    search(sys.argv[1:])
