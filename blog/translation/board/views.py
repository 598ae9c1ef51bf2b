"""The pages of the board: the list, what is done to many of its rows, and one assignment.

They ask `guards` who may come in; what the user may know and do is decided where it is looked up.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request

from blog.translation.board import bulk
from blog.translation.board.assigning import Task, able, assign, assignable
from blog.translation.board.cells import cells_of
from blog.translation.board.frames import frame
from blog.translation.board.menu import may_enter
from blog.translation.board.questions import QuestionForm, answer, name_of, people_for
from blog.translation.board.rows import Row, rows_of
from blog.translation.submitting import KIND as SUBMIT

ROWS_ON_A_PAGE: Final = 50
MOST_IN_AN_ADDRESS: Final = 150


class TaskForm(forms.Form):
    """Who, and until when. Left empty, a field changes nothing."""

    who = forms.ChoiceField(label=gettext_lazy("Translator"), required=False)
    due = forms.DateField(
        label=gettext_lazy("Due on"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    no_day = forms.BooleanField(label=gettext_lazy("Without a due date"), required=False)

    def __init__(self, data: Any, people: Sequence[Any], *, one: bool = False, **options: Any) -> None:
        super().__init__(data, **options)
        self.people = {str(each.pk): each for each in people}
        self.one = one
        unchanged = [] if one else [("", _("(unchanged)"))]
        who: Any = self.fields["who"]
        who.choices = [*unchanged, ("none", _("nobody")), *((pk, name_of(each)) for pk, each in self.people.items())]
        if one:
            del self.fields["no_day"]

    @property
    def task(self) -> Task:
        """What was asked; of a form for one text, every field counts."""
        who: str = self.cleaned_data["who"]
        due: date | None = self.cleaned_data["due"]
        no_day = not due if self.one else bool(self.cleaned_data["no_day"])
        return Task(self.people.get(who), due, nobody=who == "none", no_day=no_day)


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Every text in every language, filtered, in order and in pages."""
    _require_some_language(request)
    snippets = request.GET.get("of") == "snippets"
    rows = rows_of(request.user, snippets=snippets)
    people = people_for(rows)
    question = QuestionForm(request.GET, rows, people, snippets=snippets)
    found = answer(rows, question.asked, request.user)
    paginator = WagtailPaginator(found, ROWS_ON_A_PAGE)
    page = paginator.get_page(request.GET.get("p"))
    context = {
        **frame(_("Translation board")),
        "question": question,
        "question_text": question.query(of="snippets") if snippets else question.query(),
        "snippets": snippets,
        "page_obj": page,
        "elided_page_range": paginator.get_elided_page_range(page.number),
        "cells": cells_of(request.user, page.object_list),
        "number": len(found),
        "actions": bulk.offered(),
        "task": TaskForm(None, people, auto_id="id_task_%s"),
    }
    return TemplateResponse(request, "translation/board/board.html", context)


@require_POST
def board_bulk(request: HttpRequest) -> HttpResponse:
    """Does one thing to the rows that were ticked, or to all that the question finds."""
    _require_some_language(request)
    asked = QueryDict(request.POST.get("question", ""))
    rows = rows_of(request.user, snippets=asked.get("of") == "snippets")
    back = redirect(f"{reverse('translation:board')}?{asked.urlencode()}")
    chosen = _chosen(request, rows, asked)
    if not chosen:
        messages.warning(request, _("Nothing was chosen."))
        return back
    if request.POST.get("action") == bulk.FILES:
        return _files(request, bulk.to_take_out(request.user, chosen)) or back
    outcome = _done(request, chosen, rows)
    if outcome is None:
        messages.error(request, _("This cannot be done. Please check what you have entered."))
        return back
    _tell(request, outcome)
    return redirect("translation:job", outcome.jobs[0].pk) if len(outcome.jobs) == 1 else back


def assignment(request: HttpRequest, key: UUID, locale_id: int) -> HttpResponse:
    """Who translates one text into one language until when."""
    row = _row(request.user, key, locale_id)
    if not assignable(request.user, [row]):
        raise PermissionDenied
    initial = {"who": str(row.assignee.pk) if row.assignee else "none", "due": row.due}
    form = TaskForm(request.POST or None, people_for([row]), one=True, initial=initial)
    if request.method == "POST" and form.is_valid():
        if form.task.assignee and not able(form.task.assignee, [row]):
            form.add_error("who", _("This person may not edit this translation."))
        else:
            assign([row.cell], form.task)
            messages.success(request, _("The assignment was stored."))
            return redirect(get_valid_next_url_from_request(request) or "translation:board")
    context = {
        **frame(_("Assignment"), row.text.title),
        "row": row,
        "form": form,
        "next": get_valid_next_url_from_request(request),
    }
    return TemplateResponse(request, "translation/board/assign.html", context)


def _require_some_language(request: HttpRequest) -> None:
    if not may_enter(request.user):
        raise PermissionDenied


def _row(user: Any, key: UUID, locale_id: int) -> Row:
    """The row of a text and a language, whatever it is a row of; 404 when the user may not know of it."""
    for snippets in (False, True):
        for row in rows_of(user, snippets=snippets, keys=[key]):
            if row.locale == locale_id:
                return row
    raise Http404


def _chosen(request: HttpRequest, rows: list[Row], asked: QueryDict) -> list[Row]:
    if "everything" in request.POST:
        question = QuestionForm(asked, rows, people_for(rows), snippets=asked.get("of") == "snippets")
        return answer(rows, question.asked, request.user)
    names = set(request.POST.getlist("row"))
    return [row for row in rows if row.name in names]


def _files(request: HttpRequest, chosen: Sequence[int]) -> HttpResponse | None:
    """To the page that gives them out; its address has an end. None when nothing can be given out."""
    if not 0 < len(chosen) <= MOST_IN_AN_ADDRESS:
        why = _("Choose between 1 and %(number)d translations that have begun and that you may write.")
        messages.warning(request, why % {"number": MOST_IN_AN_ADDRESS})
        return None
    return redirect(f"{reverse('translation:exchange')}?{urlencode({'translation': chosen}, doseq=True)}")


def _done(request: HttpRequest, chosen: list[Row], rows: list[Row]) -> bulk.Outcome | None:
    """What came of the action that was asked for; None when the form makes no sense."""
    action = request.POST.get("action")
    if action not in dict(bulk.offered()):
        return None
    if action == SUBMIT:
        return bulk.submit(request.user, chosen)
    if action == bulk.DRAFT:
        return bulk.draft(request.user, chosen)
    form = TaskForm(request.POST, people_for(rows))
    return bulk.hand_over(request.user, chosen, form.task) if form.is_valid() else None


def _tell(request: HttpRequest, outcome: bulk.Outcome) -> None:
    if outcome.done:
        text = ngettext("%(number)d text was taken.", "%(number)d texts were taken.", outcome.done)
        messages.success(request, text % {"number": outcome.done})
    if outcome.left_out:
        text = ngettext(
            "%(number)d text was left out: there is nothing to do for it, or you may not.",
            "%(number)d texts were left out: there is nothing to do for them, or you may not.",
            outcome.left_out,
        )
        messages.warning(request, text % {"number": outcome.left_out})
