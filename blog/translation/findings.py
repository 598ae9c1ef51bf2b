"""Terms and checks at the desk: what the glossary says, what looks wrong in a text, and who finds it right.

What is found is decided in `glossary` and `checks`; rights are asked of `guards` by way of the desk.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from blog.translation import saving
from blog.translation.checks import Finding, bring_back, dismiss, dismissals_of, findings, with_dismissals
from blog.translation.desk.page import address
from blog.translation.desk.parts import Sitting, beside_pieces, in_originals, with_files
from blog.translation.desk.views import sit_down
from blog.translation.glossary import Entry, Glossary, Match, glossary, marked, terms_in
from blog.translation.segments import Place, Segment, State, model_of, segment_of

_UNCHECKED: Final = frozenset({State.MISSING, State.STALE, State.BROKEN})
_DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class Known:
    """A term of the original, for its translator. `wanted`: what the translation must have for it."""

    wording: str
    wanted: str
    note: str
    forbidden: tuple[str, ...]
    is_kept: bool


@in_originals
def marked_originals(sitting: Sitting, segments: Sequence[Segment]) -> dict[Place, str]:
    """Originals with their terms marked, and what each is called in the other language as its title."""
    found = {}
    for segment in segments:
        runs = list(marked(segment.source, _terms(sitting)))
        if any(run.mark for run in runs):
            found[segment.place] = "".join(_mark(run.html, run.mark, sitting) for run in runs)
    return found


def _mark(html: str, mark: Any, sitting: Sitting) -> str:
    if not isinstance(mark, Match):
        return html
    known = _known(mark.entry, sitting)
    title = f"{known.wanted} – {known.note}" if known.note else known.wanted
    return format_html('<mark title="{}">', title) + html + "</mark>"


@beside_pieces("source", "translation/findings/terms.html")
def terms_beside(sitting: Sitting, segments: Sequence[Segment]) -> dict[Place, Mapping[str, Any]]:
    """What the glossary says about each original; for everybody, also without a mouse."""
    found: dict[Place, Mapping[str, Any]] = {}
    for segment in segments:
        entries = dict.fromkeys(match.entry for match in terms_in(segment.source, _terms(sitting)))
        if entries:
            found[segment.place] = {"terms": [_known(entry, sitting) for entry in entries]}
    return found


def _known(entry: Entry, sitting: Sitting) -> Known:
    language = sitting.translation.source.locale.language_code
    wanted = entry.korean if entry.do_not_translate else entry.wording(sitting.translation.target_locale.language_code)
    return Known(entry.wording(language), wanted, entry.note, entry.forbidden, entry.do_not_translate)


@beside_pieces("text", "translation/findings/findings.html")
def findings_beside(sitting: Sitting, segments: Sequence[Segment]) -> dict[Place, Mapping[str, Any]]:
    """What looks wrong in each stored text, and what somebody has found right. At most two queries in all."""
    checked = [each for each in segments if each.state not in _UNCHECKED]
    into = sitting.translation.target_locale.language_code
    found = {each.place: findings(each, each.text, _terms(sitting), into=into) for each in checked}
    dismissed = _dismissed(sitting) if any(found.values()) else {}
    return {each.place: shown_findings(each, found[each.place], dismissed) for each in checked if found[each.place]}


def shown_findings(
    segment: Segment, found: Iterable[Finding], dismissed: Mapping[Place, frozenset[str]]
) -> dict[str, Any]:
    """What the template of the findings of a piece gets."""
    judged = with_dismissals(segment, found, dismissed)
    return {
        "open": [each for each in judged if not each.dismissed],
        "dismissed": [each for each in judged if each.dismissed],
    }


with_files(style="admin/translation/memory.css", script="admin/translation/memory.js")


@require_POST
def judge(request: HttpRequest, translation_id: int, string: int, context: int) -> HttpResponse:
    """Somebody says of a finding that the text is right ("dismiss" in `do`), or takes that back ("undo").

    Answers the script with the findings of the piece, everybody else with the desk. Of a finding that is not there any
    more nothing is stored.
    """
    found = saving.find(translation_id, (string, context))
    if found is None:
        raise Http404
    sitting = sit_down(request, found.translation)
    if sitting.refusal:
        raise PermissionDenied(sitting.refusal)
    segment = segment_of(found.segment, found.stored, model_of(found.translation))
    _judge(sitting, segment)
    if request.headers.get("x-requested-with") != "XMLHttpRequest":
        return redirect(f"{address(translation_id)}#piece-{segment.key}")
    part = findings_beside(sitting, [segment]).get(segment.place, {})
    told = {"part": part, "row": {"segment": segment}, "desk": sitting}
    return TemplateResponse(request, "translation/findings/findings.html", told)


def _judge(sitting: Sitting, segment: Segment) -> None:
    into, form = sitting.translation.target_locale.language_code, sitting.request.POST
    for finding in findings(segment, segment.text, _terms(sitting), into=into):
        if form.get("digest") == finding.digest and form.get("do") == "dismiss":
            dismiss(sitting.translation, segment, finding, user=sitting.user)
        elif form.get("digest") == finding.digest:
            bring_back(sitting.translation, segment, finding)
    cache.delete(_name(sitting))


def _dismissed(sitting: Sitting) -> Mapping[Place, frozenset[str]]:
    """From the database, or, right after a piece was stored, what the page has seen: saving has its queries counted."""
    if sitting.saved:
        return dict(cache.get(_name(sitting), {}))
    found = dismissals_of(sitting.translation)
    cache.set(_name(sitting), found, _DAY)
    return found


def _name(sitting: Sitting) -> str:
    return f"translation.dismissed.{sitting.translation.pk}"


def _terms(sitting: Sitting) -> Glossary:
    """Once per request."""
    request: Any = sitting.request
    if not hasattr(request, "terms_of_original"):
        request.terms_of_original = glossary(sitting.translation.source.locale.language_code)
    terms: Glossary = request.terms_of_original
    return terms
