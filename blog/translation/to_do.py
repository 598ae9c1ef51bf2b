"""What a translator does next: the running translations that are not finished, on the admin's home page.

Read only.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from django.urls import reverse
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail_localize.models import Translation

from blog.translation.guards import may_edit, visible_translations
from blog.translation.progress import with_progress

LONGEST_LIST = 20


@dataclass(frozen=True, slots=True)
class ToDo:
    """One page or snippet to translate: `done` of `total` strings are translated."""

    title: str
    kind: str
    language: str
    done: int
    total: int
    url: str


def to_do(user: Any, limit: int = LONGEST_LIST) -> list[ToDo]:
    """Unfinished translations into languages of the user, pages first, the latest submitted first.

    A fixed number of queries per kind of content.
    """
    rows = with_progress(visible_translations(user).filter(enabled=True)).filter(done__lt=F("total"))
    found = list(
        rows.select_related("source", "target_locale").order_by("-source__last_updated_at", "-pk")[: limit * 2]
    )
    targets = _targets(found)
    entries = [
        (isinstance(target, Page), _entry(translation, target))
        for translation in found
        if (target := targets.get((translation.source.object_id, translation.target_locale_id)))
        and may_edit(user, target)
    ]
    entries.sort(key=lambda entry: not entry[0])
    return [entry for _is_page, entry in entries][:limit]


def _entry(translation: Any, target: Any) -> ToDo:
    return ToDo(
        title=translation.source.object_repr,
        kind=str(target._meta.verbose_name),
        language=str(translation.target_locale.get_display_name()),
        done=translation.done,
        total=translation.total,
        url=reverse("translation:desk", args=[translation.pk]),
    )


def _targets(translations: list[Translation]) -> dict[tuple[Any, int], Any]:
    """The target of each translation, by translation key and language: one query per content type."""
    return {(target.translation_key, target.locale_id): target for target in _instances(translations)}


def _instances(translations: list[Translation]) -> Iterator[Any]:
    for type_id in {translation.source.specific_content_type_id for translation in translations}:
        model: Any = ContentType.objects.get_for_id(type_id).model_class()
        mine = [each for each in translations if each.source.specific_content_type_id == type_id]
        keys, locales = {each.source.object_id for each in mine}, {each.target_locale_id for each in mine}
        yield from model._default_manager.filter(translation_key__in=keys, locale_id__in=locales)


class ToDoPanel(Component):
    """The list on the admin's home page; nothing when there is nothing to do."""

    name = "translations_to_do"
    template_name = "translation/to_do.html"
    order = 150

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The list of the user who looks at the page."""
        request = (parent_context or {})["request"]
        return {"to_do": to_do(request.user)}
