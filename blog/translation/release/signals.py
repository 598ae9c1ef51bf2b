"""What keeps the translators' version of a draft up to date, and forgets it when the draft is public or given up."""

from typing import Any

from django.db.models.signals import post_save
from wagtail.models import Page, Revision, WorkflowState
from wagtail.signals import page_published, workflow_cancelled, workflow_rejected
from wagtail_localize.models import TranslationSource

from blog.translation.models import DraftReading
from blog.translation.release import gate


def connect() -> None:
    """Watches drafts, publications and workflows."""
    post_save.connect(read_new_draft, sender=Revision, dispatch_uid="translation.read_new_draft")
    page_published.connect(forget_published, dispatch_uid="translation.forget_published_draft")
    workflow_cancelled.connect(give_up, dispatch_uid="translation.give_up_draft")
    workflow_rejected.connect(give_up, dispatch_uid="translation.reject_draft")


def read_new_draft(sender: type[Revision], instance: Revision, raw: bool = False, **kwargs: Any) -> None:
    """A draft at the step was changed: its translators see the change in a moment."""
    fields = kwargs.get("update_fields")
    if raw or (fields is not None and "content" not in fields):
        return
    model = instance.content_type.model_class()
    if model is None or not issubclass(model, Page):
        return
    page = Page.objects.filter(pk=instance.object_id).first()
    if page is not None and gate.waits_for_release(page):
        gate.read_later(page)


def forget_published(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """What was read ahead is public now."""
    DraftReading.objects.filter(
        source__object_id=instance.translation_key, source__locale_id=instance.locale_id
    ).delete()


def give_up(sender: type[WorkflowState], instance: WorkflowState, **kwargs: Any) -> None:
    """The draft does not come out as it was: translators work on the public version again."""
    page = instance.content_object
    if not isinstance(page, Page):
        return
    rows = TranslationSource.objects.filter(
        object_id=page.translation_key, locale_id=page.locale_id, draft__isnull=False
    )
    for source in rows:
        DraftReading.objects.filter(source=source).delete()
        source.update_from_db()
