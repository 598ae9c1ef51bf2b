"""The gate between a translation and its readers: nothing untranslated passes without somebody's explicit consent.

It knows how much is missing and who consented. Who may publish at all is decided in `guards`; forms are in `views`.
"""

import json
import logging
from collections.abc import Iterator
from html import escape
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import log
from wagtail.models import Revision, TranslatableMixin
from wagtail_localize.models import Translation, TranslationLog

from blog.reading import plain_text
from blog.translation.models import Consent
from blog.translation.progress import Piece, missing_pieces, translation_of, untranslated_names

logger = logging.getLogger(__name__)


class UntranslatedError(PermissionDenied):
    """A translation was to be published although pieces of it are missing. Its text is for the user."""

    def __init__(self, instance: models.Model, pieces: tuple[Piece, ...]) -> None:
        self.pieces = pieces
        super().__init__(refusal(instance, len(pieces)))


def refusal(instance: models.Model, number: int) -> str:
    """Why a translation is not published, with the number of pieces."""
    why = ngettext(
        "“%(title)s” was not published: %(number)d piece is not translated yet.",
        "“%(title)s” was not published: %(number)d pieces are not translated yet.",
        number,
    ) % {"title": instance, "number": number}
    then = _("Translate the rest, or publish from the translation editor and confirm.")
    return f"{why} {then}"


def gaps_of(translation: Translation) -> tuple[Piece, ...]:
    """All that readers would meet in the original language: pieces of this text, and names of what it points at."""
    return missing_pieces(translation) + untranslated_names(translation)


def publish(translation: Translation, *, user: Any, consent: bool = False) -> int:
    """Builds the target from the translated strings and publishes it when the transaction ends.

    Returns the number of untranslated pieces that readers will meet. Raises UntranslatedError when there are any and
    nobody consented, ValidationError when the target is not valid.
    """
    invalid = None
    with transaction.atomic():
        pieces = gaps_of(translation)
        if pieces and not consent:
            raise UntranslatedError(translation.get_target_instance(), pieces)
        try:
            translation.save_target(user=user, publish=True)
        except ValidationError as error:
            # Raised outside the transaction: wagtail-localize has just marked the strings that are to blame.
            invalid = error
        else:
            _remember_consent(translation, user, len(pieces))
    if invalid is not None:
        raise invalid
    return len(pieces)


def _remember_consent(translation: Translation, user: Any, untranslated: int) -> None:
    if untranslated:
        built = TranslationLog.objects.filter(source=translation.source, locale=translation.target_locale)
        revision = built.latest("pk").revision
        Consent.objects.create(translation=translation, revision=revision, given_by=user, untranslated=untranslated)


def cancel_schedule(revision: Revision, refusal: UntranslatedError) -> None:
    """A translation whose hour has come with gaps stays as it is, and does not hold up what is due after it."""
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    log(instance=revision.content_object, action="wagtail.schedule.cancel", revision=revision)
    logger.warning("A schedule was cancelled. %s", refusal)


def refuse_gaps(revision: Revision, instance: Any) -> None:
    """Raises UntranslatedError when this revision is of a running translation with gaps that nobody consented to."""
    if not isinstance(instance, TranslatableMixin):
        return
    translation = translation_of(instance)
    if translation is None:
        return
    pieces = gaps_in(revision, translation)
    if pieces and not Consent.objects.filter(revision=revision).exists():
        raise UntranslatedError(instance, pieces)


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
