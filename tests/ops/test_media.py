"""Readers get the sizes made for pages, and nothing else of what was uploaded."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client


@pytest.fixture
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    for name in ("images/a.webp", "avatar_images/a.webp", "original_images/a.jpg", "documents/a.pdf", "a.txt", "../x"):
        path = tmp_path / "media" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"content")
    return tmp_path / "media"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["images/a.webp", "avatar_images/a.webp"])
def test_sizes_made_for_pages_are_served_for_ever(media: Path, path: str) -> None:
    response = Client().get(f"/media/{path}")
    assert b"".join(response.streaming_content) == b"content"
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'"
    response.close()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "original_images/a.jpg",
        "documents/a.pdf",
        "a.txt",
        "images/",
        "images/missing.webp",
        "images/../original_images/a.jpg",
        "images/../../x",
        "images/%2e%2e/documents/a.pdf",
        "images//../documents/a.pdf",
        "/documents/a.pdf",
    ],
)
def test_everything_else_is_not_found(media: Path, path: str) -> None:
    assert Client().get(f"/media/{path}").status_code == 404


@pytest.mark.django_db
def test_nothing_can_be_sent_there(media: Path) -> None:
    assert Client().post("/media/images/a.webp").status_code == 405


@pytest.mark.django_db
def test_a_name_that_no_disk_holds_is_not_found(client: Client) -> None:
    assert client.get(f"/media/images/{'a' * 300}.jpg").status_code == 404
