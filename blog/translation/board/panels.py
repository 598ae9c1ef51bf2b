"""What those who publish, review and write originals find on the admin's home page.

Each panel asks its own few questions, shows the first rows and leads to the board; without rows it shows nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail_localize.models import Translation

from blog.translation.board.cells import desk_address
from blog.translation.guards import own_translations
from blog.translation.models import Assignment
from blog.translation.standing import phrase, standing_of

LONGEST_LIST: Final = 10
SOON: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Line:
    """One translation on the home page. `url` is where to go on; `promised`: the day that readers were told."""

    title: str
    language: str
    state: str
    url: str
    machine: int = 0
    promised: date | None = None

    @property
    def is_overdue(self) -> bool:
        """Readers were told a day that has passed."""
        return self.promised is not None and self.promised < timezone.localdate()


def ready_to_publish(user: Any) -> list[Line]:
    """Translations that are complete and that readers do not have yet, for those who may publish them."""
    complete = Q(status__total__gt=0, status__total=F("status__reviewed") + F("status__translated"))
    waiting = Q(status__published=False) | Q(status__behind__gt=0)
    return list(_lines(own_translations(user, "publish").filter(complete & waiting)))


def machine_drafts(user: Any) -> list[Line]:
    """Translations with strings that a machine wrote and nobody has read, for those who may edit them."""
    return list(_lines(own_translations(user).filter(status__machine__gt=0).order_by("-status__machine")))


def of_my_texts(user: Any) -> list[Line]:
    """Translations of one's own pages that are behind, or whose promised day is near and which are not published."""
    mine = Page.objects.filter(Q(owner=user) | Q(live_revision__user=user)).order_by()
    promise = Assignment.objects.filter(
        translation_key=OuterRef("source__object_id"), locale_id=OuterRef("target_locale_id")
    )
    rows = Translation.objects.filter(enabled=True, source__object_id__in=mine.values("translation_key"))
    rows = rows.filter(source__locale__in=mine.values("locale")).annotate(promised=Subquery(promise.values("promised")))
    near = Q(promised__lte=timezone.localdate() + SOON) & ~Q(status__published=True, status__behind=0)
    order = (F("promised").asc(nulls_last=True), "-status__behind")
    lines = _lines(rows.filter(Q(status__behind__gt=0) | near).order_by(*order))
    return [replace(line, url=_on_the_board(line.title)) for line in lines]  # the desk is for its translators


def _on_the_board(title: str) -> str:
    return f"{reverse('translation:board')}?{urlencode({'text': title})}"


def _lines(translations: QuerySet[Translation]) -> Iterator[Line]:
    rows = translations.select_related("source", "target_locale", "status").defer("source__content_json")
    for each in rows[:LONGEST_LIST]:
        status: Any = getattr(each, "status", None)
        yield Line(
            title=each.source.object_repr,
            language=str(each.target_locale.get_display_name()),
            state=phrase(standing_of(status), status),
            url=desk_address(each.pk),
            machine=status.machine if status else 0,
            promised=getattr(each, "promised", None),
        )


class ToPublishPanel(Component):
    """For those who publish or review."""

    name = "translations_to_publish"
    template_name = "translation/board/to_publish.html"
    order = 160

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Two lists, of which one or both may be empty."""
        user = (parent_context or {})["request"].user
        return {"ready": ready_to_publish(user), "machine": machine_drafts(user)}


class MyTextsPanel(Component):
    """For those who write originals."""

    name = "translations_of_my_texts"
    template_name = "translation/board/my_texts.html"
    order = 170

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The list of the user who looks at the page."""
        return {"lines": of_my_texts((parent_context or {})["request"].user)}
