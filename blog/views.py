"""What readers get at addresses that are no pages of the tree: two versions of an article side by side."""

from unicodedata import normalize

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from blog import seo
from blog.models import ArticlePage
from blog.models.pages import body_images, prefetch_renditions
from blog.translation.alternates import seen_by_readers
from blog.translation.facing import facing


@require_safe
def parallel(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """An article of the language of the address, and beside it the same one in `language`."""
    own, other = _both_versions(normalize("NFC", slug), language)
    covers = [each.cover for each in (own, other) if each.cover]
    prefetch_renditions([*covers, *body_images(own.body), *body_images(other.body)])
    disclaimers = own.disclaimer_pair(), other.disclaimer_pair()
    context = {
        "meta": seo.parallel_metadata(own, other, request),
        "facing": facing(own, other, request),
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
    found = {each.locale.language_code: each for each in versions.select_related("locale", "cover", "disclaimer")}
    if here == language or here not in found or language not in found:
        raise Http404
    return found[here], found[language]
