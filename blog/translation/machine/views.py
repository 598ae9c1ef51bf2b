"""The doors to machine drafts in the admin: what it would do to one text, asking for it, and how far it is.

Who may is asked of `guards`; what happens, of `background`.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request
from wagtail_localize.models import Translation, get_edit_url

from blog.translation.guards import may_edit, refuse_to_write
from blog.translation.machine.background import (
    UNFINISHED,
    draft_in_background,
    latest_item,
    not_set_up,
    open_pieces,
)
from blog.translation.machine.configuration import provider
from blog.translation.models import JobItem


@dataclass(frozen=True, slots=True)
class Panel:
    """What `translation/desk/machine.html` shows.

    `service` is "" where no translator is set up, `host` whom the texts would be sent to. `open` pieces would be
    drafted, `drafts` replaced on demand. `refusal`: why this user cannot ask. `item` is the last time it was done.
    """

    service: str
    host: str
    open: int
    drafts: int
    refusal: str
    item: JobItem | None
    url: str
    progress_url: str

    @property
    def is_running(self) -> bool:
        """Whether somebody has asked for it, and it is not over."""
        return self.item is not None and self.item.state in UNFINISHED


def panel_for(user: Any, translation: Translation) -> Panel:
    """What a user may see and do about drafting this text. Seven queries and those of the guards; two where it is off.

    For users who may edit the translation.
    """
    translator = provider()
    number, drafts = open_pieces(translation) if translator else (0, 0)
    return Panel(
        service=translator.service.label if translator else "",
        host=translator.service.host if translator else "",
        open=number,
        drafts=drafts,
        refusal=refuse_to_write(user, translation),
        item=latest_item(translation),
        url=reverse("translation:machine", args=[translation.pk]),
        progress_url=reverse("translation:machine_progress", args=[translation.pk]),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def machine(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Shows what a draft would do; POST asks for it, with "again" also for what machines drafted before."""
    translation = _visible(request, translation_id)
    if request.method == "POST":
        _ask(request, translation)
        return redirect(get_valid_next_url_from_request(request) or request.path)
    context = {
        "machine": panel_for(request.user, translation),
        "title": translation.source.object_repr,
        "language": translation.target_locale.get_display_name(),
        "back": get_edit_url(translation.get_target_instance()),
    }
    return TemplateResponse(request, "translation/desk/machine_page.html", context)


@never_cache
@require_safe
def machine_progress(request: HttpRequest, translation_id: int) -> HttpResponse:
    """How far it is, as a fragment that static/admin/translation/machine.js puts in place."""
    item = latest_item(_visible(request, translation_id))
    return TemplateResponse(request, "translation/desk/machine_progress.html", {"item": item})


@require_http_methods(["POST"])
def from_stock_editor(request: HttpRequest, translation_id: int) -> HttpResponse:
    """wagtail-localize's own address for machine translation: the same as ours."""
    return machine(request, translation_id=translation_id)


def _visible(request: HttpRequest, translation_id: int) -> Translation:
    """The translation, for those who may edit it; for others there is none."""
    rows = Translation.objects.select_related("source__locale", "target_locale")
    translation = get_object_or_404(rows, pk=translation_id)
    try:
        target = translation.get_target_instance()
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    if not may_edit(request.user, target):
        raise Http404
    return translation


def _ask(request: HttpRequest, translation: Translation) -> None:
    if provider() is None:
        messages.error(request, not_set_up())
        return
    asked = draft_in_background(request.user, [translation], again="again" in request.POST)
    for _title, why in asked.refused:
        messages.error(request, why)
    if asked.job:
        messages.success(request, _("The draft is in line; it begins within seconds."))
