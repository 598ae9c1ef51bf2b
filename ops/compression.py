"""Public answers go over the wire compressed, whoever serves them; answers that are for one visitor do not.

Compression tells a listener who can make a visitor ask for pages how alike two parts of an answer are (BREACH). It
matters only where a secret stands in an answer, and a public page has none.
"""

import re

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import has_vary_header

TEXT = re.compile(r"text/|application/(?:\S+\+)?(?:json|xml)\b|image/svg\+xml")
PERSONAL = re.compile(r"\b(?:private|no-store)\b")


class PublicCompressionMiddleware(GZipMiddleware):
    """Django's, for text that everybody gets alike. It stands outside of what sets cookies and cache headers."""

    # No noise against BREACH: there is nothing to hide, and the same page then has the same bytes.
    max_random_bytes = 0

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Leaves files, streams, and everything that depends on who asks as they are."""
        if response.streaming or not TEXT.match(response.get("Content-Type", "")) or _is_personal(response):
            return response
        compressed: HttpResponseBase = super().process_response(request, response)
        return compressed


def _is_personal(response: HttpResponseBase) -> bool:
    """It sets a cookie, was made from one, or says itself that no cache may keep it."""
    return bool(
        response.cookies or has_vary_header(response, "Cookie") or PERSONAL.search(response.get("Cache-Control", ""))
    )
