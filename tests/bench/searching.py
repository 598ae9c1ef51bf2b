"""How well and how fast the search is: our relevance set beside stock Wagtail search, then pages, titles and indexing
from a hundred articles up. `python -m tests.bench.searching [articles …]`; DATABASE_URL names another database.

The figures of a search are in process: a request to the view without a server around it.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import django

SIZES = (100, 1_000, 10_000)
WORDS_OF_A_BODY = 250
RARE_WORDS = 30_000
CHUNK = 500
TYPED = ("ㅋ", "클", "ㅋㄹㅇㄷ", "zmffk", "많은", "데이터", "k", "온", "도ㅋ", "git")


def main(sizes: Sequence[int]) -> None:
    """Prepares a scratch site of every size, one after the other, and prints the tables."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.test")
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="dugeul-bench-")
    django.setup()
    from django.core.management import call_command
    from rich.console import Console

    from home.bootstrap import bootstrap

    call_command("migrate", interactive=False, verbosity=0)
    console = Console(width=110)
    trees = bootstrap()
    console.print(relevance(trees))
    console.print(growth(trees, sizes))


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


def growth(trees: Any, sizes: Sequence[int]) -> object:
    """Times of pages and titles, and articles indexed a second, with more and more articles."""
    from rich.table import Table

    table = Table(
        "articles", "indexed/s", "page ms (median)", "page ms (p95)", "titles ms (p95)", "MB", title="How it grows"
    )
    existing = 0
    for size in sizes:
        rate = _fill(trees, size - existing, existing)
        existing = size
        before = _memory()
        pages = [_milliseconds("/search/", query) for query in _queries() for _ in range(2)]
        titles = [_milliseconds("/search/suggest/", typed) for typed in TYPED for _ in range(3)]
        table.add_row(
            f"{size:,}",
            f"{rate:.0f}",
            f"{statistics.median(pages):.1f}",
            f"{_p95(pages):.1f}",
            f"{_p95(titles):.1f}",
            f"+{_memory() - before:.0f}",
        )
        print(table.rows and [list(column.cells)[-1] for column in table.columns], flush=True)  # noqa: T201
    return table


def _fill(trees: Any, number: int, offset: int) -> float:
    """Writes articles straight into the tables and indexes them; returns how many were indexed in a second."""
    from django.db import connection
    from wagtail.search.backends import get_search_backend

    from blog.finding import suggestions
    from blog.models import ArticlePage
    from tests.crowd import more_articles

    words = list(_vocabulary())
    choice = random.Random(offset + 1)
    keys = more_articles(trees.lists["ko"], number, offset, lambda: _text(choice, words))
    backend = get_search_backend()
    taken = 0.0
    for place in range(0, len(keys), CHUNK):
        articles = list(ArticlePage.objects.filter(pk__in=keys[place : place + CHUNK]).select_related("locale"))
        start = time.perf_counter()
        backend.get_index_for_model(ArticlePage).add_items(ArticlePage, articles)
        taken += time.perf_counter() - start
    suggestions.rebuild()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return number / taken


def _vocabulary() -> Iterator[str]:
    """Words of our own articles, the common ones first, and behind them rare ones of random syllables."""
    from collections import Counter

    from tests.blog.finding.relevance import DATA

    texts = (DATA / "articles.ko.txt").read_text().replace("#", " ").replace("|", " ")
    yield from (word for word, _number in Counter(texts.split()).most_common())
    choice = random.Random(7)
    for _ in range(RARE_WORDS):
        yield "".join(chr(0xAC00 + choice.randrange(11_172)) for _ in range(choice.randint(2, 4)))


def _text(choice: random.Random, words: Sequence[str]) -> tuple[str, str]:
    """A title and a body; the n-th word comes as often as Zipf says."""
    places = [int(len(words) ** choice.random()) - 1 for _ in range(WORDS_OF_A_BODY)]
    chosen = [words[place] for place in places]
    return " ".join(chosen[:4]), " ".join(chosen)


def _queries() -> list[str]:
    from tests.blog.finding.relevance import judged

    return [each.query for each in judged() if each.language == "ko"]


def _milliseconds(address: str, query: str) -> float:
    from django.test import Client

    start = time.perf_counter()
    response = Client().get(address, {"q": query})
    assert response.status_code == 200
    return (time.perf_counter() - start) * 1000


def _p95(times: Sequence[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def _memory() -> float:
    """Megabytes that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or SIZES)
