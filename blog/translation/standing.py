"""How far a text is in a language, in one word for filters and one phrase for people: the same wherever it is shown.

It follows from the numbers that `TranslationStatus` holds, and asks no database.
"""

from enum import Enum
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from blog.translation.models import TranslationStatus


class Standing(Enum):
    """The values stand in addresses. APART: both versions exist, and no translation runs between them.

    PROGRESS may have readers all the same: a category has no drafts, and gaps can be published by consent.
    """

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
    """Of a translation that runs; without its numbers it is taken for begun.

    READY is what could be published as it is and is not what readers have: after a change of the original, too.
    """
    if status is None:
        return Standing.PROGRESS
    if status.done == status.total and (status.total or status.published):
        return _without_gaps(status)
    return Standing.BEHIND if status.published and status.behind else Standing.PROGRESS


def _without_gaps(status: TranslationStatus) -> Standing:
    if not status.is_as_published:
        return Standing.READY
    return Standing.BEHIND if status.behind else Standing.PUBLISHED


def phrase(standing: Standing, status: Any) -> str:
    """What people read: the name, with the number that matters. `status`: a TranslationStatus, or numbers like it."""
    if status and standing is Standing.PROGRESS and status.total:
        return _("%(done)d of %(total)d done") % {"done": status.done, "total": status.total}
    if status and standing is Standing.BEHIND:
        return ngettext("%(number)d piece behind", "%(number)d pieces behind", status.behind) % {
            "number": status.behind
        }
    return str(NAMES[standing])
