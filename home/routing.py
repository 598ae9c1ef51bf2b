"""Which page an address means, found by the address instead of by walking down the tree.

Wagtail asks for the site, its root and then every level, twice each. An article's whole address is stored with it, so
one query finds it. What Wagtail does with the page afterwards (restrictions, hooks, serving) is left to Wagtail.
"""

from collections.abc import Iterator
from unicodedata import normalize

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult
from wagtail.views import serve as serve_by_wagtail

from blog.models import ArticlePage


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """The page at a path below the root of the language that is active."""
    path = normalize("NFC", path)  # addresses pasted from a Mac arrive decomposed
    root = _root_path()
    if root is not None:
        # Wagtail keeps its answer here, and takes ours when it is there already.
        request._wagtail_route_for_request = _route(request, root, path)  # type: ignore[attr-defined]
    return serve_by_wagtail(request, path)


def _root_path() -> str | None:
    """The stored address of this language's front page; None on a site with several hosts, which Wagtail sorts out."""
    roots = Site.get_site_root_paths()
    if len({root.site_id for root in roots}) != 1:
        return None
    return next((root.root_path for root in roots if root.language_code == get_language()), None)


def _route(request: HttpRequest, root: str, path: str) -> RouteResult | None:
    address = root + path
    articles = ArticlePage.objects.select_related("locale", "cover", "disclaimer", "basis").defer("basis__places")
    article = articles.filter(url_path=address).first()
    if article:
        return _result(article, request, [])
    pages = Page.objects.select_related("locale", "basis").defer("basis__places")
    page = pages.filter(url_path__in=_prefixes(root, path)).order_by("-depth").first()
    if page is None:
        return None
    rest = [part for part in address.removeprefix(page.url_path).split("/") if part]
    specific = page.specific
    specific.locale = page.locale
    specific._state.fields_cache["basis"] = getattr(page, "basis", None)  # what was joined is known
    return _result(specific, request, rest)


def _result(page: Page, request: HttpRequest, rest: list[str]) -> RouteResult | None:
    """What the page itself says to the rest of the path: it may be unpublished, or have addresses of its own below."""
    try:
        return page.route(request, rest)
    except Http404:
        return None


def _prefixes(root: str, path: str) -> Iterator[str]:
    """The root's address and every address on the way down."""
    yield root
    for part in filter(None, path.split("/")):
        root = f"{root}{part}/"
        yield root
