"""Calling a service: JSON both ways, certificates, no redirects, and an end to every wait."""

import gzip
import json
import socket
import time
from collections.abc import Iterator
from email.utils import format_datetime
from typing import Any

import pytest
from django.utils import timezone

from ops.calling import Patience, UnansweredError, call
from tests.loopback import CERTIFICATE, NAME, Loopback, Page, answer, loopback, redirect

PATIENT = Patience(connect=10, read=20, total=30, limit=10_000)
QUICK = Patience(connect=5, read=0.4, total=0.8)


@pytest.fixture
def running() -> Iterator[Loopback]:
    with loopback() as server:
        yield server


def ask(running: Loopback, page: Page, said: Any = None, patience: Patience = PATIENT, **headers: str) -> Any:
    running.pages["/ask"] = page
    return call("POST", running.url("/ask"), said, headers, patience)


def test_what_is_said_and_answered_is_json(running: Loopback) -> None:
    reply = ask(running, answer('{"글": ["😀"]}', "application/json"), {"말": "글 \ud800"}, Key="k")
    assert (reply.status, reply.said, reply.pause) == (200, {"글": ["😀"]}, None)
    assert json.loads(running.told[0][2]) == {"말": "글 \ud800"}
    assert running.asked[0][1]["Key"] == "k"
    assert running.asked[0][1]["Content-Type"] == "application/json"


@pytest.mark.parametrize("body", ["", "<html>", "{", b"\xff\xfe", "[" * 9_000])
def test_what_is_no_json_is_told_apart(running: Loopback, body: Any) -> None:
    reply = ask(running, answer(body))
    assert reply.said is None
    assert len(reply.excerpt) <= 400


def test_refusals_have_their_status_and_words(running: Loopback) -> None:
    reply = ask(running, answer('{"error": "no"}', status=418))
    assert (reply.status, reply.said) == (418, {"error": "no"})


def test_a_redirect_is_an_answer_like_another(running: Loopback) -> None:
    assert ask(running, redirect(running.url("/elsewhere"))).status == 302
    assert [path for path, _headers in running.asked] == ["/ask"]


@pytest.mark.parametrize("value", ["7", "7.0", "bad", "-3", "1e999"])
def test_a_pause_in_seconds_is_read_and_nonsense_is_none(running: Loopback, value: str) -> None:
    pause = ask(running, answer("{}", status=429, Retry_After=value)).pause
    assert pause == 7 if value == "7" else pause is None


def test_a_pause_until_a_date_is_read(running: Loopback) -> None:
    later = timezone.now() + timezone.timedelta(seconds=60)
    pause = ask(running, answer("{}", status=429, Retry_After=format_datetime(later, usegmt=False))).pause
    assert pause is not None
    assert 55 < pause <= 60


def test_more_than_we_want_is_refused_also_when_it_was_packed_small(running: Loopback) -> None:
    for page in (answer("x" * 20_000), answer(gzip.compress(b"x" * 1_000_000), Content_Encoding="gzip")):
        with pytest.raises(UnansweredError, match="more than 10000 bytes") as raised:
            ask(running, page)
        assert raised.value.lasting


def slow_headers(request: Any) -> None:
    for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 100:
        request.wfile.write(bytes([byte]))
        request.wfile.flush()
        time.sleep(0.05)


def slow_body(request: Any) -> None:
    request.send_response(200)
    request.send_header("Content-Type", "application/json")
    request.end_headers()
    for _number in range(100):
        request.wfile.write(b" ")
        request.wfile.flush()
        time.sleep(0.05)


def silence(request: Any) -> None:
    time.sleep(5)


def cut_off(request: Any) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "100")
    request.end_headers()
    request.wfile.write(b'{"half":')


@pytest.mark.parametrize("page", [slow_headers, slow_body, silence])
def test_nobody_waits_longer_than_the_whole_patience(running: Loopback, page: Page) -> None:
    begun = time.monotonic()
    with pytest.raises(UnansweredError, match="too slow") as raised:
        ask(running, page, patience=QUICK)
    assert time.monotonic() - begun < 4
    assert not raised.value.lasting


def test_an_answer_that_breaks_off_is_none(running: Loopback) -> None:
    with pytest.raises(UnansweredError, match="no proper answer"):
        ask(running, cut_off)


def test_nobody_listening_is_said() -> None:
    with pytest.raises(UnansweredError, match="no proper answer"):
        call("GET", "http://127.0.0.1:9/", None, {}, PATIENT)


def test_a_certificate_that_nobody_vouches_for_is_refused_for_good() -> None:
    with loopback(tls=True) as running, pytest.raises(UnansweredError, match="certificate is not valid") as raised:
        ask(running, answer("{}"))
    assert raised.value.lasting
    assert running.asked == []


def test_the_operator_may_name_an_authority_of_their_own_but_not_another_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    monkeypatch.setattr("socket.getaddrinfo", _only_here(socket.getaddrinfo))
    with loopback(tls=True) as running:
        running.pages["/ask"] = answer("{}")
        assert call("GET", running.url("/ask", NAME), None, {}, PATIENT).status == 200
        with pytest.raises(UnansweredError, match="certificate is not valid"):
            call("GET", running.url("/ask", "other.example"), None, {}, PATIENT)


def _only_here(original: Any) -> Any:
    return lambda _host, *arguments, **named: original("127.0.0.1", *arguments, **named)
