"""How far a text is in a language, in one word for filters and one phrase for people.

It reads the numbers that `TranslationStatus` holds, and counts nothing itself.
"""

from enum import Enum
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from blog.translation.models import TranslationStatus


class Standing(Enum):
    """The values stand in addresses. APART: both versions exist, and no translation runs between them."""

    NONE = "none"
    PROGRESS = "progress"
    READY = "ready"
    PUBLISHED = "published"
    BEHIND = "behind"
    APART = "apart"


NAMES: Final = {
    Standing.NONE: gettext_lazy("not started"),
    Standing.PROGRESS: gettext_lazy("in progress"),
    Standing.READY: gettext_lazy("ready to publish"),
    Standing.BEHIND: gettext_lazy("behind the original"),
    Standing.PUBLISHED: gettext_lazy("published"),
    Standing.APART: gettext_lazy("not kept up"),
}


def standing_of(status: TranslationStatus | None) -> Standing:
    """Of a translation that runs; without its numbers it is taken for begun."""
    if status is None:
        return Standing.PROGRESS
    if status.published:
        return Standing.BEHIND if status.behind else Standing.PUBLISHED
    return Standing.READY if status.total and status.done == status.total else Standing.PROGRESS


def phrase(standing: Standing, status: Any) -> str:
    """What people read: the name, with the number that matters. `status`: a TranslationStatus, or numbers like it."""
    if status and standing is Standing.PROGRESS and status.total:
        return _("%(done)d of %(total)d done") % {"done": status.done, "total": status.total}
    if status and standing is Standing.BEHIND:
        return ngettext("%(number)d piece behind", "%(number)d pieces behind", status.behind) % {
            "number": status.behind
        }
    return str(NAMES[standing])
