"""What the blog adds to the Wagtail admin."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.contrib.search_promotions.forms import QueryForm
from wagtail.snippets.models import register_snippet

from blog.finding.report import MAY_SEE, Searches
from blog.viewsets import BlogViewSetGroup, TermViewSet

# Wagtail says that a query has to match letter by letter; ours has to mean the same (`blog.finding.promotions`).
QueryForm.base_fields["query_string"].help_text = _(
    "As readers write it. Particles, spaces, capitals and the spellings of a word make no difference: 클라우드 is also "
    "클라우드에서."
)
register_snippet(BlogViewSetGroup)
register_snippet(TermViewSet)


@hooks.register("register_admin_urls")
def report_addresses() -> list[URLPattern]:
    """What readers searched for."""
    return [
        path("reports/searches/", Searches.as_view(), name="searches"),
        path("reports/searches/results/", Searches.as_view(results_only=True), name="searches_results"),
    ]


class SearchesMenuItem(MenuItem):
    """For whoever may see the report."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Asks the account."""
        return request.user.has_perm(MAY_SEE)


@hooks.register("register_reports_menu_item")
def searches_menu_item() -> MenuItem:
    """The way to the report."""
    return SearchesMenuItem(
        _("What readers searched for"), reverse("searches"), name="searches", icon_name="search", order=1_250
    )


@hooks.register("construct_reports_menu")
def one_report_of_searches(request: HttpRequest, menu_items: list[Any]) -> None:
    """Wagtail's own report of the same searches says less: neither what found nothing nor in which language."""
    menu_items[:] = [item for item in menu_items if item.name != "search-terms"]


@hooks.register("register_permissions")
def permission_to_see_searches() -> QuerySet[Permission]:
    """So that groups can be given it."""
    return Permission.objects.filter(content_type__app_label="search", codename="view_asked")
