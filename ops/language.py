"""The language of a request is the language of its address, and nothing else decides it.

Django's LocaleMiddleware also looks at the cookie and at Accept-Language, which makes one address many pages and adds
`Vary: Accept-Language` to the Korean half of the site.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

GetResponse = Callable[[HttpRequest], HttpResponse]


class AddressLanguageMiddleware:
    """Activates the language of the path's prefix, Korean without one, and says so in `Content-Language`."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handles one request; the language of the thread is put back afterwards."""
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
