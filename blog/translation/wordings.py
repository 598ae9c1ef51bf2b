"""Texts that must be current, such as disclaimers: keeps in mind which wording of the original a translation renders.

It reacts to signals, so an outdated translation stops being shown when its original is published, not when somebody
has read it again. Which models these are, and which of their fields count, they say themselves.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.db.models.signals import post_save
from wagtail.models import TranslatableMixin
from wagtail.signals import published
from wagtail_localize.models import StringSegment, StringTranslation, TranslationLog, TranslationSource

from blog.translation.carrying import must_be_current
from blog.translation.fingerprints import digest_of
from blog.translation.models import Wording
from blog.translation.progress import needs_translation


def connect() -> None:
    """Watches builds of translations, and publications of their originals."""
    post_save.connect(remember_wording, sender=TranslationLog, dispatch_uid="translation.remember_wording")
    published.connect(compare_wordings, dispatch_uid="translation.compare_wordings")


def remember_wording(sender: type[TranslationLog], instance: TranslationLog, created: bool, **kwargs: Any) -> None:
    """A translation of such a text has just been built."""
    source = instance.source
    model = source.specific_content_type.model_class()
    if not created or instance.revision is None or not must_be_current(model):
        return
    digest, complete = _digest(model, json.loads(source.content_json)), _is_complete(model, instance)
    original = source.get_source_instance()
    outdated = not complete or digest != _digest(model, _stored(original))
    Wording.objects.create(
        revision=instance.revision, source=source, digest=digest, complete=complete, outdated=outdated
    )


def compare_wordings(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    """An original has been published: which of its translations say what it says now?"""
    if not must_be_current(sender) or not isinstance(instance, TranslatableMixin):
        return
    sources = TranslationSource.objects.filter(object_id=instance.translation_key, locale_id=instance.locale_id)
    wordings = Wording.objects.filter(source__in=sources)
    same = Q(digest=_digest(sender, _stored(instance)), complete=True)
    wordings.filter(same).update(outdated=False)
    wordings.exclude(same).update(outdated=True)


def _stored(instance: Any) -> Mapping[str, Any]:
    return {name: getattr(instance, name) for name in instance.must_be_current}


def _digest(model: Any, content: Mapping[str, Any]) -> str:
    return digest_of("\n".join(str(content.get(name) or "") for name in model.must_be_current))


def _is_complete(model: Any, log: TranslationLog) -> bool:
    """Whether every string of the fields that count was translated."""
    fields = Q(context__path__in=model.must_be_current)
    rows = StringSegment.objects.filter(fields, source_id=log.source_id).select_related("string")
    written = StringTranslation.objects.filter(
        locale_id=log.locale_id, context__object_id=log.source.object_id, has_error=False
    )
    places = set(written.values_list("translation_of_id", "context_id"))
    language = log.source.locale.language_code
    return all(
        (row.string_id, row.context_id) in places or not needs_translation(row.string.data, language) for row in rows
    )
