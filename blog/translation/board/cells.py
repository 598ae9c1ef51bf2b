"""A row of the board as one user sees it: where its title leads, and what they may do next.

It asks for the rights on all rows of a page at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from wagtail.snippets.models import get_snippet_models

from blog.translation import guards
from blog.translation.board.assigning import Rights, assignment_address, rights_on
from blog.translation.board.rows import Row
from blog.translation.standing import Standing


@dataclass(frozen=True, slots=True)
class Shown:
    """A row with addresses; "" where the user may not. `desk`: to translate; `submit`: to have it begun."""

    row: Row
    original: str
    desk: str
    submit: str
    assign: str


def cells_of(user: Any, rows: Sequence[Row]) -> list[Shown]:
    """The rows of one page of the board. A fixed number of queries."""
    rights = rights_on(user, rows)
    submittable = _submittable(user, rows, rights)
    return [
        Shown(
            row=row,
            original=_edit_address(row) if rights.may_edit_original(row) else "",
            desk=desk_address(row.translation) if row.translation and rights.may_translate(row) else "",
            submit=_submit_address(row) if row.name in submittable else "",
            assign=assignment_address(*row.cell) if rights.may_assign(row) else "",
        )
        for row in rows
    ]


def desk_address(translation_id: int) -> str:
    """Where a translation is worked on."""
    return reverse("translation:desk", args=[translation_id])


def _edit_address(row: Row) -> str:
    if row.is_page:
        return reverse("wagtailadmin_pages:edit", args=[row.text.pk])
    model = row.text.model
    known = model in get_snippet_models() and hasattr(model, "snippet_viewset")
    return reverse(model.snippet_viewset.get_url_name("edit"), args=[row.text.pk]) if known else ""


def _submit_address(row: Row) -> str:
    if row.is_page:
        return reverse("wagtail_localize:submit_page_translation", args=[row.text.pk])
    options = row.text.model._meta
    return reverse(
        "wagtail_localize:submit_snippet_translation", args=[options.app_label, options.model_name, row.text.pk]
    )


def _submittable(user: Any, rows: Sequence[Row], rights: Rights) -> set[str]:
    """Names of the rows that this user may have begun; of snippets, those in a language that is theirs."""
    fresh = [row for row in rows if row.standing is Standing.NONE]
    if not user.has_perm("wagtail_localize.submit_translation"):
        return set()
    found = {row.name for row in fresh if not row.is_page and rights.may_assign(row)}
    for locale in {row.locale for row in fresh if row.is_page}:
        here = {row.text.pk: row.name for row in fresh if row.locale == locale}
        found |= {here[pk] for pk in guards.submittable_pages(user, here.keys(), locale)}
    return found
