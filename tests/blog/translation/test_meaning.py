"""An editor's word that an edit leaves the meaning as it was: what it spares, on which roads, and what it does not."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Page, Revision, Workflow, WorkflowPage, WorkflowTask
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text
from wagtail_localize.models import StringTranslation, Translation

from blog.models import ArticlePage
from blog.translation.meaning import is_correction
from blog.translation.models import Basis, Build, Correction, TranslationStatus
from blog.translation.publishing import publish
from blog.translation.saving import By, save, set_reviewed
from blog.translation.segments import Segment, State, segments_of
from blog.translation.status import count
from tests.factories import block, section

RELATIONS = ("article_authors", "article_categories", "article_topics", "article_series")
LINKED = '<a href="https://ko.example/">안내서</a>를 보세요.'


def form_of(article: ArticlePage, *, paragraphs: tuple[str, ...], **more: Any) -> dict[str, Any]:
    """What the editor's browser sends for an article whose first block is text, and the only one."""
    html = "".join(f'<p data-block-key="key{number}">{text}</p>' for number, text in enumerate(paragraphs))
    fields: dict[str, Any] = {
        "title": article.title,
        "slug": article.slug,
        "summary": article.summary,
        "disclaimer_choice": "default",
        "comments_open": "on",
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "paragraph",
        "body-0-id": article.body[0].id,
        "body-0-value": rich_text(html, features=["bold", "link"]),
        "comments": inline_formset([]),
        **{name: inline_formset([]) for name in RELATIONS},
    }
    return {**nested_form_data(fields), **more}


def body(*paragraphs: str) -> list[dict[str, Any]]:
    html = "".join(f'<p data-block-key="key{number}">{text}</p>' for number, text in enumerate(paragraphs))
    return [block("paragraph", html)]


@pytest.fixture
def pair(
    write: Any, submit: Any, translator: User, editor: User, django_capture_on_commit_callbacks: Any
) -> tuple[ArticlePage, Translation]:
    """An article of three paragraphs whose translation is published, one paragraph reviewed, one a machine's."""
    article = write(body=body("하나입니다.", "둘입니다.", LINKED), summary="요약")
    submit(article)
    translation = Translation.objects.select_related("source").get(source__object_id=article.translation_key)
    for each in segments_of(translation):
        if each.path != "slug":
            text = '<a id="a1">guide</a>' if "안내서" in each.source else f"EN {each.source}"
            save(translation, each.place, text, by=By(translator, tool="Robot", machine=each.source == "둘입니다."))
            if each.source in {"하나입니다.", "둘입니다."}:
                set_reviewed(translation, each.place, user=editor)
    with django_capture_on_commit_callbacks(execute=True):
        publish(translation, user=translator)
    return article, translation


def post(client: Client, article: ArticlePage, **data: Any) -> None:
    response = client.post(reverse("wagtailadmin_pages:edit", args=[article.pk]), form_of(article, **data))
    assert response.status_code == 302, response.context["form"].errors


def behind(translation: Translation) -> int:
    status = TranslationStatus.objects.get(pk=translation.pk)
    told = Basis.objects.get(page=translation.get_target_instance().pk)
    assert status.behind == told.behind == count(translation).behind
    assert bool(told.behind) == any(told.marks.values())
    return status.behind


def piece(translation: Translation, source: str) -> Segment:
    translation.source.refresh_from_db()
    return next(each for each in segments_of(translation) if each.source == source)


PUBLISH = {"action-publish": "yes"}
UNCHANGED = {"meaning_unchanged": "on"}
TYPO = ("하나입니다.", "둘 이에요.", LINKED)


def test_a_correction_marks_nothing_and_keeps_the_translation_with_its_origin_and_review(
    pair: Any, editor_client: Client, editor: User
) -> None:
    article, translation = pair
    old = StringTranslation.objects.select_related("review").get(translation_of__data="둘입니다.")
    post(editor_client, article, paragraphs=TYPO, **PUBLISH, **UNCHANGED)
    assert behind(translation) == 0
    kept = piece(translation, "둘 이에요.")
    assert (kept.text, kept.state, kept.tool, kept.reviewer) == ("EN 둘입니다.", State.REVIEWED, "Robot", editor.pk)
    new = StringTranslation.objects.select_related("review").get(translation_of__data="둘 이에요.")
    assert new.translation_type == "machine"
    assert new.last_translated_by_id == old.last_translated_by_id
    assert new.review.reviewed_at == old.review.reviewed_at
    status = TranslationStatus.objects.get(pk=translation.pk)
    assert (status.stale, status.missing, status.is_as_published) == (0, 0, True)
    assert is_correction(ArticlePage.objects.get(pk=article.pk).live_revision)
    target = translation.get_target_instance()
    assert "stale" not in Client().get(target.get_url()).content.decode()


def test_without_the_word_the_same_edit_is_behind(pair: Any, editor_client: Client) -> None:
    article, translation = pair
    post(editor_client, article, paragraphs=TYPO, **PUBLISH)
    assert behind(translation) == 1
    assert not is_correction(ArticlePage.objects.get(pk=article.pk).live_revision)


def test_the_word_counts_for_one_publication_and_not_for_the_next(pair: Any, editor_client: Client) -> None:
    article, translation = pair
    post(editor_client, article, paragraphs=TYPO, **PUBLISH, **UNCHANGED)
    edit = reverse("wagtailadmin_pages:edit", args=[article.pk])
    assert not editor_client.get(edit).context["form"].initial["meaning_unchanged"]
    post(editor_client, article, paragraphs=("하나라고요.", *TYPO[1:]), **PUBLISH)
    assert behind(translation) == 1


def test_what_was_behind_before_stays_behind(pair: Any, editor_client: Client) -> None:
    article, translation = pair
    post(editor_client, article, paragraphs=("전혀 다른 말.", "둘입니다.", LINKED), **PUBLISH)
    assert behind(translation) == 1
    post(editor_client, article, paragraphs=("전혀 다른 말!", "둘 이에요.", LINKED), **PUBLISH, **UNCHANGED)
    assert behind(translation) == 1
    assert piece(translation, "전혀 다른 말!").state == State.STALE
    assert piece(translation, "둘 이에요.").state == State.REVIEWED


def test_a_draft_keeps_the_word_without_effect_and_the_whole_publication_is_covered(
    pair: Any, editor_client: Client
) -> None:
    article, translation = pair
    edit = reverse("wagtailadmin_pages:edit", args=[article.pk])
    post(editor_client, article, paragraphs=("하나라고요.", *TYPO[1:]))
    assert not editor_client.get(edit).context["form"].initial["meaning_unchanged"]
    post(editor_client, article, paragraphs=("하나라고요.", *TYPO[1:]), **UNCHANGED)
    assert editor_client.get(edit).context["form"].initial["meaning_unchanged"]
    assert behind(translation) == 0
    assert piece(translation, "둘입니다.").state == State.REVIEWED
    post(editor_client, article, paragraphs=("하나라고요.", *TYPO[1:]), **PUBLISH, **UNCHANGED)
    assert behind(translation) == 0
    assert piece(translation, "하나라고요.").state == State.REVIEWED


def test_a_word_taken_back_before_publishing_has_no_effect(pair: Any, editor_client: Client) -> None:
    article, translation = pair
    post(editor_client, article, paragraphs=TYPO, **UNCHANGED)
    post(editor_client, article, paragraphs=TYPO, **PUBLISH)
    assert behind(translation) == 1


def test_a_draft_that_is_saved_over_keeps_the_last_word(pair: Any, editor_client: Client, editor: User) -> None:
    article, _translation = pair
    post(editor_client, article, paragraphs=TYPO)
    draft = ArticlePage.objects.get(pk=article.pk).latest_revision
    for word, marked in ((UNCHANGED, True), ({}, False)):
        data = form_of(article, paragraphs=TYPO, overwrite_revision_id=str(draft.pk), **word)
        edit = reverse("wagtailadmin_pages:edit", args=[article.pk])
        editor_client.post(edit, data, headers={"accept": "application/json"})
        assert Revision.objects.for_instance(article).latest("pk") == draft
        assert Correction.objects.filter(revision=draft).exists() == marked


def test_a_scheduled_publication_keeps_the_word(pair: Any, editor_client: Client) -> None:
    article, translation = pair
    later = timezone.localtime(timezone.now() + timedelta(days=1))
    when = {"go_live_at": later.strftime("%Y-%m-%d %H:%M")}
    post(editor_client, article, paragraphs=TYPO, **PUBLISH, **UNCHANGED, **when)
    assert behind(translation) == 0
    assert piece(translation, "둘입니다.")
    revision = Revision.objects.filter(approved_go_live_at__isnull=False).get()
    past = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()
    call_command("publish_scheduled")
    assert "이에요" in str(ArticlePage.objects.get(pk=article.pk).body)
    assert behind(translation) == 0
    assert piece(translation, "둘 이에요.").state == State.REVIEWED


def test_a_workflow_keeps_the_word_until_it_is_approved(
    pair: Any, editor_client: Client, browser: Any, superuser: User
) -> None:
    article, translation = pair
    task = GroupApprovalTask.objects.create(name="review")
    task.groups.add(Group.objects.create(name="reviewers"))
    workflow = Workflow.objects.create(name="review")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.update_or_create(page=article.get_parent(), defaults={"workflow": workflow})
    submit = {"action-submit": "yes"}
    post(editor_client, article, paragraphs=TYPO, **submit, **UNCHANGED)
    assert "이에요" not in str(ArticlePage.objects.get(pk=article.pk).body)
    state = ArticlePage.objects.get(pk=article.pk).current_workflow_task_state
    approve = reverse("wagtailadmin_pages:workflow_action", args=[article.pk, "approve", state.pk])
    browser(superuser).post(approve, {"comment": ""})
    assert "이에요" in str(ArticlePage.objects.get(pk=article.pk).body)
    assert behind(translation) == 0
    assert piece(translation, "둘 이에요.").state == State.REVIEWED


@pytest.mark.parametrize(
    "linked",
    [
        '<a href="https://other.example/">안내서</a>를 보세요.',
        '<a href="https://ko.example/">안내서</a>를 <a href="https://ko.example/2">보세요</a>.',
    ],
)
def test_changed_links_are_no_correction(pair: Any, editor_client: Client, linked: str) -> None:
    article, translation = pair
    post(editor_client, article, paragraphs=("하나예요.", "둘입니다.", linked), **PUBLISH, **UNCHANGED)
    assert behind(translation) == 1
    assert piece(translation, "하나예요.").state == State.REVIEWED
    assert TranslationStatus.objects.get(pk=translation.pk).is_as_published is False


def test_added_and_removed_paragraphs_are_still_to_be_translated(pair: Any, editor_client: Client) -> None:
    article, translation = pair
    post(editor_client, article, paragraphs=("하나예요.", "둘입니다.", LINKED, "새 문단."), **PUBLISH, **UNCHANGED)
    assert behind(translation) == 1
    assert piece(translation, "하나예요.").state == State.REVIEWED
    assert piece(translation, "새 문단.").state == State.MISSING
    post(editor_client, article, paragraphs=("하나예요. 둘입니다.", LINKED), **PUBLISH, **UNCHANGED)
    assert piece(translation, "하나예요. 둘입니다.").state == State.STALE
    assert behind(translation) > 0


def test_drafts_of_the_translation_are_spared_too(pair: Any, editor_client: Client) -> None:
    article, translation = pair
    translation.save_target(publish=False)
    draft = ArticlePage.objects.get(pk=translation.get_target_instance().pk).get_latest_revision()
    assert Build.objects.filter(revision=draft).exists()
    post(editor_client, article, paragraphs=TYPO, **PUBLISH, **UNCHANGED)
    draft.publish()
    assert behind(translation) == 0


def test_an_edit_that_was_not_read_yet_is_told_apart_from_the_correction(pair: Any, editor_client: Client) -> None:
    """The strings that translators have may be older than what the correction corrects."""
    article, translation = pair
    snapshot = translation.source.last_updated_at
    post(editor_client, article, paragraphs=("전혀 다른 말.", "둘입니다.", LINKED), **PUBLISH)
    translation.source.refresh_from_db()
    if translation.source.last_updated_at == snapshot:
        assert {each.source for each in segments_of(translation)} >= {"하나입니다."}
    post(editor_client, article, paragraphs=("전혀 다른 말!", "둘입니다.", LINKED), **PUBLISH, **UNCHANGED)
    assert piece(translation, "전혀 다른 말!").state == State.STALE
    assert behind(translation) == 1


def test_code_and_headings_can_be_corrected(
    write: Any, submit: Any, translate: Any, django_capture_on_commit_callbacks: Any
) -> None:
    code = block("code", {"language": "python", "filename": "", "code": "x = 1", "highlight": "", "caption": "설명"})
    article = write(body=[section("구조에 대해", code)])
    submit(article)
    translation = translate(article)
    with django_capture_on_commit_callbacks(execute=True):
        publish(translation, user=None)
    raw = article.body.get_prep_value()
    raw[0]["value"]["heading"] = "구조에 대하여"
    raw[0]["value"]["content"][0]["value"]["code"] = "x = 2"
    article.body = ArticlePage.body.field.stream_block.to_python(raw)
    article.meaning_unchanged = True
    article.save_revision().publish()
    assert behind(translation) == 0
    assert TranslationStatus.objects.get(pk=translation.pk).missing == 0


def test_the_question_is_asked_only_where_there_is_a_translation(
    pair: Any, write: Any, editor_client: Client, translator_client: Client
) -> None:
    article, translation = pair
    other = write("다른 글")

    def asked(page: Page) -> bool:
        html = editor_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        return 'name="meaning_unchanged"' in html

    assert asked(article)
    assert not asked(other)
    translation.enabled = False
    translation.save()
    assert not asked(article)
