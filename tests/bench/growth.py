"""How the search grows: pages, titles, senseless queries, indexing and memory, from a hundred articles up.

Every measurement runs in a process of its own that has searched nothing yet. Beside the time on the clock stands that
of the processors, ours and the database's: other work on the machine lengthens the first, not the second.
"""

import os
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from ops.serving import keep_what_is_loaded
from tests.bench.library import Library, analyze
from tests.blog.finding.hostile import HOSTILE, collected
from tests.blog.finding.relevance import judged

TYPED: Final = ("ㅋ", "클", "ㅋㄹㅇㄷ", "zmffk", "많은", "데이터", "k", "온", "도ㅋ", "git")
INDEXED: Final = 200  # articles, by which indexing is measured
SEARCHES: Final = 1_000  # different ones, after which memory is measured
LARGE: Final = 10_000  # articles, from which on everything is measured in full
COLUMNS: Final = (
    "articles",
    "page ms: median",
    "95 %",
    "processors",
    "titles ms: 95 %",
    "processors",
    "worst hostile ms",
    "processors",
    "indexed/s",
    "processors",
    "MB of its own (with files)",
)


@dataclass
class Spent:
    """What some work took, one after the other: milliseconds on the clock, and on the processors for all of it."""

    clock: list[float] = field(default_factory=list)
    processors: float = 0.0

    def at(self, share: float) -> float:
        """The time that such a share of the work stayed below."""
        return sorted(self.clock)[min(len(self.clock) - 1, int(len(self.clock) * share))]

    @property
    def mean(self) -> float:
        """On the processors, for each."""
        return self.processors / len(self.clock)


def growth(trees: Any, sizes: Sequence[int]) -> object:
    """A row for each number of articles."""
    from rich.table import Table

    table = Table(*COLUMNS, title="How the search grows")
    existing = 0
    for size in sizes:
        existing = apart(_grow, trees, existing, size)
        pages, titles, worst, processors, grown = apart(_readers, size)
        indexed, existing = apart(_indexed, trees, existing)
        row = [f"{size:,}", f"{statistics.median(pages.clock):.1f}", f"{pages.at(0.95):.1f}", f"{pages.mean:.1f}"]
        row += [f"{titles.at(0.95):.1f}", f"{titles.mean:.1f}", f"{worst:.0f}", f"{processors:.0f}"]
        row += [f"{INDEXED * 1000 / indexed.clock[0]:.0f}", f"{INDEXED * 1000 / indexed.mean:.0f}", grown]
        table.add_row(*row)
        print(row, flush=True)  # noqa: T201  # the larger sizes take long
    return table


def apart(work: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """The result of work in a process of its own, which begins as this one is."""
    from django.db import connections

    connections.close_all()
    context = get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=lambda: sender.send(work(*arguments, **options)))
    process.start()
    sender.close()
    try:
        return receiver.recv()
    finally:
        process.join()


def _grow(trees: Any, existing: int, size: int) -> int:
    library = Library(trees, existing)
    library.grow(size)
    return library.number


def _readers(size: int) -> tuple[Spent, Spent, float, float, str]:
    """Pages, titles, the worst of the hostile queries on the clock and the processors, and the growth of memory."""
    _spent("/", [""])
    keep_what_is_loaded()  # as settings.wsgi does
    before = _memory()
    pages = _spent("/search/", [each.query for each in judged() if each.language == "ko"])
    titles = _spent("/search/suggest/", [*TYPED] * 3)
    is_full = size >= LARGE
    for query in _queries(SEARCHES if is_full else SEARCHES // 10):
        _spent("/search/", [query])
    own, all_ = (after - first for after, first in zip(_memory(), before, strict=True))
    hostile = [*HOSTILE, *(collected() if is_full else collected()[:50])]
    worst = [_spent(address, [query]) for query in hostile for address in ("/search/", "/search/suggest/")]
    slowest, hardest = max(each.clock[0] for each in worst), max(each.processors for each in worst)
    return pages, titles, slowest, hardest, f"+{own:.0f} (+{all_:.0f})"


def _queries(number: int) -> Iterator[str]:
    """Two or three words of the articles, no query twice."""
    from search.models import Word

    words = Word.objects.exclude(skeleton="").order_by("-articles").values_list("text", flat=True)
    known, choice = list(words[:3_000]), random.Random(5)
    return (" ".join(choice.sample(known, k=choice.randint(2, 3))) for _ in range(number))


def _indexed(trees: Any, existing: int) -> tuple[Any, int]:
    """Articles that come all at once, as when the index is built anew."""
    from wagtail.search.backends import get_search_backend

    from blog.models import ArticlePage

    library = Library(trees, existing)
    index = get_search_backend().get_index_for_model(ArticlePage)
    spent, articles = Spent(), library.write(INDEXED)
    with _measured(spent):
        index.add_items(ArticlePage, articles)
    analyze()
    return spent, library.number


def _spent(address: str, queries: Sequence[str]) -> Spent:
    from django.test import Client

    spent, client = Spent(), Client()
    for query in queries:
        with _measured(spent):
            response = client.get(address, {"q": query})
        assert response.status_code == 200, query
    return spent


@contextmanager
def _measured(spent: Spent) -> Iterator[None]:
    start, processors = time.perf_counter(), _processors()
    yield
    spent.clock.append((time.perf_counter() - start) * 1000)
    spent.processors += _processors() - processors


def _processors() -> float:
    """Milliseconds of the processors in this process, and in the one of the database that works for it."""
    return time.process_time() * 1000 + _of_the_database()


def _of_the_database() -> float:
    """PostgreSQL's share, where it runs on this machine; what it tells is as fine as the clock of the kernel."""
    from django.db import connection

    if connection.vendor != "postgresql" or connection.connection is None:
        return 0.0
    stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat")
    fields = stat.read_text().rpartition(")")[2].split() if stat.exists() else []
    return sum(map(int, fields[11:13])) * 1000 / os.sysconf("SC_CLK_TCK")


def _memory() -> tuple[float, float]:
    """Megabytes of this process: its own, and with the mapped files, which all workers share (the dictionary)."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()[1:]
    sizes = {name: int(size.split()[0]) / 1000 for name, _colon, size in (line.partition(":") for line in lines)}
    return sizes["Anonymous"], sizes["Rss"]
