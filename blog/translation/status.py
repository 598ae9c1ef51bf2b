"""Keeps the numbers of every translation right: counted again in the transaction that changes what they follow from.

It reacts to signals and offers `counting` and `together` to those who change many rows at once. Nobody else writes
`TranslationStatus`. The counting itself is in `counting` and `publication`.
"""

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.utils.timezone import now
from wagtail.models import TranslatableMixin, get_translatable_models
from wagtail.signals import published, unpublished
from wagtail_localize.models import SegmentOverride, StringTranslation, Translation, TranslationContext, TranslationLog

from blog.translation.basis import compared, has_body
from blog.translation.counting import OF_PUBLICATION, OF_STRINGS, Counts, count_strings
from blog.translation.models import Review, TranslationStatus
from blog.translation.publication import publication_of, remember_composition

AT_ONCE = 200
NUMBERS = (*OF_STRINGS, *OF_PUBLICATION)


@dataclass(slots=True)
class _Batch:
    """Translations to count when the outermost block ends, and whether only their strings.

    `begun`: those that have no row yet; `inside`: the one that a block of `counting` is about; `known`: the last of
    those.
    """

    waiting: dict[int, bool] = field(default_factory=dict)
    begun: set[int] = field(default_factory=set)
    inside: Translation | None = None
    known: Translation | None = None


class _Running(threading.local):
    batch: _Batch | None = None


_running = _Running()


def connect() -> None:
    """Watches strings, reviews, overrides, builds, and every text that can be translated. After `basis.connect`."""
    for model in (StringTranslation, SegmentOverride, Review):
        name = f"translation.status.{model.__name__}"
        for before, after in ((pre_save, post_save), (pre_delete, post_delete)):
            before.connect(_strings_change, sender=model, dispatch_uid=f"{name}.before")
            after.connect(_strings_changed, sender=model, dispatch_uid=f"{name}.after")
    post_save.connect(_begun, sender=Translation, dispatch_uid="translation.status.begun")
    post_save.connect(_built, sender=TranslationLog, dispatch_uid="translation.status.built")
    for signal in (published, unpublished, compared):
        signal.connect(_text_changed, dispatch_uid="translation.status.text")
    for model in get_translatable_models(include_subclasses=True):
        post_delete.connect(_text_changed, sender=model, dispatch_uid=f"translation.status.gone.{model.__name__}")
        if not has_body(model):
            post_save.connect(_text_changed, sender=model, dispatch_uid=f"translation.status.said.{model.__name__}")


def count(translation: Translation) -> Counts:
    """All numbers of one translation, from the rows alone; stores nothing."""
    return counts_of([translation])[translation.pk]


def counts_of(translations: Sequence[Translation]) -> dict[int, Counts]:
    """The same for many, by primary key: one query for all strings, one per kind of text, one for what was built."""
    strings, publications = count_strings(translations), publication_of(translations)
    return {pk: replace(counts, **asdict(publications[pk])) for pk, counts in strings.items()}


def refresh(translation: Translation) -> None:
    """Counts one translation again and stores the numbers."""
    refresh_all([translation.pk])


def refresh_all(translations: Iterable[int]) -> int:
    """Counts translations again, by primary key; returns how many rows were wrong or absent.

    A fixed number of queries for every `AT_ONCE` of them, each lot in a transaction of its own.
    """
    return sum(_refresh_lot(lot) for lot in lots_of(translations))


def lots_of(translations: Iterable[int]) -> Iterator[list[int]]:
    """Primary keys in lots of `AT_ONCE`."""
    every = sorted(translations)
    return (every[start : start + AT_ONCE] for start in range(0, len(every), AT_ONCE))


@transaction.atomic
def _refresh_lot(keys: Sequence[int]) -> int:
    _lock(Q(pk__in=keys))
    wrong = wrong_rows(keys)
    TranslationStatus.objects.bulk_create(
        wrong, update_conflicts=True, unique_fields=["translation"], update_fields=[*NUMBERS, "counted_at"]
    )
    return len(wrong)


def wrong_rows(keys: Sequence[int]) -> list[TranslationStatus]:
    """Right rows, not stored, in place of those that are wrong or absent."""
    stored = {row["translation_id"]: row for row in _rows(keys).values("translation_id", *NUMBERS)}
    right = {pk: {"translation_id": pk, **asdict(counts)} for pk, counts in counts_of(_light(keys)).items()}
    return [TranslationStatus(**numbers) for pk, numbers in right.items() if stored.get(pk) != numbers]


@contextmanager
def together() -> Iterator[None]:
    """Whatever changes inside, each translation is counted once, when the outermost block ends, in one transaction
    with the changes. For loops over many strings; inside, the numbers are those of before."""
    if _running.batch is not None:
        yield
        return
    batch = _running.batch = _Batch()
    try:
        with transaction.atomic():
            yield
            _running.batch = None
            _store({key: strings for key, strings in batch.waiting.items() if key not in batch.begun}, batch.known)
            refresh_all(batch.begun)
    finally:
        _running.batch = None


@contextmanager
def counting(translation: Translation) -> Iterator[None]:
    """The same for a change of strings of one translation and of nothing else. Nobody else changes them meanwhile.

    Costs one query to lock, and at the end one that counts and one that stores.
    """
    with together():
        batch = _running.batch or _Batch()
        if translation.pk not in batch.waiting:
            if connection.features.has_select_for_update:  # SQLite has one writer at a time anyway
                _lock(Q(pk=translation.pk))
            batch.waiting[translation.pk] = True
        before, batch.inside, batch.known = batch.inside, translation, translation
        try:
            yield
        finally:
            batch.inside = before


def counted_again(which: Q, *, strings_only: bool = False) -> None:
    """Translations that are about to change, as a question to Translation: locked, and counted when the block ends.

    Only inside of `together`; before the change, so that of two who change at once the second counts both.
    """
    _claim(which, strings_only=strings_only)


def _claim(which: Q, *, strings_only: bool) -> None:
    """Locks what is to be counted before anything is counted: of two who change strings at once, the second counts
    what the first has done."""
    batch = _running.batch or _Batch()
    for key in _lock(which):
        batch.waiting[key] = strings_only and batch.waiting.get(key, True)


def _lock(which: Q) -> list[int]:
    """Primary keys of translations, locked till the end; in one order, so that nobody waits in a circle."""
    found = Translation.objects.select_for_update(of=("self",), no_key=True).filter(which)
    return list(found.order_by("pk").values_list("pk", flat=True))


def _store(waiting: dict[int, bool], known: Translation | None = None) -> None:
    """Counts what waits and stores it, where there is a row: in the middle of a deletion there may be none."""
    if known is not None and waiting == {known.pk: True}:
        _store_strings(known)
    elif list(waiting.values()) == [True]:
        for each in _light(waiting):
            _store_strings(each)
    elif waiting:
        there = set(_rows(waiting).values_list("pk", flat=True))
        wrong = [row for row in wrong_rows(list(waiting)) if row.pk in there]
        for row in wrong:
            row.counted_at = now()
        TranslationStatus.objects.bulk_update(wrong, [*NUMBERS, "counted_at"])


def _store_strings(translation: Translation) -> None:
    counts = asdict(count_strings([translation])[translation.pk])
    _rows([translation.pk]).update(counted_at=now(), **{name: counts[name] for name in OF_STRINGS})


def _rows(keys: Iterable[int]) -> QuerySet[TranslationStatus]:
    return TranslationStatus.objects.filter(pk__in=list(keys))


def _light(keys: Iterable[int]) -> list[Translation]:
    """Translations without the text of their originals."""
    rows = Translation.objects.filter(pk__in=list(keys)).select_related("source")
    return list(rows.defer("source__content_json"))


def _strings_change(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Before a string, an override or a review is stored or deleted, what it belongs to is locked and waits."""
    if not raw and connection.in_atomic_block:
        instance.translations_to_count = _affected(instance)


def _strings_changed(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if raw or _running.batch is not None:
        return
    with transaction.atomic():
        keys = instance.__dict__.pop("translations_to_count", None) or _affected(instance)
        _store(dict.fromkeys(keys, True))


def _affected(instance: Any) -> list[int]:
    """The translations, locked; those that wait already, or of which `counting` knows, are not asked for again."""
    batch = _running.batch
    if batch is not None and batch.inside is not None:
        return []
    keys = _lock(_owners(instance))
    if batch is not None:
        for key in keys:
            batch.waiting.setdefault(key, True)
    return keys


def _owners(instance: Any) -> Q:
    if isinstance(instance, Review):
        written = StringTranslation.objects.filter(pk=instance.translation_id)
        return Q(
            source__object_id__in=written.values("context__object_id"), target_locale_id__in=written.values("locale_id")
        )
    key = TranslationContext.objects.filter(pk=instance.context_id).values("object_id")
    return Q(source__object_id__in=key, target_locale_id=instance.locale_id)


def _begun(sender: type[Translation], instance: Translation, raw: bool = False, **kwargs: Any) -> None:
    """A translation was begun, stopped or started again."""
    if raw:
        return
    if _running.batch is not None:
        _running.batch.begun.add(instance.pk)
    else:
        refresh(instance)


def _built(sender: type[TranslationLog], instance: TranslationLog, created: bool, raw: bool = False, **_: Any) -> None:
    """A translation was built; where there are no drafts, readers have it at once."""
    if created and not raw and (translation := remember_composition(instance)):
        with together():
            _claim(Q(pk=translation), strings_only=False)


def _text_changed(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """A text was published, withdrawn, compared or deleted, in whatever language."""
    if not raw and isinstance(instance, TranslatableMixin):
        with together():
            _claim(Q(source__object_id=instance.translation_key), strings_only=False)
