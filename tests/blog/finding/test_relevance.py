"""Does the search find what readers mean? Judged queries, the same figures on both databases."""

import pytest
from wagtail.models import Locale

from blog.finding.candidates import Limits
from blog.finding.results import Search
from blog.models import ArticlePage
from home.bootstrap import Trees
from search.query import parse
from tests.blog.finding.relevance import LANGUAGES, Judged, judged, marks, write_articles

LEAST_RECALL = 0.98
LEAST_RECIPROCAL_RANK = 0.90


@pytest.fixture
def asked(trees: Trees):
    """Answers a judged query with slugs."""
    write_articles(trees)
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    slugs = dict(ArticlePage.objects.values_list("pk", "slug"))

    def ask(each: Judged) -> list[str]:
        answer = Search(parse(each.query), locales[each.language], Limits()).answer()
        return [slugs[page.pk] for page in answer.pages if page.pk in slugs]

    return ask


def test_there_are_enough_queries_of_every_kind():
    queries = list(judged())
    assert len([each for each in queries if each.language == "ko"]) >= 150
    assert len([each for each in queries if each.language == "en"]) >= 50
    korean = {each.kind for each in queries if each.language == "ko"}
    assert korean >= {"particle", "conjugation", "compound", "short", "loanword", "mixed", "symbol", "typo", "phrase"}


def test_readers_find_what_they_mean(asked):
    for language in LANGUAGES:
        found = marks([each for each in judged() if each.language == language], asked)
        assert found.recall >= LEAST_RECALL, found.failures
        assert found.reciprocal_rank >= LEAST_RECIPROCAL_RANK, found.failures
