"""Changes to wagtail-localize and Wagtail that the site cannot be safe without.

Each function changes one thing and says when it may be deleted; the contract test of the same name fails when upstream
has changed. Nothing here knows articles.
"""

import functools
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify
from modelcluster import models as cluster_models
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.admin.views.bulk_action.base_bulk_action import BulkAction
from wagtail.admin.views.generic.workflow import WorkflowAction
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.images.blocks import ImageBlock
from wagtail_localize import models as localize_models
from wagtail_localize import strings as localize_strings
from wagtail_localize.segments.extract import StreamFieldSegmentExtractor
from wagtail_localize.views import edit_translation as localize_editor

from blog.translation import blanks, carrying, meaning, reading_originals, status
from blog.translation.editing import refused
from blog.translation.guards import may_read
from blog.translation.indexing import indexed_once
from blog.translation.publishing import UntranslatedError, cancel_schedule, refuse_gaps
from blog.translation.references import all_there

MORE_INLINE_TAGS = ("s", "sup", "sub", "mark", "u", "del", "ins", "kbd")
_REFRESH_SEGMENTS: Callable[..., None] = localize_models.TranslationSource.refresh_segments
BY_SCHEDULE = "wagtail.publish.scheduled"


def apply() -> None:
    """Applies every patch, once."""
    keep_hangul_in_slugs()
    keep_sentences_whole()
    survive_empty_blocks()
    read_originals_at_once()
    check_references_once()
    index_translations_once()
    keep_earlier_translations()
    fill_what_the_original_leaves_empty()
    refuse_gaps_when_publishing()
    hide_drafts_in_report()
    explain_refusals()


def keep_hangul_in_slugs() -> None:
    """Slugs of translations and names of PO files keep their Hangul.

    Delete when `TranslationSource.create_or_update_translation` and `download_pofile` of wagtail-localize call slugify
    with `allow_unicode` (or obey WAGTAIL_ALLOW_UNICODE_SLUGS).
    """
    unicode_slugify = functools.partial(slugify, allow_unicode=True)
    localize_models.slugify = unicode_slugify
    localize_editor.slugify = unicode_slugify


def keep_sentences_whole() -> None:
    """A sentence with a superscript or a struck word in it is one string for the translator, not three fragments.

    Delete when `wagtail_localize.strings.INLINE_TAGS` names these tags, or can be set.
    """
    missing = [tag for tag in MORE_INLINE_TAGS if tag not in localize_strings.INLINE_TAGS]
    localize_strings.INLINE_TAGS.extend(missing)


def survive_empty_blocks() -> None:
    """Blocks without a value (an empty embed or image, a child that old content lacks) have no segments.

    Delete when `StreamFieldSegmentExtractor.handle_block` of wagtail-localize answers [] for None (its issues 875 and
    918) and for an ImageBlock without stored value.
    """
    original: Callable[..., list[Any]] = StreamFieldSegmentExtractor.handle_block
    if hasattr(original, "__wrapped__"):
        return

    @functools.wraps(original)
    def handle_block(self: Any, block_type: Any, block_value: Any, raw_value: Any = None) -> list[Any]:
        if block_value is None or (isinstance(block_type, ImageBlock) and not isinstance(raw_value, dict)):
            return []
        return original(self, block_type, block_value, raw_value=raw_value)

    StreamFieldSegmentExtractor.handle_block = handle_block


def read_originals_at_once() -> None:
    """An original is read in a fixed number of queries, and what each changed string replaced is remembered.

    Delete when `TranslationSource.refresh_segments` asks no more per segment (issue 932 of wagtail-localize), keeps the
    row of a piece that only moved, and keeps the translation of a changed string with its place (its issue 502).
    """

    @functools.wraps(_REFRESH_SEGMENTS)
    def refresh_segments(self: Any) -> None:
        with status.together():
            status.counted_again(Q(source=self), strings_only=True)
            reading_originals.read(self)

    localize_models.TranslationSource.refresh_segments = refresh_segments  # type: ignore[method-assign]


def check_references_once() -> None:
    """A snapshot whose references are known to exist is not asked about each of them again, row by row.

    Delete when `model_from_serializable_data` of modelcluster asks in bulk, or asks only whether a row exists.
    """
    original: Callable[..., Any] = cluster_models.model_from_serializable_data
    if hasattr(original, "__wrapped__"):
        return

    @functools.wraps(original)
    def build(model: Any, data: Any, check_fks: bool = True, strict_fks: bool = False) -> Any:
        return original(model, data, check_fks=check_fks and not all_there(model, data), strict_fks=strict_fks)

    cluster_models.model_from_serializable_data = build


def index_translations_once() -> None:
    """Building a translation saves its page four times; search and reference index are written once, at the end.

    Delete when `TranslationSource.create_or_update_translation` of wagtail-localize saves a page once.
    """
    original: Callable[..., Any] = localize_models.TranslationSource.create_or_update_translation
    if hasattr(original, "__wrapped__"):
        return

    @functools.wraps(original)
    def build(self: Any, locale: Any, *args: Any, **kwargs: Any) -> Any:
        with indexed_once(lambda: self.get_translated_instance(locale)):
            return original(self, locale, *args, **kwargs)

    localize_models.TranslationSource.create_or_update_translation = build  # type: ignore[method-assign]


def keep_earlier_translations() -> None:
    """Where a changed string is not translated yet, readers get the translation of the string it replaced, marked.

    Upstream shows the original there. Delete when wagtail-localize can build a translation from the earlier
    translations of changed strings (its issue 502) and says which ones it took.
    """
    original: Callable[..., list[Any]] = localize_models.TranslationSource._get_segments_for_translation
    if hasattr(original, "__wrapped__"):
        return

    @functools.wraps(original)
    def get_segments(self: Any, locale: Any, fallback: bool = False) -> list[Any]:
        values = original(self, locale, fallback=fallback)
        return carrying.with_carried(values, self, locale) if fallback else values

    localize_models.TranslationSource._get_segments_for_translation = get_segments  # type: ignore[method-assign]


def fill_what_the_original_leaves_empty() -> None:
    """Translations, and previews of them, are built with what they say in places where their original is empty.

    Delete when wagtail-localize has strings for empty fields.
    """
    original: Callable[..., list[Any]] = localize_models.TranslationSource._get_segments_for_translation
    if "fills_blanks" in vars(original):  # another patch may have wrapped the same method
        return

    @functools.wraps(original)
    def get_segments(self: Any, locale: Any, fallback: bool = False) -> list[Any]:
        return [*original(self, locale, fallback=fallback), *blanks.supplied(self, locale)]

    vars(get_segments)["fills_blanks"] = True
    localize_models.TranslationSource._get_segments_for_translation = get_segments  # type: ignore[method-assign]


def refuse_gaps_when_publishing() -> None:
    """No path publishes a translation with untranslated pieces unasked: editor, bulk action, workflow, schedule, code.

    A schedule has nobody to answer: there the translation is left out, or every page due after it would wait for ever.
    The same paths keep what an editor said of the meaning of an original.
    Delete when Wagtail has a hook or signal that can veto the publication of a revision on every path.
    """
    original: Callable[..., Any] = PublishRevisionAction.execute
    if hasattr(original, "__wrapped__"):
        return

    @functools.wraps(original)
    def execute(self: Any, skip_permission_checks: bool = False) -> Any:
        try:
            refuse_gaps(self.revision, self.object)
        except UntranslatedError as refusal:
            if self.log_action != BY_SCHEDULE:
                raise
            return cancel_schedule(self.revision, refusal)
        key = getattr(self.object, "translation_key", None)
        with status.together():
            status.counted_again(Q(source__object_id=key))
            with meaning.kept(self.revision, self.object):
                return original(self, skip_permission_checks=skip_permission_checks)

    PublishRevisionAction.execute = execute  # type: ignore[method-assign]


def hide_drafts_in_report() -> None:
    """The report on page types names the page that was edited last only to those who may read it.

    Delete when `PageTypesUsageReportView.decorate_paginated_queryset` asks for permissions on that page.
    """
    original: Callable[..., Any] = PageTypesUsageReportView.decorate_paginated_queryset
    if hasattr(original, "__wrapped__"):
        return

    @functools.wraps(original)
    def decorate(self: Any, page_types: Any) -> Any:
        for item in original(self, page_types):
            if item.last_edited_page and not may_read(self.request.user, item.last_edited_page):
                item.last_edited_page = None
        return page_types

    PageTypesUsageReportView.decorate_paginated_queryset = decorate


def explain_refusals() -> None:
    """Bulk actions and workflows show the gate's own sentence; Wagtail would speak of missing permissions.

    Delete when the admin shows the text of a PermissionDenied.
    """
    for view, method in ((BulkAction, "form_valid"), (WorkflowAction, "post")):
        original: Callable[..., Any] = getattr(view, method)
        if not hasattr(original, "__wrapped__"):
            setattr(view, method, _with_explanation(original))


def _with_explanation(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            with transaction.atomic():
                return original(self, *args, **kwargs)
        except UntranslatedError as refusal:
            return refused(self.request, str(refusal))

    return method
