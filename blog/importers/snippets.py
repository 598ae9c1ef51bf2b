"""Authors, categories, topics, series and disclaimers listed in YAML files, each with its English version.

Only what is missing is written: what an editor changed stays. This module must not know articles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import nh3
import yaml
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale

from blog.importers.article import ImportFileError, clean_text
from blog.importers.inline import LINK_SCHEMES
from blog.models import Author, Category, Disclaimer, Series, Topic
from blog.translation.adoption import adopt_fields

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Snippet = Author | Category | Topic | Series | Disclaimer
DISCLAIMER_TAGS: Final = {"p", "b", "i", "a", "br"}


def write_people(path: Path) -> int:
    """Authors of a file (slug, name, role, bio, homepage); how many are new."""
    return _write(path, Author, "slug", ("slug", "name", "role", "bio", "homepage"))


def write_categories(path: Path) -> int:
    """Categories of a file (slug, name, description); how many are new."""
    return _write(path, Category, "slug", ("slug", "name", "description"))


def write_topics(path: Path) -> int:
    """Topics of a file (slug, name); how many are new."""
    return _write(path, Topic, "slug", ("slug", "name"))


def write_series(path: Path) -> int:
    """Series of a file (slug, title, description); how many are new."""
    return _write(path, Series, "slug", ("slug", "title", "description"))


def write_disclaimers(path: Path) -> int:
    """Disclaimers of a file (name, text, is_default, show_other_language), published; how many are new."""
    return _write(path, Disclaimer, "name", ("name", "text", "is_default", "show_other_language"))


def write_snippets(directory: Path) -> dict[str, int]:
    """All of authors.yml, categories.yml, topics.yml, series.yml and disclaimers.yml that exist: new ones by file."""
    writers = {
        "authors.yml": write_people,
        "categories.yml": write_categories,
        "topics.yml": write_topics,
        "series.yml": write_series,
        "disclaimers.yml": write_disclaimers,
    }
    return {name: write(directory / name) for name, write in writers.items() if (directory / name).is_file()}


def _write(path: Path, model: type[Snippet], identity: str, names: tuple[str, ...]) -> int:
    locale = Locale.objects.get(language_code="ko")
    written = 0
    for row in _rows(path, identity):
        with transaction.atomic():
            if model.objects.filter(**{identity: row[identity]}, locale=locale).exists():
                continue
            snippet = _create(model, {name: _value(name, row[name]) for name in names if name in row}, locale)
            written += 1
            english = row.get("en")
            if english:
                adopt_fields(snippet, {name: _value(name, text) for name, text in english.items()})
    return written


def _create(model: type[Snippet], fields: dict[str, Any], locale: Locale) -> Snippet:
    snippet: Snippet = model(**fields, locale=locale)
    if isinstance(snippet, Disclaimer):
        taken = Disclaimer.objects.default().filter(locale=locale).exists()
        snippet.is_default = snippet.is_default and not taken  # one default per language; the editor's stays
    snippet.full_clean(exclude=["translation_key"])
    snippet.save()
    if isinstance(snippet, Disclaimer):
        snippet.save_revision().publish()
    return snippet


def _value(name: str, value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return value or False
    text = clean_text(str(value)).strip()
    if name != "text":
        return text
    cleaned = nh3.clean(
        " ".join(text.split()),
        tags=DISCLAIMER_TAGS,
        attributes={"a": {"href"}},
        url_schemes=LINK_SCHEMES,
        link_rel=None,
    )
    return cleaned.replace("<br>", "<br/>")


def _rows(path: Path, identity: str) -> list[Mapping[str, Any]]:
    """The entries of a file. Raises ImportFileError when it is broken or an entry lacks what identifies it."""
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    except (OSError, UnicodeError, yaml.YAMLError) as error:
        raise ImportFileError(_("%(file)s cannot be read.") % {"file": path.name}) from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) and row.get(identity) for row in rows):
        message = _("%(file)s: every entry needs “%(name)s”.")
        raise ImportFileError(message % {"file": path.name, "name": identity})
    return rows
