"""How far the translations of pages are, as a column of Wagtail's own list of pages.

It costs such a list two queries, and is another view of the base page type, as Wagtail 8 lets projects have.
"""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.functional import classproperty
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BaseColumn
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail_localize.models import Translation

from blog.translation import guards
from blog.translation.board.cells import desk_address
from blog.translation.standing import NAMES, Standing, phrase, standing_of


@dataclass(frozen=True, slots=True)
class Mark:
    """One language of a page: its code in capitals, how far it is, and where to go on; "" for nowhere."""

    language: str
    state: str
    url: str


class TranslationColumn(BaseColumn):
    """Shows what `marks_of` has found; nothing for pages that are in one language and have no business in another."""

    cell_template_name = "translation/board/explorer_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """The marks that the view has laid on the page."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        context["marks"] = getattr(instance, "translation_marks", ())
        return context


class ListOfPages(ExplorableIndexView):
    """Wagtail's list with one column more, before the status."""

    @classproperty
    def base_columns(cls) -> list[Any]:  # noqa: N805  # as Wagtail reads it: from the class
        """Wagtail's columns, and ours where there is room."""
        columns = list(ExplorableIndexView.base_columns)
        place = next((n for n, column in enumerate(columns) if column.name == "status"), len(columns))
        ours = TranslationColumn("translations", label=gettext_lazy("Translations"))
        return [*columns[:place], ours, *columns[place:]]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Lays the marks on the pages that are about to be shown."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        lay_marks(self.request.user, context["object_list"])
        return context


class PagesWithTranslations(PageViewSet):
    """Takes the place of Wagtail's views for all page types; only the list is another one."""

    index_view_class = ListOfPages


def lay_marks(user: Any, pages: Iterable[Any]) -> None:
    """Gives each page its `translation_marks`. Two queries, however many pages; their locales must be there."""
    pages = list(pages)
    keys = {page.translation_key for page in pages}
    rows = Translation.objects.filter(source__object_id__in=keys, enabled=True)
    found = list(rows.select_related("source__locale", "target_locale", "status").defer("source__content_json"))
    mine = guards.editable_versions(user, keys)
    for page in pages:
        running = [each for each in found if each.source.object_id == page.translation_key]
        page.translation_marks = (*_running(page, running, mine), *_missing(page, running, mine))


def _running(page: Any, translations: Iterable[Translation], mine: Container[tuple[UUID, int]]) -> Iterator[Mark]:
    """Of an original: into each language. Of a translation: from its original."""
    for each in translations:
        source, target = each.source.locale, each.target_locale
        if page.locale_id not in {source.pk, target.pk}:
            continue
        status = getattr(each, "status", None)
        code = target.language_code.upper() if page.locale_id == source.pk else f"← {source.language_code.upper()}"
        may = (page.translation_key, target.pk) in mine
        yield Mark(code, phrase(standing_of(status), status), desk_address(each.pk) if may else "")


def _missing(page: Any, translations: Iterable[Translation], mine: Container[tuple[UUID, int]]) -> Iterator[Mark]:
    """Languages that nobody has begun. A translation says nothing of further languages: its original does."""
    is_target = any(each.target_locale_id == page.locale_id for each in translations)
    if is_target or not getattr(page, "_has_untranslated_locale", False):
        return
    here = page.locale.language_code
    url = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    may = (page.translation_key, page.locale_id) in mine and here == settings.LANGUAGE_CODE
    begun = {here, *(each.target_locale.language_code for each in translations)}
    for code in (code for code, _name in settings.LANGUAGES if code not in begun):
        yield Mark(code.upper(), str(NAMES[Standing.NONE]), url if may else "")
