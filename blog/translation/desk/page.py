"""What the page of the desk shows around its pieces: progress, filters, links, and what may be done with the text.

It reads only; every question of rights goes to `guards`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.utils import quote
from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from wagtail.models import DraftStateMixin, Page, PreviewableMixin
from wagtail_localize.models import get_edit_url

from blog.translation import guards
from blog.translation.desk import moves, rows
from blog.translation.desk.markup import to_form
from blog.translation.desk.parts import SCRIPTS, STYLES, Sitting, shown_on
from blog.translation.segments import Segment, State, segments_of


@dataclass(frozen=True, slots=True)
class Link:
    """Somewhere to go."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter with the number of its pieces; `states` are theirs, for the script that keeps the number."""

    name: str
    label: Any
    number: int
    url: str
    active: bool
    states: str


def address(translation_id: int) -> str:
    """The page of a translation."""
    return reverse("translation:desk", args=[translation_id])


def context_of(sitting: Sitting) -> dict[str, Any]:
    """All that the template gets."""
    data = sitting.request.GET
    segments = segments_of(sitting.translation)
    wanted, words = rows.filter_named(data.get("show", "")), data.get("q", "")
    found = rows.chosen(segments, wanted, words)
    counts = rows.counted(segments)
    return {
        "desk": sitting,
        "title": _title(sitting, segments),
        "kind": sitting.target._meta.verbose_name,
        "edit_url": get_edit_url(sitting.target),
        "source_locale": sitting.translation.source.locale,
        "target_locale": sitting.translation.target_locale,
        "groups": rows.groups_of(rows.rows_of(sitting, found), segments),
        "progress": rows.progress_of(rows.counted(each for each in segments if each.path != "slug")),  # as on the board
        "filters": tuple(_choices(sitting, counts, wanted, words)),
        "show": wanted.name,
        "words": words,
        "found": len(found),
        "readers": tuple(_for_readers(sitting)),
        "more": tuple(_elsewhere(sitting)),
        "moves": moves.moves_of(sitting),
        "preview_url": _preview(sitting),
        "parts": shown_on(sitting, segments),
        "styles": STYLES,
        "scripts": SCRIPTS,
    }


def _title(sitting: Sitting, segments: tuple[Segment, ...]) -> str:
    """What the text is called in its own language, once it is."""
    written = next((each.text for each in segments if each.path in {"title", "name"} and each.text), "")
    return to_form(written, rich=False) or str(sitting.target)


def _choices(sitting: Sitting, counts: Mapping[State, int], wanted: rows.Filter, words: str) -> Iterator[Choice]:
    for each in rows.FILTERS:
        query = urlencode({name: value for name, value in (("show", each.name), ("q", words)) if value})
        number = sum(counts.get(state, 0) for state in each.states)
        states = " ".join(sorted(state.value for state in each.states))
        yield Choice(each.name, each.label, number, f"?{query}", each == wanted, states)


def _for_readers(sitting: Sitting) -> Iterator[Link]:
    """The public pages of the text, where there are any."""
    try:
        original = sitting.translation.source.get_source_instance()
    except ObjectDoesNotExist:
        original = None
    for label, instance in ((_("Original"), original), (_("Published translation"), sitting.target)):
        if isinstance(instance, Page) and instance.live and (url := instance.get_url(sitting.request)):
            yield Link(label, url)


def _elsewhere(sitting: Sitting) -> Iterator[Link]:
    """Wagtail's own pages about the target that this user may open."""
    target, user = sitting.target, sitting.user
    if not guards.may_edit(user, target):
        return
    if isinstance(target, Page):
        may = target.permissions_for_user(user)
        yield Link(_("History"), reverse("wagtailadmin_pages:history", args=[target.pk]))
        offers = (
            ("move", _("Move"), may.can_move()),
            ("copy", _("Copy"), may.can_copy()),
            ("unpublish", _("Unpublish"), may.can_unpublish()),
            ("delete", _("Delete"), may.can_delete()),
        )
        yield from (Link(label, _page_url(name, target)) for name, label, allowed in offers if allowed)
        return
    yield from _of_snippet(target, user)


def _page_url(name: str, page: Page) -> str:
    url = reverse(f"wagtailadmin_pages:{name}", args=[page.pk])
    return f"{url}?{urlencode({'next': reverse('wagtailadmin_explore', args=[page.get_parent().pk])})}"


def _of_snippet(target: Any, user: Any) -> Iterator[Link]:
    viewset = target.snippet_viewset
    yield Link(_("History"), reverse(viewset.get_url_name("history"), args=[quote(target.pk)]))
    policy = viewset.permission_policy
    if isinstance(target, DraftStateMixin) and target.live and policy.user_has_permission(user, "publish"):
        yield Link(_("Unpublish"), reverse(viewset.get_url_name("unpublish"), args=[quote(target.pk)]))
    if policy.user_has_permission(user, "delete"):
        yield Link(_("Delete"), reverse(viewset.get_url_name("delete"), args=[quote(target.pk)]))


def _preview(sitting: Sitting) -> str:
    target = sitting.target
    if not isinstance(target, PreviewableMixin) or not target.is_previewable():
        return ""
    return reverse("translation:preview", args=[sitting.translation.pk])
