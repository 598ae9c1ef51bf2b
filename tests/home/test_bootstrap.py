"""What `bootstrap` makes, and that making it again changes nothing."""

from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import GroupPagePermission, Page, Workflow

from home.bootstrap import EDITORS, Trees, bootstrap


def test_both_languages_answer_after_bootstrap(trees: Trees, client: Client):
    for address, language in {"/": "ko", "/en/": "en", "/blog/": "ko", "/en/blog/": "en"}.items():
        response = client.get(address)
        assert response.status_code == 200
        assert response["Content-Language"] == language
        assert f'<html lang="{language}"' in response.content.decode()


def test_no_group_or_workflow_speaks_english(trees: Trees):
    assert {group.name for group in Group.objects.all()} == {"편집자", "번역자", "관리자", "중재자"}
    assert [workflow.name for workflow in Workflow.objects.all()] == ["모든 언어 함께"]


def test_running_it_again_changes_nothing(trees: Trees):
    before = (Page.objects.count(), GroupPagePermission.objects.count(), Group.objects.count())
    again = bootstrap()
    assert (Page.objects.count(), GroupPagePermission.objects.count(), Group.objects.count()) == before
    assert again.homes == trees.homes


def test_rights_that_an_operator_added_stay(trees: Trees):
    group = Group.objects.get(name=EDITORS)
    extra = group.permissions.model.objects.get(codename="add_user")
    group.permissions.add(extra)
    bootstrap()
    assert extra in group.permissions.all()


def test_rights_that_an_operator_took_away_stay_away(trees: Trees):
    rights = GroupPagePermission.objects.filter(group__name=EDITORS, permission__codename="publish_page")
    rights.delete()
    bootstrap()
    assert not rights.exists()
