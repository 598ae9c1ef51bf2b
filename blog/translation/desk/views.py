"""The addresses of the desk: the page, one piece, its history, the preview, and the way to readers.

Each asks `guards` first. What is shown is made in `rows`, what is stored in `saving`, what is published in `moves`.
"""

from dataclasses import replace
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.models import PreviewableMixin
from wagtail.utils.decorators import xframe_options_sameorigin_override
from wagtail_localize.models import Translation

from blog.translation import guards, saving
from blog.translation.desk import moves, page, rows, versions
from blog.translation.desk.markup import from_form, to_form
from blog.translation.desk.parts import Sitting
from blog.translation.overrides import refuse_text
from blog.translation.saving import By, ConflictError, Found, RefusedError
from blog.translation.segments import Place, Segment, model_of, segment_of, segments_of

LONGEST_TEXT = 100_000  # characters; more than a book's chapter in one sentence is a mistake


def sit_down(request: HttpRequest, translation: Translation, *, saved: bool = False) -> Sitting:
    """Who is at the desk and what they may do. 404 without a target, PermissionDenied for those who may not look."""
    try:
        target = guards.target_of(translation)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    if not guards.may_edit(request.user, target) and not _may_edit_original(request.user, translation):
        raise PermissionDenied
    refusal = guards.refuse_to_write(request.user, translation, target)
    return Sitting(request, translation, target, refusal, guards.may_publish(request.user, target), saved)


def _may_edit_original(user: Any, translation: Translation) -> bool:
    """Those who write the original may read along."""
    try:
        return guards.may_edit(user, translation.source.get_source_instance())
    except ObjectDoesNotExist:
        return False


def _translation(translation_id: int) -> Translation:
    wanted = ("source__object", "source__locale", "target_locale")
    return get_object_or_404(Translation.objects.select_related(*wanted), pk=translation_id)


@require_GET
def desk(request: HttpRequest, translation_id: int) -> HttpResponse:
    """The whole text. `show` names a filter, `q` looks for words."""
    sitting = sit_down(request, _translation(translation_id))
    return TemplateResponse(request, "translation/desk/desk.html", page.context_of(sitting))


@require_http_methods(["GET", "POST"])
def piece(request: HttpRequest, translation_id: int, string: int, context: int) -> HttpResponse:
    """One piece. POST stores ("save", "review") or judges ("reviewed", "unreviewed") what its form says in `do`."""
    found = saving.find(translation_id, (string, context))
    if found is None:
        return _gone(request, translation_id)
    sitting = sit_down(request, found.translation, saved=True)
    if request.method != "POST":
        return _answer(sitting, _segment(found), status=200)
    if sitting.refusal:
        return _answer(sitting, _segment(found), status=403, error=sitting.refusal)
    try:
        after = _done(sitting, found)
    except ConflictError as conflict:
        return _answer(sitting, _now(found), status=409, error=str(conflict), conflict=True)
    except RefusedError as refusal:
        return _answer(sitting, _segment(found), status=400, error=str(refusal))
    return _answer(sitting, after, status=200)


def _done(sitting: Sitting, found: Found) -> Segment:
    """The piece as it is after what the form asks for."""
    form, do = sitting.request.POST, sitting.request.POST.get("do", "save")
    version = form.get("version", "").replace(saving.ANY_VERSION, "?")  # a form has seen one version, or none
    if do in {"reviewed", "unreviewed"}:
        saving.review(found, user=sitting.user, reviewed=do == "reviewed", version=version)
        return _read_again(found)
    text = _typed(sitting, found)
    stored = saving.store(found, text, by=By(sitting.user), version=version)
    found = replace(found, stored=stored)
    if do == "review" and not stored.has_error:
        saving.review(found, user=sitting.user)
        return _read_again(found)
    return _segment(found)


def _typed(sitting: Sitting, found: Found) -> str:
    text = sitting.request.POST.get("text", "")
    if len(text) > LONGEST_TEXT:
        raise RefusedError(_("This is too long: at most %(number)d characters fit here.") % {"number": LONGEST_TEXT})
    if why := refuse_text(text):
        raise RefusedError(why)
    model = model_of(found.translation)
    rich, one_line = rows.kind_of(model, segment_of(found.segment, found.stored, model))
    return from_form(text, rich=rich, one_line=one_line)


def _read_again(found: Found) -> Segment:
    again = saving.find(found.translation.pk, (found.segment.string_id, found.segment.context_id))
    return _segment(again or found)


def _segment(found: Found) -> Segment:
    """The piece without its past, which only matters while it has no translation of its own."""
    if found.stored is None:
        return _now(found)
    return segment_of(found.segment, found.stored, model_of(found.translation))


def _now(found: Found) -> Segment:
    """The piece as the page would show it, with what stood there before."""
    place: Place = (found.segment.string_id, found.segment.context_id)
    return next(each for each in segments_of(found.translation) if each.place == place)


def _gone(request: HttpRequest, translation_id: int) -> HttpResponse:
    sit_down(request, _translation(translation_id))
    why = _("The original does not have this text any more. Please open the page again.")
    if _by_script(request):
        return JsonResponse({"error": why}, status=410)
    context = {"error": why, "text": request.POST.get("text", ""), "desk_url": page.address(translation_id)}
    return TemplateResponse(request, "translation/desk/gone.html", context, status=410)


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("x-requested-with") == "XMLHttpRequest"


def _answer(
    sitting: Sitting, segment: Segment, *, status: int, error: str = "", conflict: bool = False
) -> HttpResponse:
    """The row for the script; without one, the way back to the page, or the row as a page of its own."""
    request = sitting.request
    (row,) = rows.rows_of(sitting, [segment])
    if error:
        typed, stored = request.POST.get("text", row.text), to_form(segment.text, rich=row.rich)
        row = replace(row, attempt=rows.Attempt(typed, error, stored if conflict else None))
    url = page.address(sitting.translation.pk)
    if _by_script(request):
        html = render_to_string("translation/desk/row.html", {"desk": sitting, "row": row}, request)
        return JsonResponse({"html": html, "state": segment.state.value, "error": error}, status=status)
    if request.method == "POST" and not error:
        return redirect(f"{url}?{_back(request)}#piece-{segment.key}")
    context = {"desk": sitting, "row": row, "desk_url": url}
    return TemplateResponse(request, "translation/desk/piece.html", context, status=status)


def _back(request: HttpRequest) -> str:
    return urlencode({name: request.POST[name] for name in ("show", "q") if request.POST.get(name)})


@require_GET
def history(request: HttpRequest, translation_id: int, string: int, context: int) -> HttpResponse:
    """Every version of one piece, the newest first; a fragment for the script."""
    found = saving.find(translation_id, (string, context))
    if found is None:
        return _gone(request, translation_id)
    sitting = sit_down(request, found.translation)
    segment = _segment(found)
    rich, _one_line = rows.kind_of(model_of(found.translation), segment)
    listed = versions.versions_of(found.translation, segment.place, rich=rich)
    told = {"desk": sitting, "segment": segment, "versions": listed, "desk_url": page.address(translation_id)}
    template = "versions.html" if _by_script(request) else "history.html"
    return TemplateResponse(request, f"translation/desk/{template}", told)


@require_GET
@xframe_options_sameorigin_override
def preview(request: HttpRequest, translation_id: int) -> HttpResponse:
    """The text as readers would see it with what is stored now; the original where there is no translation."""
    sitting = sit_down(request, _translation(translation_id))
    if not isinstance(sitting.target, PreviewableMixin) or not sitting.target.is_previewable():
        raise Http404
    source, locale = sitting.translation.source, sitting.translation.target_locale
    shown: Any = source.get_ephemeral_translated_instance(locale, fallback=True)
    return shown.make_preview_request(request, shown.default_preview_mode)


@require_POST
def publish(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Publishes, builds a draft, or gives it to the workflow, as the form says in `do`."""
    sitting = sit_down(request, _translation(translation_id))
    return moves.moved(sitting, request.POST.get("do", ""), back=page.address(translation_id))
