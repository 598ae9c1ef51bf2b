"""A web server of our own on loopback: pages that behave well, and pages that do not."""

import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from ops.fetching import Access

CERTIFICATE = Path(__file__).parent / "data" / "fetching" / "loopback.pem"
NAME = "preview.example"  # what the certificate is for

Page = Callable[[BaseHTTPRequestHandler], None]


@dataclass(slots=True)
class Loopback:
    """A running server. `asked`: the requests it got, as (path, headers); `told`: as (method, path, body).

    A page finds the body of its request in `request.body`.
    """

    port: int
    scheme: str
    pages: dict[str, Page]
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    told: list[tuple[str, str, bytes]] = field(default_factory=list)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """The address of one of its pages."""
        return f"{self.scheme}://{host}:{self.port}{path}"

    @property
    def access(self) -> Access:
        """May reach this server, under any name, and nothing else: no test leaves the machine."""
        return replace(
            Access(),
            may_connect=lambda address: address == "127.0.0.1",
            resolve=lambda _host, _port: ["127.0.0.1"],
            ports=frozenset({self.port}),
            certificates=str(CERTIFICATE),
            wait=2.0,
            total=4.0,
        )


def answer(body: bytes | str, kind: str = "text/html; charset=utf-8", status: int = 200, **headers: str) -> Page:
    """A page that says this. Names of headers are written with underscores."""

    def send(request: BaseHTTPRequestHandler) -> None:
        content = body.encode() if isinstance(body, str) else body
        request.send_response(status)
        if kind:
            request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(content)

    return send


def redirect(to: str, status: int = 302) -> Page:
    """A page that sends elsewhere."""
    return answer(b"", status=status, Location=to)


class Quiet(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients hang up on purpose here."""


def _handler(loopback: Loopback) -> type[socketserver.BaseRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            loopback.told.append((self.command, self.path, self.body))
            loopback.asked.append((self.path, dict(self.headers)))
            page = loopback.pages.get(self.path.partition("?")[0]) or answer("no such page", status=404)
            with suppress(OSError):
                page(self)

        do_POST = do_DELETE = do_GET  # noqa: N815

        def log_message(self, *args: object) -> None:
            pass

    return Handler


@contextmanager
def loopback(*, tls: bool = False) -> Iterator[Loopback]:
    """A server that runs as long as the context."""
    running = Loopback(0, "https" if tls else "http", {})
    server = Quiet(("127.0.0.1", 0), _handler(running))
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    running.port = server.server_address[1]
    with answering(server):
        yield running


@contextmanager
def answering(server: ThreadingHTTPServer) -> Iterator[None]:
    """The server answers in a thread of its own as long as the context."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
