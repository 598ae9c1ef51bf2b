"""Where comments meet the admin: menu, addresses, audit log, the button on articles, and who wants mail."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button

from blog.comments.guards import may_moderate
from blog.comments.models import MailToModerator
from blog.comments.questions import waiting
from blog.models import ArticlePage
from blog.translation.account import OwnRowPanel


class QueueMenuItem(MenuItem):
    """The way to the queue, with the number of comments that wait."""

    def __init__(self) -> None:
        label = pgettext_lazy("of readers", "Comments")
        super().__init__(label, reverse_lazy("comments:queue"), name="comments", icon_name="comment", order=260)

    def is_shown(self, request: HttpRequest) -> bool:
        """For moderators."""
        return may_moderate(request.user)

    def render_component(self, request: HttpRequest) -> Any:
        """Counted whenever a page of the admin is shown. One query."""
        item = super().render_component(request)
        if number := waiting():
            item.label = f"{item.label} ({number})"
        return item


@hooks.register("register_admin_menu_item")
def show_queue() -> QueueMenuItem:
    """The queue, for moderators."""
    return QueueMenuItem()


@hooks.register("register_admin_urls")
def addresses() -> list[URLResolver]:
    """Everything below /admin/comments/."""
    return [path("comments/", include("blog.comments.admin_urls"))]


@hooks.register("register_permissions")
def offer_right() -> QuerySet[Permission]:
    """The right to moderate, in the form of a group."""
    return Permission.objects.filter(content_type__app_label="comments", codename="moderate_comments")


@hooks.register("register_log_actions")
def name_actions(actions: Any) -> None:
    """What the audit log says of decisions."""
    actions.register_action("comments.approve", _("Approve comment"), _("Comment approved"))
    actions.register_action("comments.spam", _("Mark comment as spam"), _("Comment marked as spam"))
    actions.register_action("comments.remove", _("Remove comment"), _("Comment removed"))
    actions.register_action("comments.hold", _("Hold comment"), _("Comment put back into the queue"))
    actions.register_action("comments.edit", pgettext_lazy("of readers", "Edit comment"), _("Comment edited"))
    actions.register_action("comments.reply", _("Answer comment"), _("Comment answered"))


@hooks.register("register_page_header_buttons")
def comments_of_article(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """From an article to its conversation."""
    if isinstance(page, ArticlePage) and may_moderate(user):
        address = f"{reverse('comments:queue')}?state=all&article={page.translation_key}"
        yield Button(_("Comments of readers"), address, icon_name="comment", priority=90)


class ModeratorMailForm(ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """Yes or no."""

    class Meta:
        model = MailToModerator
        fields = ["wanted"]


class ModeratorMailPanel(OwnRowPanel):
    """Whether a moderator gets mail, on sites that send any."""

    name = "comment-mail"
    title = _("When comments wait")
    order = 370
    form_class = ModeratorMailForm

    def is_active(self) -> bool:
        """Nobody is asked about mail that cannot come."""
        return bool(settings.NOTICES_BY_MAIL and self.user.email and may_moderate(self.user))


@hooks.register("register_account_settings_panel")
def ask_for_mail(request: HttpRequest, user: Any, profile: Any) -> ModeratorMailPanel:
    """Whoever is told of comments by mail may decline."""
    return ModeratorMailPanel(request, user, profile)
