"""Headers that tell the browser what a page may do.

The policy of a page follows from its path: strict where readers are, wider in the admin, whose widgets still bring
inline scripts. Delete the Content-Security-Policy half when the project is on Django 6, which has it built in; the
settings already have the form of its SECURE_CSP.
"""

from collections.abc import Callable, Mapping, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

GetResponse = Callable[[HttpRequest], HttpResponse]
Policy = Mapping[str, Sequence[str]]

PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


def header_of(policy: Policy) -> str:
    """The header's text: {"img-src": ["'self'"]} gives "img-src 'self'"."""
    return "; ".join(" ".join([directive, *sources]) for directive, sources in policy.items())


class SecurityHeadersMiddleware:
    """Adds Content-Security-Policy and Permissions-Policy, and keeps the admin out of every cache."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.public = header_of(settings.PUBLIC_CSP)
        self.admin = header_of(settings.ADMIN_CSP)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handles one request. A policy that a view has set itself (Wagtail's documents do) is left alone."""
        response = self.get_response(request)
        if getattr(request, "is_dummy", False):
            return response  # a preview inside an answer of the admin, whose policy lets the editor frame it
        in_admin = request.path.startswith(reverse("wagtailadmin_home"))
        response.headers.setdefault("Content-Security-Policy", self.admin if in_admin else self.public)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if in_admin:
            response.headers.setdefault("Cache-Control", "no-store")
            response.headers.setdefault("X-Robots-Tag", "noindex")
        return response
