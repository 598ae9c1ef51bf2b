"""The question to the editor of a translated article whether a change leaves its meaning as it was.

It asks and keeps the answer on the page that is saved; what follows from it is `blog.translation.meaning`'s.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel
from wagtail_localize.models import Translation

MEANING_UNCHANGED = "meaning_unchanged"


class CorrectionForm(WagtailAdminPageForm):
    """The form of a page with the question. A draft that is opened again has the answer of its editor."""

    meaning_unchanged = forms.BooleanField(
        label=_("The meaning is unchanged"),
        required=False,
        help_text=_(
            "For typing errors and the like: translations of the changed sentences stay valid, readers are not told "
            "that they are behind, and translators are not notified. This counts for all that differs from the "
            "published version, also for drafts saved before, and only for this publication. Sentences that are added "
            "or removed, and changed links, still have to be translated."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial[MEANING_UNCHANGED] = _answered(self.instance)

    def save(self, commit: bool = True) -> Any:
        """Keeps the answer on the page, from where it goes to the revision."""
        page = super().save(commit=commit)
        page.meaning_unchanged = self.cleaned_data.get(MEANING_UNCHANGED, False)
        return page


class CorrectionPanel(FieldPanel):
    """Shows the question where there is a translation to be spared."""

    def get_comparison_class(self) -> None:
        """The answer is not part of the text."""

    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            """Whether the page is the original of a running translation."""
            return super().is_shown() and _is_translated(self.instance)


def _answered(page: Any) -> bool:
    draft = page.latest_revision
    return draft is not None and draft.pk != page.live_revision_id and hasattr(draft, "correction")


def _is_translated(page: Any) -> bool:
    running = Translation.objects.filter(enabled=True, source__object_id=page.translation_key)
    return bool(page.pk and running.filter(source__locale_id=page.locale_id).exists())
