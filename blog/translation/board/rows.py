"""Every text in every language that it could be read in: one row each, with all that the board shows of it.

A fixed number of queries however many texts there are, and only what the user may know of. It decides nothing.
"""

from collections.abc import Collection, Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation

from blog.addresses import FRONT_PAGE_DEPTH
from blog.models import BlogIndexPage
from blog.translation import guards
from blog.translation.models import Assignment, TranslationStatus
from blog.translation.progress import NAMES
from blog.translation.standing import Standing, phrase, standing_of
from blog.translation.wishes import wishes_for

Cell = tuple[UUID, int]


@dataclass(frozen=True, slots=True)
class Text:
    """One version of a page or snippet, as far as lists need it."""

    pk: int
    key: UUID
    locale: int
    title: str
    model: Any
    live: bool
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Row:
    """An original and one language of it; `target` is its version there. `status`: the numbers of `translation`.

    `requests`: of readers, ever. `changed_at`: when either version was last changed, of pages only.
    """

    text: Text
    locale: int
    language: str
    standing: Standing
    translation: int | None
    status: TranslationStatus | None
    target: int | None
    assignment: Assignment | None
    requests: int
    changed_at: datetime | None

    @property
    def name(self) -> str:
        """The row in forms."""
        return f"{self.text.key}.{self.locale}"

    @property
    def cell(self) -> Cell:
        """The row in tables."""
        return self.text.key, self.locale

    @property
    def kind(self) -> str:
        """What editors call texts of this kind."""
        return str(self.text.model._meta.verbose_name)

    @property
    def is_page(self) -> bool:
        """Pages have drafts, places and readers; snippets are parts of pages."""
        return issubclass(self.text.model, Page)

    @property
    def state(self) -> str:
        """How far it is, for people."""
        return phrase(self.standing, self.status)

    @property
    def words(self) -> int | None:
        """Words to translate; None before the translation is begun, when nobody has counted."""
        return self.status.words if self.status else None

    @property
    def open(self) -> int:
        """Strings without a usable translation of what the original says now."""
        return self.status.stale + self.status.broken + self.status.missing if self.status else 0

    @property
    def assignee(self) -> Any:
        """The account of whoever is to translate it, or None."""
        return self.assignment.assignee if self.assignment else None

    @property
    def due(self) -> date | None:
        """The day on which it is to be done."""
        return self.assignment.due if self.assignment else None

    @property
    def promised(self) -> date | None:
        """The day that readers were told."""
        return self.assignment.promised if self.assignment else None

    @property
    def is_done(self) -> bool:
        """Readers have it, and it says what the original says."""
        return self.standing in {Standing.PUBLISHED, Standing.APART}

    @property
    def is_overdue(self) -> bool:
        """Not done, and its day, or the day that readers were told, has passed."""
        days = [day for day in (self.due, self.promised) if day]
        return bool(days) and not self.is_done and min(days) < timezone.localdate()


def rows_of(user: Any, *, snippets: bool = False, keys: Collection[UUID] | None = None) -> list[Row]:
    """All rows that the user may know of: of pages or of snippets, all of them or those of `keys`."""
    context = _context(user, snippets, keys)
    return [
        context.row(text, locale)
        for text in context.versions.values()
        if (text.key, text.locale) not in context.running
        for locale in context.languages
        if context.is_row(text, locale)
    ]


def assignments_for(keys: Collection[UUID] | None = None) -> Mapping[Cell, Assignment]:
    """Who translates what until when: everything, or these texts. One query."""
    rows = Assignment.objects.select_related("assignee")
    rows = rows if keys is None else rows.filter(translation_key__in=keys)
    return {(each.translation_key, each.locale_id): each for each in rows}


def board_pages() -> Any:
    """Pages with a text of their own: the front pages and lists are made by `bootstrap`, in every language."""
    lists = ContentType.objects.get_for_model(BlogIndexPage)
    return Page.objects.filter(depth__gt=FRONT_PAGE_DEPTH).exclude(content_type=lists)


@dataclass(frozen=True, slots=True)
class _Context:
    """What is known of all cells. `versions` the user may know of; `hidden` ones are known to exist only."""

    languages: Mapping[int, str]
    default: int
    mine: Container[int]
    versions: Mapping[Cell, Text]
    hidden: Mapping[Cell, int]
    running: Mapping[Cell, Translation]
    stopped: Container[tuple[UUID, int, int]]
    assignments: Mapping[Cell, Assignment]
    wishes: Mapping[Cell, int]

    def exists(self, cell: Cell) -> bool:
        return cell in self.versions or cell in self.hidden

    def is_row(self, text: Text, locale: int) -> bool:
        """Whether this text is an original of a version in that language, which may not exist yet.

        Of two versions that nothing connects, the one in the main language counts as the original.
        """
        cell = (text.key, locale)
        if locale == text.locale or not (text.locale in self.mine or locale in self.mine):
            return False
        if cell in self.running:
            return bool(self.running[cell].source.locale_id == text.locale)
        connected = (text.key, text.locale, locale) in self.stopped
        return connected or not self.exists(cell) or text.locale == self.default

    def row(self, text: Text, locale: int) -> Row:
        cell = (text.key, locale)
        translation, target = self.running.get(cell), self.versions.get(cell)
        status = getattr(translation, "status", None)
        idle = Standing.APART if self.exists(cell) else Standing.NONE
        return Row(
            text=text,
            locale=locale,
            language=self.languages[locale],
            standing=standing_of(status) if translation else idle,
            translation=translation.pk if translation else None,
            status=status,
            target=target.pk if target else self.hidden.get(cell),
            assignment=self.assignments.get(cell),
            requests=self.wishes.get(cell, 0),
            changed_at=max((each.changed_at for each in (text, target) if each and each.changed_at), default=None),
        )


def _context(user: Any, snippets: bool, keys: Collection[UUID] | None) -> _Context:
    locales, mine = list(Locale.objects.all()), guards.locales_of(user)
    shown = guards.visible_translations(user).filter(enabled=True).values("source__object_id")
    found = _snippets(user, mine, shown, keys) if snippets else _pages(user, shown, keys)
    versions = {(each.key, each.locale): each for each in found}
    running, stopped = _translations(keys)
    return _Context(
        languages={each.pk: str(each.get_display_name()) for each in locales},
        default=next(each.pk for each in locales if each.language_code == settings.LANGUAGE_CODE),
        mine=mine if snippets else {each.pk for each in locales},
        versions=versions,
        hidden={} if snippets else _hidden(versions, keys),
        running=running,
        stopped=stopped,
        assignments=assignments_for(keys),
        wishes=wishes_for(keys),
    )


def _of(keys: Collection[UUID] | None, rows: Any, name: str = "translation_key") -> Any:
    return rows if keys is None else rows.filter(**{f"{name}__in": keys})


def _pages(user: Any, shown: Any, keys: Collection[UUID] | None) -> Iterator[Text]:
    """Those that the user may read, and those whose sentences a translator is shown anyway."""
    pages = _of(keys, board_pages())
    visible = guards.readable_pages(user, pages) | pages.filter(translation_key__in=shown)
    fields = ("pk", "translation_key", "locale_id", "title", "content_type_id", "live", "latest_revision_created_at")
    for pk, key, locale, title, kind, live, changed_at in visible.values_list(*fields):
        model = ContentType.objects.get_for_id(kind).model_class() or Page
        yield Text(pk, key, locale, title, model, live, changed_at)


def _hidden(versions: Container[Cell], keys: Collection[UUID] | None) -> dict[Cell, int]:
    rows = _of(keys, board_pages()).values_list("translation_key", "locale_id", "pk")
    return {(key, locale): pk for key, locale, pk in rows if (key, locale) not in versions}


def _snippets(user: Any, mine: Container[int], shown: Any, keys: Collection[UUID] | None) -> Iterator[Text]:
    """As for pages: what is live may be named, drafts only to those who may edit or translate them."""
    seen = set(shown.values_list("source__object_id", flat=True))
    for model in guards.editable_snippets(user):
        name = next(each for each in (*NAMES, "pk") if hasattr(model, each))
        for each in _of(keys, model._default_manager.all()):
            live = bool(getattr(each, "live", True))
            if live or each.locale_id in mine or each.translation_key in seen:
                key = each.translation_key
                yield Text(each.pk, key, each.locale_id, str(getattr(each, name)), model, live, None)


def _translations(
    keys: Collection[UUID] | None,
) -> tuple[dict[Cell, Translation], set[tuple[UUID, int, int]]]:
    """Those that run, by text and language; and those that were stopped, by text and both languages. One query."""
    rows = _of(keys, Translation.objects.select_related("source", "status"), "source__object_id")
    status = [f"status__{field.name}" for field in TranslationStatus._meta.fields]
    found = list(rows.only("enabled", "target_locale", "source__object", "source__locale", *status))
    running = {(each.source.object_id, each.target_locale_id): each for each in found if each.enabled}
    stopped = {
        (each.source.object_id, each.source.locale_id, each.target_locale_id) for each in found if not each.enabled
    }
    return running, stopped
