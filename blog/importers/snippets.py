"""Authors, categories, topics, series and disclaimers listed in YAML files, each with its English version.

Only what is missing is written: what an editor changed stays. This module must not know articles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import nh3
import yaml
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DatabaseError, models, transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale

from blog.importers.article import ImportFileError, clean_text, one_line
from blog.importers.front import is_text
from blog.importers.inline import LINK_SCHEMES
from blog.models import Author, Category, Disclaimer, Series, Topic
from blog.translation.adoption import adopt_fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

Snippet = Author | Category | Topic | Series | Disclaimer
DISCLAIMER_TAGS: Final = {"p", "b", "i", "a", "br"}


class Kind(NamedTuple):
    """What a file lists: the model, the field that tells entries apart, and the fields an entry may have.

    `above` names the entry that this one stands below, by what identifies it; it comes earlier or exists already.
    """

    model: type[Snippet]
    identity: str
    fields: tuple[str, ...]
    above: str = ""


class Entry(NamedTuple):
    """An entry of a file: its fields by name, Korean and English."""

    korean: dict[str, Any]
    english: dict[str, Any]


KINDS: Final = {
    "authors.yml": Kind(Author, "slug", ("slug", "name", "role", "bio", "homepage")),
    "categories.yml": Kind(Category, "slug", ("slug", "name", "description"), above="parent"),
    "topics.yml": Kind(Topic, "slug", ("slug", "name")),
    "series.yml": Kind(Series, "slug", ("slug", "title", "description")),
    "disclaimers.yml": Kind(Disclaimer, "name", ("name", "text", "is_default", "show_other_language")),
}


@transaction.atomic
def write_snippets(directory: Path) -> dict[str, int]:
    """All entries of the files that exist, or none of them; how many were new by file. Disclaimers are published.

    Raises ImportFileError, with the file and the entry, when one of them cannot be written.
    """
    files = {name: directory / name for name in KINDS if (directory / name).is_file()}
    try:
        return {name: _write(path, KINDS[name]) for name, path in files.items()}
    except Locale.DoesNotExist as error:
        raise ImportFileError(_("This site has no article list yet; run “manage.py bootstrap” first.")) from error


def _write(path: Path, kind: Kind) -> int:
    locale = Locale.objects.get(language_code="ko")
    written = 0
    for row in _rows(path, kind.identity):
        try:
            with transaction.atomic():
                entry = _entry(row, kind)
                entry.korean.update(_above(row, kind, locale))
                written += _write_entry(entry, kind, locale)
        except (ValidationError, DatabaseError) as error:
            place = {"file": path.name, "entry": row[kind.identity], "reason": _reason(error)}
            raise ImportFileError(_("%(file)s, entry “%(entry)s”: %(reason)s") % place) from error
    return written


def _write_entry(entry: Entry, kind: Kind, locale: Locale) -> bool:
    """Is it new? What exists stays as it is."""
    if kind.model.objects.filter(**{kind.identity: entry.korean[kind.identity]}, locale=locale).exists():
        return False
    snippet = _create(kind.model, entry.korean, locale)
    if entry.english:
        adopt_fields(snippet, entry.english)
    return True


def _create(model: type[Snippet], fields: dict[str, Any], locale: Locale) -> Snippet:
    snippet: Snippet = model(**fields, locale=locale)
    if isinstance(snippet, Disclaimer):
        # One default per language, and the editor's stays, also that of the language this one is translated to.
        snippet.is_default = snippet.is_default and not Disclaimer.objects.default().exists()
    snippet.full_clean(exclude=["translation_key"])
    snippet.save()
    if isinstance(snippet, Disclaimer):
        snippet.save_revision().publish()
    return snippet


def _entry(row: Mapping[str, Any], kind: Kind) -> Entry:
    english = row.get("en") or {}
    if not isinstance(english, dict):
        raise ValidationError({"en": _("It holds the English fields by name, like {name: Ieum Seo}.")})
    return Entry(_fields(row, kind), _fields(english, kind))


def _above(row: Mapping[str, Any], kind: Kind, locale: Locale) -> dict[str, Any]:
    """What the entry stands below. The translation of it follows from that and is never given."""
    name = row.get(kind.above) if kind.above else None
    if name in (None, ""):
        return {}
    found = kind.model.objects.filter(**{kind.identity: str(name)}, locale=locale).first()
    if found is None:
        raise ValidationError({kind.above: _("No entry before this one is called that.")})
    return {kind.above: found}


def _fields(row: Mapping[str, Any], kind: Kind) -> dict[str, Any]:
    """The fields that are filled in. Raises ValidationError with all that is wrong with them."""
    fields, errors = {}, {}
    for name in kind.fields:
        if row.get(name) in (None, ""):
            continue
        field: Any = kind.model._meta.get_field(name)
        try:
            fields[name] = field.clean(_value(field, row[name]), None)
        except ValidationError as error:
            errors[name] = error
    if errors:
        raise ValidationError(errors)
    return fields


def _value(field: Any, value: Any) -> Any:
    if isinstance(field, models.BooleanField):
        if not isinstance(value, bool):
            raise ValidationError(_("This is either true or false."))
        return value
    if not is_text(value):
        raise ValidationError(_("This must be one text, in quotation marks if need be."))
    text = clean_text(str(value)).strip()
    return _rich(text) if field.name == "text" else text


def _rich(text: str) -> str:
    cleaned = nh3.clean(
        " ".join(text.split()),
        tags=DISCLAIMER_TAGS,
        attributes={"a": {"href"}},
        url_schemes=LINK_SCHEMES,
        link_rel=None,
    )
    return cleaned.replace("<br>", "<br/>")


def _reason(error: Exception) -> str:
    """What is wrong, on one line; fields are called as the file calls them."""
    if not isinstance(error, ValidationError) or not hasattr(error, "error_dict"):
        return one_line("; ".join(error.messages) if isinstance(error, ValidationError) else str(error))
    return one_line("; ".join(_complaints(error.message_dict)))


def _complaints(messages: Mapping[str, list[str]]) -> Iterator[str]:
    for name, sentences in messages.items():
        said = " ".join(sentences)
        yield said if name == NON_FIELD_ERRORS else f"{name}: {said}"


def _rows(path: Path, identity: str) -> list[Mapping[str, Any]]:
    """The entries of a file. Raises ImportFileError when it is broken or an entry lacks what identifies it."""
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        raise ImportFileError(_("%(file)s cannot be read.") % {"file": path.name}) from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) and row.get(identity) for row in rows):
        message = _("%(file)s: every entry needs “%(name)s”.")
        raise ImportFileError(message % {"file": path.name, "name": identity})
    return rows
