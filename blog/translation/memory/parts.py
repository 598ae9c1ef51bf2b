"""The memory at the desk: below every box the way to what was translated before. The script follows it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from blog.translation.desk.parts import Sitting, beside_pieces
from blog.translation.segments import Place, Segment


@beside_pieces("text", "translation/memory/piece.html")
def memory_beside(sitting: Sitting, segments: Sequence[Segment]) -> dict[Place, Mapping[str, Any]]:
    """No query: what there is, is asked for when somebody works on a piece."""
    if sitting.refusal:
        return {}
    return {
        each.place: {"url": reverse("translation:suggestions", args=[sitting.translation.pk, *each.place])}
        for each in segments
    }
