"""Translations that were built before builds were remembered: what they rest on is found out once, as far as it can be.

It only looks for the text of the original at that time; what is done with it is `basis`'s and `publication`'s.
"""

import json
from collections.abc import Iterator

from wagtail.models import Revision
from wagtail_localize.models import StringTranslation, Translation, TranslationLog

from blog.translation.basis import has_body, remember_build
from blog.translation.carrying import must_be_current
from blog.translation.models import Build, Composition, Wording
from blog.translation.publication import remember_composition
from blog.translation.status import refresh_all
from blog.translation.wordings import remember_wording


def remember_earlier_builds() -> int:
    """Remembers the last build of every translated page, and what disclaimers render, where nothing is known of it yet.

    Returns how many. Idempotent.
    """
    found = 0
    for log in _last_builds():
        log.source.content_json = _original_at(log)
        remember_build(TranslationLog, log, created=True, earlier=True)
        found += 1
    for log in _wordless_builds():
        log.source.content_json = _original_at(log)
        remember_wording(TranslationLog, log, created=True)
        found += 1
    return found


def count_earlier_translations() -> int:
    """Gives every translation that was begun before they were counted its numbers; returns how many. Idempotent."""
    translations = Translation.objects.filter(status=None).select_related("source")
    for translation in translations.filter(compositions=None):
        logs = TranslationLog.objects.filter(source=translation.source, locale=translation.target_locale)
        last = logs.select_related("source", "locale").order_by("pk").last()
        if last is not None:
            remember_composition(last)
            _forget_what_came_later(last, translation)
    return refresh_all(translations.values_list("pk", flat=True))


def _forget_what_came_later(log: TranslationLog, translation: Translation) -> None:
    """What was translated after the last build is not in it; what the original was then, nobody knows."""
    compositions = Composition.objects.filter(translation=translation)
    written = StringTranslation.objects.filter(
        context__object_id=log.source.object_id, locale=log.locale, updated_at__gt=log.created_at
    )
    if log.source.last_updated_at > log.created_at:
        compositions.update(text="", fields={})
    elif written.exists():
        compositions.update(text="")


def _wordless_builds() -> Iterator[TranslationLog]:
    """Builds of texts that must be current, of which it is not known which wording they render."""
    logs = TranslationLog.objects.filter(revision__isnull=False).exclude(revision__in=Wording.objects.values("pk"))
    for log in logs.select_related("source__specific_content_type", "locale", "revision"):
        if must_be_current(log.source.specific_content_type.model_class()):
            yield log


def _last_builds() -> Iterator[TranslationLog]:
    """The newest build of each page with a body that nothing is known of."""
    known = {str(pk) for pk in Build.objects.values_list("page_id", flat=True).distinct()}
    logs = TranslationLog.objects.filter(revision__isnull=False).exclude(revision__object_id__in=known)
    for log in logs.select_related("source__specific_content_type", "locale", "revision").order_by("-pk"):
        model, revision = log.source.specific_content_type.model_class(), log.revision
        if revision and revision.object_id not in known and model and has_body(model):
            known.add(revision.object_id)
            yield log


def _original_at(log: TranslationLog) -> str:
    """The original when the translation was built: the snapshot, or, when it has been read again since, a revision."""
    source = log.source
    if source.last_updated_at <= log.created_at:
        return str(source.content_json)
    original = source.get_source_instance()
    revisions = Revision.objects.for_instance(original).filter(created_at__lte=log.created_at)
    before = revisions.order_by("-created_at").first()
    return json.dumps(before.content) if before else str(source.content_json)
