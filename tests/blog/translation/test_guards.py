"""The permission holes H1 to H8 of wagtail-localize, each with the request that is refused."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.messages import get_messages
from django.db import transaction
from django.http import HttpResponse
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Locale, Page, PageViewRestriction, Workflow, WorkflowTask
from wagtail_localize.models import SegmentOverride, StringTranslation, Translation, TranslationSource

from blog.models import ArticlePage, Author, Category, Disclaimer
from blog.translation.direction import ReverseDirectionError
from blog.translation.guards import locales_of, refuse_other_tree, translatable_snippets
from blog.translation.snippets import OneLanguageAtATime
from home.bootstrap import TRANSLATORS, Trees

from .conftest import every_block


def said(response: HttpResponse) -> str:
    """The messages that the user will read."""
    return " ".join(str(message) for message in get_messages(response.wsgi_request))  # type: ignore[attr-defined]


def submit_url(page: Page) -> str:
    return reverse("wagtail_localize:submit_page_translation", args=[page.pk])


def editor_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def string_url(translation: Translation, path: str = "title") -> str:
    segment = translation.source.stringsegment_set.get(context__path=path)
    return reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])


def put(client: Any, url: str, value: str) -> HttpResponse:
    response: HttpResponse = client.put(
        url, encode_multipart(BOUNDARY, {"value": value}), content_type=MULTIPART_CONTENT
    )
    return response


@pytest.fixture
def helper(trees: Trees) -> User:
    """Writes English but may not publish it."""
    group = Group.objects.create(name="translators without publish right")
    translators = Group.objects.get(name=TRANSLATORS)
    group.permissions.set(translators.permissions.exclude(codename__startswith="publish_"))
    for each in translators.page_permissions.exclude(permission__codename="publish_page"):
        group.page_permissions.create(page=each.page, permission=each.permission)
    user = User.objects.create_user("helper", "helper@example.org", "password")
    user.groups.add(group)
    return user


# H1: submitting


def test_h1_translators_cannot_submit_drafts_of_others(write: Any, translator_client: Any, english: Locale) -> None:
    draft = write("비밀 초고", live=False)
    for response in (
        translator_client.get(submit_url(draft)),
        translator_client.post(submit_url(draft), {"locales": [english.pk]}),
    ):
        assert response.status_code == 302
        assert "not published" in said(response) or "발행" in said(response)
    assert not draft.has_translation(english)


def test_h1_translators_cannot_submit_private_pages(write: Any, translator_client: Any, english: Locale) -> None:
    article = write()
    PageViewRestriction.objects.create(page=article, restriction_type=PageViewRestriction.LOGIN)
    translator_client.post(submit_url(article), {"locales": [english.pk]})
    assert not article.has_translation(english)


def test_h1_submitting_a_published_article_gives_a_draft(write: Any, translator_client: Any, english: Locale) -> None:
    article = write()
    response = translator_client.post(submit_url(article), {"locales": [english.pk]})
    target = article.get_translation(english)
    assert response.url == editor_url(target)
    assert not target.live


def test_h1_editors_may_ask_for_a_translation_of_their_draft(
    write: Any, editor_client: Any, editor: User, english: Locale
) -> None:
    draft = write(live=False, owner=editor)
    response = editor_client.post(submit_url(draft), {"locales": [english.pk]})
    target = draft.get_translation(english)
    assert response.url == editor_url(draft)
    assert not target.live
    assert editor_client.get(editor_url(target)).status_code == 302


def test_h1_nobody_submits_a_language_without_rights_there(
    write: Any, browser: Any, english: Locale, translator: User
) -> None:
    article = write()
    translator.groups.first().page_permissions.all().delete()
    response = browser(translator).post(submit_url(article), {"locales": [english.pk]})
    assert response.status_code == 200
    assert response.context["form"].errors["locales"]
    assert not article.has_translation(english)


def test_h1_translators_cannot_submit_the_pages_below(
    trees: Trees, write: Any, translator_client: Any, english: Locale
) -> None:
    draft = write(live=False)
    trees.lists["en"].delete()
    blog = trees.lists["ko"]
    translator_client.post(submit_url(blog), {"locales": [english.pk], "include_subtree": "on"})
    assert blog.has_translation(english)
    assert not draft.has_translation(english)


def test_h1_a_page_whose_parent_is_not_translated_is_not_submitted(
    trees: Trees, write: Any, browser: Any, superuser: User, english: Locale
) -> None:
    article = write()
    trees.lists["en"].delete()
    browser(superuser).post(submit_url(article), {"locales": [english.pk]})
    assert not Page.objects.filter(locale=english, alias_of__isnull=False).exists()
    assert not article.has_translation(english)


def test_h1_translators_cannot_submit_drafts_of_snippets(
    belongings: dict[str, Any], translator_client: Any, english: Locale
) -> None:
    Disclaimer.objects.update(live=False)
    url = reverse(
        "wagtail_localize:submit_snippet_translation", args=["blog", "disclaimer", belongings["disclaimer"].pk]
    )
    translator_client.post(url, {"locales": [english.pk]})
    assert not belongings["disclaimer"].has_translation(english)
    url = reverse("wagtail_localize:submit_snippet_translation", args=["blog", "author", belongings["author"].pk])
    translator_client.post(url, {"locales": [english.pk]})
    assert belongings["author"].has_translation(english)


# H2: the reverse direction


def test_h2_a_translation_cannot_be_submitted_itself(complete: Any, browser: Any, superuser: User) -> None:
    _article, target, _translation = complete
    french = Locale.objects.create(language_code="fr")
    response = browser(superuser).post(submit_url(target), {"locales": [french.pk]})
    assert "one direction" in said(response) or "방향" in said(response)
    assert Translation.objects.count() == 1


def test_h2_english_originals_do_not_enter_the_korean_tree(
    trees: Trees, translator: User, browser: Any, english: Locale
) -> None:
    korean = trees.lists["ko"].locale
    own = ArticlePage(title="English first", slug="english-first", locale=english, owner=translator)
    trees.lists["en"].add_child(instance=own)
    response = browser(translator).post(submit_url(own), {"locales": [korean.pk]})
    assert response.status_code == 200
    assert not own.has_translation(korean)


def test_h2_two_directions_cannot_be_enabled_by_any_code(complete: Any, english: Locale) -> None:
    article, target, translation = complete
    source, _created = TranslationSource.get_or_create_from_instance(target)
    with pytest.raises(ReverseDirectionError), transaction.atomic():
        Translation.objects.create(source=source, target_locale=article.locale)
    stopped = Translation.objects.create(source=source, target_locale=article.locale, enabled=False)
    stopped.enabled = True
    with pytest.raises(ReverseDirectionError), transaction.atomic():
        stopped.save()
    assert list(Translation.objects.filter(enabled=True)) == [translation]


def test_h2_restarting_against_a_running_direction_is_refused(
    complete: Any, browser: Any, superuser: User, english: Locale
) -> None:
    article, target, _translation = complete
    source, _created = TranslationSource.get_or_create_from_instance(target)
    stopped = Translation.objects.create(source=source, target_locale=article.locale, enabled=False)
    response = browser(superuser).post(editor_url(article), {"localize-restart-translation": "yes"})
    assert response.status_code == 302
    stopped.refresh_from_db()
    assert not stopped.enabled


# H3: updating


def update_url(translation: Translation) -> str:
    return reverse("wagtail_localize:update_translations", args=[translation.source_id])


def test_h3_update_and_publish_needs_the_right_to_publish(
    complete: Any, browser: Any, helper: User, django_capture_on_commit_callbacks: Any
) -> None:
    _article, target, translation = complete
    with django_capture_on_commit_callbacks(execute=True):
        response = browser(helper).post(update_url(translation), {"publish_translations": "on"})
    assert response.status_code == 302
    assert said(response)
    target.refresh_from_db()
    assert not target.live


def test_h3_editors_may_update_but_not_publish_translations(
    complete: Any, editor_client: Any, django_capture_on_commit_callbacks: Any
) -> None:
    article, target, translation = complete
    article.title = "새 제목"
    article.save_revision().publish()
    with django_capture_on_commit_callbacks(execute=True):
        editor_client.post(update_url(translation), {"publish_translations": "on"})
        assert translation.source.stringsegment_set.filter(string__data="새 제목").count() == 0
        editor_client.post(update_url(translation), {})
    assert translation.source.stringsegment_set.filter(string__data="새 제목").count() == 1
    target.refresh_from_db()
    assert not target.live


def test_h3_strangers_cannot_update(complete: Any, browser: Any, helper: User) -> None:
    article, _target, translation = complete
    helper.groups.first().page_permissions.all().delete()
    article.title = "새 제목"
    article.save_revision().publish()
    browser(helper).post(update_url(translation), {})
    assert not translation.source.stringsegment_set.filter(string__data="새 제목").exists()


# H4: stopping


def test_h4_stopping_a_translation_needs_the_right_to_publish(
    complete: Any, browser: Any, helper: User, translator_client: Any
) -> None:
    _article, _target, translation = complete
    url = reverse("wagtail_localize:stop_translation", args=[translation.pk])
    browser(helper).post(url)
    translation.refresh_from_db()
    assert translation.enabled
    translator_client.post(url)
    translation.refresh_from_db()
    assert not translation.enabled


def test_h4_restarting_a_translation_needs_it_too(complete: Any, browser: Any, helper: User) -> None:
    _article, target, translation = complete
    Translation.objects.update(enabled=False)
    browser(helper).post(editor_url(target), {"localize-restart-translation": "yes"})
    translation.refresh_from_db()
    assert not translation.enabled


def test_restarting_keeps_what_was_written_by_hand(complete: Any, translator_client: Any) -> None:
    _article, target, translation = complete
    Translation.objects.update(enabled=False)
    target.title = "By hand"
    target.body = target.body.stream_block.to_python(
        [{**target.body.get_prep_value()[0], "value": "<p>Written by hand.</p>"}]
    )
    target.save_revision()
    translator_client.post(editor_url(target), {"localize-restart-translation": "yes"})
    translation.refresh_from_db()
    assert translation.enabled
    written = StringTranslation.objects.filter(context__object_id=target.translation_key)
    assert set(written.values_list("data", flat=True)) >= {"By hand", "Written by hand."}


# H5: locks


@pytest.fixture
def locked(complete: Any, superuser: User) -> Any:
    _article, target, _translation = complete
    Page.objects.filter(pk=target.pk).update(locked=True, locked_by=superuser, locked_at=timezone.now())
    return complete


def test_h5_strings_of_a_locked_page_cannot_be_written(locked: Any, translator_client: Any) -> None:
    _article, _target, translation = locked
    before = list(StringTranslation.objects.order_by("pk").values_list("data", flat=True))
    response = put(translator_client, string_url(translation), "Overwritten")
    assert response.status_code == 403
    assert json.loads(response.content)["detail"]
    assert translator_client.delete(string_url(translation)).status_code == 403
    assert list(StringTranslation.objects.order_by("pk").values_list("data", flat=True)) == before


def test_h5_overrides_of_a_locked_page_cannot_be_written(
    write: Any, submit: Any, translator_client: Any, superuser: User
) -> None:
    article = write(body=every_block())
    target = submit(article)
    translation = Translation.objects.get(source__object_id=article.translation_key)
    segment = translation.source.overridablesegment_set.first()
    url = reverse("wagtail_localize:edit_override", args=[translation.pk, segment.pk])
    Page.objects.filter(pk=target.pk).update(locked=True, locked_by=superuser, locked_at=timezone.now())
    assert put(translator_client, url, "https://en.example/").status_code == 403
    assert not SegmentOverride.objects.exists()


@pytest.mark.parametrize("name", ["machine_translate", "stop_translation"])
def test_h5_nothing_else_is_done_to_a_locked_page(locked: Any, translator_client: Any, name: str) -> None:
    _article, _target, translation = locked
    response = translator_client.post(reverse(f"wagtail_localize:{name}", args=[translation.pk]))
    assert response.status_code == 302
    assert said(response)
    translation.refresh_from_db()
    assert translation.enabled


def test_h5_a_locked_page_is_not_published(
    locked: Any, translator_client: Any, django_capture_on_commit_callbacks: Any
) -> None:
    _article, target, translation = locked
    with django_capture_on_commit_callbacks(execute=True):
        response = translator_client.post(editor_url(target), {"action": "publish"})
        assert said(response)
        translator_client.post(update_url(translation), {"publish_translations": "on"})
    target.refresh_from_db()
    assert not target.live


def test_h5_an_unlocked_page_is_written_and_published(
    complete: Any, translator_client: Any, django_capture_on_commit_callbacks: Any
) -> None:
    _article, target, translation = complete
    assert put(translator_client, string_url(translation), "A better title").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        translator_client.post(editor_url(target), {"action": "publish"})
    target.refresh_from_db()
    assert (target.live, target.title) == (True, "A better title")


def test_strings_of_a_stopped_translation_cannot_be_written(complete: Any, translator_client: Any) -> None:
    _article, _target, translation = complete
    Translation.objects.update(enabled=False)
    assert put(translator_client, string_url(translation), "Overwritten").status_code == 403


def test_editors_cannot_write_english_strings(complete: Any, editor_client: Any) -> None:
    assert put(editor_client, string_url(complete[2]), "Overwritten").status_code == 403


# H6: snippets


def test_every_translatable_snippet_is_guarded() -> None:
    assert {model.__name__ for model in translatable_snippets()} >= {
        "Author",
        "Category",
        "Topic",
        "Series",
        "Disclaimer",
    }
    assert all(isinstance(model.snippet_viewset, OneLanguageAtATime) for model in translatable_snippets())  # type: ignore[attr-defined]


def test_h6_rights_follow_the_page_tree(trees: Trees, editor: User, translator: User, administrator: User) -> None:
    korean, english = (trees.homes[code].locale_id for code in ("ko", "en"))
    assert locales_of(translator) == {english}
    assert locales_of(editor) == {korean}
    assert locales_of(administrator) == locales_of(User(is_superuser=True)) == {korean, english}
    assert locales_of(User(is_active=False)) == frozenset()


@pytest.mark.parametrize("kind", ["author", "category", "topic", "series", "disclaimer"])
def test_h6_translators_cannot_touch_korean_snippets(
    belongings: dict[str, Any], translator_client: Any, translator: User, kind: str
) -> None:
    snippet = belongings[kind]
    translators = Group.objects.get(name=TRANSLATORS)
    from django.contrib.auth.models import Permission

    translators.permissions.add(*Permission.objects.filter(content_type__app_label="blog"))
    url = f"wagtailsnippets_blog_{kind}"
    names = {"name": "바뀜", "title": "바뀜", "slug": "바뀜", "text": "null", "action-publish": "yes"}
    for view in ("edit", "delete", "history", "usage"):
        assert translator_client.get(reverse(f"{url}:{view}", args=[snippet.pk])).status_code == 302
        assert translator_client.post(reverse(f"{url}:{view}", args=[snippet.pk]), names).status_code == 302
    assert translator_client.post(reverse(f"{url}:add"), names).status_code == 302
    assert translator_client.post(f"{reverse(f'{url}:add')}?locale=ko", names).status_code == 302
    bulk = reverse("wagtail_bulk_action", args=["blog", kind, "delete"])
    translator_client.post(f"{bulk}?id={snippet.pk}", {})
    assert str(type(snippet).objects.get()) == str(snippet)


def test_h6_korean_disclaimers_are_not_unpublished_by_translators(
    belongings: dict[str, Any], translator_client: Any
) -> None:
    disclaimer = belongings["disclaimer"]
    translator_client.post(reverse("wagtailsnippets_blog_disclaimer:unpublish", args=[disclaimer.pk]))
    disclaimer.refresh_from_db()
    assert disclaimer.live


def test_h6_lists_of_snippets_hold_the_languages_of_the_user(
    belongings: dict[str, Any], translator_client: Any, editor_client: Any
) -> None:
    url = reverse("wagtailsnippets_blog_category:list")
    assert "개발" not in translator_client.get(url).content.decode()
    assert "개발" in editor_client.get(url).content.decode()


def test_h6_editors_work_with_korean_snippets_and_translators_with_english_ones(
    belongings: dict[str, Any], translator_client: Any, editor_client: Any, english: Locale
) -> None:
    own = Category.objects.create(name="Work", slug="work", locale=english)
    edit = "wagtailsnippets_blog_category:edit"
    assert translator_client.get(reverse(edit, args=[own.pk])).status_code == 200
    assert editor_client.get(reverse(edit, args=[own.pk])).status_code == 302
    assert editor_client.get(reverse(edit, args=[belongings["category"].pk])).status_code == 200


def test_h6_strings_of_snippets_are_guarded_too(
    belongings: dict[str, Any], submit: Any, translate: Any, editor_client: Any, translator_client: Any, english: Locale
) -> None:
    from wagtail_localize.operations import translate_object

    translate_object(belongings["author"], [english])
    translation = translate(belongings["author"], name="Haneul Kim")
    assert put(editor_client, string_url(translation, "name"), "x").status_code == 403
    assert put(translator_client, string_url(translation, "name"), "Kim, Haneul").status_code == 200
    target = Author.objects.get(locale=english)
    response = translator_client.post(
        reverse("wagtailsnippets_blog_author:edit", args=[target.pk]), {"action": "publish", "consent": "yes"}
    )
    assert response.status_code == 302
    target.refresh_from_db()
    assert (target.name, target.slug) == ("Kim, Haneul", "haneul-kim")


def test_names_of_snippets_are_not_listed_for_everybody(
    belongings: dict[str, Any], translator_client: Any, editor_client: Any
) -> None:
    url = reverse("wagtail_localize:snippets_api_listing", args=["blog", "disclaimer"])
    assert "면책" not in translator_client.get(url).content.decode()
    assert "면책" in editor_client.get(url).content.decode()


# H7: the report


def test_h7_the_report_shows_only_what_the_user_may_edit(
    complete: Any,
    belongings: dict[str, Any],
    browser: Any,
    helper: User,
    translator: User,
    editor: User,
    english: Locale,
) -> None:
    from wagtail_localize.operations import translate_object

    translate_object(belongings["author"], [english])
    url = reverse("wagtail_localize:translations_report")
    for user in (translator, editor):
        page = browser(user).get(url).content.decode()
        assert "구름 위의 글" in page
        assert "김하늘" in page
    helper.groups.first().page_permissions.all().delete()
    for name in ("translations_report", "translations_report_results"):
        page = browser(helper).get(reverse(f"wagtail_localize:{name}")).content.decode()
        assert "구름 위의 글" not in page
        assert "김하늘" not in page


def test_drafts_are_seen_by_translators_only_when_asked_to_translate_them(
    write: Any, submit: Any, translator_client: Any
) -> None:
    draft = write("비밀 초고", live=False)
    addresses = [
        editor_url(draft),
        reverse("wagtailadmin_pages:view_draft", args=[draft.pk]),
        reverse("wagtailadmin_pages:history", args=[draft.pk]),
        submit_url(draft),
        f"{reverse('wagtailadmin_choose_page_search')}?q=비밀",
        reverse("wagtailadmin_choose_page_child", args=[draft.get_parent().pk]),
        reverse("wagtailadmin_choose_page_child", args=[draft.pk]),
        f"{reverse('wagtailadmin_choose_page_chosen_multiple')}?id={draft.pk}",
        reverse("wagtailadmin_reports:page_types_usage"),
        reverse("wagtailadmin_reports:page_types_usage_results"),
    ]
    report = reverse("wagtail_localize:translations_report")
    assert all("비밀 초고" not in translator_client.get(url, follow=True).content.decode() for url in addresses)
    assert "비밀 초고" not in translator_client.get(report).content.decode()
    target = submit(draft)
    assert "비밀 초고" in translator_client.get(report).content.decode()
    assert "비밀 초고" in translator_client.get(editor_url(target), follow=True).content.decode()


# H8: workflows


@pytest.fixture
def in_moderation(complete: Any, superuser: User) -> Any:
    """The English draft waits for reviewers that the translator does not belong to."""
    _article, target, _translation = complete
    reviewers = Group.objects.create(name="reviewers")
    task = GroupApprovalTask.objects.create(name="review")
    task.groups.add(reviewers)
    workflow = Workflow.objects.create(name="review")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    workflow.start(target, superuser)
    return complete


def test_h8_a_page_in_moderation_is_not_published_around_its_workflow(
    in_moderation: Any, translator_client: Any, translator: User, django_capture_on_commit_callbacks: Any
) -> None:
    _article, target, translation = in_moderation
    with django_capture_on_commit_callbacks(execute=True):
        response = translator_client.post(editor_url(target), {"action": "publish"})
        assert said(response)
        translator_client.post(update_url(translation), {"publish_translations": "on"})
    assert not ArticlePage.objects.get(pk=target.pk).live
    translator.groups.add(Group.objects.get(name="reviewers"))
    with django_capture_on_commit_callbacks(execute=True):
        translator_client.post(editor_url(target), {"action": "publish"})
    page = ArticlePage.objects.get(pk=target.pk)
    assert page.live
    assert not page.workflow_in_progress


# Aliases and PO files


def test_no_page_becomes_an_alias_of_another_language(complete: Any, browser: Any, superuser: User) -> None:
    _article, target, translation = complete
    client = browser(superuser)
    client.post(reverse("wagtail_localize:convert_to_alias", args=[target.pk]))
    Translation.objects.update(enabled=False)
    client.post(editor_url(target), {"localize-convert-to-alias": "yes"})
    target.refresh_from_db()
    assert target.alias_of_id is None
    assert not target.live
    assert Translation.objects.filter(pk=translation.pk).exists()


def test_no_page_is_copied_as_an_alias(write: Any, trees: Trees, browser: Any, superuser: User) -> None:
    url = reverse("wagtailadmin_pages:copy", args=[write().pk])
    parent = trees.lists["en"].pk
    data = {"new_title": "x", "new_slug": "x", "new_parent_page": parent, "alias": "on"}
    assert "alias" in said(browser(superuser).post(url, data)) or not Page.objects.filter(slug="x").exists()
    assert not Page.objects.filter(alias_of__isnull=False).exists()
    del data["alias"]
    browser(superuser).post(url, {**data, "new_parent_page": trees.lists["ko"].pk})
    assert Page.objects.filter(slug="x").exists()


@pytest.mark.usefixtures("indexed_at_once")
def test_editors_choose_among_their_drafts_and_translators_among_live_pages(
    write: Any, editor_client: Any, translator_client: Any
) -> None:
    write("비밀 초고", live=False)
    write("비밀 아닌 글")
    search = f"{reverse('wagtailadmin_choose_page_search')}?q=비밀"
    assert "비밀 초고" in editor_client.get(search).content.decode()
    assert "비밀 아닌 글" in translator_client.get(search).content.decode()
    report = reverse("wagtailadmin_reports:page_types_usage")
    assert "비밀" in editor_client.get(report).content.decode()


def test_no_page_is_copied_or_moved_into_the_other_tree(
    write: Any, trees: Trees, browser: Any, superuser: User
) -> None:
    article, client = write(), browser(superuser)
    korean, english = (trees.lists[code] for code in ("ko", "en"))
    copy = reverse("wagtailadmin_pages:copy", args=[article.pk])
    data = {"new_title": "x", "new_slug": "x", "new_parent_page": english.pk}
    move = reverse("wagtailadmin_pages:move_confirm", args=[article.pk, english.pk])
    bulk = f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'move'])}?id={article.pk}"
    why = refuse_other_tree(article, english)
    assert why
    for url, form in ((copy, data), (move, {})):
        assert said(browser(superuser).post(url, form)) == why
    client.post(bulk, {"chooser": english.pk})
    assert not Page.objects.child_of(english).exists()
    client.post(copy, {**data, "new_parent_page": korean.pk})
    assert Page.objects.child_of(korean).filter(slug="x").exists()


def test_deleting_an_original_stops_its_translation_and_keeps_what_was_translated(complete: Any) -> None:
    article, target, translation = complete
    number = StringTranslation.objects.count()
    article.delete()
    translation.refresh_from_db()
    assert not translation.enabled
    assert Page.objects.filter(pk=target.pk).exists()
    assert StringTranslation.objects.count() == number
