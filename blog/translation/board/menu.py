"""The way to the board in the menu of the admin, and who may go it."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.permission_policies.pages import PagePermissionPolicy


def may_enter(user: Any) -> bool:
    """Whether somebody may edit pages of some language. It costs no query that Wagtail has not asked."""
    return bool(PagePermissionPolicy().user_has_permission(user, "change"))


class TranslatorsMenuItem(MenuItem):
    """Shown to those who write in some language."""

    def is_shown(self, request: HttpRequest) -> bool:
        """By the rights in the page tree."""
        return may_enter(request.user)


class BoardMenuItem(TranslatorsMenuItem):
    """The way to the board."""

    def __init__(self) -> None:
        super().__init__(
            _("Translation board"),
            reverse_lazy("translation:board"),
            name="translation-board",
            icon_name="wagtail-localize-language",
            order=250,
        )
