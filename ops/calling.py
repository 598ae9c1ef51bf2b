"""Calling a service that the operator has named: JSON (or a form) goes out, JSON comes back, nobody waits for ever.

Unlike `fetching` it goes to any host, because no stranger chose the address. It follows no redirect: the key would go
along. It knows HTTP, and neither what is asked nor why.
"""

import http.client
import json
import ssl
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final
from urllib.parse import urlencode

from urllib3 import BaseHTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, InvalidHeader
from urllib3.util import Retry, Url, parse_url

from ops.fetching import hung_up_after

_CHUNK: Final = 1 << 16
_LONGEST_EXCERPT: Final = 400


class UnansweredError(Exception):
    """No answer came, or only a part of one. The message is English and names neither key nor content.

    `lasting`: asking again will not help.
    """

    def __init__(self, message: str, *, lasting: bool = False) -> None:
        self.lasting = lasting
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long, in seconds, to wait for a connection, for each piece of an answer, and for all of it together.

    `limit`: bytes of an answer, after decompression.
    """

    connect: float = 5.0
    read: float = 30.0
    total: float = 60.0
    limit: int = 4 << 20


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. `said` is the JSON, None where it is none; `excerpt` its beginning as text.

    `pause`: how many seconds the server asks us to wait, None where it does not say.
    """

    status: int
    said: Any
    excerpt: str
    pause: float | None


def call(
    method: str, address: str, said: Any, headers: Mapping[str, str], patience: Patience, *, form: bool = False
) -> Reply:
    """One request with a JSON body, none for `said` None; with `form`, that of a form. Raises UnansweredError.

    Certificates are verified with the authorities of the system; SSL_CERT_FILE names others.
    """
    url = parse_url(address)
    body, kind = _body(said, form=form)
    ends = monotonic() + patience.total
    try:
        with closing(_connection(url, patience)) as connection:
            connection.connect()
            if connection.sock is not None:
                connection.sock.settimeout(patience.read)
            with hung_up_after(max(0.0, ends - monotonic()), connection):
                connection.request(method, url.request_uri, body, _headers(kind, headers), preload_content=False)
                with closing(connection.getresponse()) as response:
                    return _reply(response, patience.limit, ends)
    except ssl.SSLCertVerificationError as error:
        raise UnansweredError("its certificate is not valid", lasting=True) from error
    except (HTTPError, http.client.HTTPException, OSError, ValueError) as error:
        raise UnansweredError(_why(error, late=monotonic() >= ends)) from error


def _body(said: Any, *, form: bool) -> tuple[bytes | None, str]:
    """What goes out, and what type of content it is."""
    if form:
        return urlencode(said).encode(), "application/x-www-form-urlencoded; charset=utf-8"
    return None if said is None else json.dumps(said).encode(), "application/json"


def _connection(url: Url, patience: Patience) -> HTTPConnection:
    host = (url.host or "").strip("[]")
    if url.scheme == "http":
        return HTTPConnection(host, url.port or 80, timeout=patience.connect)
    context = ssl.create_default_context()
    return HTTPSConnection(host, url.port or 443, timeout=patience.connect, ssl_context=context)


def _headers(kind: str, own: Mapping[str, str]) -> dict[str, str]:
    fixed = {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "Dugeul", "Connection": "close"}
    return {**fixed, "Content-Type": kind, **own}


def _why(error: Exception, *, late: bool) -> str:
    if late or isinstance(error, TimeoutError) or "timed out" in str(error).lower():
        return "too slow"
    return f"no proper answer ({type(error).__name__})"


def _reply(response: BaseHTTPResponse, limit: int, ends: float) -> Reply:
    body = bytearray()
    for piece in response.stream(_CHUNK, decode_content=True):
        body += piece
        if len(body) > limit:
            raise UnansweredError(f"an answer of more than {limit} bytes", lasting=True)
    if monotonic() >= ends:  # what was hung up on looks like the end of the answer
        raise TimeoutError
    text = bytes(body).decode(errors="replace")
    return Reply(response.status, _parsed(text), text[:_LONGEST_EXCERPT], _pause(response))


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _pause(response: BaseHTTPResponse) -> float | None:
    """The header Retry-After, a number or a date."""
    value = response.headers.get("Retry-After", "")
    try:
        return max(0.0, float(Retry().parse_retry_after(value))) if value else None
    except (InvalidHeader, OverflowError, ValueError):
        return None
