"""What each role finds on the admin's home page: tasks, what to publish and review, and what became of one's texts."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail_localize.models import Translation

from blog.models import ArticlePage
from blog.translation.board.panels import machine_drafts, of_my_texts, ready_to_publish
from blog.translation.models import Assignment, TranslationStatus, Wish
from blog.translation.to_do import to_do
from home.bootstrap import Trees

NOW = timezone.localdate


def known(user: User) -> User:
    """The user as the rest of a page of the admin leaves it: its rights have been fetched."""
    user = User.objects.get(pk=user.pk)
    user.get_all_permissions()
    PagePermissionPolicy().get_cached_permissions_for_user(user)
    return user


@pytest.fixture
def begun(write: Any, submit: Any, translate: Any) -> Any:
    """An article with a translation that has these numbers."""

    def begin(title: str, **numbers: Any) -> Translation:
        article = write(title)
        submit(article)
        translation: Translation = translate(article, only=("title",))
        TranslationStatus.objects.update_or_create(translation=translation, defaults={"text": "", **numbers})
        return translation

    return begin


def give(article: Any, locale: Locale, user: User | None = None, **days: Any) -> None:
    key = getattr(article, "translation_key", None) or article.source.object_id
    Assignment.objects.update_or_create(translation_key=key, locale=locale, defaults={"assignee": user, **days})


def test_translators_find_their_tasks_by_day_then_what_is_behind_then_what_is_wanted(
    begun: Any, write: Any, english: Locale, translator: User, administrator: User
) -> None:
    begun("셋째", total=9, translated=1, missing=8)
    begun("둘째", total=9, translated=9, published=True, behind=2)
    give(begun("다른 사람의 일", total=9, missing=9), english, administrator)
    give(begun("늦은 내 일", total=9, missing=9), english, translator, due=NOW() - timedelta(days=1))
    give(begun("내 일", total=9, missing=9), english, translator, due=NOW() + timedelta(days=3))
    begun("다 된 글", total=9, translated=9)
    give(write("시작하지 않은 내 일"), english, translator, due=NOW())
    wanted = write("독자가 바라는 글")
    Wish.objects.create(translation_key=wanted.translation_key, locale=english, day=NOW(), number=7)
    write("아무도 바라지 않는 글")
    found = to_do(translator)
    assert [each.title for each in found] == [
        "늦은 내 일",
        "시작하지 않은 내 일",
        "내 일",
        "둘째",
        "셋째",
        "다른 사람의 일",
        "독자가 바라는 글",
    ]
    assert [each.is_overdue for each in found] == [True] + [False] * 6
    assert [each.state for each in found][3:] == [
        "조각 2개 뒤처짐",
        "9개 중 1개 번역함",
        "9개 중 1개 번역함",
        "시작 전",
    ]
    assert found[-1].requests == 7


def test_wishes_for_secrets_and_for_other_languages_are_not_shown(
    write: Any, english: Locale, translator: User, editor: User
) -> None:
    draft = write("비밀 초고", live=False)
    open_text = write("열린 글")
    for article in (draft, open_text):
        Wish.objects.create(translation_key=article.translation_key, locale=english, day=NOW(), number=7)
    assert [each.title for each in to_do(translator)] == ["열린 글"]
    assert to_do(editor) == []


def test_those_who_publish_find_what_is_complete_and_what_a_machine_wrote(
    begun: Any, translator: User, editor: User, write: Any
) -> None:
    begun("다 된 글", total=4, translated=3, reviewed=1)
    begun("다시 낼 글", total=4, translated=4, published=True, behind=1)
    begun("낸 글", total=4, translated=4, published=True)
    begun("남은 글", total=4, translated=3, missing=1)
    begun("기계가 쓴 글", total=4, machine=4)
    assert {each.title for each in ready_to_publish(translator)} == {"다 된 글", "다시 낼 글"}
    assert [(each.title, each.machine) for each in machine_drafts(translator)] == [("기계가 쓴 글", 4)]
    assert ready_to_publish(editor) == machine_drafts(editor) == []


def test_a_translator_who_may_not_publish_is_not_asked_to(begun: Any, translator: User, trees: Trees) -> None:
    begun("다 된 글", total=4, translated=4)
    trees.homes["en"].group_permissions.filter(permission__codename="publish_page").delete()
    assert ready_to_publish(User.objects.get(pk=translator.pk)) == []


def test_writers_find_translations_of_their_texts_that_fall_behind_and_promises_that_are_due(
    begun: Any, english: Locale, editor: User
) -> None:
    for title, numbers, days in (
        ("뒤처진 글", {"total": 4, "translated": 4, "published": True, "behind": 2}, None),
        ("약속한 글", {"total": 4, "translated": 1, "missing": 3}, -1),
        ("먼 약속", {"total": 4, "translated": 1, "missing": 3}, 30),
        ("지킨 약속", {"total": 4, "translated": 4, "published": True}, -1),
        ("남의 글", {"total": 4, "translated": 4, "published": True, "behind": 2}, None),
    ):
        translation = begun(title, **numbers)
        if title != "남의 글":
            Page.objects.filter(translation_key=translation.source.object_id, locale=translation.source.locale).update(
                owner=editor
            )
        if days is not None:
            give(translation, english, promised=NOW() + timedelta(days=days))
    found = of_my_texts(editor)
    assert [(each.title, each.is_overdue) for each in found] == [("약속한 글", True), ("뒤처진 글", False)]
    assert all(each.url.startswith("/admin/translation/?text=") for each in found)


def test_panels_without_content_are_not_there(editor_client: Client, translator_client: Client) -> None:
    for client in (editor_client, translator_client):
        assert b"translations-" not in client.get("/admin/").content.replace(b"translation-board", b"")


def test_the_home_page_shows_each_role_its_own(
    begun: Any, editor: User, editor_client: Client, translator_client: Client
) -> None:
    translation = begun("내 글", total=4, translated=4, published=True, behind=2)
    Page.objects.filter(translation_key=translation.source.object_id).update(owner=editor)
    for_editor = editor_client.get("/admin/").content.decode()
    for_translator = translator_client.get("/admin/").content.decode()
    assert ("내 글의 번역" in for_editor, "번역할 글" in for_editor) == (True, False)
    assert "발행하고 검토할 번역" not in for_editor
    assert "번역할 글" in for_translator
    assert "발행하고 검토할 번역" in for_translator


def test_each_panel_costs_at_most_eight_queries_for_any_number_of_texts(
    begun: Any, write: Any, english: Locale, translator: User, editor: User
) -> None:
    for number in range(12):
        begun(f"글 {number}", total=4, translated=4 if number % 2 else 1, machine=number % 3, behind=number % 2)
        give(write(f"내 일 {number}"), english, translator)
        article = write(f"바람 {number}")
        Wish.objects.create(translation_key=article.translation_key, locale=english, day=NOW(), number=number + 1)
    ArticlePage.objects.update(owner=editor)
    for panels, user in (
        ((to_do,), translator),
        ((ready_to_publish, machine_drafts), translator),
        ((of_my_texts,), editor),
    ):
        account = known(user)
        with CaptureQueriesContext(connection) as queries:
            assert [panel for panel in panels if not panel(account)] == []
        assert len(queries) <= 8, [panel.__name__ for panel in panels]
