"""The search page: what a reader typed, answered with pages of the language of the address."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, override
from django.views.decorators.http import require_safe
from wagtail.models import Locale

from blog.finding.asking import spelled
from blog.finding.candidates import Candidate, Limits
from blog.finding.facets import choices
from blog.finding.phrases import originals, prose_of
from blog.finding.results import Answer, Search, in_the_other_language, other_language_of
from blog.finding.suggestions import suggestions
from search.highlighting import Piece, marked, snippet
from search.query import Query, parse
from search.suggesting import LONGEST_TYPED

RESULTS_PER_PAGE: Final = 10
_SECONDS_TO_KEEP: Final = 60
_LONGEST_SLUG: Final = 100
_DIGITS_OF_A_YEAR: Final = 4


@dataclass(frozen=True, slots=True)
class Result:
    """A page as the list of results shows it."""

    page: Any
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What the other language has."""

    language: str
    pages: Sequence[Any]
    number: int
    url: str


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Results for ?q=, ten to a page, best first; ?category=, ?topic= and ?year= narrow them down."""
    query = parse(request.GET.get("q", ""))
    limits = _limits(request)
    context: dict[str, Any] = {"title": gettext("Search"), "robots": "noindex", "query": query.typed, "limits": limits}
    if not query.is_empty:
        context |= _answered(query, limits, request.GET.get("page"))
    return render(request, "search/search.html", context)


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Titles for what has been typed so far: {"suggestions": [{"title", "url", "kind"}]}."""
    typed = request.GET.get("q", "").replace("\0", "")[:LONGEST_TYPED]
    found = suggestions(typed, Locale.get_active()) if typed.strip() else []
    response = JsonResponse(
        {"suggestions": [asdict(each) for each in found]}, json_dumps_params={"ensure_ascii": False}
    )
    response["Cache-Control"] = f"public, max-age={_SECONDS_TO_KEEP}"
    response["X-Robots-Tag"] = "noindex"
    return response


def _limits(request: HttpRequest) -> Limits:
    year = request.GET.get("year", "")
    return Limits(
        category=_slug(request.GET.get("category", "")),
        topic=_slug(request.GET.get("topic", "")),
        year=int(year) if len(year) == _DIGITS_OF_A_YEAR and year.isascii() and year.isdigit() else None,
    )


def _slug(value: str) -> str:
    return value.replace("\0", "").encode(errors="ignore").decode()[:_LONGEST_SLUG]


def _answered(query: Query, limits: Limits, number: str | None) -> dict[str, Any]:
    locale = Locale.get_active()
    answer = Search(query, locale, limits).answer()
    page = Paginator(answer.pages, RESULTS_PER_PAGE).get_page(number)
    return {
        "searched": True,
        "answer": answer,
        "step": answer.step.value,
        "results": page,
        "found": _results(page, answer),
        "choices": choices(answer.pages, limits) if answer.pages or limits else (),
        "elsewhere": _elsewhere(query, locale, answer) if page.number == 1 and not limits else None,
    }


def _results(page: Page[Candidate], answer: Answer) -> list[Result]:
    pages = originals(each.pk for each in page)
    spellings = [spelled([unit]) for unit in answer.units]
    return [
        Result(pages[each.pk], marked(each.title, answer.units, spellings), _snippet(pages[each.pk], answer, spellings))
        for each in page
        if each.pk in pages
    ]


def _snippet(page: Any, answer: Answer, spellings: Sequence[Sequence[str]]) -> tuple[Piece, ...]:
    found = snippet(prose_of(page), answer.units, spellings)
    excerpt = getattr(page, "excerpt", "") or getattr(page, "introduction", "") or page.search_description
    return found or ((Piece(excerpt),) if excerpt else ())


def _elsewhere(query: Query, locale: Any, answer: Answer) -> Elsewhere | None:
    code = other_language_of(locale.language_code)
    other = Locale.objects.filter(language_code=code).first()
    if other is None:
        return None
    first, number = in_the_other_language(query, other, answer.pages)
    if not number:
        return None
    pages = originals(each.pk for each in first)
    with override(code):
        url = reverse("search")
    return Elsewhere(code, [pages[each.pk] for each in first if each.pk in pages], number, url)
