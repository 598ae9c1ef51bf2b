"""The machine at the desk, where one is set up: what it would draft, and how far it is."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from blog.translation.desk.parts import Sitting, on_desk, with_files
from blog.translation.glossary import KOREAN, glossary
from blog.translation.machine.configuration import provider
from blog.translation.machine.glossary import take_terms_from
from blog.translation.machine.views import panel_for
from blog.translation.segments import Segment

with_files(script="admin/translation/machine.js")


@on_desk("notices", "translation/desk/machine_part.html")
def machine_at_desk(sitting: Sitting, segments: Sequence[Segment]) -> Mapping[str, Any] | None:
    """Nothing where no translator is set up, and nothing for those who cannot write."""
    if sitting.refusal or provider() is None:
        return None
    return {
        "machine": panel_for(sitting.user, sitting.translation),
        "next": reverse("translation:desk", args=[sitting.translation.pk]),
    }


def _pairs() -> list[tuple[str, str]]:
    """The glossary as machines take it: what is not to be translated stays as it is."""
    return [(each.korean, each.korean if each.do_not_translate else each.english) for each in glossary(KOREAN).entries]


take_terms_from(_pairs)
