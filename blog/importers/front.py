"""What stands above the text of a Markdown article, checked value by value, so that a slip is one clear sentence.

This module must not know Markdown, files or pages.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_unicode_slug
from django.utils.translation import gettext as _

from blog.importers.article import ImportFileError, Person, SeriesPlace, Term, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from blog.importers.article import Status

SEOUL: Final = ZoneInfo("Asia/Seoul")
LAST_POSITION: Final = 32_767  # of a PositiveSmallIntegerField, on every database
_STATUSES: Final[tuple[Status, ...]] = ("published", "draft", "scheduled")


def is_text(value: Any) -> bool:
    """Is it a single value that can only be meant as text? YAML makes numbers, dates and truths of some words."""
    return isinstance(value, str | int | float | date) and not isinstance(value, bool)


class Front:
    """The values of one article by name. Everything raises ImportFileError with the name of the file."""

    def __init__(self, values: Mapping[str, Any], file: str) -> None:
        self.values = values
        self.file = file

    def text(self, name: str) -> str:
        """A value on one line, "" when there is none."""
        return self._text(self.values.get(name), name)

    def switch(self, name: str, *, default: bool) -> bool:
        """A value that is true or false."""
        value = self.values.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self._error(_("%(file)s: “%(name)s” is either true or false."), name=name)
        return value

    def authors(self) -> tuple[Person, ...]:
        """Authors by their slugs; the list of authors knows the rest of them."""
        slugs = [self._slug(value, "authors") for value in self._many("authors")]
        return tuple(Person(name=slug, slug=slug) for slug in slugs if slug)

    def terms(self, name: str) -> tuple[Term, ...]:
        """One or many, each a name or {name, slug}. Without a slug the writer looks for the name first."""
        return tuple(self._term(value, name) for value in self._many(name))

    def series(self) -> SeriesPlace | None:
        """The series, {slug, title, position}."""
        value = self.values.get("series")
        if not value:
            return None
        slug = self._slug(value.get("slug"), "slug") if isinstance(value, dict) else ""
        if not slug:
            raise self._error(_("%(file)s: “series” needs a slug, like {slug: my-series, position: 2}."))
        return SeriesPlace(Term(self._text(value.get("title"), "title") or slug, slug), self._position(value))

    def status(self) -> Status:
        """One of the three, a draft when nothing is said."""
        value = self.values.get("status", "draft")
        for status in _STATUSES:
            if value == status:
                return status
        raise self._error(_("%(file)s: “%(value)s” is no status; published, draft and scheduled are."), value=value)

    def moment(self, name: str) -> datetime | None:
        """YAML makes dates of some spellings and text of others; all of them are Korean time."""
        value = self.values.get(name)
        if value is None:
            return None
        if isinstance(value, date) and not isinstance(value, datetime):
            value = datetime(value.year, value.month, value.day, tzinfo=SEOUL)
        try:
            moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value).strip())
            moment = moment if moment.tzinfo else moment.replace(tzinfo=SEOUL)
            moment.astimezone(UTC)  # as databases keep it: the first day of the year 1 has no such moment
        except (ValueError, OverflowError) as error:
            message = _("%(file)s: “%(value)s” is no date; write it like 2026-11-22 09:30.")
            raise self._error(message, value=value) from error
        return moment

    def _many(self, name: str) -> list[Any]:
        value = self.values.get(name)
        return value if isinstance(value, list) else [value] if value else []

    def _term(self, value: Any, name: str) -> Term:
        given = value if isinstance(value, dict) else {"name": value}
        label = self._text(given.get("name"), name)
        if not label:
            raise self._error(_("%(file)s: every entry of “%(name)s” needs a name."), name=name)
        return Term(label, self._slug(given.get("slug"), "slug"))

    def _position(self, series: dict[str, Any]) -> int:
        value = series.get("position")
        if value is None:
            return 1
        digits = str(value)
        position = int(digits) if digits.isdecimal() and len(digits) <= len(str(LAST_POSITION)) else 0
        if not 1 <= position <= LAST_POSITION:
            raise self._error(
                _("%(file)s: “%(value)s” is no position; positions are whole numbers from 1."), value=value
            )
        return position

    def _text(self, value: Any, name: str) -> str:
        if value is None:
            return ""
        if not is_text(value):
            raise self._error(_("%(file)s: “%(name)s” must be one text, in quotation marks if need be."), name=name)
        return one_line(str(value))

    def _slug(self, value: Any, name: str) -> str:
        slug = self._text(value, name)
        try:
            validate_unicode_slug(slug or "-")
        except ValidationError as error:
            message = _("%(file)s: “%(value)s” is no slug; letters, digits, hyphens and underscores are allowed.")
            raise self._error(message, value=slug) from error
        return slug

    def _error(self, message: str, **values: Any) -> ImportFileError:
        return ImportFileError(message % {"file": self.file, **values})
