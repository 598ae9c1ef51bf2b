"""Whatever is typed, an answer comes, and the work for it is bounded, however long or senseless it is."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from blog.finding import asking
from home.bootstrap import Trees
from search import vocabulary
from search.analysis import units
from search.query import MAX_WORDS, parse
from tests.blog.finding.hostile import HOSTILE, LONG, collected
from tests.factories import make_article, paragraph

ADDRESSES = ("/search/", "/en/search/", "/search/suggest/")
MOST_STATEMENTS = 34  # the search may try all of its steps
MOST_FOR_TITLES = 5
LONGEST_PAGE = 60_000  # bytes; the query stands in it a few times, cut


@pytest.fixture
def site(trees: Trees) -> Trees:
    """A few articles, so that there is something to find."""
    for number in range(3):
        body = [paragraph("우리 회사 사람이 서버에 코드를 배포한 이야기. 쿠버네티스와 a b c++ 1,000.")]
        make_article(trees.lists["ko"], title=f"가나다 글 {number}", body=body)
        make_article(trees.lists["en"], title=f"Writing {number}", body=[paragraph("A b of c++ and 1,000 words.")])
    return trees


def test_no_query_breaks_the_search_or_makes_it_work_long(site: Trees, client: Client) -> None:
    for query in HOSTILE:
        assert len(parse(query).units) <= MAX_WORDS
        for address in ADDRESSES:
            with CaptureQueriesContext(connection) as statements:
                response = client.get(address, {"q": query})
            assert response.status_code == 200, query
            assert "<script>alert" not in response.content.decode(), query
            assert len(response.content) < LONGEST_PAGE, query
            assert len(statements) <= (MOST_FOR_TITLES if "suggest" in address else MOST_STATEMENTS), query


def test_the_collections_next_to_the_repository_break_nothing(site: Trees, client: Client) -> None:
    for query in list(collected())[::3]:  # all of them take a minute
        assert client.get("/search/", {"q": query}).status_code == 200


def test_few_unknown_words_are_corrected_and_all_in_one_statement(site: Trees) -> None:
    wrong = units(" ".join(f"쿠버네틱{chr(0xAC00 + 28 * number)}" for number in range(30)))
    assert len(wrong) == 30
    with CaptureQueriesContext(connection) as statements:
        asking.corrected(" ".join(unit.surface for unit in wrong), wrong, shown=lambda words: words)
    assert len(statements) <= 2
    with CaptureQueriesContext(connection) as statements:
        asking.beginning_with(wrong, wrong)
    assert len(statements) <= 4


def test_a_word_of_any_length_is_compared_with_a_limited_number_of_words(site: Trees) -> None:
    with CaptureQueriesContext(connection) as statements:
        assert vocabulary.nearest(["가" * LONG, "쿠버내티스", ""]) == {"가" * LONG: [], "쿠버내티스": ["쿠버네티스"]}
        assert vocabulary.nearest([]) == {}
    assert len(statements) == 1
