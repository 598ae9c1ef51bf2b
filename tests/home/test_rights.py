"""Accounts are asked for seldom, and may what Django says they may."""

from typing import Any

import pytest
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser, Permission, User
from django.test import Client
from django.urls import reverse
from wagtail.permission_policies.pages import PagePermissionPolicy

from home.rights import Accounts


def test_an_account_may_exactly_what_django_says(translator: User, superuser: User, db: Any) -> None:
    translator.user_permissions.add(Permission.objects.get(codename="change_site"))
    sleeper = User.objects.create_user("sleeper", is_active=False)
    sleeper.user_permissions.add(Permission.objects.get(codename="change_site"))
    for user in (translator, superuser, sleeper, AnonymousUser()):
        fresh = User.objects.get(pk=user.pk) if user.pk else user
        again = User.objects.get(pk=user.pk) if user.pk else user
        assert Accounts().get_all_permissions(fresh) == ModelBackend().get_all_permissions(again)
    assert "wagtailcore.change_site" in Accounts().get_all_permissions(User.objects.get(pk=translator.pk))


def test_what_an_account_may_is_asked_once(translator: User, django_assert_num_queries: Any) -> None:
    user = Accounts().get_user(translator.pk)
    with django_assert_num_queries(1):
        assert user.has_perm("wagtailadmin.access_admin")
        assert not user.has_perm("auth.add_user")
        assert not hasattr(user, "wagtail_userprofile") or user.wagtail_userprofile


@pytest.mark.parametrize("change", [{"is_active": False}, None])
def test_a_closed_account_is_logged_out_at_once(translator_client: Client, translator: User, change: Any) -> None:
    home = reverse("wagtailadmin_home")
    assert translator_client.get(home).status_code == 200
    if change:
        User.objects.filter(pk=translator.pk).update(**change)
    else:
        translator.delete()
    assert translator_client.get(home).status_code == 302


def test_what_may_be_done_below_a_page_is_what_wagtail_says_and_comes_with_the_rest(
    translator: User, django_assert_num_queries: Any
) -> None:
    policy = PagePermissionPolicy()
    theirs = {(each.page.path, each.permission.codename) for each in policy.get_all_permissions_for_user(translator)}
    user = Accounts().get_user(translator.pk)
    with django_assert_num_queries(1):
        user.has_perm("wagtailadmin.access_admin")
        ours = {(each.page.path, each.permission.codename) for each in policy.get_cached_permissions_for_user(user)}
    assert ours == theirs
    assert {page.title for page in policy.explorable_instances(user)} == {
        page.title for page in policy.explorable_instances(User.objects.get(pk=translator.pk))
    }
