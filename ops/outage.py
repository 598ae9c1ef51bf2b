"""When the database or another server of ours does not answer: say so, and that it is worth coming back."""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

GetResponse = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 10


class DatabaseOutageMiddleware:
    """Answers 503 with Retry-After instead of 500 while the database is away or locked, or the search server is away.

    Search engines keep a page that answers 503 and drop one that answers 500.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handles one request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The same page as for an error of ours: it needs no database."""
        if not isinstance(exception, OperationalError | InterfaceError | ConnectionError):
            return None
        logger.error("The database or a server does not answer.", exc_info=exception)
        headers = {"Retry-After": str(RETRY_AFTER_SECONDS), "Cache-Control": "no-store"}
        return HttpResponse(render_to_string("500.html"), status=503, headers=headers)
