"""Pages about work in the background: the latest jobs, one job with its items, and its state alone for scripts.

They know the queue, not what is done in it.
"""

from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator

from blog.translation import jobs as queue
from blog.translation.board import bulk
from blog.translation.board.frames import frame
from blog.translation.board.menu import may_enter
from blog.translation.models import Job, JobItem
from blog.translation.submitting import KIND as SUBMIT

JOBS_ON_A_PAGE: Final = 20
ITEMS_ON_A_PAGE: Final = 100
_STATES: Final = JobItem.State
_FIRST: Final = [_STATES.RUNNING, _STATES.FAILED, _STATES.WAITING, _STATES.DONE]


@require_safe
def job_list(request: HttpRequest) -> HttpResponse:
    """The latest jobs first."""
    if not may_enter(request.user):
        raise PermissionDenied
    per_state = {state.value: Count("items", filter=Q(items__state=state)) for state in _STATES}
    paginator = WagtailPaginator(queue.visible_jobs(request.user).annotate(**per_state), JOBS_ON_A_PAGE)
    page = paginator.get_page(request.GET.get("p"))
    context = {
        **frame(_("Work in the background")),
        "page_obj": page,
        "elided_page_range": paginator.get_elided_page_range(page.number),
        "jobs": [(job, label_of(job)) for job in page.object_list],
    }
    return TemplateResponse(request, "translation/board/jobs.html", context)


@require_safe
def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """One job: how far it is, and its items, those that need somebody first."""
    return TemplateResponse(request, "translation/board/job.html", _about(request, _job(request, job_id)))


@require_safe
def job_state(request: HttpRequest, job_id: int) -> HttpResponse:
    """What changes on that page, for the script that asks again and again."""
    return TemplateResponse(request, "translation/board/job_state.html", _about(request, _job(request, job_id)))


@require_POST
def job_retry(request: HttpRequest, job_id: int) -> HttpResponse:
    """Tries again what failed."""
    if not queue.retry(_job(request, job_id)):
        messages.warning(request, _("Nothing has failed."))
    return redirect("translation:job", job_id)


@require_POST
def job_cancel(request: HttpRequest, job_id: int) -> HttpResponse:
    """Leaves undone what was not begun."""
    if not queue.cancel(_job(request, job_id)):
        messages.warning(request, _("Nothing is waiting any more."))
    return redirect("translation:job", job_id)


def label_of(job: Job) -> str:
    """What people call this kind of work."""
    kind = queue.KINDS.get(job.kind)
    return str(kind.label) if kind else job.kind


def _job(request: HttpRequest, job_id: int) -> Job:
    return get_object_or_404(queue.visible_jobs(request.user), pk=job_id)


def _about(request: HttpRequest, job: Job) -> dict[str, Any]:
    counts = queue.counts(job)
    order = Case(
        *(When(state=state, then=Value(place)) for place, state in enumerate(_FIRST)), output_field=IntegerField()
    )
    paginator = WagtailPaginator(job.items.order_by(order, "pk"), ITEMS_ON_A_PAGE)
    page = paginator.get_page(request.GET.get("p"))
    for item in page.object_list:
        item.address = _way_on(job, item)
    ended = counts[_STATES.DONE] + counts[_STATES.FAILED]
    return {
        **frame(_("Work in the background"), label_of(job), parent=reverse("translation:jobs")),
        "job": job,
        "label": label_of(job),
        "counts": counts,
        "ended": ended,
        "is_over": ended == counts["total"],
        "page_obj": page,
        "elided_page_range": paginator.get_elided_page_range(page.number),
    }


def _way_on(job: Job, item: JobItem) -> str:
    """Where what was done can be looked at: at the desk, or on the board, where a new translation is found."""
    if item.state != _STATES.DONE:
        return ""
    if job.kind == bulk.DRAFT:
        return reverse("translation:desk", args=[item.target])
    return f"{reverse('translation:board')}?{urlencode({'text': item.label})}" if job.kind == SUBMIT else ""
