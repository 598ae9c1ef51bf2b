"""Two languages that go live together: the step of a workflow, what was read ahead for it, and who agreed."""

from typing import Any

from django import forms
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput
from wagtail.forms import TaskStateCommentForm
from wagtail.models import Revision, Task, TaskState
from wagtail_localize.models import Translation, TranslationSource


class PromiseForm(TaskStateCommentForm):
    """Asks by which day the other language will follow."""

    promised = forms.DateField(label=_("The translation follows by"), widget=AdminDateInput)

    def clean_promised(self) -> Any:
        """A promise is for the future."""
        day = self.cleaned_data["promised"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("Choose today or a later day."))
        return day


class ReleaseTask(Task):
    """A step of a workflow that waits for the translations, so that all languages go live at the same moment.

    What the step does is in `blog.translation.release`, which needs this model: hence the imports inside.
    """

    class Meta:
        verbose_name = _("release in all languages together")
        verbose_name_plural = _("releases in all languages together")

    @classmethod
    def get_description(cls) -> str:
        """For the list of kinds of steps."""
        return str(_("The original and its translations are published at the same moment, or with a promise."))

    def start(self, workflow_state: Any, user: Any = None) -> Any:
        """The draft is read for the translators."""
        from blog.translation.release import gate

        state = super().start(workflow_state, user=user)
        gate.read_draft(workflow_state.content_object, user=user)
        return state

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        """For those who may publish the original: together when all is ready; now, with a promise, when it is not."""
        from blog.translation.release import gate

        return gate.actions(obj, user)

    def get_form_for_action(self, action: str) -> Any:
        """A promise has a date."""
        return PromiseForm if action == "promise" else TaskStateCommentForm

    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> Any:
        """Publishes, or sends the original back."""
        from blog.translation.release import gate

        return gate.act(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        """Those that wait, where the user may publish what they wait for."""
        from blog.translation.release import gate

        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS).select_related("workflow_state")
        mine = [state.pk for state in waiting if gate.may_release(user, state.workflow_state.content_object)]
        return TaskState.objects.filter(pk__in=mine)


class DraftReading(models.Model):
    """The segments of an original come from a draft that is not public: nothing built of them may go live before it."""

    source = models.OneToOneField(
        TranslationSource, verbose_name=_("original"), on_delete=models.CASCADE, related_name="draft", primary_key=True
    )
    revision = models.ForeignKey(Revision, verbose_name=_("draft"), on_delete=models.CASCADE, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("draft that is being translated")
        verbose_name_plural = _("drafts that are being translated")

    def __str__(self) -> str:
        return f"{self.source_id}: {self.revision_id}"


class ReleaseApproval(models.Model):
    """Somebody who may publish the translation has agreed to its going live together with the original."""

    translation = models.OneToOneField(
        Translation,
        verbose_name=_("translation"),
        on_delete=models.CASCADE,
        related_name="release_approval",
        primary_key=True,
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("approved by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved at"), auto_now=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("approval of a release")
        verbose_name_plural = _("approvals of releases")

    def __str__(self) -> str:
        return str(self.translation_id)
