"""Does the search find what readers mean? Judged queries, the same figures on both databases."""

from typing import Any

import pytest
from django.db import transaction

from home.bootstrap import Trees, bootstrap
from search import morphemes
from tests.blog.finding.relevance import LANGUAGES, Judged, judged, known_firsts, marks, ours, write_articles

LEAST_RECALL = 0.98
LEAST_RECIPROCAL_RANK = 0.90
LEAST_ALIKE = 0.95  # first answers that are the same on every database
LEAST_RECALL_WITHOUT_ANALYSER = 0.90


@pytest.fixture(scope="module")
def answers(django_db_setup: None, django_db_blocker: Any) -> dict[Judged, list[str]]:
    """What is found for every judged query: slugs, best first."""
    with django_db_blocker.unblock(), transaction.atomic():
        write_articles(bootstrap())
        ask = ours()
        found = {each: ask(each) for each in judged()}
        transaction.set_rollback(True)
    return found


def test_there_are_enough_queries_of_every_kind():
    queries = list(judged())
    assert len([each for each in queries if each.language == "ko"]) >= 150
    assert len([each for each in queries if each.language == "en"]) >= 50
    korean = {each.kind for each in queries if each.language == "ko"}
    assert korean >= {"particle", "conjugation", "compound", "short", "loanword", "mixed", "symbol", "typo", "phrase"}
    assert korean >= {"question", "number", "hanja"}
    assert len(queries) == len({(each.language, each.query) for each in queries})


@pytest.mark.usefixtures("db")
def test_readers_find_what_they_mean(answers: dict[Judged, list[str]]):
    for language in LANGUAGES:
        found = marks([each for each in judged() if each.language == language], answers.__getitem__)
        assert found.recall >= LEAST_RECALL, found.failures
        assert found.reciprocal_rank >= LEAST_RECIPROCAL_RANK, found.failures


@pytest.mark.usefixtures("db")
def test_every_database_gives_the_same_first_answers(answers: dict[Judged, list[str]]):
    known = known_firsts()
    queries = list(judged())
    assert {(each.language, each.query) for each in queries} == known.keys(), "write the first answers down anew"
    firsts = marks(queries, answers.__getitem__).firsts
    others = [
        (each.query, first, known[each.language, each.query])
        for each, first in zip(queries, firsts, strict=True)
        if first != known[each.language, each.query]
    ]
    assert len(others) <= (1 - LEAST_ALIKE) * len(queries), others


@pytest.mark.once
def test_without_the_analyser_pairs_and_particles_still_find(trees: Trees, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(morphemes, "_analyser", lambda: None)
    write_articles(trees)
    found = marks([each for each in judged() if each.language == "ko"], ours())
    assert found.recall >= LEAST_RECALL_WITHOUT_ANALYSER, found.failures
