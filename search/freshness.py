"""What is to be indexed, from the transaction that changed it to the index: noted, claimed, written, tried again.

Nobody who publishes waits for an index. It knows models by their labels, and not what they are about.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from time import monotonic
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.dispatch import Signal
from django.utils import timezone
from modelsearch.backends import get_search_backends_with_name
from wagtail.models import Page

from search.models import IndexChange, IndexState
from search.stamp import stamp_here
from search.vocabulary import alone
from search.wire import SearchServerError

logger = logging.getLogger(__name__)

index_rebuilt = Signal()

_BATCH: Final = 25
_ROWS: Final = 500
_AT_MOST: Final = 20.0  # seconds of one round
_LEASE: Final = timedelta(minutes=5)
REBUILDING: Final = timedelta(minutes=10)  # without any progress, after which a rebuild counts as broken off
_SOON, _LATE = timedelta(seconds=5), timedelta(minutes=10)
Key = tuple[str, str]


def note(app_label: str, model_name: str, key: str) -> None:
    """One object has to be indexed anew. Takes the place of modelsearch's own task (settings.TASKS)."""
    note_all(apps.get_model(app_label, model_name), [key])


def note_all(model: Any, keys: Iterable[Any]) -> None:
    """Objects of a model have to be indexed anew: by the worker, or at once where none runs."""
    label = model._meta.label_lower
    _note([IndexChange(model=label, object_id=str(key)) for key in keys])


def note_gone(item: Any) -> None:
    """An object is gone, and has to go from an index that is not in the database."""
    _note([IndexChange(model=item._meta.label_lower, object_id=str(item.pk), is_gone=True)])


def _note(rows: Sequence[IndexChange]) -> None:
    if settings.SEARCH_IN_BACKGROUND:
        IndexChange.objects.bulk_create(rows, batch_size=_ROWS)
        return
    for place in range(0, len(rows), _BATCH):
        _work_on(rows[place : place + _BATCH])


def work(seconds: float = _AT_MOST) -> int:
    """Indexes what was noted, for a while; returns how many objects. Several may work at once.

    While a server's index is rebuilt nothing is indexed: it would go into the old one.
    """
    done, until = 0, monotonic() + seconds
    while monotonic() < until and IndexState.get("rebuilding") is None:
        claimed = _claimed()
        if not claimed:
            break
        if not _work_on(claimed):
            break
        done += len({(each.model, each.object_id) for each in claimed})
    return done


def _claimed() -> list[IndexChange]:
    """Some rows that are ours now. No other worker has a row of the same object, so none overwrites what is newer."""
    now = timezone.now()
    same = IndexChange.objects.filter(model=OuterRef("model"), object_id=OuterRef("object_id"), claimed_until__gt=now)
    with transaction.atomic():
        alone()
        waiting = IndexChange.objects.filter(~Exists(same), due__lte=now)
        rows = list(waiting.order_by("pk")[:_BATCH])
        objects = IndexChange.objects.filter(pk__in=[row.pk for row in rows])
        objects.update(claimed_until=now + _LEASE)
    return rows


def _work_on(rows: Sequence[IndexChange]) -> bool:
    """Whether it is worth going on. What did not succeed is tried again, later and later."""
    try:
        _index(rows)
    except SearchServerError as error:
        logger.warning("Indexing will be tried again: %s", error)
        _later(rows)
        return False
    except Exception:
        if not settings.SEARCH_IN_BACKGROUND:
            raise
        if len(rows) > 1:  # others must not wait for the one that fails
            answers = [_work_on([row]) for row in rows]
            return all(answers)
        logger.exception("%s could not be indexed.", rows[0])
        _later(rows)
        return True
    IndexChange.objects.filter(pk__in=[row.pk for row in rows if row.pk]).delete()
    return True


def _later(rows: Iterable[IndexChange]) -> None:
    for row in rows:
        row.tries = min(row.tries + 1, 100)
        row.due = timezone.now() + min(_SOON * 2 ** min(row.tries - 1, 10), _LATE)
        row.claimed_until = None
        row.save()


def _index(rows: Sequence[IndexChange]) -> None:
    gone = {(row.model, row.object_id) for row in rows if row.is_gone}
    changed = {(row.model, row.object_id) for row in rows} - gone
    for _name, backend in get_search_backends_with_name(with_auto_update=True):
        for model, keys in _by_model(changed):
            for kind, objects in _found(model, keys).items():
                backend.add_bulk(kind, objects)
        for model, keys in _by_model(gone):
            index = backend.get_index_for_model(model)
            if hasattr(index, "forget"):  # Django has deleted it from the index in the database
                index.forget(model, keys)


def _by_model(objects: Iterable[Key]) -> list[tuple[Any, list[str]]]:
    keys: dict[str, list[str]] = defaultdict(list)
    for label, key in sorted(objects):
        keys[label].append(key)
    return [(apps.get_model(label), of_this) for label, of_this in keys.items()]


def _found(model: Any, keys: Sequence[str]) -> dict[Any, list[Any]]:
    """The objects that are still there, by the model whose fields they are indexed by."""
    if issubclass(model, Page):
        found = Page.objects.filter(pk__in=keys).order_by("pk").specific()
    else:
        found = model.get_indexed_objects().filter(pk__in=keys).order_by("pk")
    kinds: dict[Any, list[Any]] = defaultdict(list)
    for each in found:
        kinds[type(each)].append(each)
    return kinds


def noted() -> list[int]:
    """What a rebuild that begins now makes needless. By ids: a lower one may become visible later."""
    return list(IndexChange.objects.values_list("pk", flat=True))


def done(notes: Sequence[int]) -> None:
    """Forgets notes."""
    for place in range(0, len(notes), _ROWS):
        IndexChange.objects.filter(pk__in=notes[place : place + _ROWS]).delete()


def rebuilt() -> None:
    """Everything has been indexed by what is known now: says so to those who keep something that follows from it."""
    IndexState.put("words", stamp_here())
    index_rebuilt.send(sender=None)


def is_outdated() -> bool:
    """Whether the index was made by what is not so any more, or by nobody."""
    return IndexState.get("words") != stamp_here()
