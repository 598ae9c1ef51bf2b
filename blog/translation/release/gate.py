"""The step itself: a draft is read for the translators, and all languages are published in one transaction.

It knows workflows and originals; what speaks against a release is in `readiness`.
"""

from datetime import date, datetime
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation, TranslationSource

from blog.translation.guards import may_publish, may_submit_into, refuse_to_submit
from blog.translation.jobs import ItemError, ask_for, kind_of_job
from blog.translation.models import Assignment, DraftReading, JobItem, ReleaseTask
from blog.translation.publishing import UntranslatedError, publish
from blog.translation.release.readiness import Obstacle, obstacles, translations_of
from blog.translation.submitting import submit

READ_DRAFT: Final = "read_draft"


class NotReadyError(UntranslatedError):
    """A release was asked for although something speaks against it. Its text is for the user."""

    def __init__(self, found: tuple[Obstacle, ...]) -> None:
        self.pieces = ()
        PermissionDenied.__init__(self, " ".join(dict.fromkeys(each.why for each in found)))


def may_release(user: Any, page: Any) -> bool:
    """Whether the user may publish the original."""
    return may_publish(user, page)


def actions(page: Any, user: Any) -> list[tuple[str, Any, bool]]:
    """What Wagtail's editor offers: name, label, and whether it asks for more first."""
    if not may_release(user, page):
        return []
    found = all_obstacles(page, user)
    together = () if found else (("approve", _("Publish all languages together"), False),)
    return [
        *together,
        ("promise", _("Publish now, the translation follows by a date"), True),
        ("reject", _("Request changes"), True),
    ]


def all_obstacles(page: Any, user: Any) -> tuple[Obstacle, ...]:
    """What speaks against publishing the original with all its translations now."""
    return tuple(each for translation in translations_of(page) for each in obstacles(translation, user))


@transaction.atomic
def act(state: Any, user: Any, name: str, *, comment: str = "", promised: date | None = None) -> None:
    """Does what was chosen. Raises NotReadyError, and PermissionDenied for whom it was not offered."""
    page = state.workflow_state.content_object
    if not may_release(user, page):
        raise PermissionDenied
    if name == "reject":
        state.reject(user=user, comment=comment)
    elif name == "promise" and promised is not None:
        _promise(page, promised)
        state.approve(user=user, comment=comment)
    elif name == "approve":
        _release(page, state, user, comment)


def _promise(page: Any, promised: date) -> None:
    for translation in translations_of(page):
        Assignment.objects.update_or_create(
            translation_key=page.translation_key,
            locale_id=translation.target_locale_id,
            defaults={"promised": promised},
        )


def _release(page: Any, state: Any, user: Any, comment: str) -> None:
    """All or nothing: what one language cannot do, none does."""
    read_draft(page, user=user)
    if found := all_obstacles(page, user):
        raise NotReadyError(found)
    state.approve(user=user, comment=comment)
    page = Page.objects.get(pk=page.pk).specific
    if page.live and not page.scheduled_revision:
        for translation in translations_of(page):
            publish(translation, user=_publisher(translation, user))
    elif page.scheduled_revision:
        for translation in translations_of(page):
            _schedule(translation, page.scheduled_revision.approved_go_live_at, _publisher(translation, user))
    Assignment.objects.filter(translation_key=page.translation_key).update(promised=None)


def _publisher(translation: Translation, user: Any) -> Any:
    """In whose name the translation goes live: that of whoever agreed to it."""
    approval = getattr(translation, "release_approval", None)
    return approval.approved_by if approval and approval.approved_by else user


def _schedule(translation: Translation, moment: datetime, user: Any) -> None:
    """The translation waits for the same moment as the original: the date is not a field that is copied."""
    translation.save_target(user=user, publish=False)
    target = translation.get_target_instance()
    revision = target.get_latest_revision()
    revision.content["go_live_at"] = moment.isoformat()
    revision.save(update_fields=["content"])
    revision.publish(user=user)


def read_draft(page: Any, *, user: Any) -> None:
    """Reads the latest draft of an original for its translators; a language that it is not in yet is added as a draft.

    What is read ahead of the public version is remembered, so that nothing built of it goes live too early.
    """
    page = page.specific
    draft = page.get_latest_revision_as_object()
    if not translations_of(page):
        _submit(page, user)
    rows = TranslationSource.objects.filter(object_id=page.translation_key, locale_id=page.locale_id)
    if not rows.exists():
        return
    source, _created = TranslationSource.update_or_create_from_instance(draft)
    if page.live and page.has_unpublished_changes:
        DraftReading.objects.update_or_create(source=source, defaults={"revision": page.latest_revision})
    else:
        DraftReading.objects.filter(source=source).delete()


def _submit(page: Page, user: Any) -> None:
    if user is None or refuse_to_submit(user, page):
        return
    locales = [
        each for each in Locale.objects.exclude(pk=page.locale_id).order_by("pk") if may_submit_into(user, page, each)
    ]
    if locales:
        submit(page, locales, user=user)


def waits_for_release(page: Any) -> bool:
    """Whether the original is at the step of a workflow that releases all languages together."""
    state = page.current_workflow_task_state
    return state is not None and isinstance(state.task.specific, ReleaseTask)


def read_later(page: Any) -> None:
    """Has the draft read again in the background; once, however often it was saved meanwhile."""
    waiting = JobItem.objects.filter(job__kind=READ_DRAFT, target=page.pk, state=JobItem.State.WAITING)
    if not waiting.exists():
        ask_for(READ_DRAFT, [(page.pk, page.title)])


@kind_of_job(READ_DRAFT, gettext_lazy("reading a draft for its translators"))
def read_in_background(item: JobItem) -> str:
    """One original. What left the workflow meanwhile is not read."""
    page = Page.objects.filter(pk=item.target).specific().first()
    if page is None:
        raise ItemError(_("This page does not exist any more."))
    if waits_for_release(page):
        read_draft(page, user=None)
    return ""
