"""What other rooms show on the desk: each registers a part, and the desk asks it for all pieces at once.

The desk knows nothing of memories, machines or comments; they know the desk only through this module.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from django.http import HttpRequest
from wagtail_localize.models import Translation

from blog.translation.segments import Place, Segment


@dataclass(frozen=True, slots=True)
class Sitting:
    """One request at the desk: who sits there, before which text.

    `target` is the page or snippet in translation, `refusal` why the user cannot change it ("" when they can),
    `saved` says that pieces are shown right after they were stored: a part should be cheap then.
    """

    request: HttpRequest
    translation: Translation
    target: Any
    refusal: str
    may_publish: bool
    saved: bool = False

    @property
    def user(self) -> Any:
        """Who sits at the desk."""
        return self.request.user


# For many pieces at once, so that the number of queries does not rest on theirs. Pieces left out show nothing.
OfPieces = Callable[[Sitting, Sequence[Segment]], Mapping[Place, Mapping[str, Any]]]
# What a part of the whole page shows; None for nothing.
OfDesk = Callable[[Sitting, Sequence[Segment]], Mapping[str, Any] | None]
PieceSpot = Literal["source", "text"]
DeskSpot = Literal["actions", "notices", "after"]


@dataclass(frozen=True, slots=True)
class PiecePart:
    """Below the original ("source") or below the box ("text") of a piece. The template gets `part`, `row`, `desk`."""

    spot: PieceSpot
    template: str
    shown: OfPieces


@dataclass(frozen=True, slots=True)
class DeskPart:
    """In the row of buttons ("actions"), above the pieces ("notices") or below them ("after"), and its style and
    script, as static files. The template gets `part` and `desk`."""

    spot: DeskSpot
    template: str
    shown: OfDesk


# The original of a piece as HTML with <mark title="…"> in it. Only one room can mark a piece; the last one does.
OfOriginals = Callable[[Sitting, Sequence[Segment]], Mapping[Place, str]]
ORIGINALS: Final[list[OfOriginals]] = []
PIECE_PARTS: Final[list[PiecePart]] = []
DESK_PARTS: Final[list[DeskPart]] = []
STYLES: Final[list[str]] = []
SCRIPTS: Final[list[str]] = []


def beside_pieces(spot: PieceSpot, template: str) -> Callable[[OfPieces], OfPieces]:
    """Registers what a room shows at each piece. For modules that the app imports when it is ready."""

    def register(shown: OfPieces) -> OfPieces:
        PIECE_PARTS.append(PiecePart(spot, template, shown))
        return shown

    return register


def in_originals(marked: OfOriginals) -> OfOriginals:
    """Registers what a room marks in the originals."""
    ORIGINALS.append(marked)
    return marked


def on_desk(spot: DeskSpot, template: str) -> Callable[[OfDesk], OfDesk]:
    """Registers what a room shows once on the page."""

    def register(shown: OfDesk) -> OfDesk:
        DESK_PARTS.append(DeskPart(spot, template, shown))
        return shown

    return register


def with_files(*, style: str = "", script: str = "") -> None:
    """Adds a style sheet or a module to the page, by the name of the static file."""
    STYLES.extend([style] if style else [])
    SCRIPTS.extend([script] if script else [])


@dataclass(frozen=True, slots=True)
class Shown:
    """A part with what it shows, for a template."""

    template: str
    spot: str
    part: Mapping[str, Any]


def shown_beside(sitting: Sitting, segments: Sequence[Segment]) -> dict[Place, list[Shown]]:
    """What every registered part shows beside each piece."""
    found: dict[Place, list[Shown]] = {}
    for part in PIECE_PARTS:
        for place, shown in part.shown(sitting, segments).items():
            found.setdefault(place, []).append(Shown(part.template, part.spot, shown))
    return found


def originals_of(sitting: Sitting, segments: Sequence[Segment]) -> dict[Place, str]:
    """The originals that have marks; those without are left out."""
    return {place: html for marked in ORIGINALS for place, html in marked(sitting, segments).items()}


def shown_on(sitting: Sitting, segments: Sequence[Segment]) -> dict[str, list[Shown]]:
    """What every registered part shows on the page, by spot."""
    found: dict[str, list[Shown]] = {"actions": [], "notices": [], "after": []}
    for part in DESK_PARTS:
        shown = part.shown(sitting, segments)
        if shown is not None:
            found[part.spot].append(Shown(part.template, part.spot, shown))
    return found
