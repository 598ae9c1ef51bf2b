"""The way to the board and what belongs to it in the menu of the admin, and who may go it.

It knows addresses only; the glossary, which is a list of snippets, enters by the hook `SUBMENU_HOOK`.
"""

from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.permission_policies.pages import PagePermissionPolicy

SUBMENU_HOOK: Final = "register_translation_menu_item"
ICON: Final = "wagtail-localize-language"


def may_enter(user: Any) -> bool:
    """Whether somebody may edit pages of some language. It costs no query that Wagtail has not asked."""
    return bool(PagePermissionPolicy().user_has_permission(user, "change"))


class TranslatorsMenuItem(MenuItem):
    """Shown to those who write in some language."""

    def is_shown(self, request: HttpRequest) -> bool:
        """By the rights in the page tree."""
        return may_enter(request.user)


class TranslationMenuItem(SubmenuMenuItem):
    """One place for all that translators go to."""

    def __init__(self) -> None:
        menu = Menu(items=_entries(), register_hook_name=SUBMENU_HOOK)
        super().__init__(_("Translation"), menu, name="translation", icon_name=ICON, order=160)

    def is_shown(self, request: HttpRequest) -> bool:
        """As its entries, besides the glossary."""
        return may_enter(request.user)


def _entries() -> list[MenuItem]:
    return [
        TranslatorsMenuItem(_("Translation board"), reverse_lazy("translation:board"), icon_name=ICON, order=10),
        TranslatorsMenuItem(_("Concordance"), reverse_lazy("translation:concordance"), icon_name="search", order=20),
        TranslatorsMenuItem(
            _("Files for translators"), reverse_lazy("translation:exchange"), icon_name="download", order=40
        ),
        TranslatorsMenuItem(_("Work in the background"), reverse_lazy("translation:jobs"), icon_name="tasks", order=50),
    ]
