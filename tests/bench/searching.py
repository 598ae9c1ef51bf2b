"""How well and how fast the search is: our relevance set beside stock Wagtail search, then pages, titles and indexing
from a hundred articles up. `python -m tests.bench.searching [articles …]`; DATABASE_URL names another database.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from typing import Any

import django

SIZES = (100, 1_000)
LARGEST_ON_SQLITE = 10_000


def main(sizes: Sequence[int]) -> None:
    """Prepares a scratch site that grows, and prints the tables."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.test")
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="dugeul-bench-")
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from rich.console import Console

    from home.bootstrap import bootstrap
    from tests.bench.growth import apart, growth

    console = Console(width=130)
    apart(call_command, "migrate", interactive=False, verbosity=0)
    trees = bootstrap()
    console.print(apart(relevance, trees))
    most = LARGEST_ON_SQLITE if connection.vendor == "sqlite" else max(sizes)
    console.print(growth(trees, [size for size in sizes if size <= most]))


def relevance(trees: Any) -> object:
    """Recall and rank of our search and of Wagtail's, which matches whole words as they are written."""
    from rich.table import Table

    from tests.blog.finding.relevance import LANGUAGES, judged, marks, write_articles

    write_articles(trees)
    table = Table(
        "language", "search", "recall in the first 10", "mean reciprocal rank", title="Our own judged queries"
    )
    ways = {"Dugeul": _ours(), "Wagtail, all words": _stock("and"), "Wagtail, any word": _stock("or")}
    for language in LANGUAGES:
        queries = [each for each in judged() if each.language == language]
        for name, ask in ways.items():
            found = marks(queries, ask)
            table.add_row(language, name, f"{found.recall:.3f}", f"{found.reciprocal_rank:.3f}")
    return table


def _ours() -> Callable[[Any], list[str]]:
    from wagtail.models import Locale

    from blog.finding.candidates import Limits
    from blog.finding.results import Search
    from blog.models import ArticlePage
    from search.query import parse

    slugs = dict(ArticlePage.objects.values_list("pk", "slug"))
    locales = {locale.language_code: locale for locale in Locale.objects.all()}

    def ask(each: Any) -> list[str]:
        pages = Search(parse(each.query), locales[each.language], Limits()).answer().pages
        return [slugs[page.pk] for page in pages if page.pk in slugs]

    return ask


def _stock(operator: str) -> Callable[[Any], list[str]]:
    """Whole words of title, summary and body: what modelsearch's own fields and backends would find, by set."""
    from blog.models import ArticlePage

    words = {
        (article.slug, article.locale.language_code): _written(
            " ".join([article.title, article.summary, *article.prose_said])
        )
        for article in ArticlePage.objects.select_related("locale")
    }

    def ask(each: Any) -> list[str]:
        wanted = _written(each.query)
        enough = len(wanted) if operator == "and" else 1
        found = {slug: len(wanted & known) for (slug, code), known in words.items() if code == each.language}
        return sorted((slug for slug in found if found[slug] >= enough > 0), key=lambda slug: -found[slug])

    return ask


def _written(text: str) -> set[str]:
    return {word.strip(".,?!'\"“”:") for word in text.lower().split()} - {""}


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or SIZES)
