"""The pages and snippets that translations are written into, for lists of many: one query for each kind of content.

It only fetches; who may see or edit what is decided in `guards`.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail_localize.models import Translation


def targets_of(translations: Sequence[Translation]) -> dict[tuple[Any, int], Any]:
    """The target of each translation, by translation key and language: one query per content type."""
    return {(target.translation_key, target.locale_id): target for target in _instances(translations)}


def _instances(translations: Sequence[Translation]) -> Iterator[Any]:
    for type_id in {translation.source.specific_content_type_id for translation in translations}:
        model: Any = ContentType.objects.get_for_id(type_id).model_class()
        mine = [each for each in translations if each.source.specific_content_type_id == type_id]
        keys, locales = {each.source.object_id for each in mine}, {each.target_locale_id for each in mine}
        yield from model._default_manager.filter(translation_key__in=keys, locale_id__in=locales)
