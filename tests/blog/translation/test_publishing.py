"""Nothing untranslated is published unasked, on any path."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django.utils import translation as languages
from django.utils.formats import date_format
from wagtail.models import GroupApprovalTask, Locale, Page, PageLogEntry, Revision, Workflow, WorkflowTask
from wagtail_localize.models import String, StringTranslation, Translation
from wagtail_localize.operations import translate_object

from blog.models import ArticleCategory, ArticlePage, ArticleTopic, Category, Disclaimer, Topic
from blog.translation.limits import problem_with
from blog.translation.models import Consent
from blog.translation.progress import Piece, missing_pieces, unpublished_names
from blog.translation.publishing import UntranslatedError, gaps_of, publish, refusal
from blog.translation.to_do import to_do


def editor_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def said(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


@pytest.fixture
def half_done(write: Any, submit: Any, translate: Any) -> tuple[ArticlePage, ArticlePage, Translation]:
    """An article whose body is not translated yet."""
    article = write()
    target = submit(article)
    return article, target, translate(article, only=("title",), title="Half of it")


def live(page: Page) -> bool:
    return bool(Page.objects.get(pk=page.pk).live)


def test_missing_and_broken_pieces_are_counted_in_the_order_of_the_page(half_done: Any) -> None:
    article, _target, translation = half_done
    assert [(piece.text, piece.broken) for piece in missing_pieces(translation)] == [("본문입니다.", False)]
    StringTranslation.objects.filter(context__path="title").first().delete()
    broken = StringTranslation.objects.get(context__path="slug")
    broken.has_error = True
    broken.save()
    found = [(piece.text, piece.broken) for piece in missing_pieces(translation)]
    assert found == [(article.title, False), (article.slug, True), ("본문입니다.", False)]


@pytest.mark.parametrize("blank", ["", "   ", "\u3000\n", "&nbsp;", "<b></b>", "<b>&nbsp;</b><br/>", "\u200b"])
def test_a_blank_translation_is_a_missing_piece_everywhere(
    complete: Any, translate: Any, translator: User, blank: str, django_capture_on_commit_callbacks: Any
) -> None:
    _article, target, translation = complete
    written = StringTranslation.objects.filter(context__object_id=target.translation_key).latest("pk")
    written.data = blank
    written.save()
    assert [(piece.text, piece.broken) for piece in missing_pieces(translation)] == [("본문입니다.", True)]
    assert [(entry.done, entry.total) for entry in to_do(translator)] == [(1, 2)]
    with pytest.raises(UntranslatedError):
        publish(translation, user=translator)
    with django_capture_on_commit_callbacks(execute=True):
        publish(translation, user=translator, consent=True)
    assert "본문입니다." in str(ArticlePage.objects.get(pk=target.pk).body.get_prep_value())


def test_what_is_blank_in_the_original_may_stay_blank() -> None:
    empty = StringTranslation(translation_of=String(data="&nbsp;"), data="\xa0")
    assert problem_with(empty) == ""


def test_the_refusal_names_the_number_in_words() -> None:
    with languages.override("en"):
        missing, draft = Piece("글", broken=False), Piece("글", broken=False, machine=True)
        assert "2 pieces are not translated yet" in refusal(Category(name="x"), [missing, missing])
        assert "machine" not in refusal(Category(name="x"), [missing])
        assert "not translated" not in refusal(Category(name="x"), [draft])
        both = refusal(Category(name="x"), [missing, draft])
        assert "1 piece is not translated yet" in both
        assert "1 piece comes from a machine, and nobody has reviewed it" in both


def test_the_editor_asks_before_it_publishes_gaps(
    half_done: Any, translator_client: Any, django_capture_on_commit_callbacks: Any
) -> None:
    _article, target, _translation = half_done
    with django_capture_on_commit_callbacks(execute=True):
        response = translator_client.post(editor_url(target), {"action": "publish"})
    assert response.status_code == 200
    page = response.content.decode()
    assert "본문입니다." in page
    assert 'name="consent"' in page
    assert not live(target)


def test_with_consent_the_page_is_published_and_the_decision_is_kept(
    half_done: Any, translator_client: Any, translator: User, django_capture_on_commit_callbacks: Any
) -> None:
    _article, target, translation = half_done
    with django_capture_on_commit_callbacks(execute=True):
        response = translator_client.post(editor_url(target), {"action": "publish", "consent": "yes"})
    assert response.status_code == 302
    assert live(target)
    consent = Consent.objects.get()
    assert (consent.translation, consent.given_by, consent.untranslated) == (translation, translator, 1)
    assert consent.revision_id == Page.objects.get(pk=target.pk).live_revision_id


@pytest.mark.parametrize("path", ["title", "slug"])
def test_a_text_that_is_too_long_is_an_error_and_no_crash(
    complete: Any, translate: Any, translator_client: Any, django_capture_on_commit_callbacks: Any, path: str
) -> None:
    article, target, _translation = complete
    translate(article, only=(path,), **{path: "x" * 300})
    found = StringTranslation.objects.get(context__path=path)
    assert found.has_error
    assert "255" in found.get_error()
    with django_capture_on_commit_callbacks(execute=True):
        asked = translator_client.post(editor_url(target), {"action": "publish"})
        assert asked.status_code == 200
        translator_client.post(editor_url(target), {"action": "publish", "consent": "yes"})
    assert len(getattr(ArticlePage.objects.get(pk=target.pk), path)) < 255


def test_a_page_that_is_not_valid_is_not_published_and_its_strings_are_marked(
    complete: Any, translator_client: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    _article, target, translation = complete

    def refuse(self: ArticlePage) -> None:
        raise ValidationError({"title": "No such title."})

    monkeypatch.setattr(ArticlePage, "minimal_clean", refuse)
    update = reverse("wagtail_localize:update_translations", args=[translation.source_id])
    with django_capture_on_commit_callbacks(execute=True):
        assert said(translator_client.post(editor_url(target), {"action": "publish"}))
        assert StringTranslation.objects.get(context__path="title").get_error() == "No such title."
        assert "No such title." in said(translator_client.post(update, {"publish_translations": "on", "consent": "y"}))
    assert not live(target)


def test_consent_is_worth_nothing_without_the_right_to_publish(
    half_done: Any, translator_client: Any, translator: User, django_capture_on_commit_callbacks: Any
) -> None:
    _article, target, _translation = half_done
    translator.groups.first().page_permissions.filter(permission__codename="publish_page").delete()
    with django_capture_on_commit_callbacks(execute=True):
        translator_client.post(editor_url(target), {"action": "publish", "consent": "yes"})
    assert not live(target)


def test_a_complete_translation_is_published_without_a_question(
    complete: Any, translator_client: Any, django_capture_on_commit_callbacks: Any
) -> None:
    _article, target, _translation = complete
    with django_capture_on_commit_callbacks(execute=True):
        response = translator_client.post(editor_url(target), {"action": "publish"})
    assert response.status_code == 302
    assert live(target)
    assert not Consent.objects.exists()


def test_updating_publishes_only_with_consent_what_is_not_complete(
    complete: Any, translator_client: Any, django_capture_on_commit_callbacks: Any
) -> None:
    article, target, translation = complete
    article.summary = "새 요약"
    article.save_revision().publish()
    url = reverse("wagtail_localize:update_translations", args=[translation.source_id])
    with django_capture_on_commit_callbacks(execute=True):
        asked = translator_client.post(url, {"publish_translations": "on"})
    assert asked.status_code == 200
    assert "새 요약" in asked.content.decode()
    assert not live(target)
    with django_capture_on_commit_callbacks(execute=True):
        done = translator_client.post(url, {"publish_translations": "on", "consent": "yes"})
    assert done.status_code == 302
    assert live(target)
    assert ArticlePage.objects.get(pk=target.pk).summary == "새 요약"


def test_updating_publishes_at_once_what_is_complete(
    complete: Any, translator_client: Any, django_capture_on_commit_callbacks: Any
) -> None:
    _article, target, translation = complete
    url = reverse("wagtail_localize:update_translations", args=[translation.source_id])
    with django_capture_on_commit_callbacks(execute=True):
        assert translator_client.post(url, {"publish_translations": "on"}).status_code == 302
    assert live(target)


def test_the_bulk_action_refuses_gaps_with_the_number(half_done: Any, browser: Any, superuser: User) -> None:
    _article, target, _translation = half_done
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = browser(superuser).post(f"{url}?id={target.pk}", {})
    assert response.status_code == 302
    assert "1" in said(response)
    assert not live(target)


def test_the_bulk_action_refuses_gaps_among_pages_below(
    half_done: Any, trees: Any, browser: Any, superuser: User
) -> None:
    _article, target, _translation = half_done
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = browser(superuser).post(f"{url}?id={trees.lists['en'].pk}", {"include_descendants": "on"})
    assert "Half of it" in said(response) or target.title in said(response)
    assert not live(target)


def test_approving_in_a_workflow_refuses_gaps(half_done: Any, browser: Any, superuser: User) -> None:
    _article, target, _translation = half_done
    task = GroupApprovalTask.objects.create(name="review")
    task.groups.add(Group.objects.create(name="reviewers"))
    workflow = Workflow.objects.create(name="review")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    state = workflow.start(target, superuser)
    url = reverse("wagtailadmin_pages:workflow_action", args=[target.pk, "approve", state.current_task_state_id])
    response = browser(superuser).post(url)
    assert "1" in said(response)
    assert not live(target)
    state.refresh_from_db()
    assert state.status == state.STATUS_IN_PROGRESS


def due(page: Page, hours: int) -> None:
    revision = page.get_latest_revision()
    revision.approved_go_live_at = timezone.now() - timedelta(hours=hours)
    revision.save()


def test_a_schedule_leaves_out_gaps_and_publishes_all_that_is_due_after_them(
    half_done: Any, write: Any, translator: User, caplog: pytest.LogCaptureFixture
) -> None:
    _article, target, _translation = half_done
    later = write("나중 글", live=False)
    due(target, hours=2)
    due(later, hours=1)
    with languages.override("en"):
        call_command("publish_scheduled")
    assert (live(target), live(later)) == (False, True)
    assert [entry.title for entry in to_do(translator)] == ["구름 위의 글"]
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()
    assert "1 piece is not translated yet" in caplog.text
    assert PageLogEntry.objects.filter(page=target.pk, action="wagtail.schedule.cancel").exists()


def test_publishing_from_code_refuses_gaps(half_done: Any, translator: User) -> None:
    _article, target, translation = half_done
    with pytest.raises(UntranslatedError):
        publish(translation, user=translator)
    with pytest.raises(UntranslatedError):
        target.get_latest_revision().publish()
    assert not live(target)


def test_consent_covers_one_revision_only(
    half_done: Any, translator: User, django_capture_on_commit_callbacks: Any
) -> None:
    _article, target, translation = half_done
    with django_capture_on_commit_callbacks(execute=True):
        publish(translation, user=translator, consent=True)
    page = ArticlePage.objects.get(pk=target.pk)
    page.live_revision.publish()
    with pytest.raises(UntranslatedError):
        page.save_revision().publish()


def test_a_stopped_translation_is_an_ordinary_page(half_done: Any) -> None:
    _article, target, _translation = half_done
    Translation.objects.update(enabled=False)
    target.get_latest_revision().publish()
    assert live(target)


def test_korean_originals_are_published_as_ever(half_done: Any) -> None:
    article, _target, _translation = half_done
    article.save_revision().publish()
    assert live(article)


@pytest.mark.parametrize("kind", ["category", "disclaimer"])
def test_snippets_are_asked_about_too(
    belongings: Any, translator_client: Any, english: Locale, kind: str, django_capture_on_commit_callbacks: Any
) -> None:
    translate_object(belongings[kind], [english])
    target = belongings[kind].get_translation(english)
    url = reverse(f"wagtailsnippets_blog_{kind}:edit", args=[target.pk])
    with django_capture_on_commit_callbacks(execute=True):
        asked = translator_client.post(url, {"action": "publish"})
    assert asked.status_code == 200
    assert str(belongings[kind]) in asked.content.decode()
    if kind == "disclaimer":
        assert not Disclaimer.objects.get(pk=target.pk).live
    with django_capture_on_commit_callbacks(execute=True):
        assert translator_client.post(url, {"action": "publish", "consent": "yes"}).status_code == 302
    assert Consent.objects.get().untranslated == 2
    if kind == "disclaimer":
        assert Disclaimer.objects.get(pk=target.pk).live


@pytest.fixture
def in_category(write: Any, submit: Any, translate: Any, belongings: dict[str, Any]) -> Any:
    """A complete translation in a category that is not translated, and a topic that need not be."""
    topic = Topic.objects.create(name="AWS", slug="aws", locale=belongings["topic"].locale)
    places = {
        "article_categories": [ArticleCategory(category=belongings["category"])],
        "article_topics": [ArticleTopic(topic=topic)],
    }
    article = write(**places)
    target = submit(article)
    return target, translate(article, title="In a category")


def test_the_name_of_a_category_that_readers_would_see_untranslated_is_asked_about(
    in_category: Any, belongings: dict[str, Any], translate: Any, translator_client: Any, translator: User
) -> None:
    target, translation = in_category
    with languages.override("en"):
        asked = translator_client.post(editor_url(target), {"action": "publish"})
        assert [piece.text for piece in gaps_of(translation)] == ["category “개발”"]
    assert "“개발”" in asked.content.decode()
    assert not live(target)
    with pytest.raises(UntranslatedError):
        target.get_latest_revision().publish()
    translate(belongings["category"], name="Development")
    assert gaps_of(translation) == ()
    publish(translation, user=translator)


def test_names_that_are_translated_go_out_with_their_article(
    in_category: Any, belongings: dict[str, Any], translate: Any, translator_client: Any
) -> None:
    target, translation = in_category
    other = translate(belongings["category"], name="Development")
    names = unpublished_names(translation)
    assert [each.source.object_id for each in names] == [belongings["category"].translation_key], other
    assert belongings["category"].get_translation(target.locale).name == "개발"
    translator_client.post(editor_url(target), {"action": "publish"})
    assert belongings["category"].get_translation(target.locale).name == "Development"
    assert unpublished_names(translation) == []


def test_consent_covers_the_names_too(
    in_category: Any, translator_client: Any, django_capture_on_commit_callbacks: Any
) -> None:
    target, _translation = in_category
    with django_capture_on_commit_callbacks(execute=True):
        translator_client.post(editor_url(target), {"action": "publish", "consent": "yes"})
    assert live(target)
    assert Consent.objects.get().untranslated == 1


def test_a_translation_that_goes_live_later_is_not_called_published(
    complete: Any, translator_client: Any, django_capture_on_commit_callbacks: Any
) -> None:
    _article, target, _translation = complete
    target.go_live_at = timezone.now() + timedelta(days=2)
    target.save()
    with languages.override("en"), django_capture_on_commit_callbacks(execute=True):
        response = translator_client.post(editor_url(target), {"action": "publish"})
    assert not live(target)
    assert date_format(timezone.localtime(target.go_live_at), "DATETIME_FORMAT") in said(response)


def test_counting_missing_pieces_takes_two_queries_at_most(half_done: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        missing_pieces(half_done[2])
