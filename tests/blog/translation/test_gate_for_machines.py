"""What only a machine has translated is not published unasked, on any path; and readers are told where it was."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowTask
from wagtail_localize.models import StringTranslation, Translation

from blog.models import ArticlePage
from blog.translation.models import Consent, Review
from blog.translation.progress import machine_drafts, missing_pieces
from blog.translation.publishing import UntranslatedError, publish
from blog.translation.saving import By, save, set_reviewed
from blog.translation.segments import segments_of


def said(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def live(page: Page) -> bool:
    return bool(Page.objects.get(pk=page.pk).live)


@pytest.fixture
def drafted(complete: Any) -> tuple[ArticlePage, Translation]:
    """A translation in which nothing is missing, and one piece is a machine's."""
    _article, target, translation = complete
    body = next(each for each in segments_of(translation) if each.source == "본문입니다.")
    save(translation, body.place, "Body by machine.", by=By(tool="Robot", machine=True))
    return target, translation


def test_a_draft_is_a_gap_until_somebody_has_reviewed_it(drafted: Any, translator: User) -> None:
    target, translation = drafted
    assert missing_pieces(translation) == ()
    assert [piece.text for piece in machine_drafts(translation)] == ["본문입니다."]
    with pytest.raises(UntranslatedError):
        publish(translation, user=translator)
    with pytest.raises(UntranslatedError):
        target.get_latest_revision().publish()
    body = next(each for each in segments_of(translation) if each.tool == "Robot")
    set_reviewed(translation, body.place, user=translator)
    assert machine_drafts(translation) == ()
    target.get_latest_revision().publish()
    assert live(target)


def test_the_address_that_a_machine_proposed_is_no_piece_to_review(drafted: Any) -> None:
    _target, translation = drafted
    StringTranslation.objects.filter(context__path="slug").update(translation_type="machine")
    assert len(machine_drafts(translation)) == 1


def test_the_editor_asks_says_why_and_remembers_who_consented_to_how_many(
    drafted: Any, translator_client: Any, translator: User, django_capture_on_commit_callbacks: Any
) -> None:
    target, _translation = drafted
    url = reverse("wagtailadmin_pages:edit", args=[target.pk])
    with django_capture_on_commit_callbacks(execute=True):
        asked = translator_client.post(url, {"action": "publish"})
    page = asked.content.decode()
    assert "본문입니다." in page
    assert 'name="consent"' in page
    assert not live(target)
    with django_capture_on_commit_callbacks(execute=True):
        translator_client.post(url, {"action": "publish", "consent": "yes"})
    assert live(target)
    consent = Consent.objects.get()
    assert (consent.given_by, consent.untranslated, consent.machine) == (translator, 0, 1)
    told = Page.objects.get(pk=target.pk).basis
    assert (told.unreviewed_pieces, told.reviewed) == (1, False)


def test_the_bulk_action_the_workflow_and_the_schedule_refuse_drafts(
    drafted: Any, browser: Any, superuser: User
) -> None:
    target, _translation = drafted
    client = browser(superuser)
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    assert "1" in said(client.post(f"{bulk}?id={target.pk}", {}))
    task = GroupApprovalTask.objects.create(name="review")
    task.groups.add(Group.objects.create(name="reviewers"))
    workflow = Workflow.objects.create(name="review")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    state = workflow.start(target, superuser)
    approve = reverse("wagtailadmin_pages:workflow_action", args=[target.pk, "approve", state.current_task_state_id])
    assert "1" in said(client.post(approve))
    state.cancel(user=superuser)
    revision = target.get_latest_revision()
    revision.approved_go_live_at = timezone.now() - timedelta(hours=1)
    revision.save()
    call_command("publish_scheduled")
    assert not live(target)
    Review.objects.create(translation=StringTranslation.objects.get(tool_name="Robot"), reviewer=superuser)
    client.post(f"{bulk}?id={target.pk}", {})
    assert live(target)


def test_old_text_that_stays_on_the_page_counts_too(drafted: Any, write: Any) -> None:
    _target, translation = drafted
    article = translation.source.get_source_instance()
    raw = article.body.get_prep_value()
    raw[0]["value"] = "<p>본문입니다. 더.</p>"
    article.body = ArticlePage.body.field.stream_block.to_python(raw)
    article.save_revision().publish()
    translation.source.update_from_db()
    assert [piece.text for piece in machine_drafts(translation)] == ["본문입니다. 더."]
