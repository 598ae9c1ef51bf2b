"""The links between languages that readers and machines see."""

from typing import Any
from urllib.parse import unquote

import pytest
from django.test import RequestFactory
from django.utils import translation as languages
from wagtail.models import Locale, Page, PageViewRestriction, Site

from blog.models import ArticlePage
from blog.translation.alternates import Alternate, alternates_for, languages_of
from blog.translation.publishing import publish
from home.bootstrap import Trees


@pytest.fixture
def both(complete: Any, django_capture_on_commit_callbacks: Any) -> tuple[ArticlePage, ArticlePage]:
    """An article that is live in both languages."""
    article, target, translation = complete
    with django_capture_on_commit_callbacks(execute=True):
        publish(translation, user=None)
    return article, ArticlePage.objects.get(pk=target.pk)


def test_both_versions_point_at_each_other(both: tuple[ArticlePage, ArticlePage]) -> None:
    korean, english = both
    paths = ("/blog/구름-위의-글/", "/en/blog/a-text-above-the-clouds/")
    for page in both:
        found = alternates_for(page)
        assert [(each.language, each.label, each.exists) for each in found] == [
            ("ko", "한국어", True),
            ("en", "English", True),
        ]
        assert tuple(each.url for each in found) == (Page.objects.get(pk=korean.pk).url, paths[1])
        assert [each.current for each in found] == [page == korean, page == english]


@pytest.mark.parametrize("active", ["ko", "en"])
def test_addresses_do_not_depend_on_the_active_language(both: tuple[ArticlePage, ArticlePage], active: str) -> None:
    with languages.override(active):
        assert alternates_for(both[0])[1].url == "/en/blog/a-text-above-the-clouds/"
        assert not alternates_for(both[1])[0].url.startswith("/en/")


def test_without_a_live_translation_the_list_of_that_language_is_linked(complete: Any) -> None:
    korean, english = alternates_for(complete[0])
    assert english == Alternate("en", "English", "/en/blog/", exists=False, current=False)
    assert korean.exists
    assert korean.current


def test_without_a_list_the_front_page_is_linked(write: Any, trees: Trees) -> None:
    article = write()
    trees.lists["en"].unpublish()
    assert alternates_for(article)[1].url == "/en/"


def test_a_language_without_any_public_page_is_left_out(write: Any, trees: Trees) -> None:
    article = write()
    trees.lists["en"].unpublish()
    trees.homes["en"].unpublish()
    assert [each.language for each in alternates_for(article)] == ["ko"]


def test_a_private_translation_does_not_exist_for_readers(both: tuple[ArticlePage, ArticlePage]) -> None:
    PageViewRestriction.objects.create(page=both[1].get_parent(), restriction_type=PageViewRestriction.LOGIN)
    english = alternates_for(both[0])[1]
    assert (english.exists, english.url) == (False, "/en/")
    assert languages_of(both) == {both[0].pk: (), both[1].pk: ("ko",)}


def test_front_pages_and_lists_have_alternates(trees: Trees) -> None:
    assert [each.url for each in alternates_for(trees.homes["ko"])] == ["/", "/en/"]
    assert [each.url for each in alternates_for(trees.lists["en"])] == ["/blog/", "/en/blog/"]
    assert all(each.exists for each in alternates_for(trees.lists["en"]))


def test_a_draft_does_not_exist_for_readers_but_its_preview_has_alternates(write: Any) -> None:
    draft = write(live=False)
    assert [(each.url, each.exists) for each in alternates_for(draft)] == [("/blog/", False), ("/en/blog/", False)]


def test_languages_of_lists_the_other_languages(both: tuple[ArticlePage, ArticlePage], write: Any) -> None:
    alone = write("혼자")
    assert languages_of([*both, alone]) == {both[0].pk: ("en",), both[1].pk: ("ko",), alone.pk: ()}
    assert languages_of([]) == {}


def test_alternates_take_one_query_and_languages_of_one(
    both: tuple[ArticlePage, ArticlePage], django_assert_num_queries: Any
) -> None:
    Site.get_site_root_paths()
    with django_assert_num_queries(1):
        alternates_for(both[0])
    with django_assert_num_queries(1):
        languages_of(both)


def test_the_pages_answer_at_their_alternates(both: tuple[ArticlePage, ArticlePage], trees: Trees) -> None:
    request = RequestFactory().get("/")
    for each in alternates_for(both[0]):
        site_root = Page.objects.get(pk=trees.homes[each.language].pk).specific
        path = [part for part in unquote(each.url).split("/") if part and part != "en"]
        found = site_root.route(request, path).page
        assert found.locale == Locale.objects.get(language_code=each.language)
