"""Which addresses are out of date after a change, and that nobody hears of what readers never saw."""

from contextlib import suppress
from typing import Any

import pytest
from django.db import transaction
from wagtail.models import Page, PageViewRestriction

from blog.models import ArticlePage
from home.bootstrap import Trees
from ops.models import ChangedAddress
from tests.factories import make_article

HOST = "https://dugeul.example"
KOREAN, ENGLISH = f"{HOST}/blog/article/", f"{HOST}/en/blog/english/"


@pytest.fixture(autouse=True)
def _on(settings: Any) -> None:
    settings.INDEXNOW = True


@pytest.fixture
def told(trees: Trees, django_capture_on_commit_callbacks: Any) -> Any:
    """Does something, commits it, and says which addresses search engines would be told of."""

    def after(do: Any) -> set[str]:
        ChangedAddress.objects.all().delete()
        with django_capture_on_commit_callbacks(execute=True):
            do()
        return set(ChangedAddress.objects.values_list("url", flat=True))

    return after


@pytest.fixture
def article(trees: Trees) -> ArticlePage:
    return make_article(trees.lists["ko"], slug="article")


@pytest.fixture
def pair(trees: Trees, article: ArticlePage) -> tuple[ArticlePage, ArticlePage]:
    english = article.copy_for_translation(trees.homes["en"].locale)
    english.title, english.slug = "English", "english"
    english.save_revision().publish()
    return article, ArticlePage.objects.get(pk=english.pk)


def publish(article: ArticlePage, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(article, name, value)
    article.save_revision().publish()


def restrict(page: Page) -> PageViewRestriction:
    return PageViewRestriction.objects.create(page=page, restriction_type="login")


def test_publishing_tells_of_the_page_in_both_languages(told: Any, pair: Any) -> None:
    assert told(lambda: publish(pair[0], title="다시")) == {KOREAN, ENGLISH}
    assert told(lambda: publish(pair[1], title="Again")) == {KOREAN, ENGLISH}


def test_saving_a_draft_tells_nothing(told: Any, trees: Trees, article: ArticlePage) -> None:
    assert told(lambda: make_article(trees.lists["ko"], live=False)) == set()
    assert told(article.save_revision) == set()


def test_unpublishing_tells_that_the_address_is_gone_and_what_the_other_language_says_now(told: Any, pair: Any) -> None:
    assert told(pair[1].unpublish) == {KOREAN, ENGLISH}
    assert told(lambda: publish(pair[0])) == {KOREAN}


def test_another_slug_tells_of_the_old_and_the_new_address(told: Any, pair: Any) -> None:
    assert told(lambda: publish(pair[0], slug="new")) == {KOREAN, f"{HOST}/blog/new/", ENGLISH}


def test_deleting_tells_of_the_address(told: Any, pair: Any) -> None:
    assert told(ArticlePage.objects.get(pk=pair[0].pk).delete) == {KOREAN, ENGLISH}


def test_deleting_a_draft_or_a_private_page_tells_nothing(told: Any, trees: Trees, article: ArticlePage) -> None:
    draft = make_article(trees.lists["ko"], live=False)
    assert told(draft.delete) == set()
    restrict(article)
    assert told(article.delete) == set()


def test_deleting_a_list_tells_of_all_that_was_below_it(told: Any, trees: Trees, article: ArticlePage) -> None:
    assert KOREAN in told(Page.objects.get(pk=trees.lists["ko"].pk).delete)


def test_moving_tells_of_both_addresses_and_reordering_of_none(told: Any, trees: Trees, article: ArticlePage) -> None:
    make_article(trees.lists["ko"])
    first = ArticlePage.objects.child_of(trees.lists["ko"]).order_by("path").first()
    assert told(lambda: Page.objects.get(pk=article.pk).move(first, pos="left")) == set()
    english_list = Page.objects.get(pk=trees.lists["en"].pk)
    moved = told(lambda: ArticlePage.objects.get(pk=article.pk).move(english_list, pos="last-child"))
    assert KOREAN in moved
    assert len(moved) == 2


def test_a_private_page_is_never_told_of(told: Any, pair: Any) -> None:
    restrict(pair[0])
    assert told(lambda: publish(pair[0])) == {ENGLISH}
    assert told(lambda: publish(pair[0], slug="hidden")) == {ENGLISH}
    assert told(pair[0].unpublish) == {ENGLISH}


def test_closing_and_opening_pages_tells_of_those_that_readers_lose_and_get_back(
    told: Any, trees: Trees, article: ArticlePage
) -> None:
    private = make_article(trees.lists["ko"], slug="private")
    restrict(private)
    everything = {KOREAN, f"{HOST}/blog/"}
    assert told(lambda: restrict(trees.lists["ko"])) == everything
    restriction = PageViewRestriction.objects.get(page=trees.lists["ko"])
    assert told(restriction.save) == set()
    assert told(restriction.delete) == everything


def test_what_is_rolled_back_has_not_changed(told: Any, article: ArticlePage) -> None:
    def publish_and_fail() -> None:
        with suppress(ZeroDivisionError), transaction.atomic():
            publish(article, title="다시")
            raise ZeroDivisionError

    assert told(publish_and_fail) == set()
    assert ArticlePage.objects.get(pk=article.pk).title != "다시"


def test_it_costs_nothing_while_nobody_is_told(told: Any, article: ArticlePage, settings: Any) -> None:
    settings.INDEXNOW = False
    assert told(lambda: publish(article, slug="other")) == set()


def test_an_error_while_telling_does_not_reach_the_editor(
    told: Any, article: ArticlePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(addresses: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("ops.indexnow.remember", fail)
    told(lambda: publish(article, title="다시"))
    assert ArticlePage.objects.get(pk=article.pk).title == "다시"
