"""Our own set of queries with judged articles, and how well a search does on it: recall in the first ten, and MRR.

It is asked by the tests and by `make bench`. Articles and queries are ours (tests/data/search), and so is the list of
first answers there, with which every database is compared: `python -m tests.blog.finding.relevance` writes it anew.
"""

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[2] / "data" / "search"
FIRSTS = DATA / "firsts.tsv"
FIRST = 10
LANGUAGES = ("ko", "en")


@dataclass(frozen=True)
class Judged:
    """A query, what it tries, and the slugs of the articles that answer it, the best one first."""

    language: str
    kind: str
    query: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Marks:
    """Means over all queries, the worst of them by name, and the first answers."""

    recall: float
    reciprocal_rank: float
    failures: tuple[str, ...]
    firsts: tuple[str, ...]


def judged() -> Iterator[Judged]:
    """All queries."""
    for language in LANGUAGES:
        for line in (DATA / f"queries.{language}.tsv").read_text().splitlines():
            kind, query, answers = line.split("\t")
            yield Judged(language, kind, query, tuple(answers.split(",")))


def write_articles(trees: Any) -> None:
    """Stores the articles, each a week older than the one before it."""
    from blog.models import Topic
    from tests.factories import make_article, paragraph
    from tests.search.indexed import together

    with together():
        for language in LANGUAGES:
            place = trees.lists[language]
            topics: dict[str, Topic] = {}
            for number, (head, body) in enumerate(_articles(language)):
                slug, title, summary, names = (part.strip() for part in head.split("|"))
                published = datetime(2024, 6, 1, tzinfo=UTC) - timedelta(weeks=number)
                article = make_article(
                    place, title=title, slug=slug, summary=summary, published_at=published, body=[paragraph(body)]
                )
                for name in names.split(", "):
                    if name not in topics:
                        topic_slug = f"{language}-{len(topics)}"
                        topics[name] = Topic.objects.create(name=name, slug=topic_slug, locale=place.locale)
                    article.article_topics.create(topic=topics[name])
                article.save_revision().publish()


def _articles(language: str) -> Iterator[tuple[str, str]]:
    head = ""
    for line in (DATA / f"articles.{language}.txt").read_text().splitlines():
        if line.startswith("# "):
            head = line[2:]
        else:
            yield head, line


def marks(queries: Sequence[Judged], ask: Callable[[Judged], Sequence[str]]) -> Marks:
    """How well `ask` does, which answers with slugs, best first."""
    recalls, ranks, failures, firsts = [], [], [], []
    for each in queries:
        answered = list(ask(each))[:FIRST]
        recall = len(set(answered) & set(each.answers)) / len(each.answers)
        rank = next((1 / place for place, slug in enumerate(answered, 1) if slug in each.answers), 0.0)
        recalls.append(recall)
        ranks.append(rank)
        firsts.append(answered[0] if answered else "")
        if recall < 1 or rank < 1:
            failures.append(f"{each.kind} {each.query}: {','.join(each.answers)} ≠ {','.join(answered[:5])}")
    return Marks(_mean(recalls), _mean(ranks), tuple(failures), tuple(firsts))


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers)


def ours() -> Callable[[Judged], list[str]]:
    """Our search on the articles that are stored: slugs, best first."""
    from wagtail.models import Locale

    from blog.finding.candidates import Limits
    from blog.finding.results import Search
    from blog.models import ArticlePage
    from search.query import parse

    slugs = dict(ArticlePage.objects.values_list("pk", "slug"))
    locales = {locale.language_code: locale for locale in Locale.objects.all()}

    def ask(each: Judged) -> list[str]:
        pages = Search(parse(each.query), locales[each.language], Limits()).answer().pages
        return [slugs[page.pk] for page in pages if page.pk in slugs]

    return ask


def known_firsts() -> Mapping[tuple[str, str], str]:
    """By language and query the slug of the first answer, as it was written down; "" for none."""
    rows = (line.split("\t") for line in FIRSTS.read_text().splitlines())
    return {(language, query): slug for language, query, slug in rows}


def write_firsts(ask: Callable[[Judged], Sequence[str]]) -> None:
    """Writes down the first answer to every query."""
    lines = (f"{each.language}\t{each.query}\t{next(iter(ask(each)), '')}\n" for each in judged())
    FIRSTS.write_text("".join(lines))


def main() -> None:
    """Writes down the first answers of this database, on a scratch site."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.test")
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="dugeul-firsts-")
    django.setup()
    from django.core.management import call_command

    from home.bootstrap import bootstrap

    call_command("migrate", interactive=False, verbosity=0)
    write_articles(bootstrap())
    write_firsts(ours())


if __name__ == "__main__":
    main()
