"""Whether what a snapshot points at still exists, asked once per reference while an original is read and submitted.

modelcluster asks for every foreign key of a page and of each of its children, and loads the whole row, revisions with
all their content included. It knows keys and rows and nothing of what they are.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models import ManyToOneRel, Model

Known = set[tuple[type[Model], str, str]]
_known: ContextVar[Known | None] = ContextVar("known", default=None)


@contextmanager
def checked_once() -> Iterator[None]:
    """What exists is not asked again before the end; for the length of one transaction. May be nested."""
    if _known.get() is not None:
        yield
        return
    token = _known.set(set())
    try:
        yield
    finally:
        _known.reset(token)


def all_there(model: type[Model], data: Mapping[str, Any]) -> bool:
    """Whether everything exists that this serialised row points at; False outside of `checked_once`."""
    known = _known.get()
    return known is not None and all(
        _is_there(known, field, data[field.name])
        for field in model._meta.concrete_fields
        if isinstance(field.remote_field, ManyToOneRel) and data.get(field.name) is not None
    )


def _is_there(known: Known, field: Any, value: Any) -> bool:
    other, name = field.remote_field.model, field.remote_field.field_name
    key = (other, name, str(value))
    if (
        key not in known
        and other._default_manager.filter(**{name: other._meta.get_field(name).to_python(value)}).exists()
    ):
        known.add(key)
    return key in known
