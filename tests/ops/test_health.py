"""Two addresses for whoever watches the site."""

import socket
from pathlib import Path
from typing import Any

import pytest
from django.db import ConnectionHandler
from django.test import Client


def stopped_postgresql() -> Any:
    """A connection to a server that was there a moment ago."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        port = server.getsockname()[1]
    place = {"HOST": "127.0.0.1", "PORT": port, "NAME": "dugeul", "USER": "dugeul"}
    return ConnectionHandler({"default": {"ENGINE": "django.db.backends.postgresql", **place}})["default"]


def lost_sqlite() -> Any:
    """A connection to a file in a folder that is gone."""
    name = str(Path("no-such-folder") / "db.sqlite3")
    return ConnectionHandler({"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": name}})["default"]


def test_a_process_that_answers_is_alive_without_asking_the_database() -> None:
    response = Client().get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_a_site_whose_database_answers_is_ready() -> None:
    response = Client().get("/readyz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
@pytest.mark.parametrize("database", [stopped_postgresql, lost_sqlite])
def test_a_site_whose_database_is_gone_is_alive_but_not_ready(database: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ops.health.connection", database())
    assert Client().get("/healthz").status_code == 200
    response = Client().get("/readyz")
    assert (response.status_code, response.content) == (503, b"the database does not answer\n")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_the_answer_is_never_stored(path: str) -> None:
    assert "no-store" in Client().get(path).headers["Cache-Control"]
    assert Client().post(path).status_code == 405
