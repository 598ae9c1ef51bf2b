"""Accounts and their rights, asked of the database as seldom as possible: every request of the admin asks for them.

What an account may do is as Django and Wagtail define it; only the number of questions differs.
"""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission, User
from django.db.models import F, Q, QuerySet, Value
from wagtail.models import GroupPagePermission, Page
from wagtail.permission_policies.pages import PagePermissionPolicy

_NOWHERE = -1  # in the place of a page, for rights that are not about pages


class Accounts(ModelBackend):
    """Django's accounts: Wagtail's profile comes with the account, and all rights come together."""

    def get_user(self, user_id: Any) -> Any:
        """The account with its profile: one query instead of two."""
        user = User.objects.select_related("wagtail_userprofile").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """All that the user may do, as "app.codename"; what they may do below which page is kept where Wagtail looks
        for it. One query instead of three."""
        if obj is not None or user_obj.is_superuser or not user_obj.is_active or user_obj.is_anonymous:
            return set(super().get_all_permissions(user_obj, obj))
        if not hasattr(user_obj, "_perm_cache"):
            rows = list(_rights_on_pages(user_obj).union(_rights_elsewhere(user_obj)))
            setattr(
                user_obj, PagePermissionPolicy.permission_cache_name, [_granted(*row) for row in rows if row[0] > 0]
            )
            user_obj._perm_cache = {f"{row[1]}.{row[2]}" for row in rows if row[0] == _NOWHERE}
        return set(user_obj._perm_cache)


def _rights_elsewhere(user: User) -> QuerySet[Any, Any]:
    own = Permission.objects.filter(Q(user=user) | Q(group__user=user)).order_by()
    return own.values_list(Value(_NOWHERE), "content_type__app_label", "codename", "pk", Value(0), Value(""), Value(0))


def _rights_on_pages(user: User) -> QuerySet[Any, Any]:
    own = GroupPagePermission.objects.filter(group__user=user).order_by()
    permission = F("permission__content_type__app_label"), F("permission__codename"), "permission_id"
    return own.values_list("pk", *permission, "page_id", "page__path", "page__depth")


def _granted(pk: int, _app: str, codename: str, permission: int, page: int, path: str, depth: int) -> Any:
    """A right as Wagtail reads it; what else its page and permission have to say is asked for when somebody asks."""
    granted = GroupPagePermission.from_db("default", ["id", "permission_id", "page_id"], [pk, permission, page])
    granted.permission = Permission.from_db("default", ["id", "codename"], [permission, codename])
    granted.page = Page.from_db("default", ["id", "path", "depth"], [page, path, depth])
    return granted
