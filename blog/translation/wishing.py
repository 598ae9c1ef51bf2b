"""The door for readers who want an article in another language: a form without a token on pages without a cookie.

It decides whether a request comes from our own page and from a person, and where it leads. Nothing it does is worth
attacking: it adds one to a number that people of the admin see.
"""

import re
from typing import Final
from unicodedata import normalize

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from wagtail.models import Locale

from blog.addresses import article_address
from blog.models import ArticlePage
from blog.models.restrictions import seen_by_readers
from blog.translation.wishes import wish
from ops.origin import SeeOther, from_our_page
from ops.visitors import network_of

HONEYPOT: Final = "website"
THANKS: Final = "wished-{}"  # the fragment that shows the thanks under the article
_NO_PERSON = re.compile(
    r"bot|crawl|spider|slurp|yeti|daum(?:oa)?\b|preview|monitor|scan|curl|wget|python|java/|http", re.IGNORECASE
)


@csrf_exempt
@require_POST
@never_cache
def wish_for(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """Counts that a reader of this article wants it in `language`, and leads back to it.

    404 unless readers may see the article; to the version itself when it is there by now.
    """
    here, slug = get_language() or "", normalize("NFC", slug)
    article = seen_by_readers(ArticlePage.objects.filter(slug=slug, locale__language_code=here)).first()
    locale = Locale.objects.exclude(language_code=here).filter(language_code=language).first()
    if article is None or locale is None:
        raise Http404
    if version := seen_by_readers(article.get_translations().filter(locale=locale)).first():
        return SeeOther(article_address(language, version.slug))
    address = article_address(here, article.slug)
    if not from_our_page(request):
        return SeeOther(address)
    if is_person(request):
        wish(article.translation_key, locale.pk, network_of(request))
    return SeeOther(f"{address}#{THANKS.format(language)}")


def is_person(request: HttpRequest) -> bool:
    """Whether this may be somebody who reads: the field that nobody sees is empty, and no robot gives its name."""
    agent = request.headers.get("User-Agent", "")
    return bool(agent) and not _NO_PERSON.search(agent) and not request.POST.get(HONEYPOT)
