"""Korean and English at the same moment, or Korean now with a promise."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page, Workflow, WorkflowPage
from wagtail_localize.models import Translation

from blog.models import ArticlePage, Disclaimer
from blog.translation.jobs import run_round
from blog.translation.models import Assignment, DraftReading, PromiseForm, ReleaseApproval, ReleaseTask
from blog.translation.publishing import AheadError, publish
from blog.translation.release.gate import NotReadyError, act, all_obstacles, may_release
from blog.translation.saving import By, save
from blog.translation.segments import State, segments_of
from home.bootstrap import bootstrap
from tests.factories import block

Start = Callable[..., Any]


@pytest.fixture
def workflow(trees: Any) -> Workflow:
    workflow: Workflow = trees.lists["ko"].get_workflow()
    return workflow


def edit(article: ArticlePage, text: str) -> ArticlePage:
    """A draft of an article with another text."""
    raw = list(article.get_latest_revision_as_object().body.get_prep_value())
    draft = article.get_latest_revision_as_object()
    draft.body = ArticlePage.body.field.stream_block.to_python([{**raw[0], "value": f"<p>{text}</p>"}, *raw[1:]])
    draft.save_revision()
    return ArticlePage.objects.get(pk=article.pk)


def translation_of(article: ArticlePage) -> Translation:
    rows = Translation.objects.select_related("source__specific_content_type", "target_locale")
    return rows.get(source__object_id=article.translation_key)


def complete(article: ArticlePage, user: User) -> Translation:
    translation = translation_of(article)
    for segment in segments_of(translation):
        if segment.state in {State.MISSING, State.STALE}:
            text = "in-english" if segment.path == "slug" else f"EN {segment.order}: {segment.string}"
            save(translation, segment.place, text, by=By(user))
    return translation


def approve(translation: Translation, browser: Any, user: User) -> None:
    answer = browser(user).post(reverse("translation:release", args=[translation.pk]))
    assert answer.status_code == 302


def offered(article: ArticlePage, user: User) -> list[str]:
    return [name for name, *_rest in waiting(article).task.specific.get_actions(article, user)]


def waiting(article: ArticlePage) -> Any:
    return ArticlePage.objects.get(pk=article.pk).current_workflow_task_state


def test_every_article_can_be_handed_to_the_release_and_an_operator_may_take_that_away(workflow: Workflow) -> None:
    assert [task.specific_class for task in workflow.tasks] == [ReleaseTask]
    WorkflowPage.objects.all().delete()
    trees = bootstrap()
    assert trees.lists["ko"].get_workflow() is None
    assert Workflow.objects.count() == 1


def test_a_new_article_and_its_translation_go_live_at_the_same_moment(
    write: Any,
    workflow: Workflow,
    editor: User,
    translator: User,
    browser: Any,
    english: Locale,
    django_capture_on_commit_callbacks: Any,
) -> None:
    article = write("함께", live=False)
    workflow.start(article, editor)
    translation = complete(article, translator)
    assert not article.get_translation(english).live
    assert offered(article, editor) == ["promise", "reject"]
    approve(translation, browser, translator)
    assert offered(article, editor) == ["approve", "promise", "reject"]
    url = reverse("wagtailadmin_pages:workflow_action", args=[article.pk, "approve", waiting(article).pk])
    with django_capture_on_commit_callbacks(execute=True):
        browser(editor).post(url)
    article.refresh_from_db()
    target = ArticlePage.objects.get(pk=article.get_translation(english).pk)
    assert article.live
    assert target.live
    assert abs(article.last_published_at - target.last_published_at) < timedelta(seconds=10)
    assert "EN" in target.body.render_as_block()


def test_a_draft_of_a_public_article_is_translated_without_touching_what_is_public(
    complete_and_public: ArticlePage, workflow: Workflow, editor: User, translator: User, english: Locale
) -> None:
    article = edit(complete_and_public, "새 문단입니다.")
    workflow.start(article, editor)
    translation = translation_of(article)
    assert "새 문단입니다." in [segment.source for segment in segments_of(translation)]
    complete(article, translator)
    with pytest.raises(AheadError):
        publish(translation, user=translator)
    target = ArticlePage.objects.get(pk=article.get_translation(english).pk)
    with pytest.raises(AheadError):
        target.save_revision().publish()
    assert not ArticlePage.objects.get(pk=article.pk).body.render_as_block().count("새 문단")


def test_both_change_together_and_nothing_is_behind_afterwards(
    complete_and_public: ArticlePage,
    workflow: Workflow,
    editor: User,
    translator: User,
    browser: Any,
    english: Locale,
    django_capture_on_commit_callbacks: Any,
) -> None:
    article = edit(complete_and_public, "새 문단입니다.")
    workflow.start(article, editor)
    translation = complete(article, translator)
    approve(translation, browser, translator)
    with django_capture_on_commit_callbacks(execute=True):
        act(waiting(article), editor, "approve")
    target = ArticlePage.objects.select_related("basis").get(pk=article.get_translation(english).pk)
    assert "새 문단" in ArticlePage.objects.get(pk=article.pk).body.render_as_block()
    assert target.basis.behind == 0
    assert not DraftReading.objects.exists()


def test_a_change_of_the_draft_reaches_the_translators_and_asks_them_again(
    write: Any, workflow: Workflow, editor: User, translator: User, browser: Any
) -> None:
    article = write("함께", live=False)
    workflow.start(article, editor)
    approve(complete(article, translator), browser, translator)
    article = edit(article, "나중에 고친 문단")
    edit(article, "또 고친 문단")
    assert run_round() == 1
    assert "또 고친 문단" in [segment.source for segment in segments_of(translation_of(article))]
    with pytest.raises(NotReadyError) as refusal:
        act(waiting(article), editor, "approve")
    assert str(refusal.value)
    assert not ArticlePage.objects.get(pk=article.pk).live


def test_a_draft_that_was_not_read_yet_is_read_before_it_is_released(
    write: Any, workflow: Workflow, editor: User, translator: User, browser: Any
) -> None:
    article = write("함께", live=False)
    workflow.start(article, editor)
    approve(complete(article, translator), browser, translator)
    edit(article, "몰래 고친 문단")
    with pytest.raises(NotReadyError):
        act(waiting(article), editor, "approve")


def test_what_is_changed_after_the_approval_needs_another(
    write: Any, workflow: Workflow, editor: User, translator: User, browser: Any
) -> None:
    article = write("함께", live=False)
    workflow.start(article, editor)
    translation = complete(article, translator)
    approve(translation, browser, translator)
    assert all_obstacles(article, editor) == ()
    segment = next(each for each in segments_of(translation) if each.path == "title")
    save(translation, segment.place, "Another title", by=By(translator))
    assert len(all_obstacles(article, editor)) == 1


def test_machine_drafts_and_an_unpublished_disclaimer_hold_the_release(
    write: Any, workflow: Workflow, editor: User, superuser: User, belongings: dict[str, Any]
) -> None:
    article = write("함께", live=False, disclaimer=belongings["disclaimer"])
    workflow.start(article, editor)
    translation = complete(article, superuser)
    segment = next(each for each in segments_of(translation) if each.path == "title")
    save(translation, segment.place, "Machine title", by=By(tool="Robot", machine=True))
    reasons = " ".join(each.why for each in all_obstacles(article, superuser))
    assert "기계" in reasons or "machine" in reasons
    assert "면책" in reasons
    assert Disclaimer.objects.count() == 2


def test_korean_now_and_english_by_a_date_is_remembered(
    write: Any, workflow: Workflow, editor: User, browser: Any, english: Locale
) -> None:
    article = write("먼저", live=False)
    workflow.start(article, editor)
    day = timezone.localdate() + timedelta(days=3)
    url = reverse("wagtailadmin_pages:workflow_action", args=[article.pk, "promise", waiting(article).pk])
    browser(editor).post(url, {"promised": day.isoformat(), "comment": ""})
    assert ArticlePage.objects.get(pk=article.pk).live
    assert not article.get_translation(english).live
    assert Assignment.objects.get(translation_key=article.translation_key).promised == day


def test_a_promise_is_for_the_future() -> None:
    assert not PromiseForm({"promised": "2001-01-01"}).is_valid()
    assert not PromiseForm({"promised": ""}).is_valid()
    assert PromiseForm({"promised": timezone.localdate().isoformat()}).is_valid()


def test_a_draft_that_is_sent_back_leaves_the_translators_the_public_text(
    complete_and_public: ArticlePage, workflow: Workflow, editor: User
) -> None:
    article = edit(complete_and_public, "새 문단입니다.")
    state = workflow.start(article, editor)
    assert DraftReading.objects.exists()
    state.current_task_state.task.specific.on_action(state.current_task_state, editor, "reject", comment="아직")
    assert not DraftReading.objects.exists()
    segments = segments_of(translation_of(article))
    assert "새 문단입니다." not in [segment.source for segment in segments]
    assert {segment.state for segment in segments} == {State.TRANSLATED}


def test_who_may_not_publish_the_original_releases_nothing(
    write: Any, workflow: Workflow, editor: User, translator: User
) -> None:
    article = write("함께", live=False)
    workflow.start(article, editor)
    assert waiting(article).task.specific.get_actions(article, translator) == []
    assert not may_release(translator, article)
    assert not waiting(article).task.specific.get_task_states_user_can_moderate(translator).exists()
    assert waiting(article).task.specific.get_task_states_user_can_moderate(editor).exists()
    with pytest.raises(PermissionDenied):
        act(waiting(article), translator, "promise", promised=timezone.localdate())


def test_who_may_not_publish_the_translation_does_not_agree_for_it(
    write: Any, workflow: Workflow, editor: User, editor_client: Client
) -> None:
    article = write("함께", live=False)
    workflow.start(article, editor)
    editor_client.post(reverse("translation:release", args=[translation_of(article).pk]))
    assert not ReleaseApproval.objects.exists()


def test_both_wait_for_the_hour_of_the_original(
    write: Any,
    workflow: Workflow,
    editor: User,
    translator: User,
    browser: Any,
    english: Locale,
    django_capture_on_commit_callbacks: Any,
) -> None:
    article = write("예약", live=False)
    draft = article.get_latest_revision_as_object()
    draft.go_live_at = timezone.now() + timedelta(hours=1)
    draft.save_revision()
    article = ArticlePage.objects.get(pk=article.pk)
    workflow.start(article, editor)
    approve(complete(article, translator), browser, translator)
    with django_capture_on_commit_callbacks(execute=True):
        act(waiting(article), editor, "approve")
    pages = Page.objects.filter(translation_key=article.translation_key)
    assert pages.count() == 2
    assert not pages.filter(live=True).exists()
    hour_has_come(pages)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("publish_scheduled")
    assert pages.filter(live=True).count() == 2


def hour_has_come(pages: Any) -> None:
    past = timezone.now() - timedelta(minutes=1)
    for page in pages:
        for revision in page.revisions.filter(approved_go_live_at__isnull=False):
            revision.approved_go_live_at = past
            revision.content["go_live_at"] = past.isoformat()
            revision.save()


@pytest.fixture
def complete_and_public(
    write: Any, submit: Any, translator: User, django_capture_on_commit_callbacks: Any
) -> ArticlePage:
    article = write("공개된 글", body=[block("paragraph", "<p>본문입니다.</p>")])
    submit(article)
    with django_capture_on_commit_callbacks(execute=True):
        publish(complete(article, translator), user=translator)
    return ArticlePage.objects.get(pk=article.pk)
