"""What lists and searches say of texts that are older than their original, and what they do not ask for it."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Locale
from wagtail_localize.operations import translate_object

from blog.models import ArticlePage, Category
from blog.models.relations import ArticleCategory
from blog.seo import group_address
from blog.translation.models import TranslationStatus
from blog.translation.publishing import publish
from blog.translation.syncing import read_again

from .test_carrying import edit, pair, release, say, translation_of

__all__ = ["pair", "release"]
NOTE = "The Korean version has changed here."


def notes(address: str, where: str) -> list[str]:
    soup = BeautifulSoup(Client().get(address).content.decode(), "html.parser")
    return [each.get_text() for each in soup.select(f"{where} .stale-note")]


@pytest.mark.usefixtures("indexed_at_once")
def test_an_old_summary_is_marked_in_lists_until_it_is_translated(
    pair: tuple[ArticlePage, ArticlePage], release: Any
) -> None:
    article, english = pair
    for address in ("/en/", "/en/blog/"):
        assert notes(address, ".article-card") == []
    edit(article, summary="새 요약입니다.")
    for address in ("/en/", "/en/blog/"):
        assert notes(address, ".article-card") == [NOTE]
    assert notes(f"/en/search/?q={english.title}", ".search-result") == [NOTE]
    say(article)
    release(article)
    assert notes("/en/", ".article-card") == []


def test_a_changed_paragraph_is_no_matter_for_a_list_with_a_summary(pair: tuple[ArticlePage, ArticlePage]) -> None:
    edit(pair[0], ("둘째 문단.", "고친 문단."))
    assert notes("/en/blog/", ".article-card") == []


def test_side_by_side_an_old_title_and_an_old_caption_are_marked(pair: tuple[ArticlePage, ArticlePage]) -> None:
    article, english = pair
    address = f"{english.get_url()}parallel/ko/"
    assert "pair--stale" not in Client().get(address).content.decode()
    edit(article, ("설명", "새 설명"), title="바다")
    soup = BeautifulSoup(Client().get(address).content.decode(), "html.parser")
    assert len(soup.select(".parallel__head .pair--stale > .pair__stale")) == 1
    assert len(soup.select("figure.pair--shared.pair--stale > .pair__stale")) == 1


def test_the_list_of_a_category_says_that_its_text_is_old_even_when_it_was_built_again(
    pair: tuple[ArticlePage, ArticlePage], english: Locale, release: Any
) -> None:
    article = pair[0]
    category = Category.objects.create(name="운영", slug="운영", description="하나.", locale=article.locale)
    article.article_categories = [ArticleCategory(category=category, locale=article.locale)]
    article.save_revision().publish()
    translation_of(article).source.update_from_db()
    translate_object(category, [english])
    for source in (category, article):
        say(source)
    publish(translation_of(category), user=None)
    release(article)
    address = group_address(category.get_translation(english))
    assert notes(address, ".page-head") == []
    category.description = "둘."
    category.save()
    assert notes(address, ".page-head") == [NOTE]
    read_again(translation_of(category).source)
    publish(translation_of(category), user=None)
    assert notes(address, ".page-head") == [NOTE]
    assert TranslationStatus.objects.get(translation=translation_of(category)).behind == 1
    say(category)
    publish(translation_of(category), user=None)
    assert notes(address, ".page-head") == []


def test_a_korean_query_says_its_language_in_the_field_of_an_english_search(pair: Any) -> None:
    soup = BeautifulSoup(Client().get("/en/search/?q=구름").content.decode(), "html.parser")
    assert soup.select_one("#page-search")["lang"] == "ko"  # type: ignore[index]
    soup = BeautifulSoup(Client().get("/en/search/?q=cloud").content.decode(), "html.parser")
    assert "lang" not in soup.select_one("#page-search").attrs  # type: ignore[union-attr]
