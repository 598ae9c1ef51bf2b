"""Giving a text to somebody until a day: who may, to whom, and what is remembered."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone
from wagtail.models import GroupPagePermission, Locale

from blog.models import ArticlePage
from blog.translation.board.assigning import assignment_of
from blog.translation.board.rows import rows_of
from blog.translation.models import Assignment
from home.bootstrap import Trees

BULK = "/admin/translation/bulk/"
DAY = date(2030, 5, 1)


def address(article: ArticlePage, locale: Locale) -> str:
    return f"/admin/translation/assign/{article.translation_key}/{locale.pk}/"


def stored() -> list[tuple[str | None, date | None]]:
    return list(Assignment.objects.order_by("pk").values_list("assignee__username", "due"))


def test_a_text_is_given_taken_back_and_dated(
    write: Any, english: Locale, translator: User, editor_client: Client
) -> None:
    article = write()
    url = address(article, english)
    assert "translator" in editor_client.get(url).content.decode()
    editor_client.post(url, {"who": str(translator.pk), "due": "2030-05-01"})
    assert stored() == [("translator", DAY)]
    Assignment.objects.update(promised=DAY)
    editor_client.post(url, {"who": "none", "due": "2030-05-01"})
    assert stored() == [(None, DAY)]
    editor_client.post(url, {"who": str(translator.pk), "due": ""})
    assert stored() == [("translator", None)]
    assert Assignment.objects.get().promised == DAY  # what readers were told is not forgotten


def test_only_those_who_may_edit_either_version_may_assign(
    write: Any, submit: Any, english: Locale, translator_client: Client, trees: Trees, client: Client
) -> None:
    article = write()
    submit(article)
    assert translator_client.get(address(article, english)).status_code == 200
    group = Group.objects.create(name="one page")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    other = write("남의 글")
    GroupPagePermission.objects.create(
        group=group, page=other, permission=Permission.objects.get(codename="change_page")
    )
    (stranger := User.objects.create_user("stranger")).groups.add(group)
    client.force_login(stranger)
    assert client.post(address(article, english), {"who": "none", "due": "2030-05-01"}).status_code == 302
    assert stored() == []
    assert client.post(address(other, english), {"who": "none", "due": "2030-05-01"}).status_code == 302
    assert stored() == [(None, DAY)]


def test_only_those_who_may_translate_it_are_offered_and_taken(
    write: Any, english: Locale, editor: User, editor_client: Client, translator: User
) -> None:
    article = write()
    page = editor_client.get(address(article, english)).content.decode()
    assert f'value="{translator.pk}"' in page
    assert f'value="{editor.pk}"' not in page
    assert editor_client.post(address(article, english), {"who": str(editor.pk)}).status_code == 200
    assert stored() == []


def test_somebody_of_another_part_of_the_tree_is_told_apart_from_the_others(
    write: Any, submit: Any, english: Locale, editor_client: Client
) -> None:
    mine, other = write("맡은 글"), write("다른 글")
    target, _other = submit(mine), submit(other)
    group = Group.objects.create(name="one English page")
    permission = Permission.objects.get(codename="change_page")
    GroupPagePermission.objects.create(group=group, page=target, permission=permission)
    (somebody := User.objects.create_user("somebody")).groups.add(group)
    answer = editor_client.post(address(other, english), {"who": str(somebody.pk)})
    assert "고칠 권한이 없습니다" in answer.content.decode()
    assert editor_client.post(address(mine, english), {"who": str(somebody.pk)}).status_code == 302
    assert stored() == [("somebody", None)]


def test_a_text_that_one_may_not_know_of_has_no_such_page(
    write: Any, english: Locale, translator_client: Client
) -> None:
    draft = write("비밀 초고", live=False)
    assert translator_client.get(address(draft, english)).status_code == 404
    url = "/admin/translation/assign/00000000-0000-0000-0000-000000000000/1/"
    assert translator_client.get(url).status_code == 404


def test_many_are_given_at_once_and_each_field_left_empty_changes_nothing(
    write: Any, english: Locale, translator: User, editor: User, editor_client: Client
) -> None:
    articles = [write(f"글 {number}") for number in range(3)]
    Assignment.objects.create(
        translation_key=articles[0].translation_key, locale=english, promised=DAY, due=DAY - timedelta(days=9)
    )
    names = [row.name for row in rows_of(editor)]
    data = {"action": "assign", "row": names}
    editor_client.post(BULK, {**data, "who": str(translator.pk)})
    early = DAY - timedelta(days=9)
    assert sorted(stored(), key=str) == [("translator", None), ("translator", None), ("translator", early)]
    editor_client.post(BULK, {**data, "who": "", "due": "2030-05-01"})
    assert stored() == [("translator", DAY)] * 3
    editor_client.post(BULK, {**data, "who": "none", "no_day": "on"})
    assert stored() == [(None, None)] * 3
    assert Assignment.objects.exclude(promised=None).count() == 1


@pytest.mark.parametrize("bad", [{"due": "gestern"}, {"who": "0"}, {"who": "\0"}, {"due": "9" * 5000}])
def test_a_bad_form_changes_nothing_and_says_so(
    write: Any, editor: User, editor_client: Client, bad: dict[str, str]
) -> None:
    write()
    names = [row.name for row in rows_of(editor)]
    answer = editor_client.post(BULK, {"action": "assign", "row": names, **bad}, follow=True)
    assert "입력한 내용을 확인해 주세요" in answer.content.decode()
    assert stored() == []


def test_the_way_back_stays_on_this_site(write: Any, english: Locale, editor_client: Client) -> None:
    url, form = address(write(), english), {"who": "none"}
    assert editor_client.post(url, {**form, "next": "https://evil.example/"}).url == "/admin/translation/"
    assert editor_client.post(url, {**form, "next": "/admin/?a=b"}).url == "/admin/?a=b"


def test_the_desk_asks_for_an_assignment_and_shows_it_in_words(
    complete: Any, english: Locale, translator: User, django_assert_num_queries: Any
) -> None:
    article, _target, translation = complete
    assert assignment_of(translation) is None
    Assignment.objects.create(
        translation_key=article.translation_key, locale=english, assignee=translator, due=timezone.localdate()
    )
    with django_assert_num_queries(1):
        found = assignment_of(translation)
        html = render_to_string(
            "translation/components/assignment.html", {"assignment": found, "overdue": True, "address": ""}
        )
    assert "translator" in html
    assert "기한 지남" in html
    assert "<a" not in html
