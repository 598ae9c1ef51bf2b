"""How far a translation is, in one word for people: what the board, the desk and the explorer show.

It follows from the stored numbers alone and asks no database.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext


class Stage(Enum):
    """The word. The values stand in addresses and in names of CSS classes."""

    NOT_STARTED = "not-started"
    IN_PROGRESS = "in-progress"
    READY = "ready"
    PUBLISHED = "published"
    BEHIND = "behind"

    @property
    def label(self) -> Any:
        """What people call it, without numbers: for filters and headings."""
        return _LABELS[self]


_LABELS = {
    Stage.NOT_STARTED: _("not started"),
    Stage.IN_PROGRESS: _("in progress"),
    Stage.READY: _("ready to publish"),
    Stage.PUBLISHED: _("published and up to date"),
    Stage.BEHIND: _("behind"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a translation stands: `done` of `total` strings, `behind` by so many pieces; `published`: has readers."""

    stage: Stage
    done: int = 0
    total: int = 0
    behind: int = 0
    published: bool = False

    @property
    def label(self) -> str:
        """The word with its number."""
        if self.stage is Stage.IN_PROGRESS:
            numbers = {"done": self.done, "total": self.total}
            return pgettext("a translation", "in progress: %(done)d of %(total)d") % numbers
        if self.stage is Stage.BEHIND:
            sentence = ngettext("%(number)d piece behind", "%(number)d pieces behind", self.behind)
            return sentence % {"number": self.behind}
        return str(self.stage.label)


def standing(status: Any) -> Standing:
    """Where a translation stands, from its `TranslationStatus`; None for a text that nobody has begun to translate.

    Ready is what could be published as it is and is not what readers have: after a change of the original, too.
    Readers of a text that is behind are told so; a text in progress, or not even begun, may have readers all the same:
    a category has no drafts, and gaps can be published by consent.
    """
    if status is None:
        return Standing(Stage.NOT_STARTED)
    return Standing(_stage(status), status.done, status.total, status.behind, status.published)


def _stage(status: Any) -> Stage:
    if status.done == status.total:
        if not status.is_as_published:
            return Stage.READY
        return Stage.BEHIND if status.behind else Stage.PUBLISHED
    if status.published and status.behind:
        return Stage.BEHIND
    return Stage.IN_PROGRESS if status.missing < status.total else Stage.NOT_STARTED
