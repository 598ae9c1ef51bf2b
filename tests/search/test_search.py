"""Searching: whatever is typed, an answer comes, and only of what every reader may see."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from home.bootstrap import Trees
from search.query import MAX_CHARACTERS, MAX_WORDS, normalized
from tests.factories import make_article, paragraph

HOSTILE = [
    '"',
    "''",
    '"unbalanced',
    "\\",
    "\x00",
    "a\x00b",
    "*",
    "a*",
    "NEAR(a b)",
    "AND OR NOT",
    "title:가",
    "( ) {}",
    "%",
    "_",
    "‮right‬ to left",
    "한글",
    "😀👍🏽",
    "﷽" * 50,
    "가" * 10_000,
    "a b " * 3_000,
    "' OR 1=1 --",
    "${7*7}",
    "../../etc/passwd",
    "<script>alert(1)</script>",
]


@pytest.mark.parametrize("query", HOSTILE)
def test_no_query_breaks_the_search(trees: Trees, client: Client, query: str):
    response = client.get("/search/", {"q": query})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_the_naughty_strings_next_to_the_repository_break_nothing(trees: Trees, client: Client):
    collection = Path(settings.BASE_DIR).parent / "shared" / "data" / "hostile" / "naughty-strings.json"
    strings = json.loads(collection.read_text()) if collection.exists() else HOSTILE
    for query in strings:
        assert client.get("/search/", {"q": query}).status_code == 200


@given(st.text(max_size=1000))
def test_a_query_is_cut_to_words_that_an_index_understands(query: str):
    words = normalized(query)
    assert len(words) <= MAX_CHARACTERS
    assert len(words.split()) <= MAX_WORDS
    assert not set(words) & set("\"'*()\\\x00")
    assert normalized(words) == words


def test_decomposed_hangul_finds_what_composed_hangul_finds():
    assert normalized("\u1112\u1161\u11ab\u1100\u1173\u11af") == "한글"


def test_an_article_is_found_by_a_word_of_its_body(trees: Trees, client: Client):
    make_article(trees.lists["ko"], title="물때", body=[paragraph("데이터베이스 이야기")])
    html = client.get("/search/", {"q": "데이터베이스"}).content.decode()
    assert "물때" in html


def test_an_article_is_found_although_particles_hang_on_its_words(trees: Trees, client: Client):
    make_article(trees.lists["ko"], title="물때", body=[paragraph("데이터베이스를 옮겼다. 클라우드에서는 아니다.")])
    for query in ("데이터베이스", "클라우드"):
        assert "물때" in client.get("/search/", {"q": query}).content.decode()


def test_drafts_private_pages_and_the_other_language_are_not_found(trees: Trees, client: Client):
    make_article(trees.lists["ko"], title="초안 카나리아", live=False)
    secret = make_article(trees.lists["ko"], title="비밀 카나리아")
    PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.LOGIN)
    make_article(trees.lists["en"], title="English 카나리아")
    html = client.get("/search/", {"q": "카나리아"}).content.decode()
    for title in ("초안 카나리아", "비밀 카나리아", "English 카나리아"):
        assert title not in html
    assert "English 카나리아" in client.get("/en/search/", {"q": "카나리아"}).content.decode().replace(
        '<span lang="ko">', ""
    ).replace("</span>", "")


def test_search_results_are_kept_out_of_other_search_engines(trees: Trees, client: Client):
    assert '<meta name="robots" content="noindex' in client.get("/search/?q=글").content.decode()


def test_a_search_costs_the_same_for_one_result_as_for_ten(trees, client, django_assert_max_num_queries):
    for number in range(10):
        make_article(trees.lists["ko"], title=f"물때 {number}")
    client.get("/search/?q=물때")
    with django_assert_max_num_queries(14):
        client.get("/search/?q=물때")
