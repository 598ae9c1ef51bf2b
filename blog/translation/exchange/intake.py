"""What becomes of a file that comes back: every unit is stored, or the report says why not; nothing is lost.

It asks `guards` who may write and stores through `saving`; formats are not its business.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail_localize.models import String, StringTranslation, Translation, TranslationContext

from blog.translation.exchange.documents import Document, Unit, alike, canonical, digest
from blog.translation.guards import refuse_to_write
from blog.translation.limits import is_blank
from blog.translation.overrides import refuse_text
from blog.translation.saving import By, ConflictError, RefusedError, save, set_reviewed
from blog.translation.segments import Segment, State, segments_of

Sources = Mapping[tuple[str, str], Segment]


class Outcome(Enum):
    """What became of a unit."""

    STORED = "stored"
    UNCHANGED = "unchanged"
    UNFINISHED = "unfinished"
    CONFLICT = "conflict"
    OUTDATED = "outdated"
    BROKEN = "broken"
    UNKNOWN = "unknown"


LABELS = {
    Outcome.STORED: gettext_lazy("stored"),
    Outcome.UNCHANGED: gettext_lazy("as it was"),
    Outcome.UNFINISHED: gettext_lazy("not translated in the file"),
    Outcome.CONFLICT: gettext_lazy("changed here meanwhile"),
    Outcome.OUTDATED: gettext_lazy("the original has changed"),
    Outcome.BROKEN: gettext_lazy("stored, but not usable"),
    Outcome.UNKNOWN: gettext_lazy("not stored"),
}


@dataclass(frozen=True, slots=True)
class Result:
    """One unit and what became of it. `stored`: what stands here now, for a conflict. `key`: of its segment, or ""."""

    unit: Unit
    outcome: Outcome
    why: str = ""
    stored: str = ""
    key: str = ""

    @property
    def label(self) -> str:
        """The outcome in words."""
        return str(LABELS[self.outcome])


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one document. `refused`: why nothing of it was stored, "" when it was looked at."""

    title: str
    translation: Translation | None
    refused: str
    results: tuple[Result, ...]

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How often each outcome occurred, in words."""
        found = Counter(result.outcome for result in self.results)
        return [(str(label), found[outcome]) for outcome, label in LABELS.items() if found[outcome]]

    @property
    def remarkable(self) -> list[Result]:
        """What somebody should look at."""
        calm = {Outcome.STORED, Outcome.UNCHANGED, Outcome.UNFINISHED}
        return [result for result in self.results if result.outcome not in calm]


def take_in(documents: Iterable[Document], *, user: Any, tool: str, replace: bool = False) -> tuple[Report, ...]:
    """Stores what the documents say. `tool`: the kind of file. `replace`: also over what was changed here meanwhile."""
    return tuple(_take_in(document, By(user, tool=tool), replace=replace) for document in documents)


@transaction.atomic
def _take_in(document: Document, by: By, *, replace: bool) -> Report:
    translation = _translation(document)
    refused = _refusal(document, translation, by.user)
    if refused or translation is None:
        return Report(document.title, None, refused, ())
    segments = segments_of(translation)
    sources = {(each.path, each.source): each for each in segments}
    sources |= {(each.path, alike(each.source)): each for each in segments}
    results = tuple(_take_unit(translation, unit, sources, by, replace=replace) for unit in document.units)
    return Report(translation.source.object_repr, translation, "", results)


def _translation(document: Document) -> Translation | None:
    try:
        key = UUID(document.key)
    except ValueError:
        return None
    rows = Translation.objects.select_related("source__locale", "source__specific_content_type", "target_locale")
    return rows.filter(source__object_id=key, target_locale__language_code=document.target_language).first()


def _refusal(document: Document, translation: Translation | None, user: Any) -> str:
    """Why nothing of a document is stored. A text that the user may not see is spoken of as one that is not there."""
    unknown = _("This does not belong to a translation of this site.")
    if translation is None or translation.source.locale.language_code != document.source_language:
        return unknown
    try:
        return refuse_to_write(user, translation)
    except ObjectDoesNotExist:
        return unknown


def _take_unit(translation: Translation, unit: Unit, sources: Sources, by: By, *, replace: bool) -> Result:
    segment = sources.get((unit.path, unit.source)) or sources.get((unit.path, alike(unit.source)))
    if why := refuse_text(unit.target):
        return Result(unit, Outcome.UNKNOWN, why)
    if segment is None:
        return _keep_as_earlier(translation, unit, by)
    if is_blank(unit.target) or _is_untouched_draft(unit):
        return Result(unit, Outcome.UNFINISHED, key=segment.key)
    if unit.target == canonical(segment.text) and not _is_accepted(unit, segment):
        return _review(translation, unit, segment, by)
    if segment.text and not replace and digest(canonical(segment.text)) != unit.base:
        return Result(unit, Outcome.CONFLICT, stored=segment.text, key=segment.key)
    return _store(translation, unit, segment, by)


def _is_untouched_draft(unit: Unit) -> bool:
    """Still marked as unfinished, with the text that it was sent with."""
    return unit.unfinished and (unit.base in {"", digest(unit.target)})


def _is_accepted(unit: Unit, segment: Segment) -> bool:
    """A machine's draft that somebody took the mark from without changing a word."""
    finished = not unit.unfinished and unit.state != State.MACHINE.value
    return segment.state == State.MACHINE and finished


def _review(translation: Translation, unit: Unit, segment: Segment, by: By) -> Result:
    if unit.state != State.REVIEWED.value or segment.state != State.TRANSLATED:
        return Result(unit, Outcome.UNCHANGED, key=segment.key)
    set_reviewed(translation, segment.place, user=by.user)
    return Result(unit, Outcome.STORED, key=segment.key)


def _store(translation: Translation, unit: Unit, segment: Segment, by: By) -> Result:
    try:
        row = save(translation, segment.place, unit.target, by=by, version=segment.version)
    except ConflictError as conflict:
        return Result(
            unit, Outcome.CONFLICT, str(conflict), conflict.stored.data if conflict.stored else "", segment.key
        )
    except RefusedError as refusal:
        return Result(unit, Outcome.UNKNOWN, str(refusal), key=segment.key)
    if row.has_error:
        return Result(unit, Outcome.BROKEN, str(row.get_error() or ""), key=segment.key)
    if unit.state == State.REVIEWED.value:
        set_reviewed(translation, segment.place, user=by.user)
    return Result(unit, Outcome.STORED, key=segment.key)


def _keep_as_earlier(translation: Translation, unit: Unit, by: By) -> Result:
    """A translation of a text that the original had once: kept there, where the desk finds it as an earlier version."""
    string = _string(translation, unit.source)
    context = TranslationContext.objects.filter(
        object_id=translation.source.object_id, path_id=TranslationContext._get_path_id(unit.path)
    ).first()
    if string is None or context is None:
        return Result(unit, Outcome.UNKNOWN, _("The original has no such text, and never had."))
    if is_blank(unit.target) or unit.unfinished:
        return Result(unit, Outcome.UNFINISHED)
    row, created = StringTranslation.objects.get_or_create(
        translation_of=string,
        context=context,
        locale_id=translation.target_locale_id,
        defaults={"data": unit.target, "tool_name": by.tool, "last_translated_by": by.user},
    )
    if created or row.data == unit.target:
        return Result(unit, Outcome.OUTDATED, _("Kept as a translation of the earlier text."))
    return Result(unit, Outcome.OUTDATED, _("The earlier text had another translation; it stays."), stored=row.data)


def _string(translation: Translation, source: str) -> String | None:
    hashed = String._get_data_hash(source)
    return String.objects.filter(locale_id=translation.source.locale_id, data_hash=hashed).first()
