"""What still speaks against publishing an original together with its translations, in words.

It only reads: `gate` acts upon it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import DraftStateMixin
from wagtail_localize.models import RelatedObjectSegment, Translation

from blog.translation.guards import may_publish
from blog.translation.models import ReleaseApproval, SegmentVersion
from blog.translation.progress import missing_pieces, untranslated_names
from blog.translation.segments import State, segments_of


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One reason why a language cannot go live yet, as a sentence."""

    translation: Translation
    why: str


def translations_of(page: Any) -> list[Translation]:
    """The running translations of an original."""
    rows = Translation.objects.select_related("source__specific_content_type", "source__locale", "target_locale")
    return list(
        rows.filter(source__object_id=page.translation_key, source__locale_id=page.locale_id, enabled=True).order_by(
            "pk"
        )
    )


def obstacles(translation: Translation, user: Any) -> tuple[Obstacle, ...]:
    """Everything that speaks against releasing this translation on the word of this user."""
    return tuple(Obstacle(translation, why) for why in _reasons(translation, user))


def _reasons(translation: Translation, user: Any) -> Iterator[str]:
    yield from _unfinished(translation)
    yield from (
        _("The name of %(name)s is not translated.") % {"name": piece.text} for piece in untranslated_names(translation)
    )
    yield from _related(translation)
    if not is_approved(translation) and not may_publish(user, translation.get_target_instance()):
        yield _("Nobody who may publish %(language)s has agreed yet.") % {"language": _language(translation)}


def _unfinished(translation: Translation) -> Iterator[str]:
    states = [segment.state for segment in segments_of(translation) if segment.path != "slug"]
    is_open = sum(state in {State.MISSING, State.STALE, State.BROKEN} for state in states)
    drafts = states.count(State.MACHINE)
    if is_open:
        text = ngettext(
            "%(number)d piece is not translated in its current version.",
            "%(number)d pieces are not translated in their current version.",
            is_open,
        )
        yield text % {"number": is_open}
    if drafts:
        text = ngettext(
            "%(number)d draft of a machine has not been reviewed.",
            "%(number)d drafts of a machine have not been reviewed.",
            drafts,
        )
        yield text % {"number": drafts}


def _related(translation: Translation) -> Iterator[str]:
    """Texts that have drafts of their own, such as a disclaimer: current and public in the language too."""
    rows = RelatedObjectSegment.objects.filter(source_id=translation.source_id).select_related("object")
    for row in rows:
        model = row.object.content_type.model_class()
        if model is None or not issubclass(model, DraftStateMixin):
            continue
        target = row.object.get_instance_or_none(translation.target_locale)
        own = Translation.objects.filter(
            source__object_id=row.object_id, target_locale=translation.target_locale, enabled=True
        ).select_related("source")
        if target is None or not target.live or any(missing_pieces(each) for each in own):
            yield _("“%(title)s” is not published in %(language)s in its current version.") % {
                "title": target or row.get_source_instance(),
                "language": _language(translation),
            }


def is_approved(translation: Translation) -> bool:
    """Whether somebody who may publish it has agreed, and nothing was changed in it since."""
    approval = ReleaseApproval.objects.filter(translation=translation).first()
    if approval is None:
        return False
    later = SegmentVersion.objects.filter(
        context__object_id=translation.source.object_id,
        locale_id=translation.target_locale_id,
        created_at__gt=approval.approved_at,
    )
    return not later.exists()


def _language(translation: Translation) -> str:
    return str(translation.target_locale.get_display_name())
