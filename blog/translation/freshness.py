"""What a translation says of itself to readers and machines: of what, from when, by whom, how, and how far behind.

It only reads what `basis` and `status` have worked out before; rendering a page costs no query where the page was
fetched with `select_related("basis")`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from wagtail.models import Page, TranslatableMixin

from blog.translation.comparison import Comparison
from blog.translation.models import TranslationStatus


@dataclass(frozen=True, slots=True)
class Freshness:
    """The provenance of one translated page, as published.

    `language` and `title` are those of the original; its title is public only where the original is. `version_date`:
    of the version that was translated; `current_date`: of the one that readers of the original see (None: never
    published). `translators`: public names only. Of `pieces` strings, `machine_pieces` come from `tools` and nobody has
    changed them since, and `unreviewed_pieces` of these no person had reviewed when they were published; `reviewed`:
    there are none of those. `comparison`: see there. `changed_at`: when anything of this changed last.
    """

    language: str
    title: str
    version_date: datetime | None
    current_date: datetime | None
    translated_at: datetime | None
    changed_at: datetime | None
    translators: tuple[str, ...]
    pieces: int
    machine_pieces: int
    unreviewed_pieces: int
    tools: str
    reviewed: bool
    comparison: Comparison

    @property
    def behind(self) -> int:
        """How many paragraphs the original is ahead."""
        return self.comparison.behind


def freshness_of(page: Page) -> Freshness | None:
    """The provenance of a page; None for originals, and for versions that no translation was ever run for.

    No query when the page was fetched with `select_related("basis", "locale")`.
    """
    basis: Any = getattr(page, "basis", None)
    if basis is None or is_original(page):
        return None
    return Freshness(
        language=basis.source_language,
        title=basis.source_title,
        version_date=basis.source_date,
        current_date=basis.current_date,
        translated_at=basis.translated_at,
        changed_at=basis.compared_at,
        translators=tuple(basis.names),
        pieces=basis.pieces,
        machine_pieces=basis.machine_pieces,
        unreviewed_pieces=basis.unreviewed_pieces,
        tools=basis.tools,
        reviewed=basis.reviewed,
        comparison=Comparison(basis.behind, **basis.marks),
    )


def original_if_outdated(text: TranslatableMixin) -> str:
    """The language of the original of a text without paragraphs, if that says something else by now; else "". One
    query."""
    behind = TranslationStatus.objects.filter(
        behind__gt=0,
        translation__source__object_id=text.translation_key,
        translation__target_locale=text.locale_id,
    )
    return behind.values_list("translation__source__locale__language_code", flat=True).first() or ""


def is_original(page: Page) -> bool:
    """Whether the page is known as the original of a translation, whatever its language."""
    basis: Any = getattr(page, "basis", None)
    return basis is not None and basis.source_language == page.locale.language_code


def original_language(page: Page) -> str:
    """The language that a page was written in. Where nothing is known, Korean is the original of everything else."""
    told = freshness_of(page)
    if told:
        return told.language
    return str(page.locale.language_code) if is_original(page) else settings.LANGUAGE_CODE
