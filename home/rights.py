"""Accounts and their rights, asked of the database as seldom as possible: every request of the admin asks for them.

What an account may do is as Django defines it; only the number of questions differs.
"""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission, User
from django.db.models import Q


class Accounts(ModelBackend):
    """Django's accounts: Wagtail's profile comes with the account, permissions of user and groups come together."""

    def get_user(self, user_id: Any) -> Any:
        """The account with its profile: one query instead of two."""
        user = User.objects.select_related("wagtail_userprofile").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """All that the user may do, as "app.codename": one query instead of two."""
        if obj is not None or user_obj.is_superuser or not user_obj.is_active or user_obj.is_anonymous:
            return set(super().get_all_permissions(user_obj, obj))
        if not hasattr(user_obj, "_perm_cache"):
            own = Permission.objects.filter(Q(user=user_obj) | Q(group__user=user_obj)).order_by()
            pairs = own.values_list("content_type__app_label", "codename").distinct()
            user_obj._perm_cache = {f"{app}.{codename}" for app, codename in pairs}
        return set(user_obj._perm_cache)
