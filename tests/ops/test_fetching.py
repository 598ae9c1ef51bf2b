"""What is fetched for somebody else comes from the public Internet, in time and in measure, or not at all."""

import gzip
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from unicodedata import normalize

import pytest

from ops.addresses import is_disguised, is_public
from ops.fetching import PUBLIC, Fetched, RefusedError, UnreachableError, fetch
from tests.loopback import NAME, Loopback, answer, loopback, redirect

PAGE = {"text/html"}


@pytest.fixture
def site() -> Iterator[Loopback]:
    with loopback() as running:
        running.pages["/"] = answer("<title>안녕</title>")
        yield running


@pytest.fixture
def secure_site() -> Iterator[Loopback]:
    with loopback(tls=True) as running:
        running.pages["/"] = answer("safe")
        yield running


def get(site: Loopback, path: str, limit: int = 100_000, *, cut: bool = False, **changes: object) -> Fetched:
    return fetch(
        path if "://" in path else site.url(path),
        types=PAGE,
        limit=limit,
        cut=cut,
        access=replace(site.access, **changes),  # type: ignore[arg-type]
    )


def test_a_page_comes_with_its_type_and_its_charset(site: Loopback) -> None:
    fetched = get(site, "/")
    assert (fetched.content_type, fetched.charset, fetched.body.decode()) == (
        "text/html",
        "utf-8",
        "<title>안녕</title>",
    )


def test_a_request_says_who_asks_and_brings_nothing_else(site: Loopback) -> None:
    get(site, site.url("/", host="blog.example"))
    ((_path, headers),) = site.asked
    assert headers["Host"] == f"blog.example:{site.port}"
    assert headers["User-Agent"] == "Dugeul (link previews; https://dugeul.example)"
    assert not {"Cookie", "Authorization", "Referer"} & set(headers)


def test_a_cookie_that_is_set_is_not_sent_back(site: Loopback) -> None:
    site.pages["/first"] = answer("", status=302, Location="/", Set_Cookie="who=reader")
    get(site, "/first")
    assert [("Cookie" in headers) for _path, headers in site.asked] == [False, False]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "169.254.0.1", "100.64.0.1", "100.100.100.200", "198.18.0.1", "192.0.0.8", "192.0.2.1",
        "192.88.99.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "2001::1", "2001:db8::1",
        "3fff::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "100::1", "5f00::1",
    ],
)  # fmt: skip
def test_an_address_inside_some_network_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "172.32.0.1", "2606:4700::1111", "2a00:1450:4001::200e"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "1.2.3.04", "1.2.3.4."])
def test_an_address_in_disguise_is_recognised(host: str) -> None:
    assert is_disguised(host)


@pytest.mark.parametrize("host", ["1.2.3.4", "example.org", "3.example.org", "0x7f.example", "한글.kr", "[::1]"])
def test_a_plain_host_is_no_disguise(host: str) -> None:
    assert not is_disguised(host)


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd", "ftp://example.org/", "gopher://example.org/", "javascript:alert(1)", "data:text/html,x",
        "//example.org/", "/relative", "", "http://", "http:///path", "http://user:secret@example.org/",
        "http://user@example.org/", "http://example.org:22/", "http://example.org:6379/",
        "http://example.org:99999/", "http://example.org:0/", "http://example.org\\@127.0.0.1/",
        "http://example.org/\r\nHost: evil", "http://exa mple.org/", "http://example.org/\x00",
        "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://127.1/",
        "http://example.org/" + "a" * 5000,
    ],
)  # fmt: skip
def test_an_address_of_another_kind_is_refused_before_anybody_is_asked(address: str) -> None:
    def ask(host: str, port: int) -> list[str]:
        raise AssertionError(f"{host} was looked up")

    with pytest.raises(RefusedError):
        fetch(address, types=PAGE, limit=100, access=replace(PUBLIC, resolve=ask))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "169.254.169.254"]
)
def test_without_leave_this_machine_cannot_be_reached(site: Loopback, host: str) -> None:
    access = replace(PUBLIC, ports=frozenset({site.port}))
    with pytest.raises((RefusedError, UnreachableError), match=r"not a public place|no such host"):
        fetch(site.url("/", host=host), types=PAGE, limit=100, access=access)
    assert site.asked == []


def test_one_private_address_among_public_ones_is_enough_to_refuse(site: Loopback) -> None:
    with pytest.raises(RefusedError, match="not a public place"):
        get(site, "/", resolve=lambda _host, _port: ["127.0.0.1", "10.0.0.1"])


def test_a_name_that_changes_its_mind_gains_nothing(site: Loopback) -> None:
    """The connection goes to the address that was checked; nobody looks the name up again."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    assert get(site, site.url("/", host="rebinding.example"), resolve=lambda _host, _port: next(answers)).body
    assert next(answers) == ["10.0.0.1"]


def test_every_redirect_is_looked_up_and_checked_anew(site: Loopback) -> None:
    site.pages["/first"] = redirect(f"http://inside.example:{site.port}/")
    places = {"127.0.0.1": ["127.0.0.1"], "inside.example": ["10.0.0.1"]}
    with pytest.raises(RefusedError, match="not a public place"):
        get(site, "/first", resolve=lambda host, _port: places[host])
    assert [path for path, _headers in site.asked] == ["/first"]


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "http://127.0.0.1:22/", "http://a:b@127.0.0.1/", "http://127.1/"]
)
def test_a_redirect_to_another_kind_of_address_is_refused(site: Loopback, target: str) -> None:
    site.pages["/first"] = redirect(target)
    with pytest.raises(RefusedError):
        get(site, "/first")


def test_three_redirects_are_followed_and_a_fourth_is_not(site: Loopback) -> None:
    for number in range(1, 5):
        site.pages[f"/{number}"] = redirect(f"/{number - 1}" if number > 1 else "/")
    assert get(site, "/3").address == site.url("/")
    with pytest.raises(RefusedError, match="too many redirects"):
        get(site, "/4")


def test_a_redirect_in_raw_hangul_is_followed(site: Loopback) -> None:
    site.pages["/first"] = redirect("/길".encode().decode("latin-1"))
    site.pages["/%EA%B8%B8"] = answer("여기")
    assert get(site, "/first").body.decode() == "여기"


def test_a_host_in_decomposed_hangul_is_the_same_host(site: Loopback) -> None:
    get(site, site.url("/", host=normalize("NFD", "한글.kr")))
    assert site.asked[0][1]["Host"] == f"xn--bj0bj06e.kr:{site.port}"


def test_a_server_that_does_not_answer_is_given_up(site: Loopback) -> None:
    site.pages["/slow"] = lambda _request: time.sleep(3)
    started = time.monotonic()
    with pytest.raises(UnreachableError):
        get(site, "/slow", wait=0.3, total=1.0)
    assert time.monotonic() - started < 1.0


@pytest.mark.parametrize("part", ["headers", "body"])
def test_a_server_that_answers_one_byte_at_a_time_is_hung_up_on(site: Loopback, part: str) -> None:
    def trickle(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\n")
        if part == "body":
            request.wfile.write(b"Content-Type: text/html\r\n\r\n")
        for _byte in range(100):
            request.wfile.write(b"X")
            time.sleep(0.05)

    site.pages["/trickle"] = trickle
    started = time.monotonic()
    with pytest.raises(UnreachableError, match="too slow"):
        get(site, "/trickle", wait=0.5, total=0.6)
    assert time.monotonic() - started < 1.5


def endless(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>long</title>")
    while True:
        request.wfile.write(b" " * 10_000)


def test_an_endless_body_is_refused_or_cut_off(site: Loopback) -> None:
    site.pages["/endless"] = endless
    with pytest.raises(RefusedError, match="larger than"):
        get(site, "/endless")
    cut = get(site, "/endless", cut=True)
    assert (len(cut.body), cut.body[:19]) == (100_000, b"<title>long</title>")


def test_a_compressed_page_is_unpacked(site: Loopback) -> None:
    site.pages["/packed"] = answer(gzip.compress("안녕".encode()), Content_Encoding="gzip")
    assert get(site, "/packed").body.decode() == "안녕"


def test_a_bomb_never_unfolds(site: Loopback) -> None:
    bomb = gzip.compress(bytes(200_000_000), 9)
    site.pages["/bomb"] = answer(bomb, Content_Encoding="gzip")
    tracemalloc.start()
    tracemalloc.reset_peak()
    try:
        with pytest.raises(RefusedError, match="larger than"):
            get(site, "/bomb")
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("kind", ["application/pdf", "image/svg+xml", "text/plain", ""])
def test_another_type_of_content_is_refused(site: Loopback, kind: str) -> None:
    site.pages["/other"] = answer("x", kind=kind)
    with pytest.raises(RefusedError, match="another type"):
        get(site, "/other")


def test_a_compression_that_was_not_asked_for_is_refused(site: Loopback) -> None:
    site.pages["/packed"] = answer("x", Content_Encoding="br")
    with pytest.raises(RefusedError, match="another compression"):
        get(site, "/packed")


@pytest.mark.parametrize("status", [204, 304, 401, 404, 410, 429, 500])
def test_an_answer_without_a_page_tells_its_status(site: Loopback, status: int) -> None:
    site.pages["/no"] = answer("", status=status)
    with pytest.raises(UnreachableError) as raised:
        get(site, "/no")
    assert raised.value.status == status


@pytest.mark.parametrize(
    "junk", [b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\nContent-Type: text/html\r\n\r\nx"]
)
def test_what_is_no_proper_answer_is_no_answer(site: Loopback, junk: bytes) -> None:
    site.pages["/junk"] = lambda request: request.wfile.write(junk) and None
    with pytest.raises(UnreachableError):
        get(site, "/junk")


def test_a_host_that_nobody_knows_is_unreachable(site: Loopback) -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise OSError("Name or service not known")

    with pytest.raises(UnreachableError, match="no such host"):
        get(site, "/", resolve=unknown)


def test_a_closed_port_is_unreachable_and_a_second_address_is_tried(site: Loopback) -> None:
    elsewhere = ["127.0.0.2", "127.0.0.1"]
    with pytest.raises(UnreachableError):
        get(site, "/", resolve=lambda _host, _port: elsewhere[:1], may_connect=lambda _address: True)
    assert get(site, "/", resolve=lambda _host, _port: elsewhere, may_connect=lambda _address: True).body


def test_the_certificate_is_checked_against_the_name_and_not_the_address(secure_site: Loopback) -> None:
    assert get(secure_site, secure_site.url("/", host=NAME)).body == b"safe"
    with pytest.raises(UnreachableError, match=r"CertificateError|SSL"):
        get(secure_site, secure_site.url("/", host="another.example"))


def test_a_certificate_that_nobody_vouches_for_is_refused(secure_site: Loopback) -> None:
    with pytest.raises(UnreachableError, match="SSL"):
        get(secure_site, secure_site.url("/", host=NAME), certificates=None)
