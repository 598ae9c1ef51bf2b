"""What threads, other values and empty fields show on the desk; it knows the desk only by `desk.parts`.

One query for the threads (more when strings have changed), one for the values, one for texts that are offered.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import strip_tags
from django.utils.text import Truncator

from blog.translation.blanks import blanks_in, offered
from blog.translation.desk.parts import Sitting, beside_pieces, on_desk, with_files
from blog.translation.question_views import Piece, gone_pieces
from blog.translation.questions import LONGEST_COMMENT, Discussion, comments_of
from blog.translation.segments import Place, Segment
from blog.translation.value_views import media_for
from blog.translation.values import summary_of

LONGEST_TEXT = 80  # characters

with_files(style="admin/translation/extras.css", script="admin/translation/in_place.js")


@beside_pieces("text", "translation/desk/piece_comments.html")
def threads(sitting: Sitting, segments: Sequence[Segment]) -> Mapping[Place, Mapping[str, Any]]:
    """The threads of every piece, and the way to open one. A row that was just stored keeps those that it had."""
    if sitting.saved:
        return {}
    found = _discussion(sitting)
    return {
        each.place: {
            "piece": Piece(*each.place, each.labels, each.source, found.threads.get(each.place, ()), None, exists=True),
            "translation_id": sitting.translation.pk,
            "limit": LONGEST_COMMENT,
        }
        for each in segments
    }


@beside_pieces("text", "translation/desk/offered.html")
def beginnings(sitting: Sitting, segments: Sequence[Segment]) -> Mapping[Place, Mapping[str, Any]]:
    """What stood there while the original was empty."""
    if sitting.refusal:
        return {}
    return {place: {"text": text} for place, text in offered(sitting.translation, segments).items()}


@on_desk("notices", "translation/desk/open_questions.html")
def open_threads(sitting: Sitting, segments: Sequence[Segment]) -> Mapping[str, Any] | None:
    """How many threads are open, and where."""
    found = _discussion(sitting)
    everything = [each for threads in found.threads.values() for each in threads] + list(found.homeless)
    waiting = [each.opening for each in everything if each.is_open]
    links = [{"pk": each.pk, "text": Truncator(strip_tags(each.text)).chars(LONGEST_TEXT)} for each in waiting]
    return {"links": links} if links else None


@on_desk("after", "translation/desk/other.html")
def other_values(sitting: Sitting, segments: Sequence[Segment]) -> Mapping[str, Any] | None:
    """Values and empty fields, to be opened; open when something is wrong. And threads whose piece has gone."""
    summary = summary_of(sitting.translation)
    blanks = len(blanks_in(sitting.translation.source))
    homeless = gone_pieces(sitting.translation, _discussion(sitting))
    if not (summary.number or blanks or homeless):
        return None
    return {
        "summary": summary,
        "blanks": blanks,
        "media": media_for(summary.kinds),
        "homeless": homeless,
        "translation_id": sitting.translation.pk,
        "limit": LONGEST_COMMENT,
    }


def _discussion(sitting: Sitting) -> Discussion:
    """Read once per request, for all the parts."""
    kept = vars(sitting.request)
    if "discussion" not in kept:
        kept["discussion"] = comments_of(sitting.translation)
    found: Discussion = kept["discussion"]
    return found
