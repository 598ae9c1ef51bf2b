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
from blog.models.pages import RESERVED_SLUGS

_KINDS = ("homepage", "blogindexpage", "standardpage")  # fetched with the page instead of after it


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
    address, parts = root + path, [part for part in path.split("/") if part]
    if _may_be_article(parts):
        # The slug, because the database has an index of slugs and none of whole addresses.
        articles = ArticlePage.objects.select_related("locale", "cover", "disclaimer", "basis").defer("basis__places")
        if article := articles.filter(slug=parts[-1], url_path=address).first():
            return _result(article, request, [])
    slugs = [root.rstrip("/").rpartition("/")[2], *parts]
    pages = Page.objects.select_related("locale", "basis", *_KINDS).defer("basis__places")
    page = pages.filter(slug__in=slugs, url_path__in=_prefixes(root, path)).order_by("-depth").first()
    if page is None:
        return None
    rest = [part for part in address.removeprefix(page.url_path).split("/") if part]
    specific = next((getattr(page, kind) for kind in _KINDS if hasattr(page, kind)), None) or page.specific
    specific.locale = page.locale
    specific._state.fields_cache["basis"] = getattr(page, "basis", None)  # what was joined is known
    return _result(specific, request, rest)


def _may_be_article(parts: list[str]) -> bool:
    """An article stands below a list, and not where a list has lists of its own."""
    return len(parts) > 1 and parts[1] not in RESERVED_SLUGS


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
