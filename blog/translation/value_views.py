"""Doors of what a translation may say besides its strings: values of its own, and texts where the original has none.

A script asks for one row and gets only that; without it, the page with all of them answers. Nothing is decided here.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.widgets import AdminPageChooser
from wagtail.documents.widgets import AdminDocumentChooser
from wagtail.images import get_image_model
from wagtail.images.widgets import AdminImageChooser
from wagtail.models import Page
from wagtail.snippets.widgets import AdminSnippetChooser
from wagtail_localize.models import Translation

from blog.translation import blanks, values
from blog.translation.blanks import Filled
from blog.translation.editing import refused
from blog.translation.guards import refuse_to_discuss, refuse_to_write
from blog.translation.question_views import is_script
from blog.translation.saving import ConflictError, RefusedError
from blog.translation.values import Kind, Value
from blog.translation.views import _translation as find_translation


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something was not stored, and what was sent, which stays in its form."""

    message: str
    text: str


@dataclass(frozen=True)
class Row:
    """One value with its form, or one empty place with its form."""

    number: int
    problem: Problem | None
    writable: bool
    value: Value | None = None
    filled: Filled | None = None
    picture: Any = None

    @property
    def key(self) -> str:
        """The name of the row in fragments."""
        return f"value-{self.value.context}" if self.value else f"blank-{self.number}"

    @property
    def sent(self) -> str:
        """What stands in the field: what was sent in vain, or what is stored."""
        if self.problem:
            return self.problem.text
        if self.filled:
            return self.filled.text
        own = self.value.own if self.value else None
        return own.text if own else ""

    @cached_property
    def widget(self) -> forms.Widget | None:
        """Wagtail's chooser for what is chosen; None for an address, which is typed."""
        return chooser(self.value) if self.value else None

    @property
    def chooser(self) -> str:
        """The chooser, rendered."""
        own = self.value.own if self.value else None
        if self.widget is None:
            return ""
        return self.widget.render("value", own.instance if own else None, {"id": f"field-{self.key}"})


def chooser(value: Value) -> forms.Widget | None:
    """Wagtail's widget for choosing such a value."""
    widget = _CHOOSERS.get(value.kind)
    return widget(value.model) if widget else None


_CHOOSERS: Mapping[Kind, Callable[[Any], forms.Widget]] = {
    Kind.PICTURE: lambda model: AdminImageChooser(show_edit_link=False),
    Kind.PAGE: lambda model: AdminPageChooser(target_models=[model], show_edit_link=False),
    Kind.DOCUMENT: lambda model: AdminDocumentChooser(show_edit_link=False),
    Kind.SNIPPET: lambda model: AdminSnippetChooser(model=model, show_edit_link=False),
}


@require_safe
def overview(request: HttpRequest, translation_id: int) -> HttpResponse:
    """All of them; a script gets the list without the page."""
    translation = find_translation(translation_id)
    if why := refuse_to_discuss(request.user, translation):
        return _forbidden(request, why)
    return _list(request, translation)


@require_POST
def value(request: HttpRequest, translation_id: int, context: int) -> HttpResponse:
    """Stores a value of the translation's own, or with `clear` gives it that of the original again."""
    translation = find_translation(translation_id)
    if why := refuse_to_write(request.user, translation):
        return _forbidden(request, why)
    sent = "" if "clear" in request.POST else request.POST.get("value", "")
    if not sent.strip() and "clear" not in request.POST:
        why = _("Nothing was chosen. To use what the original has, press the button for it.")
        return _answer(request, translation, f"value-{context}", Problem(why, sent))
    version = request.POST.get("version", "")
    return _store(
        request,
        translation,
        f"value-{context}",
        sent,
        lambda: values.replace(translation, context, sent, user=request.user, version=version),
    )


@require_POST
def blank(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Stores what the translation says in an empty place of the original, which `path` names."""
    translation = find_translation(translation_id)
    if why := refuse_to_write(request.user, translation):
        return _forbidden(request, why)
    path, sent, version = (request.POST.get(name, "") for name in ("path", "text", "version"))
    paths = [each.path for each in blanks.blanks_in(translation.source)]
    key = f"blank-{paths.index(path)}" if path in paths else ""
    return _store(
        request,
        translation,
        key,
        sent,
        lambda: blanks.fill(translation, path, sent, user=request.user, version=version),
    )


def _store(request: HttpRequest, translation: Translation, key: str, sent: str, act: Callable[[], Any]) -> HttpResponse:
    try:
        act()
    except ConflictError:
        why = _("Somebody else has changed this meanwhile. What they wrote stands above; yours was not saved.")
        return _answer(request, translation, key, Problem(why, sent), status=409)
    except RefusedError as error:
        return _answer(request, translation, key, Problem(str(error), sent), status=400)
    return _answer(request, translation, key, None)


def _answer(
    request: HttpRequest, translation: Translation, key: str, problem: Problem | None, status: int = 400
) -> HttpResponse:
    """The row again, for a script; else the page, after a success by way of its own address."""
    if problem is None and not is_script(request):
        messages.success(request, _("Saved."))
        return redirect(f"{reverse('translation:values', args=[translation.pk])}#{key}")
    if not is_script(request):
        return _list(request, translation, {key: problem} if problem else {}, status if problem else 200)
    rows = rows_of(request, translation, {key: problem} if problem else {})
    row = next((each for each in rows if each.key == key), None)
    if row is None:
        gone = problem.message if problem else ""
        return HttpResponse(gone, status=409, content_type="text/plain")
    context = {"row": row, "translation_id": translation.pk, "saved": problem is None}
    return TemplateResponse(request, "translation/desk/value.html", context, status=status if problem else 200)


def _list(
    request: HttpRequest, translation: Translation, problems: dict[str, Problem] | None = None, status: int = 200
) -> HttpResponse:
    rows = rows_of(request, translation, problems or {})
    homeless = next((each for key, each in (problems or {}).items() if key not in {row.key for row in rows}), None)
    context = {
        "rows": rows,
        "own_values": [row for row in rows if row.value],
        "blanks": [row for row in rows if row.filled],
        "homeless": homeless,
        "translation": translation,
        "translation_id": translation.pk,
        "media": media_for({row.value.kind for row in rows if row.value}),
        "title": _("Other values of “%(title)s”") % {"title": translation.source.object_repr},
    }
    template = "translation/desk/values.html" if is_script(request) else "translation/values.html"
    return TemplateResponse(request, template, context, status=status)


def rows_of(request: HttpRequest, translation: Translation, problems: dict[str, Problem]) -> list[Row]:
    """Everything that can be said besides the strings, ready to be shown."""
    writable = not refuse_to_write(request.user, translation)
    own = [
        Row(number, problems.get(f"value-{each.context}"), writable, value=each)
        for number, each in enumerate(values.values_of(translation, user=request.user))
    ]
    filled = blanks.blanks_of(translation)
    pictures = _pictures(filled)
    return own + [
        Row(
            number,
            problems.get(f"blank-{number}"),
            writable,
            filled=each,
            picture=pictures.get(each.blank.image) if each.blank.image else None,
        )
        for number, each in enumerate(filled)
    ]


def media_for(kinds: Set[Kind]) -> forms.Media:
    """The scripts of the choosers for values of these kinds."""
    media = forms.Media()
    for kind in sorted(kinds & _CHOOSERS.keys(), key=lambda each: each.value):
        media += _CHOOSERS[kind](Page).media
    return media


def _pictures(filled: Sequence[Filled]) -> dict[int, Any]:
    keys = {each.blank.image for each in filled if each.blank.image}
    if not keys:
        return {}
    found: dict[int, Any] = get_image_model()._default_manager.prefetch_related("renditions").in_bulk(keys)
    return found


def _forbidden(request: HttpRequest, why: str) -> HttpResponse:
    return HttpResponse(why, status=403, content_type="text/plain") if is_script(request) else refused(request, why)
