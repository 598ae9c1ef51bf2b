"""What may be stored in place of a link, a picture or a text: wagtail-localize asks nothing and publishes everything.

It judges values and knows nothing of who sends them; `guards` decides who may. Functions named `refuse_…` return the
sentence that says why not, or "".
"""

import json
import re
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Model
from django.db.models.signals import post_delete
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.fields import StreamField
from wagtail.images import get_image_model
from wagtail.models import get_page_models
from wagtail_localize.models import OverridableSegment, SegmentOverride

_SAFE_ADDRESS = re.compile(r"(?:https?://[^\s/]|mailto:[^\s@]+@|/(?![/\\])|#)[^\s\x00-\x20\x7f\"<>\\]*", re.IGNORECASE)
_LONGEST_KEY = 18


def refuse_text(value: str | None, **_segment: int) -> str:
    """Why this cannot be stored as a string: none was sent, or no database and no page can hold it."""
    if value is None:
        return _("No text was sent.")
    try:
        value.encode()
    except UnicodeEncodeError:
        return _("This text has characters that are not valid; please type it again.")
    return _("This text has characters that cannot be shown; please type it again.") if "\0" in value else ""


def refuse_override(value: str | None, *, overridable_segment_id: int) -> str:
    """Why this cannot stand in place of what the original has there."""
    if why := refuse_text(value):
        return why
    segment = OverridableSegment.objects.select_related("source", "context").filter(pk=overridable_segment_id).first()
    if segment is None or value is None:
        return ""
    if isinstance(segment.data, int):
        return _refuse_key(value, segment)
    return _refuse_address(value, segment)


def is_safe_address(address: str) -> bool:
    """Whether readers may be led there: web and mail addresses, pages and places of this site, nothing that runs."""
    return bool(_SAFE_ADDRESS.fullmatch(address))


def connect() -> None:
    """Watches everything that can be chosen."""
    for model in (get_image_model(), get_document_model(), *get_page_models()):
        post_delete.connect(mark_missing, sender=model, dispatch_uid=f"translation.mark_missing.{model._meta.label}")


def mark_missing(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """What was chosen for a translation has been deleted: the original's takes its place, and translators see why.

    wagtail-localize would look for it when it builds the translation, and end in a server error.
    """
    values = [json.dumps(instance.pk), json.dumps(str(instance.pk))]
    for override in SegmentOverride.objects.filter(data_json__in=values, has_error=False):
        here = OverridableSegment.objects.select_related("source", "context").filter(context_id=override.context_id)
        if any((model := _model_in(each)) and isinstance(instance, model) for each in here):
            marks = {
                "has_error": True,
                "field_error": _("What was chosen does not exist any more. Please choose again."),
            }
            SegmentOverride.objects.filter(pk=override.pk).update(**marks)


def _refuse_key(value: str, segment: OverridableSegment) -> str:
    model = _model_in(segment)
    is_key = value.isascii() and value.isdecimal() and len(value) <= _LONGEST_KEY
    if is_key and model is not None and model._default_manager.filter(pk=value).exists():
        return ""
    return _("What was chosen does not exist any more. Please choose again.")


def _refuse_address(value: str, segment: OverridableSegment) -> str:
    why = _("This address cannot be used: it must begin with https://, http://, mailto:, / or #.")
    if not is_safe_address(value):
        return why
    block = place_of(segment)
    if isinstance(block, blocks.URLBlock):
        try:
            block.clean(value)
        except ValidationError:
            return _("This is not a complete address: it must begin with https:// or http://.")
    return ""


def _model_in(segment: OverridableSegment) -> type[Model] | None:
    place = place_of(segment)
    if isinstance(place, blocks.ChooserBlock):
        model: type[Model] = place.model_class
        return model
    return getattr(place, "related_model", None)


def place_of(segment: OverridableSegment) -> Any:
    """The field or block that holds the value; None for places inside a block that has no parts, such as a table."""
    model: Any = segment.source.specific_content_type.model_class()
    name, *names = (segment.context.field_path or segment.context.path).split(".")
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return block_below(field.stream_block, names) if isinstance(field, StreamField) else field


def block_below(block: Any, names: Sequence[str]) -> Any:
    """The block at the end of a path of names, list items counting as one; None where a name leads nowhere."""
    for name in names:
        parts = getattr(block, "child_blocks", {})
        block = block.child_block if isinstance(block, blocks.ListBlock) else parts.get(name)
    return block
