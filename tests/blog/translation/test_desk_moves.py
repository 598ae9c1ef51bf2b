"""From the desk to readers: published on purpose, drafted without a trace, given to the workflow and back."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission, User
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupApprovalTask, GroupPagePermission, Locale, Page, Workflow, WorkflowTask
from wagtail_localize.models import Translation, TranslationLog
from wagtail_localize.operations import translate_object

from blog.models import ArticlePage, Disclaimer
from blog.translation.models import Build, Consent
from blog.translation.saving import By, save
from blog.translation.segments import segments_of
from home.bootstrap import Trees
from tests.blog.translation.test_desk_page import begin, find, url_of


def publish_url(translation: Translation) -> str:
    return reverse("translation:publish", args=[translation.pk])


def said(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def offers(client: Client, translation: Translation) -> list[str]:
    page = BeautifulSoup(client.get(url_of(translation)).content, "html.parser")
    return [each["value"] for each in page.select(".desk-footer input[name=do]")]


@pytest.fixture
def apprentice(trees: Trees) -> User:
    """Somebody who may change English pages and not publish them."""
    group = Group.objects.create(name="견습")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    change = Permission.objects.get(codename="change_page")
    GroupPagePermission.objects.create(group=group, page=trees.homes["en"], permission=change)
    user = User.objects.create_user("apprentice", password="x")
    user.groups.add(group)
    return user


@pytest.fixture
def apprentice_client(apprentice: User) -> Client:
    client = Client()
    client.force_login(apprentice)
    return client


@pytest.fixture
def workflow(trees: Trees, translator: User) -> Workflow:
    """English pages wait for the translators' approval."""
    flow = Workflow.objects.create(name="영어 검토", active=True)
    task = GroupApprovalTask.objects.create(name="검토", active=True)
    task.groups.add(translator.groups.get())
    WorkflowTask.objects.create(workflow=flow, task=task, sort_order=1)
    flow.workflow_pages.create(page=trees.homes["en"])
    return flow


@pytest.fixture
def ready(write: Any, submit: Any, translator: User) -> Translation:
    _article, translation = begin(write, submit, "하나")
    for each in segments_of(translation):
        save(translation, each.place, "slug" if each.path == "slug" else f"EN {each.source}", by=By(translator))
    return translation


def target_of(translation: Translation) -> ArticlePage:
    return ArticlePage.objects.get(pk=translation.get_target_instance().pk)


def test_publishing_asks_about_gaps_first_and_ends_at_the_desk(
    write: Any, submit: Any, translator_client: Any, django_capture_on_commit_callbacks: Any
) -> None:
    _article, translation = begin(write, submit, "하나")
    answer = translator_client.post(publish_url(translation), {"do": "publish"})
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select_one("form [name=consent]")
    assert page.select_one(f'a[href="{url_of(translation)}"]')
    keep = {each["name"]: each.get("value", "") for each in page.select("form[method=post] input[type=hidden]")}
    with django_capture_on_commit_callbacks(execute=True):
        answer = translator_client.post(publish_url(translation), {**keep, "consent": "yes"})
    assert answer["Location"] == url_of(translation)
    assert target_of(translation).live
    assert Consent.objects.count() == 1


def test_a_complete_text_is_published_at_once(
    ready: Translation, translator_client: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = translator_client.post(publish_url(ready), {"do": "publish"})
    assert "EN 구름" in said(answer)
    assert target_of(ready).live
    page = BeautifulSoup(translator_client.get(url_of(ready)).content, "html.parser")
    links = [each["href"] for each in page.select(".desk-links > a")]
    assert any("/en/blog/slug/" in link for link in links)
    assert len(links) == 2


def test_a_draft_changes_nothing_that_readers_see(
    ready: Translation, translator_client: Any, translator: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        translator_client.post(publish_url(ready), {"do": "publish"})
    before = target_of(ready)
    save(ready, find(ready, "하나").place, "Another one", by=By(translator))
    save(ready, find(ready, "구름").place, "Another title", by=By(translator))
    with django_capture_on_commit_callbacks(execute=True):
        translator_client.post(publish_url(ready), {"do": "draft"})
    after = target_of(ready)
    assert (after.title, after.body.get_prep_value()) == (before.title, before.body.get_prep_value())
    assert after.live_revision_id == before.live_revision_id
    assert after.has_unpublished_changes
    draft = after.get_latest_revision_as_object()
    assert (draft.title, "Another one" in str(draft.body.get_prep_value())) == ("Another title", True)
    assert TranslationLog.objects.latest("pk").revision == after.get_latest_revision()
    assert Build.objects.filter(revision=after.get_latest_revision()).exists()


def test_a_draft_of_a_disclaimer_does_not_take_the_public_one_away(
    belongings: dict[str, Any], english: Locale, translator_client: Any, translator: User
) -> None:
    original = belongings["disclaimer"]
    translate_object(original, [english])
    translation = Translation.objects.get(source__object_id=original.translation_key)
    target = original.get_translation(english)
    Disclaimer.objects.filter(pk=target.pk).update(live=True)
    for each in segments_of(translation):
        save(translation, each.place, "EN", by=By(translator))
    translator_client.post(publish_url(translation), {"do": "draft"})
    after = Disclaimer.objects.get(pk=target.pk)
    assert (after.live, after.text) == (True, target.text)
    assert "EN" in after.get_latest_revision_as_object().text


def test_buttons_and_posts_follow_the_rights(
    ready: Translation, apprentice_client: Client, translator_client: Any, editor_client: Any
) -> None:
    assert offers(translator_client, ready) == ["publish", "draft"]
    assert offers(apprentice_client, ready) == ["draft"]
    assert offers(editor_client, ready) == []
    for client, do in ((apprentice_client, "publish"), (editor_client, "draft"), (editor_client, "publish")):
        answer = client.post(publish_url(ready), {"do": do})
        assert answer.status_code == 302
        assert said(answer)
    assert translator_client.post(publish_url(ready), {"do": "nonsense"}).status_code == 302
    assert translator_client.get(publish_url(ready)).status_code == 405
    assert not TranslationLog.objects.filter(revision__user__username__in=["apprentice", "editor"]).exists()
    assert not target_of(ready).live


def test_a_locked_page_is_neither_published_nor_drafted(
    ready: Translation, translator_client: Any, superuser: User
) -> None:
    Page.objects.filter(pk=target_of(ready).pk).update(locked=True, locked_by=superuser)
    logs = TranslationLog.objects.count()
    for do in ("publish", "draft", "submit"):
        assert said(translator_client.post(publish_url(ready), {"do": do})), do
    assert TranslationLog.objects.count() == logs
    assert not target_of(ready).live


def test_who_may_not_publish_submits_and_a_moderator_approves_at_the_desk(
    ready: Translation,
    workflow: Workflow,
    apprentice_client: Client,
    translator_client: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    assert offers(apprentice_client, ready) == ["submit", "draft"]
    answer = apprentice_client.post(publish_url(ready), {"do": "submit"})
    assert said(answer)
    assert target_of(ready).workflow_in_progress
    assert offers(apprentice_client, ready) == []
    page = BeautifulSoup(translator_client.get(url_of(ready)).content, "html.parser")
    forms = {form.select_one("[name=do]")["value"]: form for form in page.select(".desk-footer form")}
    assert {"approve", "reject"} <= set(forms)
    save(ready, find(ready, "하나").place, "Corrected by the moderator", by=By())
    with django_capture_on_commit_callbacks(execute=True):
        fields = {each["name"]: each.get("value", "") for each in forms["approve"].select("input")}
        answer = translator_client.post(forms["approve"]["action"], fields)
    assert answer["Location"] == url_of(ready)
    after = target_of(ready)
    assert (after.live, after.title) == (True, "EN 구름")
    assert "Corrected by the moderator" in str(after.body.get_prep_value())


def test_nobody_decides_who_is_not_asked(
    ready: Translation, workflow: Workflow, apprentice_client: Client, editor_client: Any
) -> None:
    apprentice_client.post(publish_url(ready), {"do": "submit"})
    for client in (apprentice_client, editor_client):
        client.post(publish_url(ready), {"do": "approve"})
    assert target_of(ready).workflow_in_progress
    assert not target_of(ready).live


def test_a_text_with_gaps_is_not_approved_unasked(
    write: Any, submit: Any, workflow: Workflow, apprentice_client: Client, translator_client: Any
) -> None:
    _article, translation = begin(write, submit, "하나")
    apprentice_client.post(publish_url(translation), {"do": "submit"})
    answer = translator_client.post(publish_url(translation), {"do": "approve", "next": url_of(translation)})
    assert "번역하지 않은" in said(answer)
    assert not target_of(translation).live


def test_a_rejected_text_says_why_and_is_submitted_again(
    ready: Translation, workflow: Workflow, apprentice_client: Client, translator_client: Any
) -> None:
    apprentice_client.post(publish_url(ready), {"do": "submit"})
    page = BeautifulSoup(translator_client.get(url_of(ready)).content, "html.parser")
    form = next(each for each in page.select(".desk-footer form") if each.select_one("[value=reject]"))
    fields = {each["name"]: each.get("value", "") for each in form.select("input")} | {"comment": "제목을 다시"}
    assert translator_client.post(form["action"], fields).status_code == 302
    assert not target_of(ready).workflow_in_progress
    assert offers(apprentice_client, ready) == ["submit", "draft"]
    apprentice_client.post(publish_url(ready), {"do": "submit"})
    assert target_of(ready).workflow_in_progress
    assert not target_of(ready).live
