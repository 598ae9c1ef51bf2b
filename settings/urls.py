"""The whole site map on one screen."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from blog import urls as blog_urls
from blog.cards.views import card
from blog.finding import urls as search_urls
from home.routing import serve
from ops.health import alive, ready
from ops.indexnow import key_file
from ops.media import public_media
from ops.robots import robots

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    re_path(r"^cards/(?P<key>[0-9]{1,9}|[a-z]{2})-(?P<digest>[0-9a-f]{16})\.jpg$", card, name="card"),
    path("healthz", alive, name="alive"),
    path("readyz", ready, name="ready"),
    *blog_urls.site_urlpatterns,
    path("robots.txt", robots, name="robots"),
    re_path(r"^(?P<name>[0-9a-f]{32})\.txt$", key_file, name="indexnow_key"),
]
if settings.SERVE_MEDIA:
    urlpatterns += [path("media/<path:path>", public_media, name="media")]

# Korean has no prefix, English stands under /en/.
urlpatterns += i18n_patterns(
    path("search/", include(search_urls)),
    path("", include(blog_urls)),
    # Wagtail's doors to restricted pages, and then our way of finding a page instead of its own.
    *(door for door in wagtail_urls.urlpatterns if door.name != "wagtail_serve"),
    re_path(wagtail_urls.serve_pattern, serve, name="wagtail_serve"),
    prefix_default_language=False,
)
