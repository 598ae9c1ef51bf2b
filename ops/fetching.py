"""Fetching an address that somebody else wrote, without lending them this machine's place in the network.

Built on urllib3, which comes with Wagtail (through requests): its connections take the address to connect to apart from
the name to verify, so that the connection goes where the check looked. It knows HTTP, and nothing of articles.
"""

import http.client
import re
import socket
import ssl
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from time import monotonic
from typing import Final
from unicodedata import normalize
from urllib.parse import urljoin

from django.conf import settings
from urllib3 import BaseHTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.util import Url, parse_url

from ops.addresses import is_disguised, is_public, resolved

MOST_REDIRECTS: Final = 3
MOST_ADDRESSES_TRIED: Final = 2
LONGEST_ADDRESS: Final = 4000
_PORTS: Final = {"http": 80, "https": 443}
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_ENCODINGS: Final = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})
_NEVER_IN_AN_ADDRESS: Final = re.compile(r"[\x00-\x20\x7f\\]")
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([\w:.-]{1,40})", re.IGNORECASE | re.ASCII)
_CHUNK: Final = 1 << 14


class FetchError(Exception):
    """Nothing was fetched; the message says why, in English, for the log and the operator."""


class RefusedError(FetchError):
    """We did not want it: a forbidden place, another type, too much. Asking again would change nothing."""


class UnreachableError(FetchError):
    """They did not answer, or not with what was asked for. `status`: the one of HTTP, 0 without an answer."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Access:
    """What a fetch may reach. Times are seconds: for connecting and for each read, and for all of it together.

    `certificates`: a file of authorities to trust instead of the system's.
    """

    may_connect: Callable[[str], bool] = is_public
    resolve: Callable[[str, int], Sequence[str]] = resolved
    ports: frozenset[int] = frozenset(_PORTS.values())
    certificates: str | None = None
    wait: float = 4.0
    total: float = 8.0


PUBLIC: Final = Access()


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came. `address` is the last one of a chain of redirects; `charset` is the header's, or ""."""

    address: str
    content_type: str
    charset: str
    body: bytes


@dataclass(frozen=True, slots=True)
class _Wish:
    types: Collection[str]
    limit: int
    cut: bool
    access: Access
    deadline: float

    def time_left(self) -> float:
        """Seconds until all of it must be done. Raises when there are none."""
        left = self.deadline - monotonic()
        if left <= 0:
            raise UnreachableError("too slow")
        return left


def fetch(address: str, *, types: Collection[str], limit: int, cut: bool = False, access: Access = PUBLIC) -> Fetched:
    """The document at an address, by GET, without cookies.

    `types`: the content types that are wanted. `limit`: bytes of the body after decompression; a longer one is refused,
    or cut off there where `cut` is true. Raises RefusedError or UnreachableError.
    """
    wish = _Wish(types, limit, cut, access, monotonic() + access.total)
    for _hop in range(MOST_REDIRECTS + 1):
        url = _checked(address, access)
        with _answer(url, wish) as response:
            if response.status not in _REDIRECTS:
                return _document(url.url, response, wish)
            address = _target(response, url.url)
    raise RefusedError("too many redirects")


def _checked(address: str, access: Access) -> Url:
    """The parts of an address that we are willing to look up. The same parts are connected to: nothing parses twice."""
    if len(address) > LONGEST_ADDRESS or _NEVER_IN_AN_ADDRESS.search(address):
        raise RefusedError("not an address")
    try:
        url = parse_url(normalize("NFC", address))
    except (LocationParseError, UnicodeError) as error:
        raise RefusedError("not an address") from error
    if url.scheme not in _PORTS or not url.host:
        raise RefusedError("not an address of the web")
    if url.auth is not None:
        raise RefusedError("an address with a password")
    if _port(url) not in access.ports:
        raise RefusedError("another port than those of the web")
    if is_disguised(url.host):
        raise RefusedError("a number instead of a name")
    return url._replace(fragment=None)


def _port(url: Url) -> int:
    return _PORTS[url.scheme or ""] if url.port is None else url.port


def _places(url: Url, access: Access) -> Sequence[str]:
    """The IP addresses of a host. One that is not public spoils them all: nobody honest has both."""
    try:
        found = access.resolve((url.host or "").strip("[]"), _port(url))
    except (OSError, UnicodeError) as error:
        raise UnreachableError("no such host") from error
    if not found or not all(access.may_connect(address) for address in found):
        raise RefusedError("not a public place")
    return found[:MOST_ADDRESSES_TRIED]


@contextmanager
def _answer(url: Url, wish: _Wish) -> Iterator[BaseHTTPResponse]:
    """The response to a request for one address. However slowly it trickles, it is hung up on at the deadline."""
    try:
        with _connected(url, wish) as connection, hung_up_after(wish.time_left(), connection):
            connection.request("GET", url.request_uri, headers=_headers(url), preload_content=False)
            with closing(connection.getresponse()) as response:
                wish.time_left()  # headers that were broken off look like the end of the headers
                yield response
    except (HTTPError, http.client.HTTPException, OSError, ValueError) as error:
        wish.time_left()
        raise UnreachableError(f"no proper answer ({type(error).__name__})") from error


@contextmanager
def _connected(url: Url, wish: _Wish) -> Iterator[HTTPConnection]:
    """A connection to the very address that was checked: a name that changes its mind in between gains nothing."""
    *others, last = _places(url, wish.access)
    for place in others:
        connection = _connection(url, place, wish)
        try:
            connection.connect()
            break
        except (HTTPError, OSError):
            connection.close()
    else:
        connection = _connection(url, last, wish)
        connection.connect()
    with closing(connection):
        yield connection


def _connection(url: Url, place: str, wish: _Wish) -> HTTPConnection:
    timeout = min(wish.access.wait, wish.time_left())
    if url.scheme == "http":
        return HTTPConnection(place, _port(url), timeout=timeout)
    name = (url.host or "").strip("[]")
    context = ssl.create_default_context(cafile=wish.access.certificates)
    return HTTPSConnection(
        place, _port(url), timeout=timeout, ssl_context=context, server_hostname=name, assert_hostname=name
    )


@contextmanager
def hung_up_after(seconds: float, connection: HTTPConnection) -> Iterator[None]:
    """A time-out counts from byte to byte, so one byte a second would go on for ever; this ends it from outside.

    For connections that are made. Whoever reads from one that was hung up on sees an error, or too early an end.
    """
    watch = threading.Timer(seconds, _hang_up, [connection.sock])
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


def _hang_up(line: socket.socket) -> None:
    with suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)  # the plain one: TLS would wait for a polite good-bye


def _headers(url: Url) -> dict[str, str]:
    host = (url.host or "") if url.port is None else f"{url.host}:{url.port}"
    agent = f"Dugeul (link previews; {settings.SITE_URL})" if settings.SITE_URL else "Dugeul (link previews)"
    return {
        "Host": host,
        "User-Agent": agent,
        "Accept": "*/*",
        "Accept-Encoding": "gzip",
        "Accept-Language": "ko, en;q=0.8",
        "Connection": "close",
    }


def _target(response: BaseHTTPResponse, base: str) -> str:
    """Where a redirect leads. Korean servers write the path as it is, which arrives as if it were Latin."""
    location = response.headers.get("Location", "").strip()
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode()
    return urljoin(base, location)


def _document(address: str, response: BaseHTTPResponse, wish: _Wish) -> Fetched:
    if response.status != http.HTTPStatus.OK:
        raise UnreachableError(f"status {response.status}", response.status)
    kind, _semicolon, parameters = response.headers.get("Content-Type", "").partition(";")
    content_type = kind.strip().lower()
    if content_type not in wish.types:
        raise RefusedError(f"another type of content: {content_type[:60] or 'none'}")
    if response.headers.get("Content-Encoding", "").strip().lower() not in _ENCODINGS:
        raise RefusedError("another compression than was asked for")
    charset = _CHARSET.search(parameters)
    return Fetched(address, content_type, charset[1] if charset else "", _body(response, wish))


def _body(response: BaseHTTPResponse, wish: _Wish) -> bytes:
    """At most `limit` bytes of it; what is compressed is unpacked piece by piece, so nothing larger is ever held."""
    body = bytearray()
    for chunk in response.stream(_CHUNK, decode_content=True):
        body += chunk
        wish.time_left()
        if len(body) > wish.limit:
            if not wish.cut:
                raise RefusedError(f"larger than {wish.limit} bytes")
            break
    wish.time_left()
    return bytes(body[: wish.limit])
