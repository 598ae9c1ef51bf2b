"""What a translator does next: one's own tasks, what is behind or not finished, and what readers ask for.

Read only, a fixed number of queries, on the admin's home page.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation

from blog.translation.board.cells import desk_address
from blog.translation.board.rows import board_pages
from blog.translation.guards import locales_of, own_translations, readable_pages
from blog.translation.models import Assignment, Wish
from blog.translation.progress import with_progress
from blog.translation.standing import NAMES, Standing, phrase, standing_of

LONGEST_LIST: Final = 20
MOST_WISHES: Final = 5
_DONE: Final = F("status__reviewed") + F("status__translated")


@dataclass(frozen=True, slots=True)
class ToDo:
    """One page or snippet to translate: `done` of `total` strings are translated. `state` is for people."""

    title: str
    kind: str
    language: str
    done: int
    total: int
    url: str
    state: str = ""
    due: date | None = None
    is_mine: bool = False
    requests: int = 0

    @property
    def is_overdue(self) -> bool:
        """Its day has passed."""
        return self.due is not None and self.due < timezone.localdate()


def to_do(user: Any, limit: int = LONGEST_LIST) -> list[ToDo]:
    """One's own tasks by their day, then what is behind or not finished, pages first, then what readers ask for."""
    begun, fresh = list(_begun(user, limit)), list(_not_begun(user))
    tasks = sorted((each for each in (*begun, *fresh) if each.is_mine), key=lambda each: each.due or date.max)
    return [*tasks, *(each for each in (*begun, *fresh) if not each.is_mine)][:limit]


def _begun(user: Any, limit: int) -> Iterator[ToDo]:
    """Running translations with something to translate; those of others last."""
    task = Assignment.objects.filter(
        translation_key=OuterRef("source__object_id"), locale_id=OuterRef("target_locale_id")
    )
    unfinished = Q(status=None) | Q(status__behind__gt=0) | Q(status__total__gt=_DONE)
    rows = own_translations(user).filter(unfinished).select_related("source", "target_locale", "status")
    rows = rows.defer("source__content_json").annotate(
        due=Subquery(task.values("due")),
        is_mine=Exists(task.filter(assignee=user)),
        of_others=Exists(task.exclude(assignee=None).exclude(assignee=user)),
        is_page=_is_page(),
    )
    first = ("-is_mine", F("due").asc(nulls_last=True), "of_others", "-is_page", Coalesce("status__behind", 0).desc())
    found = list(rows.order_by(*first, "-source__last_updated_at", "-pk")[: limit * 2])
    counted = _counted([each for each in found if not hasattr(each, "status")])
    return (entry for each in found if (entry := _entry(each, counted)).done < entry.total or _is_behind(each))


def _is_page() -> Exists:
    """Whether a translation is of a page; snippets are short, and come after them."""
    return Exists(Page.objects.filter(translation_key=OuterRef("source__object_id")))


def _counted(translations: Iterable[Translation]) -> dict[int, Any]:
    """Numbers of translations that nobody has counted yet. One query, or none."""
    keys = [each.pk for each in translations]
    rows: QuerySet[Any] = with_progress(Translation.objects.filter(pk__in=keys))
    return {each.pk: each for each in rows} if keys else {}


def _is_behind(translation: Translation) -> bool:
    status: Any = getattr(translation, "status", None)
    return bool(status and status.behind)


def _entry(translation: Any, counted: Mapping[int, Any]) -> ToDo:
    status = getattr(translation, "status", None)
    numbers = status or counted[translation.pk]
    model = ContentType.objects.get_for_id(translation.source.specific_content_type_id).model_class()
    return ToDo(
        title=translation.source.object_repr,
        kind=str(model._meta.verbose_name) if model else "",
        language=str(translation.target_locale.get_display_name()),
        done=numbers.done,
        total=numbers.total,
        url=desk_address(translation.pk),
        state=phrase(standing_of(status), numbers),
        due=translation.due,
        is_mine=translation.is_mine,
    )


def _not_begun(user: Any) -> Iterator[ToDo]:
    """Pages that are one's task, or that readers ask for, and that nobody has submitted yet."""
    mine = locales_of(user)
    wishes = _most_wanted(mine)
    tasks = {(each.translation_key, each.locale_id): each for each in Assignment.objects.filter(assignee=user)}
    wanted = [*tasks, *sorted(wishes.keys() - tasks.keys(), key=lambda cell: -wishes[cell])]
    pages = _versions(user, {key for key, _locale in wanted})
    languages = {each.pk: str(each.get_display_name()) for each in Locale.objects.filter(pk__in=mine)} if pages else {}
    found = ((cell, pages[cell[0]]) for cell in wanted if cell[0] in pages)
    fresh = [(cell, versions) for cell, versions in found if cell[1] not in versions]
    for (key, locale), versions in fresh[: len(tasks) + MOST_WISHES]:
        task, page = tasks.get((key, locale)), next(iter(versions.values()))
        yield ToDo(
            title=page.title,
            kind=str((page.specific_class or Page)._meta.verbose_name),
            language=languages.get(locale, ""),
            done=0,
            total=0,
            url=reverse("wagtail_localize:submit_page_translation", args=[page.pk]),
            state=str(NAMES[Standing.NONE]),
            due=task.due if task else None,
            is_mine=task is not None,
            requests=wishes.get((key, locale), 0),
        )


def _most_wanted(locales: Collection[int]) -> dict[tuple[UUID, int], int]:
    """What readers ask for most of all that has no version in that language, with how often. One query."""
    there = Page.objects.filter(translation_key=OuterRef("translation_key"), locale_id=OuterRef("locale_id"))
    rows = Wish.objects.filter(~Exists(there), locale__in=locales).order_by()
    sums = rows.values_list("translation_key", "locale_id").annotate(sum=Sum("number"))
    most = sums.order_by("-sum", "translation_key")[: MOST_WISHES * 4]
    return {(key, locale): number for key, locale, number in most}


def _versions(user: Any, keys: set[UUID]) -> dict[UUID, dict[int, Page]]:
    """Pages that the user may know of, by key and language. One query, or none."""
    found: dict[UUID, dict[int, Page]] = {}
    for page in readable_pages(user, board_pages().filter(translation_key__in=keys)) if keys else ():
        found.setdefault(page.translation_key, {})[page.locale_id] = page
    return found


class ToDoPanel(Component):
    """The list on the admin's home page; nothing when there is nothing to do."""

    name = "translations_to_do"
    template_name = "translation/to_do.html"
    order = 150

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The list of the user who looks at the page."""
        request = (parent_context or {})["request"]
        return {"to_do": to_do(request.user)}
