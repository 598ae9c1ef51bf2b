"""Other forms of an article at addresses of their own: side by side with its other language, and as Markdown."""

from unicodedata import normalize

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import conditional_page, require_safe

from blog import llms, seo
from blog.addresses import absolute
from blog.markdown.document import document
from blog.models import ArticlePage
from blog.models.linkpreviews import describe_links
from blog.models.pages import body_images, prefetch_renditions
from blog.models.restrictions import seen_by_readers
from blog.translation.facing import facing
from blog.translation.freshness import freshness_of

# Kept by nobody without asking: what was taken down must be gone. The ETag makes asking cheap.
MACHINE_HEADERS = {"Cache-Control": "no-cache", "X-Robots-Tag": "noindex"}


@require_safe
def parallel(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """An article of the language of the address, and beside it the same one in `language`."""
    own, other = _both_versions(normalize("NFC", slug), language)
    covers = [each.cover for each in (own, other) if each.cover]
    prefetch_renditions([*covers, *body_images(own.body), *body_images(other.body)])
    describe_links([*own.body, *other.body])
    stale = _stale_places(own, other)
    disclaimers = own.disclaimer_pair(), other.disclaimer_pair()
    context = {
        "meta": seo.parallel_metadata(own, other, request),
        "facing": facing(own, other, request, stale=stale),
        "stale_head": bool(stale & {"title", "summary"}),
        "disclaimer": disclaimers[0].text if disclaimers[0] else None,
        "other_disclaimer": disclaimers[1].text if disclaimers[1] and disclaimers[1] != disclaimers[0] else None,
    }
    return render(request, "blog/parallel.html", context)


def _both_versions(slug: str, language: str) -> tuple[ArticlePage, ArticlePage]:
    """Both versions, in one query; 404 unless readers may see both."""
    here = get_language()
    named = ArticlePage.objects.filter(slug=slug, locale__language_code=here).values("translation_key")
    versions = seen_by_readers(
        ArticlePage.objects.filter(translation_key__in=named, locale__language_code__in=[here, language])
    )
    found = {
        each.locale.language_code: each for each in versions.select_related("locale", "cover", "disclaimer", "basis")
    }
    if here == language or here not in found or language not in found:
        raise Http404
    return found[here], found[language]


def _stale_places(*versions: ArticlePage) -> frozenset[str]:
    """Where the original has changed since, or lacks something, as the page of the translation says itself."""
    told = (freshness_of(version) for version in versions)
    return frozenset(
        place for each in told if each for places in (each.comparison.stale, each.comparison.gone) for place in places
    )


@require_safe
@conditional_page
def article_markdown(request: HttpRequest, slug: str) -> HttpResponse:
    """The Markdown twin of an article; 404 unless every reader may see the article."""
    wanted = ArticlePage.objects.filter(slug=normalize("NFC", slug), locale__language_code=get_language())
    article = seen_by_readers(wanted).select_related("locale", "cover", "disclaimer").first()
    if article is None:
        raise Http404
    canonical = {"Link": f'<{absolute(article.get_url() or "")}>; rel="canonical"'}
    kind = "text/markdown; charset=utf-8"
    return HttpResponse(document(article), content_type=kind, headers=MACHINE_HEADERS | canonical)


@require_safe
@conditional_page
def llms_text(request: HttpRequest) -> HttpResponse:
    """The site in one page for language models, in the language of the address."""
    text = llms.overview(get_language() or "")
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=MACHINE_HEADERS)
