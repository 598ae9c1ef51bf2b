"""The same page in the other languages: for hreflang, the language switch and the "EN" mark in lists.

It knows which versions readers may see, and nothing of segments or translators.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from wagtail.models import Page

from blog.models.restrictions import seen_by_readers


@dataclass(frozen=True, slots=True)
class Alternate:
    """One language of a page.

    `label` is the name of the language in that language. `url` is a path without host ("/en/blog/…/"): of the page
    itself when `exists`, else of the nearest list above it in that language. `exists` means that readers may see the
    page in that language, `current` that it is the language of the page in question.
    """

    language: str
    label: str
    url: str
    exists: bool
    current: bool


def alternates_for(page: Page, *, languages: Sequence[tuple[str, str]] | None = None) -> tuple[Alternate, ...]:
    """The page in every language, in the order of `languages` (code and name; settings.LANGUAGES by default).

    One query. A language in which not even a front page is public is left out.
    """
    offered = languages if languages is not None else settings.LANGUAGES
    nearest = _nearest_public_versions(page)
    return tuple(
        Alternate(
            language=code,
            label=str(label),
            url=nearest[code].get_url() or "",
            exists=nearest[code].translation_key == page.translation_key,
            current=nearest[code].pk == page.pk,
        )
        for code, label in offered
        if code in nearest
    )


def languages_of(pages: Iterable[Page]) -> dict[int, tuple[str, ...]]:
    """The other languages in which readers may see each page, by page id. One query; none for an empty list."""
    wanted = list(pages)
    if not wanted:
        return {}
    keys = [page.translation_key for page in wanted]
    versions = seen_by_readers(Page.objects.filter(translation_key__in=keys))
    # Sorted here: asked to sort by language, SQLite reads the whole table in that order instead of using the keys.
    rows = sorted(versions.values_list("locale_id", "pk", "translation_key", "locale__language_code"))
    found = [row[1:] for row in rows]
    return {
        page.pk: tuple(code for pk, key, code in found if key == page.translation_key and pk != page.pk)
        for page in wanted
    }


def _nearest_public_versions(page: Page) -> dict[str, Page]:
    """By language, the deepest public page among the versions of this page and of the pages above it."""
    here_and_above = Page.objects.filter(path__in=list(_paths_to(page))).values("translation_key")
    versions = seen_by_readers(Page.objects.filter(translation_key__in=here_and_above, depth__gt=1))
    ordered = versions.select_related("locale").order_by("depth")
    return {version.locale.language_code: version for version in ordered}


def _paths_to(page: Page) -> Iterator[str]:
    return (page.path[:end] for end in range(page.steplen, len(page.path) + 1, page.steplen))
