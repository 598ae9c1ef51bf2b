"""What has changed since a translator last looked: a list on the admin's home page, and the button that puts it away.

Read only but for that button; what there is to say is worked out in `notices`.
"""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST
from wagtail.admin.ui.components import Component

from blog.translation.notices import dismiss, news_for

LONGEST_LIST = 20


class NoticePanel(Component):
    """The list; nothing when nothing has fallen behind."""

    name = "translation_notices"
    template_name = "translation/notices.html"
    order = 140

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The list of the user who looks at the page, with one more than is shown when there are more."""
        request = (parent_context or {})["request"]
        found = news_for(request.user, LONGEST_LIST + 1)
        return {"news": found[:LONGEST_LIST], "more": len(found) > LONGEST_LIST, "request": request}


@require_POST
def dismiss_notices(request: HttpRequest) -> HttpResponse:
    """The user has seen the ticked ones, or all that were shown. Others' notices cannot be named here."""
    wanted = {int(pk) for pk in request.POST.getlist("notice") if pk.isascii() and pk.isdecimal()}
    dismiss(request.user, [each.translation for each in news_for(request.user) if each.translation in wanted])
    return redirect("wagtailadmin_home")
