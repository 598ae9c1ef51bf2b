"""Where a form was that somebody sent: on this site or elsewhere. What the browser says of it, and no cookie."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponseRedirect


class SeeOther(HttpResponseRedirect):
    """Go on with GET there, whatever was asked with POST here."""

    status_code = 303


def from_our_page(request: HttpRequest) -> bool:
    """Whether the browser says that the form stood on this site; without a word of the browser, it did not."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    sender = request.headers.get("Origin") or request.headers.get("Referer") or ""
    try:
        return urlsplit(sender).netloc == request.get_host()
    except ValueError:  # "http://[", which no browser writes
        return False
