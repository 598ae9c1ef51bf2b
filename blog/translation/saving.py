"""How one piece of a translation is stored: never over what its writer has not seen, never as something unusable.

Who may write is asked before, in `guards`. Signals do the rest: history, slug. A loop over many pieces stands in
`status.together`, or the numbers of the translation are counted again after each.
"""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from blog.translation.models import Review
from blog.translation.overrides import refuse_text
from blog.translation.segments import Place, version_of
from blog.translation.status import counting

ANY_VERSION = "*"


@dataclass(frozen=True, slots=True)
class By:
    """Who or what wrote a text. `tool` is the name of a machine or of the kind of file, "" for somebody at the desk."""

    user: Any = None
    tool: str = ""
    machine: bool = False


class ConflictError(Exception):
    """Somebody else has stored another text since. `stored` is that text, None when it was taken away."""

    def __init__(self, stored: StringTranslation | None) -> None:
        self.stored = stored
        super().__init__(_("Somebody else has changed this piece since you opened it."))


class RefusedError(ValueError):
    """The text cannot be stored; says why, for the user."""


def save(translation: Translation, place: Place, text: str, *, by: By, version: str = ANY_VERSION) -> StringTranslation:
    """Stores a text for a string in its place. A text that readers could not use is stored with its error.

    `version` is that of the segment which the writer has seen; ANY_VERSION overwrites whatever there is. Raises
    ConflictError, and RefusedError for what no database can hold or for a string that the original has no more.
    """
    if why := refuse_text(text):
        raise RefusedError(why)
    with counting(translation):
        return _save(translation, place, text, by, version)


def _save(translation: Translation, place: Place, text: str, by: By, version: str) -> StringTranslation:
    segments = StringSegment.objects.filter(source_id=translation.source_id, string_id=place[0], context_id=place[1])
    segment = segments.select_related("string", "context").first()
    if segment is None:
        raise RefusedError(_("The original does not have this text any more. Please open the page again."))
    stored = _stored(translation, place)
    if version not in (ANY_VERSION, version_of(stored)):
        raise ConflictError(stored)
    row = stored or StringTranslation(locale_id=translation.target_locale_id)
    row.translation_of, row.context = segment.string, segment.context  # those who check the text need not ask again
    row.data, row.tool_name, row.last_translated_by = text, by.tool[:255], by.user
    row.translation_type = (
        StringTranslation.TRANSLATION_TYPE_MACHINE if by.machine else StringTranslation.TRANSLATION_TYPE_MANUAL
    )
    row.has_error, row.field_error = False, ""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:  # two began the same piece at once; on SQLite the second one sees the first
        raise ConflictError(_stored(translation, place)) from error
    return row


def set_reviewed(
    translation: Translation, place: Place, *, user: Any, reviewed: bool = True, version: str = ANY_VERSION
) -> StringTranslation:
    """Says that somebody has read this translation and found it right, or takes that back.

    Raises ConflictError as `save` does, and RefusedError where there is no usable translation.
    """
    with counting(translation):
        stored = _stored(translation, place)
        if version not in (ANY_VERSION, version_of(stored)):
            raise ConflictError(stored)
        if stored is None or stored.has_error:
            raise RefusedError(_("There is no usable translation to review here."))
        if reviewed:
            Review.objects.update_or_create(translation=stored, defaults={"reviewer": user})
        else:
            Review.objects.filter(translation=stored).delete()
        return stored


def _stored(translation: Translation, place: Place) -> StringTranslation | None:
    rows = StringTranslation.objects.select_for_update(of=("self",)).filter(
        translation_of_id=place[0], context_id=place[1], locale_id=translation.target_locale_id
    )
    return rows.first()
