"""The gate between a translation and its readers: nothing untranslated, and nothing from a machine that nobody has
reviewed, passes without somebody's explicit consent.

It knows how much is missing and who consented. Who may publish at all is decided in `guards`; forms are in `views`.
"""

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import log
from wagtail.models import Revision, TranslatableMixin
from wagtail_localize.models import Translation, TranslationLog

from blog.reading import plain_text
from blog.translation.models import Consent, DraftReading
from blog.translation.progress import Piece, machine_drafts, missing_pieces, translation_of, untranslated_names
from blog.translation.status import counted_again, together

logger = logging.getLogger(__name__)


class UntranslatedError(PermissionDenied):
    """A translation was to be published although pieces of it are missing or not reviewed. Its text is for the user."""

    def __init__(self, instance: models.Model, pieces: Sequence[Piece]) -> None:
        self.pieces = tuple(pieces)
        super().__init__(refusal(instance, pieces))


class AheadError(UntranslatedError):
    """A translation was to be published before the draft that it translates. Its text is for the user."""

    def __init__(self, instance: models.Model) -> None:
        self.pieces = ()
        why = _("“%(title)s” was not published: it translates a draft of the original that is not public yet.")
        PermissionDenied.__init__(self, why % {"title": instance})


def refusal(instance: models.Model, pieces: Sequence[Piece]) -> str:
    """Why a translation is not published, with the numbers of pieces."""
    untranslated, machine = numbers_of(pieces)
    why = []
    if untranslated:
        sentence = ngettext(
            "“%(title)s” was not published: %(number)d piece is not translated yet.",
            "“%(title)s” was not published: %(number)d pieces are not translated yet.",
            untranslated,
        )
        why += [sentence, _("Translate the rest, or publish from the translation editor and confirm.")]
    if machine:
        sentence = ngettext(
            "“%(title)s” was not published: %(machine)d piece comes from a machine, and nobody has reviewed it.",
            "“%(title)s” was not published: %(machine)d pieces come from a machine, and nobody has reviewed them.",
            machine,
        )
        why += [sentence, _("Review what the machine wrote, or publish from the translation editor and confirm.")]
    return " ".join(why) % {"title": instance, "number": untranslated, "machine": machine}


def numbers_of(pieces: Iterable[Piece]) -> tuple[int, int]:
    """How many pieces are not translated, and how many only by a machine."""
    every = [piece.machine for piece in pieces]
    return every.count(False), every.count(True)


def gaps_of(translation: Translation) -> tuple[Piece, ...]:
    """All that readers would meet in the original language or unread: pieces of this text without a translation, names
    of what it points at, and what only a machine has translated."""
    return missing_pieces(translation) + untranslated_names(translation) + machine_drafts(translation)


def publish(translation: Translation, *, user: Any, consent: bool = False) -> int:
    """Builds the target from the translated strings and publishes it when the transaction ends.

    Returns the number of untranslated pieces that readers will meet. Raises UntranslatedError when there are any, or
    drafts of a machine, and nobody consented; ValidationError when the target is not valid.
    """
    invalid = None
    with together():
        counted_again(Q(pk=translation.pk))
        refuse_if_ahead(translation)
        pieces = gaps_of(translation)
        if pieces and not consent:
            raise UntranslatedError(translation.get_target_instance(), pieces)
        try:
            translation.save_target(user=user, publish=True)
        except ValidationError as error:
            # Raised outside the transaction: wagtail-localize has just marked the strings that are to blame.
            invalid = error
        else:
            _remember_consent(translation, user, pieces)
    if invalid is not None:
        raise invalid
    return numbers_of(pieces)[0]


def build_draft(translation: Translation, *, user: Any) -> Revision:
    """Builds a revision of the target from the strings and leaves alone what readers see.

    wagtail-localize's own way to a draft stores the texts in the live page first. Raises ValidationError.
    """
    with transaction.atomic():
        source = translation.source
        draft = source.get_ephemeral_translated_instance(translation.target_locale, fallback=True)
        revision: Revision = draft.save_revision(user=user)
        TranslationLog.objects.create(source=source, locale=translation.target_locale, revision=revision)
    return revision


def _remember_consent(translation: Translation, user: Any, pieces: Sequence[Piece]) -> None:
    if pieces:
        built = TranslationLog.objects.filter(source=translation.source, locale=translation.target_locale)
        untranslated, machine = numbers_of(pieces)
        Consent.objects.create(
            translation=translation,
            revision=built.latest("pk").revision,
            given_by=user,
            untranslated=untranslated,
            machine=machine,
        )


def cancel_schedule(revision: Revision, refusal: UntranslatedError) -> None:
    """A translation whose hour has come with gaps stays as it is, and does not hold up what is due after it."""
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    log(instance=revision.content_object, action="wagtail.schedule.cancel", revision=revision)
    logger.warning("A schedule was cancelled. %s", refusal)


def refuse_gaps(revision: Revision, instance: Any) -> None:
    """Raises UntranslatedError when this revision is of a running translation with gaps that nobody consented to.

    Drafts of a machine are gaps too.
    """
    if not isinstance(instance, TranslatableMixin):
        return
    translation = translation_of(instance)
    if translation is None:
        return
    refuse_what_is_ahead(translation, revision, instance)
    pieces = gaps_in(revision, translation)
    if pieces and not Consent.objects.filter(revision=revision).exists():
        raise UntranslatedError(instance, pieces)


def refuse_if_ahead(translation: Translation) -> None:
    """Raises AheadError when the pieces of this translation are those of a draft."""
    if is_ahead(translation):
        raise AheadError(translation.get_target_instance())


def is_ahead(translation: Translation) -> bool:
    """Whether the pieces of this translation are those of a draft."""
    return DraftReading.objects.filter(source_id=translation.source_id).exists()


def refuse_what_is_ahead(translation: Translation, revision: Revision, instance: Any) -> None:
    """Raises AheadError when the translation was built from a draft of its original that readers do not see yet.

    It may be scheduled for the moment at which that draft goes live, and go live then, whichever of the two is first.
    """
    reading = DraftReading.objects.filter(source_id=translation.source_id).select_related("revision").first()
    if reading is None:
        return
    due, goes_live = reading.revision.approved_go_live_at, getattr(revision.as_object(), "go_live_at", None)
    if due is None or (due > now() and (goes_live is None or goes_live < due)):
        raise AheadError(instance)


def gaps_in(revision: Revision, translation: Translation) -> tuple[Piece, ...]:
    """The gaps that this revision has: not what came into the original, and was read there, after it was made."""
    found = gaps_of(translation)
    if not found or translation.source.last_updated_at <= revision.created_at:
        return found
    said = _letters(" ".join(_texts(revision.content)))
    newer = {piece for piece in missing_pieces(translation) if _letters(escape(piece.text)) not in said}
    return tuple(piece for piece in found if piece not in newer)


def _texts(value: Any) -> Iterator[str]:
    """Every string in the stored form of a page, also those in streams, which are stored as strings themselves."""
    if isinstance(value, dict | list):
        for child in value.values() if isinstance(value, dict) else value:
            yield from _texts(child)
    elif isinstance(value, str) and value.startswith("["):
        try:
            yield from _texts(json.loads(value))
        except ValueError:
            yield value
    elif isinstance(value, str):
        yield value


def _letters(html: str) -> str:
    """Words without tags and spaces, so that only the letters are compared."""
    return "".join(plain_text(html).split())
