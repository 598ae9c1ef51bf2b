"""A database that is away."""

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from home.bootstrap import Trees


@pytest.mark.parametrize("address", ["/", "/en/blog/", "/search/?q=글"])
def test_readers_are_told_to_come_back_and_machines_when(
    trees: Trees, client: Client, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    def away(*_args: Any, **_kwargs: Any) -> None:
        raise OperationalError("the server closed the connection")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", away)
        patch.setattr(connection, "chunked_cursor", away)
        response = client.get(address)
    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    assert "두글" in response.content.decode()
