"""What can be done with a whole translation from the desk: publish it, build a draft, give it to the workflow.

Which of it is offered and what is done rest on the same questions, asked of `guards` and of Wagtail's workflow.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.views.pages.workflow import WorkflowActionView
from wagtail.models import DraftStateMixin, Page, WorkflowState

from blog.translation import guards
from blog.translation.desk.parts import Sitting
from blog.translation.editing import publish_or_ask
from blog.translation.publishing import build_draft, is_ahead

APPROVE, REJECT = "approve", "reject"


@dataclass(frozen=True, slots=True)
class Move:
    """A button: where its form is sent, and what it says there. `comment`: the reason that Wagtail asks for."""

    name: str
    label: str
    url: str
    primary: bool = False
    comment: bool = False


def moves_of(sitting: Sitting) -> tuple[Move, ...]:
    """What this user may do with the text as it stands, the most likely first."""
    return tuple(_offers(sitting))


def _offers(sitting: Sitting) -> Iterator[Move]:
    url = reverse("translation:publish", args=[sitting.translation.pk])
    yield from _decisions(sitting)
    if sitting.refusal:
        return
    language = sitting.translation.target_locale.get_display_name()
    if sitting.may_publish and not is_ahead(sitting.translation):
        yield Move("publish", _("Publish in %(language)s") % {"language": language}, url, primary=True)
    if isinstance(sitting.target, Page) and (label := _submission(sitting.target)):
        yield Move("submit", label, url, primary=not sitting.may_publish)
    if _can_be_draft(sitting.target):
        yield Move("draft", _("Save as a draft"), url)


def _can_be_draft(target: Any) -> bool:
    return isinstance(target, DraftStateMixin)


def _submission(target: Page) -> str:
    """What the button says that gives the page to its workflow; "" where there is none, or it is there already."""
    state: WorkflowState | None = target.current_workflow_state
    if state is not None:
        is_back = state.status == WorkflowState.STATUS_NEEDS_CHANGES
        return _("Submit again") if is_back else ""
    workflow = target.get_workflow()
    return _("Submit to “%(workflow)s”") % {"workflow": workflow.name} if workflow else ""


def _decisions(sitting: Sitting) -> Iterator[Move]:
    """What a moderator may answer to a page that waits for them."""
    target = sitting.target
    task = target.current_workflow_task if isinstance(target, Page) and target.workflow_in_progress else None
    if task is None:
        return
    url = reverse("translation:publish", args=[sitting.translation.pk])
    # Wagtail lists an answer with a comment and the same without one.
    actions = sorted(task.get_actions(target, sitting.user), key=lambda action: action[2], reverse=True)
    for name, label in {name: label for name, label, _comment in actions}.items():
        yield Move(name, str(label), url, primary=name == APPROVE, comment=name == REJECT)


def moved(sitting: Sitting, do: str, *, back: str) -> HttpResponse:
    """Does it and ends at `back`, with a sentence about what has happened."""
    if do == "publish":
        return publish_or_ask(sitting.request, sitting.translation, sitting.target, back=back, keep="do")
    if do in {move.name for move in _decisions(sitting)}:
        return _decided(sitting, do, back=back)
    if do not in {"draft", "submit"} or not _can_be_draft(sitting.target):
        messages.error(sitting.request, _("This cannot be done with this text."))
    elif sitting.refusal:
        messages.error(sitting.request, sitting.refusal)
    else:
        _build(sitting, submits=do == "submit")
    return redirect(back)


def _build(sitting: Sitting, *, submits: bool) -> None:
    submission = _submission(sitting.target) if isinstance(sitting.target, Page) else ""
    if submits and not submission:
        messages.error(sitting.request, _("This text has no workflow, or is in it already."))
        return
    try:
        build_draft(sitting.translation, user=sitting.user)
    except ValidationError as error:
        messages.error(sitting.request, _("No draft was built: %(why)s") % {"why": " ".join(error.messages)})
        return
    if submits:
        _give_to_workflow(sitting)
        messages.success(sitting.request, _("The translation was submitted. Readers see it once it was approved."))
    else:
        messages.success(sitting.request, _("A draft was built. Readers see nothing of it yet."))


def _decided(sitting: Sitting, do: str, *, back: str) -> HttpResponse:
    """Wagtail's own answer to a moderator. What is approved is what the desk shows, also what was just corrected."""
    if do != REJECT and not sitting.refusal:
        try:
            build_draft(sitting.translation, user=sitting.user)
        except ValidationError as error:
            messages.error(sitting.request, _("No draft was built: %(why)s") % {"why": " ".join(error.messages)})
            return redirect(back)
    state = sitting.target.current_workflow_task_state
    return WorkflowActionView.as_view()(
        sitting.request, page_id=sitting.target.pk, action_name=do, task_state_id=state.pk
    )


def _give_to_workflow(sitting: Sitting) -> None:
    """As Wagtail's editor does."""
    page = guards.target_of(sitting.translation)  # with the revision that was just built
    state = page.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(sitting.user)
        return
    page.get_workflow().start(page, sitting.user)
