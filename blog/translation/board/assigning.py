"""Giving a text to somebody until a day. It asks `guards` who may, and knows no forms."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from wagtail_localize.models import Translation

from blog.translation import guards
from blog.translation.board.rows import Cell, Row
from blog.translation.models import Assignment


@dataclass(frozen=True, slots=True)
class Task:
    """What an assignment is changed to; None leaves as it is. `nobody` and `no_day` take away."""

    assignee: Any = None
    due: date | None = None
    nobody: bool = False
    no_day: bool = False

    def on(self, assignment: Assignment) -> Assignment:
        """The assignment, changed but not stored."""
        if self.nobody or self.assignee:
            assignment.assignee = None if self.nobody else self.assignee
        if self.no_day or self.due:
            assignment.due = None if self.no_day else self.due
        return assignment


def assignment_of(translation: Translation) -> Assignment | None:
    """Who translates this until when, with the account. One query where the source was fetched."""
    rows = Assignment.objects.select_related("assignee")
    return rows.filter(translation_key=translation.source.object_id, locale_id=translation.target_locale_id).first()


def assignment_address(key: UUID, locale_id: int) -> str:
    """Where an assignment is changed."""
    return reverse("translation:assign", args=[key, locale_id])


@dataclass(frozen=True, slots=True)
class Rights:
    """What somebody may edit among some rows: pages, languages, models of snippets."""

    pages: Container[int]
    locales: Container[int]
    models: Container[Any]

    def may_translate(self, row: Row) -> bool:
        """They may edit the version in that language, or while there is none, the language."""
        if row.is_page and row.target:
            return row.target in self.pages
        return row.locale in self.locales and (row.is_page or row.text.model in self.models)

    def may_edit_original(self, row: Row) -> bool:
        """They may edit the original."""
        if row.is_page:
            return row.text.pk in self.pages
        return row.text.locale in self.locales and row.text.model in self.models

    def may_assign(self, row: Row) -> bool:
        """They may edit either."""
        return self.may_translate(row) or self.may_edit_original(row)


def rights_on(user: Any, rows: Iterable[Row]) -> Rights:
    """What the user may edit of these rows. Two queries, however many."""
    pages = {pk for row in rows if row.is_page for pk in (row.text.pk, row.target) if pk}
    return Rights(guards.editable_pages(user, pages), guards.locales_of(user), set(guards.editable_snippets(user)))


def assignable(user: Any, rows: Sequence[Row]) -> list[Row]:
    """Those rows that the user may give to somebody."""
    rights = rights_on(user, rows)
    return [row for row in rows if rights.may_assign(row)]


def able(assignee: Any, rows: Sequence[Row]) -> list[Row]:
    """Those rows that this person could translate."""
    rights = rights_on(assignee, rows)
    return [row for row in rows if rights.may_translate(row)]


@transaction.atomic
def assign(cells: Iterable[Cell], task: Task) -> int:
    """Changes the assignments of these texts and languages; returns how many. What readers were promised stays."""
    wanted = set(cells)
    stored = _stored(wanted)
    changed = [task.on(stored.get(cell) or Assignment(translation_key=cell[0], locale_id=cell[1])) for cell in wanted]
    Assignment.objects.bulk_create(
        changed,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["translation_key", "locale"],
        update_fields=["assignee", "due"],
    )
    return len(changed)


def _stored(cells: set[Cell]) -> Mapping[Cell, Assignment]:
    """Without their primary keys: they are written as new ones that meet the old."""
    rows = Assignment.objects.filter(translation_key__in={key for key, _locale in cells})
    found = {(each.translation_key, each.locale_id): each for each in rows}
    for each in found.values():
        each.pk = None
    return found
