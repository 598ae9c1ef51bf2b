"""One writer at a time in the index of the database, so that the vocabulary agrees with it whatever happens at once.

Whoever writes entries of pages has the lock `vocabulary.alone` from before it reads them until its transaction ends. It
knows pages by their keys only.
"""

from collections.abc import Iterable
from typing import Any, Final

from django.db import transaction
from django.db.models.signals import pre_delete
from wagtail.models import Page
from wagtail.search.models import IndexEntry

from search import elsewhere, freshness, vocabulary
from search.models import IndexState

_BATCH: Final = 25  # pages in one transaction, for which others wait


class OneAtATime:
    """An index in the database whose entries of pages are written by one writer at a time."""

    is_rebuilding = False

    def add_items(self, model: Any, objs: Iterable[Any]) -> None:
        """A few pages at a time; other objects have no words to be counted."""
        objects = list(objs)
        if not issubclass(model, Page):
            super().add_items(model, objects)  # type: ignore[misc]
            return
        for place in range(0, len(objects), _BATCH):
            with transaction.atomic():
                vocabulary.alone()
                super().add_items(model, objects[place : place + _BATCH])  # type: ignore[misc]
                if self.is_rebuilding:
                    IndexState.put("rebuilding", lasts=freshness.REBUILDING)

    def delete_item(self, item: Any) -> None:
        """Forgets an object."""
        with transaction.atomic():
            if isinstance(item, Page):
                vocabulary.alone()
            super().delete_item(item)  # type: ignore[misc]


class Recounting:
    """A rebuild of an index in the database that leaves everything right that follows from the index.

    Entries are written over one by one, so readers always find something. What is published meanwhile waits: a rebuild
    that has read a page before must not write over what is newer.
    """

    index: Any

    def start(self) -> Any:
        """Forgets what is gone."""
        IndexState.put("rebuilding", lasts=freshness.REBUILDING)
        self.needless = freshness.noted()
        self.index.is_rebuilding = True
        with transaction.atomic():
            vocabulary.alone()
            return super().start()  # type: ignore[misc]

    def finish(self) -> None:
        """Counts the words, and says that everything has been indexed."""
        with transaction.atomic():
            vocabulary.alone()
            self.index.delete_stale_entries()  # of pages that were deleted after they had been read
            super().finish()  # type: ignore[misc]
            vocabulary.recount()
        freshness.rebuilt()
        freshness.done(self.needless)
        IndexState.forget("rebuilding")


def watch_deletions() -> None:
    """Subtracts the words of a page before Django deletes its entry with it."""
    pre_delete.connect(_subtract, dispatch_uid="search.subtract")


def _subtract(sender: Any, instance: Any, **kwargs: Any) -> None:
    if not isinstance(instance, Page) or elsewhere.is_used():
        return
    vocabulary.alone()
    words = vocabulary.words_of(sender, [instance.pk])
    if words:
        vocabulary.count(words, [])
        IndexEntry._default_manager.filter(
            content_type__app_label=sender._meta.app_label,
            content_type__model=sender._meta.model_name,
            object_id=str(instance.pk),
        ).delete()
