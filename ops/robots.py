"""What search engines may read: robots.txt, made of settings. It knows addresses that are closed, and no page."""

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

AN_HOUR = 3600


@require_safe
@cache_control(public=True, max_age=AN_HOUR)
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt. It asks no database, for Naver takes an error here as "nothing may be read"."""
    return HttpResponse("".join(f"{line}\n" for line in rules()), content_type="text/plain; charset=utf-8")


def rules() -> Iterator[str]:
    """The lines. Style sheets, scripts, pictures and feeds are open: pages are judged as readers see them."""
    if settings.DAUM_WEBMASTER:
        yield f"#{settings.DAUM_WEBMASTER.removeprefix('#')}"
    yield "User-agent: *"
    if not settings.SEARCH_ENGINES:
        yield "Disallow: /"
        return
    yield from (f"Disallow: {path}" for path in settings.CLOSED_TO_ROBOTS)
    yield ""
    yield f"Sitemap: {settings.SITE_URL}/sitemap.xml"
