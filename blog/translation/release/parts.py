"""The release at the desk, while the original waits to be published together with this translation."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from wagtail.models import Page

from blog.translation.desk.parts import Sitting, on_desk
from blog.translation.models import ReleaseTask
from blog.translation.release.gate import waits_for_release
from blog.translation.release.readiness import is_approved, obstacles
from blog.translation.segments import Segment


@on_desk("notices", "translation/release/approval.html")
def release_at_desk(sitting: Sitting, segments: Sequence[Segment]) -> Mapping[str, Any] | None:
    """What speaks against the release, and the button to agree. One query where no step of that kind waits."""
    if (
        not isinstance(sitting.target, Page)
        or not ReleaseTask.objects.filter(task_states__status="in_progress").exists()
    ):
        return None
    original = sitting.translation.source.get_source_instance()
    if not waits_for_release(original):
        return None
    return {
        "obstacles": obstacles(sitting.translation, sitting.user),
        "approved": is_approved(sitting.translation),
        "may_publish": sitting.may_publish,
        "url": reverse("translation:release", args=[sitting.translation.pk]),
        "back": reverse("translation:desk", args=[sitting.translation.pk]),
    }
