"""Addresses of the blog that are no pages: each finds what it needs, and leaves the writing to the room that knows."""

from unicodedata import normalize

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import conditional_page, require_safe

from blog import llms
from blog.markdown.document import document
from blog.models import ArticlePage
from blog.seo import absolute
from blog.translation.alternates import seen_by_readers

# Kept by nobody without asking: what was taken down must be gone. The ETag makes asking cheap.
MACHINE_HEADERS = {"Cache-Control": "no-cache", "X-Robots-Tag": "noindex"}


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
