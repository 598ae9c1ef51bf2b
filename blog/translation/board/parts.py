"""The assignment at the desk: who translates this text until when."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from blog.translation.board.assigning import assignment_address, assignment_of
from blog.translation.desk.parts import Sitting, on_desk
from blog.translation.segments import Segment


@on_desk("notices", "translation/board/assignment_part.html")
def assignment_at_desk(sitting: Sitting, segments: Sequence[Segment]) -> Mapping[str, Any] | None:
    """One query. Those who cannot write see who does, and cannot change it here."""
    translation = sitting.translation
    found = assignment_of(translation)
    if found is None and sitting.refusal:
        return None
    address = assignment_address(translation.source.object_id, translation.target_locale_id)
    return {
        "assignment": found,
        "overdue": bool(found and found.due and found.due < timezone.localdate()),
        "address": "" if sitting.refusal else address,
        "next": reverse("translation:desk", args=[translation.pk]),
    }
