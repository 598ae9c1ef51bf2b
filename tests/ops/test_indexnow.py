"""Search engines are told of changed addresses once, later when they are busy, and never twice for nothing.

A real server on this machine stands in for the endpoint.
"""

import json
import logging
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from ops import indexnow
from ops.checks import search_engines_can_reach_what_they_are_told_of
from ops.models import ChangedAddress

PAGE = "https://dugeul.example/blog/a/"
OTHER = "https://dugeul.example/en/blog/a/"
pytestmark = pytest.mark.django_db


class Endpoint(HTTPServer):
    """Answers with `status` and keeps what it was told."""

    status = 200
    retry_after = ""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.told: list[dict[str, Any]] = []

    @property
    def addresses(self) -> list[str]:
        return [address for said in self.told for address in said["urlList"]]


class Handler(BaseHTTPRequestHandler):
    server: Endpoint

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.told.append(json.loads(self.rfile.read(length)))
        self.server.content_type = self.headers["Content-Type"]
        self.send_response(self.server.status)
        if self.server.retry_after:
            self.send_header("Retry-After", self.server.retry_after)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def endpoint(settings: Any) -> Iterator[Endpoint]:
    settings.INDEXNOW = True
    with Endpoint() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        settings.INDEXNOW_ENDPOINT = f"http://127.0.0.1:{server.server_port}/indexnow"
        yield server
        server.shutdown()
        thread.join()


def due_in() -> timedelta:
    return ChangedAddress.objects.get().due - timezone.now()


def make_due() -> None:
    ChangedAddress.objects.update(due=timezone.now())


@pytest.mark.parametrize("status", [200, 202])
def test_what_changed_is_told_once(endpoint: Endpoint, status: int, client: Client) -> None:
    endpoint.status = status
    indexnow.remember([PAGE, OTHER])
    indexnow.remember([PAGE])
    call_command("announce_changes", verbosity=0)
    (said,) = endpoint.told
    assert said["urlList"] == [PAGE, OTHER]
    assert said["host"] == "dugeul.example"
    assert endpoint.content_type == "application/json; charset=utf-8"
    assert said["keyLocation"] == f"https://dugeul.example/{said['key']}.txt"
    assert client.get(f"/{said['key']}.txt").content.decode() == said["key"]
    call_command("announce_changes", verbosity=0)
    assert len(endpoint.told) == 1
    assert not ChangedAddress.objects.exists()


def test_nothing_is_told_while_it_is_off(endpoint: Endpoint, settings: Any) -> None:
    settings.INDEXNOW = False
    indexnow.remember([PAGE])
    call_command("announce_changes", verbosity=0)
    assert endpoint.told == []


def test_at_most_ten_thousand_addresses_are_told_at_once(endpoint: Endpoint) -> None:
    indexnow.remember(f"{PAGE}{number}/" for number in range(indexnow.MOST_AT_ONCE + 1))
    assert indexnow.announce() == indexnow.MOST_AT_ONCE
    assert indexnow.announce() == 1
    assert [len(said["urlList"]) for said in endpoint.told] == [10_000, 1]
    assert len(set(endpoint.addresses)) == 10_001


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_endpoint_is_asked_again_later_and_later(endpoint: Endpoint, status: int) -> None:
    endpoint.status = status
    indexnow.remember([PAGE])
    pauses = []
    for _ in range(4):
        assert indexnow.announce() == 0
        pauses.append(round(due_in().total_seconds() / 60))
        assert indexnow.announce() == 0
        make_due()
    assert pauses == [1, 2, 4, 8]
    assert len(endpoint.told) == 4
    endpoint.status = 200
    assert indexnow.announce() == 1


def test_an_endpoint_that_says_when_to_come_back_is_believed_within_reason(endpoint: Endpoint) -> None:
    endpoint.status = 429
    indexnow.remember([PAGE])
    for header, minutes in (("1800", 30), ("999999", 360), ("Wed, 21 Oct 2026 07:28:00 GMT", 4), ("-5", 8)):
        endpoint.retry_after = header
        indexnow.announce()
        assert round(due_in().total_seconds() / 60) == minutes
        make_due()


def test_an_endpoint_that_does_not_answer_is_asked_again(endpoint: Endpoint, settings: Any) -> None:
    settings.INDEXNOW_ENDPOINT = "http://127.0.0.1:9/"
    indexnow.remember([PAGE])
    assert indexnow.announce() == 0
    assert ChangedAddress.objects.get().attempts == 1


@pytest.mark.parametrize("status", [400, 403, 422])
def test_what_the_endpoint_refuses_is_dropped_with_a_line_in_the_log(
    endpoint: Endpoint, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    endpoint.status = status
    indexnow.remember([PAGE])
    with caplog.at_level(logging.ERROR):
        indexnow.announce()
    assert f"IndexNow refused 1 addresses with status {status}." in caplog.text
    assert not ChangedAddress.objects.exists()


def test_what_was_tried_too_often_is_given_up(endpoint: Endpoint, caplog: pytest.LogCaptureFixture) -> None:
    endpoint.status = 503
    indexnow.remember([PAGE, OTHER])
    ChangedAddress.objects.filter(url=PAGE).update(attempts=indexnow.MOST_ATTEMPTS - 1)
    with caplog.at_level(logging.ERROR):
        indexnow.announce()
    assert "IndexNow did not take 1 addresses in 10 attempts." in caplog.text
    assert [row.url for row in ChangedAddress.objects.all()] == [OTHER]


def test_an_address_that_changes_while_it_is_told_is_told_again(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    indexnow.remember([PAGE, OTHER])
    tell = indexnow.send

    def tell_slowly(addresses: list[str]) -> indexnow.Answer:
        answer = tell(addresses)
        indexnow.remember([PAGE])
        return answer

    monkeypatch.setattr(indexnow, "send", tell_slowly)
    indexnow.announce()
    assert [row.url for row in ChangedAddress.objects.all()] == [PAGE]


def test_a_new_change_begins_the_attempts_anew(endpoint: Endpoint) -> None:
    endpoint.status = 503
    indexnow.remember([PAGE])
    indexnow.announce()
    indexnow.remember([PAGE])
    row = ChangedAddress.objects.get()
    assert row.attempts == 0
    assert row.due <= timezone.now()


def test_an_address_that_is_too_long_for_the_protocol_is_left_out() -> None:
    indexnow.remember([PAGE, PAGE + "a" * 2048])
    assert [row.url for row in ChangedAddress.objects.all()] == [PAGE]


def test_the_key_is_stable_and_answers_only_while_it_is_on(client: Client, settings: Any) -> None:
    settings.INDEXNOW = True
    key = indexnow.key()
    assert len(key) == 32
    assert key == indexnow.key()
    response = client.get(f"/{key}.txt")
    assert (response.status_code, response["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert client.get(f"/{'0' * 32}.txt").status_code == 404
    settings.INDEXNOW = False
    assert client.get(f"/{key}.txt").status_code == 404


def test_another_secret_is_another_key(settings: Any) -> None:
    before = indexnow.key()
    settings.SECRET_KEY = "another secret of the same site, long enough to be one"
    assert indexnow.key() != before


def test_an_operator_is_warned_when_no_search_engine_can_reach_the_site(settings: Any) -> None:
    settings.INDEXNOW, settings.SITE_URL = True, "http://127.0.0.1:8000"
    assert [each.id for each in search_engines_can_reach_what_they_are_told_of()] == ["ops.W002"]
    settings.SITE_URL = "https://blog.example"
    assert search_engines_can_reach_what_they_are_told_of() == []
