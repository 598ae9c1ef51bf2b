"""Many originals sent for translation in the background, by somebody whose rights are asked for again."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale
from wagtail.users.models import UserProfile
from wagtail_localize.models import Translation, TranslationLog

from blog.models import ArticlePage, Author
from blog.models.relations import ArticleAuthor
from blog.translation.jobs import run_round
from blog.translation.models import Job
from blog.translation.submitting import submit as submit_now
from blog.translation.submitting import submit_in_background
from tests.factories import paragraph

MOST_QUERIES = 250


@pytest.fixture(autouse=True)
def _in_english(editor: User, translator: User) -> None:
    """Messages of jobs are in the language of who asked; here that is English."""
    for user in (editor, translator):
        UserProfile.objects.create(user=user, preferred_language="en")


def send(user: User, pages: list[Any], locales: list[Locale]) -> Job:
    return submit_in_background(user, [(page.pk, str(page)) for page in pages], locales)


def told(job: Job) -> list[tuple[str, str]]:
    return list(job.items.order_by("pk").values_list("state", "message"))


def test_every_page_is_submitted_and_each_says_so(write: Any, english: Locale, editor: User) -> None:
    articles = [write(title) for title in ("하나", "둘", "셋")]
    job = send(editor, articles, [english])
    assert not Translation.objects.exists()
    assert list(job.items.order_by("pk").values_list("label", flat=True)) == ["하나", "둘", "셋"]
    assert run_round() == 3
    assert told(job) == [("done", "Submitted for translation into English.")] * 3
    drafts = ArticlePage.objects.filter(locale=english)
    assert [(page.live, page.latest_revision.user) for page in drafts] == [(False, editor)] * 3


def test_what_was_submitted_before_stays_as_it_is(write: Any, submit: Any, english: Locale, editor: User) -> None:
    article = write()
    submit(article)
    built = TranslationLog.objects.count()
    job = send(editor, [article], [english, article.locale])
    run_round()
    assert told(job) == [("done", "It had been submitted already.")]
    assert TranslationLog.objects.count() == built


def test_rights_that_were_lost_meanwhile_count(write: Any, english: Locale, editor: User) -> None:
    job = send(editor, [write()], [english])
    editor.groups.clear()
    run_round()
    assert told(job) == [("failed", "The account that asked for this may not submit anything.")]
    assert not Translation.objects.exists()


@pytest.mark.parametrize("gone", ["deleted", "inactive"])
def test_an_account_that_is_gone_submits_nothing(write: Any, english: Locale, editor: User, gone: str) -> None:
    job = send(editor, [write()], [english])
    if gone == "deleted":
        editor.delete()
    else:
        User.objects.filter(pk=editor.pk).update(is_active=False)
    run_round()
    assert [state for state, _message in told(job)] == ["failed"]
    assert not Translation.objects.exists()


def test_a_draft_is_submitted_by_its_editors_only_and_its_title_is_told_to_nobody_else(
    write: Any, english: Locale, editor: User, translator: User
) -> None:
    draft = write("비밀 계획", live=False)
    jobs = [send(user, [draft], [english]) for user in (translator, editor)]
    run_round()
    (refused,), (done,) = (told(job) for job in jobs)
    assert refused == ("failed", "This text is not published. Only its editors can submit it for translation.")
    assert done[0] == "done"


def test_a_translation_is_not_submitted_back(write: Any, submit: Any, trees: Any, superuser: User) -> None:
    target = submit(write())
    job = send(superuser, [target], [trees.lists["ko"].locale])
    run_round()
    ((state, message),) = told(job)
    assert state == "failed"
    assert target.title in message


def test_a_page_whose_parent_has_no_translation_is_refused(
    write: Any, english: Locale, editor: User, trees: Any
) -> None:
    article = write()
    trees.lists["en"].delete()
    job = send(editor, [article], [english])
    run_round()
    assert told(job) == [("failed", "You may not have this text translated into English.")]


def test_a_deleted_page_stops_no_other(write: Any, english: Locale, editor: User) -> None:
    gone, there = write("하나"), write("둘")
    job = send(editor, [gone, there], [english])
    gone.delete()
    run_round()
    assert told(job) == [
        ("failed", "This text has been deleted."),
        ("done", "Submitted for translation into English."),
    ]


def test_an_author_who_is_translated_is_left_alone(write: Any, english: Locale, belongings: Any) -> None:
    articles = [write(title) for title in ("하나", "둘")]
    for article in articles:
        ArticleAuthor.objects.create(page=article, author=belongings["author"], locale=article.locale)
    submit_now(ArticlePage.objects.get(pk=articles[0].pk), [english], user=None)
    author = Author.objects.get(locale=english)
    Author.objects.filter(pk=author.pk).update(bio="Writes.")
    submit_now(ArticlePage.objects.get(pk=articles[1].pk), [english], user=None)
    assert Author.objects.get(locale=english).bio == "Writes."
    assert {page.authors[0] for page in ArticlePage.objects.filter(locale=english)} == {author}


def test_submitting_is_all_or_nothing(write: Any, english: Locale, editor: User, monkeypatch: Any) -> None:
    def fail(self: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(Translation, "save_target", fail)
    job = send(editor, [write()], [english])
    run_round()
    assert [state for state, _message in told(job)] == ["failed"]
    assert not Translation.objects.exists()


@pytest.mark.parametrize("count", [2, 60])
def test_submitting_costs_the_same_for_short_articles_and_long_ones(
    write: Any, english: Locale, belongings: Any, count: int
) -> None:
    article = write(body=[paragraph(f"문단 {number}") for number in range(count)])
    first = write("먼저")
    for page in (first, article):
        ArticleAuthor.objects.create(page=page, author=belongings["author"], locale=page.locale)
    submit_now(ArticlePage.objects.get(pk=first.pk), [english], user=None)
    with CaptureQueriesContext(connection) as queries:
        submit_now(ArticlePage.objects.get(pk=article.pk), [english], user=None)
    assert len(queries) <= MOST_QUERIES
