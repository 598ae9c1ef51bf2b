"""The search page: what a reader typed, answered with pages of the language of the address."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext, ngettext, override
from django.views.decorators.http import require_safe
from wagtail.models import Locale

from blog.finding.asking import spelled
from blog.finding.candidates import Candidate, Limits
from blog.finding.counting import counted
from blog.finding.facets import choices
from blog.finding.onward import onward
from blog.finding.phrases import originals, prose_of
from blog.finding.promotions import Promoted, promoted
from blog.finding.results import Answer, Search, in_the_other_language, other_language_of
from blog.finding.suggestions import suggestions
from search import vocabulary
from search.highlighting import Piece, marked, snippet
from search.query import Query, parse
from search.retrieval import texts
from search.suggesting import LONGEST_TYPED
from search.wire import SearchServerError

logger = logging.getLogger(__name__)

RESULTS_PER_PAGE: Final = 10
_SECONDS_TO_KEEP: Final = 60
_RETRY_AFTER_SECONDS: Final = 10
_LONGEST_SLUG: Final = 100
_DIGITS_OF_A_YEAR: Final = 4
_LONGEST_TITLE: Final = 60


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
    context: dict[str, Any] = {"title": _title(query), "robots": "noindex", "query": query.typed, "limits": limits}
    try:
        if query.typed:
            context |= _answered(query, limits, request.GET.get("page"))
    except SearchServerError as error:
        return _away(request, context, error)
    is_first = not limits and request.GET.get("page", "1") == "1"
    answer = render(request, "search/search.html", context)
    return counted(request, answer, query.typed, context.get("number", 0), is_first=is_first)


def _title(query: Query) -> str:
    shown = Truncator(query.typed).chars(_LONGEST_TITLE)
    return gettext("%(query)s – Search") % {"query": shown} if shown else gettext("Search")


def _away(request: HttpRequest, context: dict[str, Any], error: SearchServerError) -> HttpResponse:
    """The search server does not answer. What was typed stays in the field, and the rest of the site is there."""
    logger.error("The search server does not answer.", exc_info=error)
    response = render(request, "search/away.html", context, status=503)
    response["Retry-After"] = str(_RETRY_AFTER_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Titles for what has been typed so far: {"suggestions": [{"title", "url", "kind"}], "said": "2 suggestions"}."""
    typed = request.GET.get("q", "").replace("\0", "")[:LONGEST_TYPED]
    found = suggestions(typed, Locale.get_active()) if typed.strip() else []
    answer = {"suggestions": [asdict(each) for each in found], "said": _number_of(found)}
    response = JsonResponse(answer, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = f"public, max-age={_SECONDS_TO_KEEP}"
    response["X-Robots-Tag"] = "noindex"
    return response


def _number_of(found: Sequence[Any]) -> str:
    """What a screen reader says of the list."""
    number = {"number": len(found)}
    return ngettext("%(number)s suggestion", "%(number)s suggestions", len(found)) % number if found else ""


def _limits(request: HttpRequest) -> Limits:
    year = request.GET.get("year", "")
    return Limits(
        category=_slug(request.GET.get("category", "")),
        topic=_slug(request.GET.get("topic", "")),
        year=int(year) if len(year) == _DIGITS_OF_A_YEAR and year.isascii() and year.isdigit() else None,
    )


def _slug(value: str) -> str:
    return value.replace("\0", "").encode(errors="ignore").decode()[:_LONGEST_SLUG]


@vocabulary.each_once()
def _answered(query: Query, limits: Limits, number: str | None) -> dict[str, Any]:
    locale, other = _locales()
    answer = Search(query, locale, limits).answer()
    first = () if limits else promoted(query, locale)
    page = Paginator(_without(answer.pages, first), RESULTS_PER_PAGE).get_page(number)
    is_asked = other and page.number == 1 and not limits
    abroad, others = in_the_other_language(query, other, answer.pages) if is_asked else ([], 0)
    pages = originals(each.pk for each in (*page, *abroad))
    return {
        "promoted": first if page.number == 1 else (),
        "number": page.paginator.count + len(first),
        "onward": None if answer.pages or first else onward(locale),
        "searched": True,
        "answer": answer,
        "step": answer.step.value,
        "results": page,
        "found": _results(page, answer, pages),
        "choices": choices(answer.pages, limits) if answer.pages or limits else (),
        "elsewhere": _elsewhere(other, [pages[each.pk] for each in abroad if each.pk in pages], others),
    }


def _without(pages: Sequence[Candidate], first: Sequence[Promoted]) -> Sequence[Candidate]:
    """The pages that do not stand above already."""
    above = {each.page.pk for each in first if each.page}
    return [each for each in pages if each.pk not in above] if above else pages


def _results(page: Page[Candidate], answer: Answer, pages: Mapping[int, Any]) -> list[Result]:
    spellings = [spelled([unit]) for unit in answer.units]
    unread = [each.pk for each in page if each.pk not in answer.indexed]
    indexed = {**answer.indexed, **(texts(unread) if unread else {})}

    def result(each: Candidate) -> Result:
        found = snippet(prose_of(pages[each.pk]), answer.units, spellings, indexed.get(each.pk))
        return Result(pages[each.pk], marked(each.title, answer.units, spellings), found or _beginning(pages[each.pk]))

    return [result(each) for each in page if each.pk in pages]


def _beginning(page: Any) -> tuple[Piece, ...]:
    excerpt = getattr(page, "excerpt", "") or getattr(page, "introduction", "") or page.search_description
    return (Piece(excerpt),) if excerpt else ()


def _locales() -> tuple[Any, Any]:
    """That of the address, and the other one, if there is one. One query."""
    known = {locale.language_code: locale for locale in Locale.objects.all()}
    active = known.get(get_language() or "") or Locale.get_default()
    return active, known.get(other_language_of(active.language_code))


def _elsewhere(other: Any, pages: Sequence[Any], number: int) -> Elsewhere | None:
    if not number:
        return None
    with override(other.language_code):
        return Elsewhere(other.language_code, pages, number, reverse("search"))
