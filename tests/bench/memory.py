"""What the translation memory and the glossary cost with many strings: `python -m tests.bench.memory [strings]`.

It works in a scratch database: SQLite, or the one that DATABASE_URL names. Words follow Zipf's law, as in real texts.
"""

import itertools
import os
import random
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

STRINGS = 50_000
ROUNDS = 20
TERMS, PIECES = 1_000, 60


def main(number: int = STRINGS) -> None:
    """Fills the scratch database, reads it into the memory, measures and prints the table."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.test")
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="dugeul-bench-")
    django.setup()
    from django.core.management import call_command
    from rich.console import Console
    from rich.table import Table

    from blog.translation.memory.index import bring_up_to_date

    call_command("migrate", interactive=False, verbosity=0)
    sentences = _fill(number)
    table = Table("what", "ms (median)", "ms (longest)", title=f"{number:,} translated strings")
    start = time.perf_counter()
    bring_up_to_date()
    table.add_row("reading one string into the memory", f"{(time.perf_counter() - start) / number * 1000:.2f}", "")
    for name, work in _works(sentences).items():
        times = [_timed(work) for _ in range(ROUNDS)]
        table.add_row(name, f"{statistics.median(times):.0f}", f"{max(times):.0f}")
    Console(width=100).print(table)


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def _sentences() -> Callable[[], str]:
    """Korean sentences of the words of the sample articles and 20,000 made up ones."""
    chance = random.Random(1)
    words = " ".join(path.read_text() for path in Path("demo/articles").rglob("*.ko.md")).split() or ["글"]
    syllables = [letter for letter in "".join(words) if "가" <= letter <= "힣"]
    made_up = ("".join(chance.choices(syllables, k=3)) + chance.choice("을는의에과") for _ in range(20_000))
    vocabulary = [*dict.fromkeys(words), *made_up]
    weights = list(itertools.accumulate(1 / rank for rank in range(1, len(vocabulary) + 1)))
    return lambda: " ".join(chance.choices(vocabulary, cum_weights=weights, k=chance.choice([2, 4, 8, 12, 20, 30])))


def _fill(number: int) -> list[str]:
    from django.contrib.contenttypes.models import ContentType
    from wagtail.models import Locale
    from wagtail_localize.models import String, StringTranslation, TranslatableObject, TranslationContext

    from blog.models import ArticlePage
    from home.bootstrap import bootstrap

    bootstrap()
    korean, english = (Locale.objects.get(language_code=code) for code in ("ko", "en"))
    sentence = _sentences()
    sentences = list(dict.fromkeys(sentence() for _ in range(number)))
    kind = ContentType.objects.get_for_model(ArticlePage)
    owner = TranslatableObject.objects.create(translation_key=uuid.uuid4(), content_type=kind)
    strings = [String(locale=korean, data=each, data_hash=uuid.uuid4()) for each in sentences]
    places = [TranslationContext(object=owner, path=str(n), path_id=uuid.uuid4()) for n in range(len(sentences))]
    String.objects.bulk_create(strings, batch_size=2000)
    TranslationContext.objects.bulk_create(places, batch_size=2000)
    rows = [
        StringTranslation(translation_of=string, context=place, locale=english, data=f"Text {place.path} of the cloud")
        for string, place in zip(strings, places, strict=True)
    ]
    StringTranslation.objects.bulk_create(rows, batch_size=2000)
    return sentences


def _works(sentences: list[str]) -> dict[str, Callable[[], object]]:
    from django.contrib.auth.models import User
    from wagtail_localize.models import StringTranslation

    from blog.translation.memory import concordance
    from blog.translation.memory.index import candidates, words_of
    from blog.translation.memory.suggestions import LIKE_ENOUGH, likeness_of

    chance, reader = random.Random(2), User(is_superuser=True)

    def changed() -> str:
        words = chance.choice(sentences).split()
        words[len(words) // 2] = "클라우드를"
        return " ".join(words)

    def suggest() -> object:
        words = words_of(changed())
        rows = StringTranslation.objects.filter(pk__in=candidates(words, LIKE_ENOUGH, 60))
        return [likeness_of(words, words_of(row.translation_of.data)) for row in rows.select_related("translation_of")]

    def look_for(typed: str) -> Callable[[], object]:
        query = concordance.asked(typed)
        return lambda: (concordance.found(query, reader).count(), list(concordance.found(query, reader)[:20]))

    common = next(iter(sentences[0].split()))
    return {
        "suggestions for a piece": suggest,
        f"concordance, a Korean word ({common})": look_for(common),
        "concordance, an English word": look_for("cloud"),
        **_terms(sentences),
    }


def _terms(sentences: list[str]) -> dict[str, Callable[[], object]]:
    from blog.translation.glossary import glossary, terms_in
    from blog.translation.models import Term

    words: list[Any] = list(dict.fromkeys(" ".join(sentences[:4000]).split()))[:TERMS]
    Term.objects.bulk_create(Term(korean=word, english=f"term {n}") for n, word in enumerate(words))
    pieces = sentences[:PIECES]
    return {f"{len(words):,} terms in {PIECES} pieces": lambda: [terms_in(each, glossary("ko")) for each in pieces]}


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
