"""The addresses of the memory: suggestions for one piece, and the search over all translated text."""

from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from blog.translation import saving
from blog.translation.board.frames import frame
from blog.translation.desk.markup import to_form
from blog.translation.desk.page import address
from blog.translation.desk.parts import Sitting
from blog.translation.desk.rows import STATES, kind_of
from blog.translation.desk.views import sit_down
from blog.translation.memory import concordance as search
from blog.translation.memory.suggestions import suggestions as suggested
from blog.translation.memory.visibility import visible_strings
from blog.translation.saving import By, ConflictError, Found, RefusedError
from blog.translation.segments import Segment, model_of, segment_of

PASSAGES_PER_PAGE: Final = 20


@require_http_methods(["GET", "POST"])
def suggestions(request: HttpRequest, translation_id: int, string: int, context: int) -> HttpResponse:
    """What may be used for a piece; a fragment for the script, a page for everybody else. POST uses one (`use`)."""
    found = saving.find(translation_id, (string, context))
    if found is None:
        raise Http404
    sitting = sit_down(request, found.translation)
    segment = segment_of(found.segment, found.stored, model_of(found.translation))
    if request.method == "POST":
        return _use(sitting, found, segment)
    by_script = request.headers.get("x-requested-with") == "XMLHttpRequest"
    template = "suggestions" if by_script else "suggestions_page"
    return TemplateResponse(request, f"translation/memory/{template}.html", _told(sitting, segment))


def _told(sitting: Sitting, segment: Segment) -> dict[str, Any]:
    rich, _one_line = kind_of(model_of(sitting.translation), segment)
    listed = [
        {"it": each, "typed": to_form(each.text, rich=rich), "state": STATES[each.state]}
        for each in suggested(sitting.translation, segment, sitting.user)
    ]
    return {
        "suggestions": listed,
        "segment": segment,
        "desk": sitting,
        "desk_url": address(sitting.translation.pk),
        "source_code": sitting.translation.source.locale.language_code,
        "target_code": sitting.translation.target_locale.language_code,
    }


def _use(sitting: Sitting, found: Found, segment: Segment) -> HttpResponse:
    """Stores a suggestion that somebody chose on the page without a script."""
    if sitting.refusal:
        raise PermissionDenied(sitting.refusal)
    form = sitting.request.POST
    key, version = form.get("use", ""), form.get("version", "").replace(saving.ANY_VERSION, "?")
    rows = visible_strings(sitting.user).filter(locale_id=sitting.translation.target_locale_id)
    chosen = rows.filter(pk=key).first() if key.isascii() and key.isdecimal() and len(key) < 19 else None
    if chosen is None:
        raise Http404
    try:
        saving.store(found, chosen.data, by=By(sitting.user), version=version)
    except (ConflictError, RefusedError) as refusal:
        messages.error(sitting.request, str(refusal))
    else:
        messages.success(sitting.request, _("The suggestion was stored as the translation."))
    return redirect(f"{address(sitting.translation.pk)}#piece-{segment.key}")


@require_GET
def concordance(request: HttpRequest) -> HttpResponse:
    """How words were translated everywhere. `q` is looked for in both languages."""
    typed = request.GET.get("q", "")
    query = search.asked(typed)
    page = Paginator(search.found(query, request.user), PASSAGES_PER_PAGE).get_page(request.GET.get("p"))
    context = {
        **frame(_("Concordance")),
        "query": query.written,
        "asked": bool(query),
        "page": page,
        "elided_page_range": page.paginator.get_elided_page_range(page.number),
        "passages": search.passages(page.object_list, query, request.user),
    }
    return TemplateResponse(request, "translation/memory/concordance.html", context)
