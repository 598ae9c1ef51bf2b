"""How one piece of a translation is stored: never over what its writer has not seen, never as something unusable.

Who may write is asked before, in `guards`. Signals do the rest: history, slug, status.
"""

from dataclasses import dataclass
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import F, FilteredRelation, Q, Subquery
from django.db.models.signals import post_save
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from blog.translation.limits import is_invalid
from blog.translation.models import Review
from blog.translation.overrides import refuse_text
from blog.translation.segments import Place, model_of, version_of

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


@dataclass(frozen=True, slots=True)
class Found:
    """A piece as the database has it now. `reviewer`: who reviewed it; `reviewed` also when that account is gone."""

    translation: Translation
    segment: StringSegment
    stored: StringTranslation | None
    reviewed: bool
    reviewer: int | None

    @property
    def version(self) -> str:
        """As `Segment.version`."""
        return version_of(self.stored)


def find(translation_id: int, place: Place) -> Found | None:
    """A piece with its translation, and all that storing it needs. None where the original has no such text. One query.

    One statement asks for everything: saving has ten, and the guards need most of them.
    """
    locale = Translation.objects.filter(pk=translation_id).values("target_locale_id")
    here = Q(string__translations__context_id=place[1], string__translations__locale_id=Subquery(locale))
    rows = (
        StringSegment.objects.filter(source__translations=translation_id, string_id=place[0], context_id=place[1])
        .select_related("string", "context", "source__object", "source__locale")
        .defer("source__content_json")
        .annotate(own=FilteredRelation("string__translations", condition=here))
        .annotate(**{f"own_{name}": F(f"own__{name}") for name in _OWN}, own_review=F("own__review__pk"))
        .annotate(own_reviewer=F("own__review__reviewer_id"))
        .annotate(**{f"of_{name}": F(f"source__translations__{name}") for name in _OF})
        .annotate(language=F("source__translations__target_locale__language_code"))
    )
    segment = rows.order_by("order").first()
    return _found(segment) if segment else None


_OWN: Final = [field.attname for field in StringTranslation._meta.concrete_fields]
_OF: Final = [field.attname for field in Translation._meta.concrete_fields]


def _found(segment: Any) -> Found:
    translation = Translation.from_db(segment._state.db, _OF, [getattr(segment, f"of_{name}") for name in _OF])
    translation.source = segment.source
    translation.target_locale = Locale(pk=translation.target_locale_id, language_code=segment.language)
    stored = None
    if segment.own_id is not None:
        stored = StringTranslation.from_db(segment._state.db, _OWN, [getattr(segment, f"own_{name}") for name in _OWN])
        stored.translation_of, stored.context = segment.string, segment.context
        judged = segment.own_review is not None
        stored._state.fields_cache["review"] = Review(stored.pk, segment.own_reviewer) if judged else None
    return Found(translation, segment, stored, segment.own_review is not None, segment.own_reviewer)


def save(translation: Translation, place: Place, text: str, *, by: By, version: str = ANY_VERSION) -> StringTranslation:
    """Stores a text for a string in its place. A text that readers could not use is stored with its error.

    `version` is that of the segment which the writer has seen; ANY_VERSION overwrites whatever there is. Raises
    ConflictError, and RefusedError for what no database can hold or for a string that the original has no more.
    """
    return store(_required(translation.pk, place), text, by=by, version=version)


def store(found: Found, text: str, *, by: By, version: str = ANY_VERSION) -> StringTranslation:
    """As `save`, for a piece that was read before. What has changed since then is a conflict too."""
    if why := refuse_text(text):
        raise RefusedError(why)
    if version not in (ANY_VERSION, found.version):
        raise ConflictError(found.stored)
    try:
        with transaction.atomic():
            return _write(found, text, by)
    except (IntegrityError, _OvertakenError) as error:  # two wrote the same piece at once
        now = find(found.translation.pk, (found.segment.string_id, found.segment.context_id))
        if version == ANY_VERSION and now is not None and now.version != found.version:
            return store(now, text, by=by)
        raise ConflictError(now.stored if now else None) from error


class _OvertakenError(Exception):
    """The row is not any more what was read."""


def _write(found: Found, text: str, by: By) -> StringTranslation:
    """One statement, which changes nothing when the row is another by now; then what `save()` would have told."""
    row: Any = found.stored or StringTranslation(
        translation_of=found.segment.string,
        context=found.segment.context,
        locale_id=found.translation.target_locale_id,
    )
    row.locale = found.translation.target_locale
    seen = row.updated_at
    # What the handlers of the signal would have to ask for.
    row.text_before, row.review_before = row.data if row.pk else None, found.reviewed
    row.context.model_of_original = model_of(found.translation)
    row.data, row.tool_name, row.last_translated_by = text, by.tool[:255], by.user
    row.translation_type = (
        StringTranslation.TRANSLATION_TYPE_MACHINE if by.machine else StringTranslation.TRANSLATION_TYPE_MANUAL
    )
    if row.text_before != text:
        row._state.fields_cache["review"] = None  # `history` takes it away
    row.has_error, row.field_error = is_invalid(row), ""
    if not row.pk:
        row.save()
        return row
    row.updated_at = timezone.now()
    changed = {name: getattr(row, name) for name in _CHANGED}
    if not StringTranslation.objects.filter(pk=row.pk, updated_at=seen).update(**changed):
        raise _OvertakenError
    post_save.send(StringTranslation, instance=row, created=False, raw=False, using=row._state.db, update_fields=None)
    return row


_CHANGED: Final = (
    "data",
    "tool_name",
    "last_translated_by_id",
    "translation_type",
    "has_error",
    "field_error",
    "updated_at",
)


def set_reviewed(
    translation: Translation, place: Place, *, user: Any, reviewed: bool = True, version: str = ANY_VERSION
) -> StringTranslation:
    """Says that somebody has read this translation and found it right, or takes that back.

    Raises ConflictError as `save` does, and RefusedError where there is no usable translation.
    """
    return review(_required(translation.pk, place), user=user, reviewed=reviewed, version=version)


def review(found: Found, *, user: Any, reviewed: bool = True, version: str = ANY_VERSION) -> StringTranslation:
    """As `set_reviewed`, for a piece that was read before."""
    stored = found.stored
    if version not in (ANY_VERSION, found.version):
        raise ConflictError(stored)
    if stored is None or stored.has_error:
        raise RefusedError(_("There is no usable translation to review here."))
    if reviewed:
        Review.objects.update_or_create(translation=stored, defaults={"reviewer": user})
    else:
        Review.objects.filter(translation=stored).delete()
    return stored


def _required(translation_id: int, place: Place) -> Found:
    found = find(translation_id, place)
    if found is None:
        raise RefusedError(_("The original does not have this text any more. Please open the page again."))
    return found
