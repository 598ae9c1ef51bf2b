"""The report of what readers searched for: what came often enough to be shown, what found nothing first of all.

It shows what `search.asked` has kept; nobody can be found in it.
"""

from typing import Any, Final

from django.conf import settings
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery, Sum
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext, override
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, NumberColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies.base import ModelPermissionPolicy

from search.models import Asked

MAY_SEE: Final = "search.view_asked"
_FOUND: Final = [("nothing", _("Found nothing")), ("something", _("Found something"))]


class SearchesFilter(WagtailFilterSet):
    """By day, language and whether anything was found."""

    day = DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)
    found = ChoiceFilter(label=_("Results"), choices=_FOUND, method="by_results")
    language = ChoiceFilter(label=_("Language"), choices=settings.LANGUAGES)

    class Meta:
        model = Asked
        fields: list[str] = []

    def by_results(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """What the last search for a query found."""
        return queryset.filter(found=0) if value == "nothing" else queryset.filter(found__gt=0)


class Searches(ReportView):
    """Every query with how often it came and how much it found the last time."""

    model = Asked
    page_title = _("What readers searched for")
    header_icon = "search"
    index_url_name = "searches"
    index_results_url_name = "searches_results"
    template_name = "finding/searches.html"
    permission_policy = ModelPermissionPolicy(Asked)
    any_permission_required = ["view"]
    verbose_name_plural = _("search terms")
    filterset_class = SearchesFilter
    is_searchable = True
    search_fields = ["text"]
    default_ordering = "-asked"
    no_results_message = _("Nobody has searched for anything yet.")
    columns = [
        TitleColumn("text", label=_("Search term"), sort_key="text", get_url=lambda row: address_of(row)),
        Column("language", label=_("Language"), accessor=lambda row: dict(settings.LANGUAGES).get(row["language"], "")),
        NumberColumn("asked", label=_("Times"), sort_key="asked"),
        NumberColumn("found", label=_("Results"), sort_key="found"),
        Column("last", label=_("Last time"), sort_key="last", accessor=lambda row: date_format(row["last"])),
    ]
    list_export = ["text", "language", "asked", "days", "found", "last"]
    export_headings = {
        "text": _("Search term"),
        "language": _("Language"),
        "asked": _("Times"),
        "days": _("Days"),
        "found": _("Results"),
        "last": _("Last time"),
    }

    def get_base_queryset(self) -> QuerySet[Any, Any]:
        """A row for every query that may be shown."""
        latest = Asked.objects.filter(digest=OuterRef("digest")).order_by("-day").values("results")[:1]
        shown = Asked.objects.exclude(text="").order_by().values("digest", "text", "language")
        return shown.annotate(asked=Sum("times"), days=Count("pk"), last=Max("day"), found=Subquery(latest))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With a sentence about what is not shown, and a way to what found nothing."""
        found_nothing = self.get_base_queryset().filter(found=0).count()
        more = {"rare": _rare(), "kept": settings.SEARCH_REPORT_DAYS, "found_nothing": found_nothing}
        return super().get_context_data(**kwargs, **more)


def address_of(row: Any) -> str:
    """The search page with the query."""
    with override(row["language"]):
        return f"{reverse('search')}?{urlencode({'q': row['text']})}"


def _rare() -> str:
    """How much is kept back, so that nobody wonders where a search is."""
    rare = Asked.objects.filter(text="").aggregate(number=Count("digest", distinct=True), times=Sum("times"))
    if not rare["number"]:
        return gettext("Every search is shown.")
    sentence = ngettext(
        "%(number)s more search term came too rarely to be shown.",
        "%(number)s more search terms came too rarely to be shown.",
        rare["number"],
    )
    return sentence % {"number": rare["number"]}
