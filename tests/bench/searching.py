"""How well and how fast the search is: our relevance set beside stock Wagtail search, then pages, titles and indexing
from a hundred articles up. `python -m tests.bench.searching [articles …]`; DATABASE_URL names another database.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib import import_module
from io import StringIO
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
    """Recall and rank of our search and of Wagtail's own, asked on the same articles."""
    from rich.table import Table

    from tests.blog.finding.relevance import LANGUAGES, judged, marks, ours, write_articles

    write_articles(trees)
    table = Table(
        "language", "search", "recall in the first 10", "mean reciprocal rank", title="Our own judged queries"
    )
    queries = list(judged())
    answers = {"Dugeul": answers_of(queries, ours()), **stock_answers(queries)}
    for language in LANGUAGES:
        for name, known in answers.items():
            found = marks([each for each in queries if each.language == language], known.__getitem__)
            table.add_row(language, name, f"{found.recall:.3f}", f"{found.reciprocal_rank:.3f}")
    return table


def answers_of(queries: Sequence[Any], ask: Callable[[Any], Sequence[str]]) -> dict[Any, Sequence[str]]:
    """Every query with its answer."""
    return {each: ask(each) for each in queries}


def stock_answers(queries: Sequence[Any]) -> dict[str, dict[Any, Sequence[str]]]:
    """What Wagtail answers when one follows its documentation: modelsearch's own backend over plain search fields.

    It needs the index for itself, so ours is built anew afterwards.
    """
    from django.core.management import call_command
    from wagtail.models import Page
    from wagtail.search import index

    from blog.models import ArticlePage

    own = ArticlePage.search_fields
    plain = [index.SearchField(name) for name in ("summary", "body")]
    ArticlePage.search_fields = [*Page.search_fields, index.FilterField("locale_id"), *plain]
    try:
        backend = import_module("modelsearch.backends.database").SearchBackend({})
        articles = list(ArticlePage.objects.all())
        backend.get_index_for_model(ArticlePage).add_items(ArticlePage, articles)
        return {
            f"Wagtail, {name}": answers_of(queries, _stock(backend, operator))
            for name, operator in (("all words", "and"), ("any word", "or"))
        }
    finally:
        ArticlePage.search_fields = own
        call_command("update_index", stdout=StringIO())


def _stock(backend: Any, operator: str) -> Callable[[Any], list[str]]:
    from wagtail.models import Locale

    from blog.models import ArticlePage

    locales = {locale.language_code: locale.pk for locale in Locale.objects.all()}

    def ask(each: Any) -> list[str]:
        articles = ArticlePage.objects.live().filter(locale_id=locales[each.language])
        return [article.slug for article in backend.search(each.query, articles, operator=operator)[:10]]

    return ask


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or SIZES)
