"""Search and reference index of a translation, written once where wagtail-localize saves its page several times.

It knows Wagtail's two indexes and nothing of what is built.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from wagtail.signal_handlers import (
    disable_reference_index_auto_update,
    reference_index_auto_update_disabled,
    update_reference_index_on_save,
)

from ops.tasks import once


@contextmanager
def indexed_once(find: Callable[[], Any]) -> Iterator[None]:
    """Nothing that is saved inside is indexed before the end; `find` then names the one that is, with its parts.

    After an error too, as far as the database still answers: wagtail-localize may leave a draft behind.
    """
    if getattr(reference_index_auto_update_disabled, "value", False):
        with once():
            yield
        return
    with once(), ExitStack() as at_the_end:
        at_the_end.callback(_index, find)
        with disable_reference_index_auto_update():
            yield


def _index(find: Callable[[], Any]) -> None:
    if not connection.needs_rollback:
        with suppress(ObjectDoesNotExist):
            update_reference_index_on_save(find())
