"""Edits of an original that leave its meaning as it was: translations of what they touch stay valid.

An editor says so of a revision; it takes effect when that revision is published, on whatever road. What the published
translation was built from then follows the original, and so do the translated strings.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.db.models.signals import post_save
from django.utils.timezone import now
from wagtail.models import Page, Revision
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.strings import validate_translation_links

from blog.models.corrections import MEANING_UNCHANGED
from blog.translation import basis, comparison
from blog.translation.fingerprints import Place as Block
from blog.translation.fingerprints import from_json, places, to_json
from blog.translation.models import Basis, Build, Correction, Predecessor, Review
from blog.translation.segments import Place
from blog.translation.status import together


@dataclass(frozen=True, slots=True)
class _String:
    """A string of the original in its place."""

    place: Place
    path: str
    text: str
    attrs: str


Strings = Sequence[_String]


def connect() -> None:
    """Watches revisions of pages whose form asks."""
    post_save.connect(_revision_saved, sender=Revision, dispatch_uid="translation.meaning")


def is_correction(revision: Revision | None) -> bool:
    """Whether publishing this revision of an original is nothing that translators have to hear of. One query."""
    return revision is not None and Correction.objects.filter(revision_id=revision.pk).exists()


def remember_word(revision: Revision | None, page: Any) -> None:
    """Stores what the editor said about a page that was just saved as this revision, if anything was asked."""
    word = getattr(page, MEANING_UNCHANGED, None)
    if revision is None or word is None:
        return
    if word:
        Correction.objects.get_or_create(revision=revision)
    else:
        Correction.objects.filter(revision=revision).delete()


def _revision_saved(sender: type[Revision], instance: Revision, raw: bool = False, **kwargs: Any) -> None:
    page = Revision._meta.get_field("content_object").get_cached_value(instance, default=None)
    if not raw and page is not None:
        remember_word(instance, page)


@contextmanager
def kept(revision: Revision, instance: Any) -> Iterator[None]:
    """Around the publication of a revision: when it is a correction, its translations stay valid.

    Everything is one transaction, so readers never see a mark in between.
    """
    source = _source_of(instance) if isinstance(instance, Page) and is_correction(revision) else None
    if source is None or (instance.go_live_at and instance.go_live_at > now()):
        yield
        return
    with together():
        content = _as_it_is(instance, source)
        before = _strings(source)
        yield
        page = type(instance)._default_manager.get(pk=instance.pk)
        if page.live and page.live_revision_id == revision.pk:
            source.update_from_db()
            _keep(page, source, content, before)


def _source_of(page: Page) -> TranslationSource | None:
    sources = TranslationSource.objects.filter(object_id=page.translation_key, locale_id=page.locale_id)
    return sources.filter(translations__isnull=False).first()


def _as_it_is(instance: Page, source: TranslationSource) -> Mapping[str, Any]:
    """What the correction corrects: the published text, which is read for the translators if that was not done yet;
    before the first publication, the text that they have."""
    page = type(instance)._default_manager.get(pk=instance.pk)
    content = page.to_json()
    if page.live and json.loads(source.content_json) != json.loads(content):
        source.update_from_db()
    found: dict[str, Any] = json.loads(source.content_json)
    return found


def _keep(page: Page, source: TranslationSource, content: Mapping[str, Any], before: Strings) -> None:
    after = _strings(source)
    pairs = list(_replaced(source, before, after))
    fitting = [(old, new) for old, new in pairs if _fits(old, new)]
    for translation in source.translations.all():
        for old, new in fitting:
            _carry(translation, old, new)
    old_blocks = places(content)
    corrected = comparison.corrections(old_blocks, places(json.loads(page.to_json())))
    for mark in _not_carried(old_blocks, before, after, {old.place for old, _new in fitting}):
        corrected.pop(mark, None)
    _move(page, old_blocks, corrected)


def _strings(source: TranslationSource) -> Strings:
    rows = StringSegment.objects.filter(source=source).order_by("order").select_related("string", "context")
    return [_String((row.string_id, row.context_id), row.context.path, row.string.data, row.attrs) for row in rows]


def _replaced(source: TranslationSource, before: Strings, after: Strings) -> Iterator[tuple[_String, _String]]:
    """Which string stands now where another stood: as many as before between two that stayed, or moved as a whole."""
    old_places, new_places = {each.place for each in before}, {each.place for each in after}
    old_by_path, new_by_path = _by_path(before), _by_path(after)
    for path, new in new_by_path.items():
        old = old_by_path.get(path, [])
        matcher = SequenceMatcher(None, [each.place for each in old], [each.place for each in new], autojunk=False)
        for kind, first, last, begin, end in matcher.get_opcodes():
            if kind == "replace" and last - first == end - begin:
                pairs = zip(old[first:last], new[begin:end], strict=True)
                yield from (pair for pair in pairs if pair[0].place not in new_places)
    gone = {each.place: each for each in before if each.place not in new_places}
    earlier = {
        (row.string_id, row.context_id): gone.get((row.earlier_id, row.earlier_context_id))
        for row in Predecessor.objects.filter(context__object_id=source.object_id)
        if row.context_id != row.earlier_context_id
    }
    come = (each for each in after if each.place not in old_places and each.path not in old_by_path)
    yield from ((was, each) for each in come if (was := earlier.get(each.place)))


def _by_path(strings: Strings) -> dict[str, list[_String]]:
    found: dict[str, list[_String]] = defaultdict(list)
    for each in strings:
        found[each.path].append(each)
    return found


def _fits(old: _String, new: _String) -> bool:
    """Whether what translates the one can stand for the other: both have the same links to the same addresses."""
    if json.loads(old.attrs or "{}") != json.loads(new.attrs or "{}"):
        return False
    try:
        validate_translation_links(new.text, old.text)
    except ValueError:
        return False
    return True


def _carry(translation: Translation, old: _String, new: _String) -> None:
    """The translation of the old string becomes the new one's own, with those who wrote and reviewed it.

    What was behind before the correction stays so: only a translation of the old string itself counts.
    """
    here = StringTranslation.objects.filter(locale_id=translation.target_locale_id)
    rows = here.filter(translation_of_id=old.place[0], context_id=old.place[1], has_error=False)
    own = rows.select_related("review").first()
    if own is None or here.filter(translation_of_id=new.place[0], context_id=new.place[1]).exists():
        return
    row = StringTranslation.objects.create(
        translation_of_id=new.place[0],
        context_id=new.place[1],
        locale_id=translation.target_locale_id,
        data=own.data,
        translation_type=own.translation_type,
        tool_name=own.tool_name,
        last_translated_by=own.last_translated_by,
    )
    review = getattr(own, "review", None)
    if review is not None:
        Review.objects.create(translation=row, reviewer_id=review.reviewer_id)
        Review.objects.filter(translation=row).update(reviewed_at=review.reviewed_at)


def _not_carried(blocks: Sequence[Block], before: Strings, after: Strings, carried: set[Place]) -> Iterator[str]:
    """Marks of texts with a string that has no successor, or one with other links.

    Where a block has as many texts as strings they belong together one by one; else all of the block is meant.
    """
    stayed = {(each.place, each.attrs) for each in after}
    strings = _by_block(before, {block.id for block in blocks})
    for block in blocks:
        mine = strings[block.id]
        bad = [each.place not in carried and (each.place, each.attrs) not in stayed for each in mine]
        if len(mine) == len(block.texts):
            yield from (text.mark for text, is_bad in zip(block.texts, bad, strict=True) if is_bad)
        elif any(bad):
            yield from (text.mark for text in block.texts)


def _by_block(strings: Strings, names: set[str]) -> dict[str, list[_String]]:
    """By the innermost block, or field, on the path of each."""
    found: dict[str, list[_String]] = defaultdict(list)
    for each in strings:
        inner = next((name for name in reversed(each.path.split(".")) if name in names), "")
        found[inner].append(each)
    return found


def _move(page: Page, before: Sequence[Block], corrected: Mapping[str, Any]) -> None:
    """What the published translation, and those drafts of it that may be published yet, were built from."""
    here = {"page__translation_key": page.translation_key, "source_language": page.locale.language_code}
    for model in (Build, Basis):
        for row in model._default_manager.filter(**here).exclude(page_id=page.pk):
            moved = to_json(comparison.follow(from_json(row.places), before, corrected))
            if moved != row.places:
                model._default_manager.filter(pk=row.pk).update(places=moved)
    basis.compare_again(type(page), page)
