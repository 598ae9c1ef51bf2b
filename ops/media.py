"""Uploaded pictures served by the application itself, for a site on one machine without nginx.

Only what is meant for readers is served: sizes made for pages. Originals and documents stay behind Wagtail's views.
"""

from posixpath import normpath

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

PUBLIC_FOLDERS = frozenset({"images", "avatar_images"})


@require_safe
def public_media(request: HttpRequest, path: str) -> HttpResponseBase:
    """One file below MEDIA_ROOT. 404 outside the public folders; Django's `serve` refuses to leave the root."""
    # `serve` resolves "..", so a path that is not in its plain form could leave the public folder again.
    if normpath(path) != path or path.partition("/")[0] not in PUBLIC_FOLDERS:
        raise Http404
    try:
        response: HttpResponseBase = serve(request, path, document_root=settings.MEDIA_ROOT)
    except (OSError, ValueError):  # a name that no file system holds
        raise Http404 from None
    # The name of a rendition contains a hash of what was asked for; a changed picture gets another name.
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
