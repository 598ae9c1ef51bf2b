"""The search page: live, public pages of the language of the address."""

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe
from wagtail.models import Locale, Page
from wagtail.search.backends import get_search_backend

from search.query import normalized

RESULTS_PER_PAGE = 10
MOST_RESULTS = 200
ROOT_OF_A_LANGUAGE_DEPTH = 2


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Results for ?q=, ten to a page, best first. An empty query shows the form alone."""
    typed = request.GET.get("q", "")
    query = normalized(typed)
    results = Paginator(_matches(query), RESULTS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": gettext("Search"),
        "robots": "noindex",
        "query": typed.replace("\x00", "")[:400],
        "searched": bool(query),
        "results": results,
        "pages": _specific(results),
    }
    return render(request, "search/search.html", context)


def _matches(query: str) -> list[Page]:
    if not query:
        return []
    backend = get_search_backend()
    visible = Page.objects.live().public().filter(locale_id=Locale.get_active().pk)
    pages = visible.filter(depth__gt=ROOT_OF_A_LANGUAGE_DEPTH)
    whole_words = backend.search(query, pages)[:MOST_RESULTS]
    # Korean glues particles to words: only the beginnings match 데이터베이스 with 데이터베이스를.
    beginnings = backend.autocomplete(query, pages)[:MOST_RESULTS]
    return list(dict.fromkeys([*whole_words, *beginnings]))


def _specific(pages: Iterable[Page]) -> list[Page]:
    """The same pages in the same order, with their own fields and what is known of their originals, in few queries."""
    pages = list(pages)
    rows = Page.objects.filter(pk__in=[page.pk for page in pages]).specific().prefetch_related("basis", "locale")
    found = {page.pk: page for page in rows}
    return [found[page.pk] for page in pages if page.pk in found]
