"""Pictures of an import: how they are found, what is refused, and that each is stored once."""

import struct
import unicodedata
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from blog.importers.article import Asset, ImportFileError
from blog.importers.media import MediaFolder, UnusablePictureError, check_picture
from blog.models import BlogImage


def picture(path: Path, colour: str = "orange") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (64, 48), colour).save(path)
    return path


def asset(source: str) -> Asset:
    return Asset(source, source.rpartition("/")[2], alt="설명", caption="캡션")


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("2021/03/a.png", "https://x.example/wp-content/uploads/2021/03/a.png"),
        ("uploads/2021/03/a.png", "https://x.example/wp-content/uploads/2021/03/a.png"),
        ("a.png", "https://x.example/wp-content/uploads/2021/03/a.png"),
        ("2021/03/a.png", "https://x.example/wp-content/uploads/2021/03/a-640x360.png"),
        ("2021/03/한글.png", "https://x.example/wp-content/uploads/2021/03/%ED%95%9C%EA%B8%80.png"),
        (unicodedata.normalize("NFD", "2021/03/한글.png"), "https://x.example/wp-content/uploads/2021/03/한글.png"),
        ("2021/03/한글.png", "https://x.example/" + unicodedata.normalize("NFD", "한글.png")),
        ("oven/a.png", "oven/a.png"),
    ],
)
def test_a_file_is_found_by_path_name_or_original_size(tmp_path: Path, file: str, source: str) -> None:
    path = picture(tmp_path / file)
    assert MediaFolder(tmp_path).find(asset(source)) == path.resolve()


def test_the_exact_file_beats_the_original(tmp_path: Path) -> None:
    picture(tmp_path / "a.png")
    small = picture(tmp_path / "a-640x360.png")
    assert MediaFolder(tmp_path).find(asset("https://x.example/a-640x360.png")) == small.resolve()


def test_a_name_that_two_files_have_is_no_answer(tmp_path: Path) -> None:
    picture(tmp_path / "2020" / "a.png")
    picture(tmp_path / "2021" / "a.png")
    assert MediaFolder(tmp_path).find(asset("https://x.example/2019/a.png")) is None


@pytest.mark.parametrize(
    "source",
    [
        "../secret.png",
        "/../../secret.png",
        "https://x.example/%2e%2e/secret.png",
        "..%2Fsecret.png",
        "",
        "http://[",
        "\x00",
    ],
)
def test_no_address_leads_out_of_the_folder(tmp_path: Path, source: str) -> None:
    picture(tmp_path / "secret.png")
    (tmp_path / "media").mkdir()
    assert MediaFolder(tmp_path / "media").find(asset(source)) is None


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    picture(tmp_path / "secret.png")
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "secret.png").symlink_to(tmp_path / "secret.png")
    assert MediaFolder(tmp_path / "media").find(asset("secret.png")) is None


def test_a_media_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError):
        MediaFolder(tmp_path / "nothing")


def huge_png(path: Path, side: int) -> Path:
    """A few bytes that claim to be a very large picture."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )
    return path


def test_bombs_broken_files_and_other_formats_are_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(picture(tmp_path / "whole.jpg").read_bytes()[:300])
    svg = tmp_path / "drawing.png"
    svg.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    large = picture(tmp_path / "large.png")
    with large.open("ab") as file:
        file.truncate(11 * 1024 * 1024)
    bitmap = tmp_path / "bitmap.png"
    Image.new("RGB", (8, 8)).save(bitmap, format="BMP")
    for path in (
        broken,
        svg,
        large,
        bitmap,
        huge_png(tmp_path / "h.png", 11_000),
        huge_png(tmp_path / "b.png", 30_000),
    ):
        with pytest.raises(UnusablePictureError):
            check_picture(path)


def test_a_picture_of_many_frames_counts_them_all(tmp_path: Path, settings: Any) -> None:
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 64 * 48 * 3
    frames = [Image.new("RGB", (64, 48), colour) for colour in ("red", "green", "blue", "white", "black")]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:], duration=10)
    with pytest.raises(UnusablePictureError):
        check_picture(tmp_path / "a.gif")


def test_a_picture_is_stored_once_however_often_it_comes(tmp_path: Path, db: Any) -> None:
    picture(tmp_path / "a.png")
    folder = MediaFolder(tmp_path)
    first = folder.image(asset("https://x.example/a.png"))
    assert first is not None
    assert (first.imported_from, first.description, first.caption) == ("https://x.example/a.png", "설명", "캡션")
    again = [
        folder.image(asset("https://x.example/a.png")),
        MediaFolder(tmp_path).image(asset("https://x.example/a-300x200.png")),
        MediaFolder().image(asset("https://x.example/a.png")),
    ]
    assert [image and image.pk for image in again] == [first.pk] * 3
    assert BlogImage.objects.count() == 1


def test_undo_deletes_the_files(tmp_path: Path, db: Any) -> None:
    picture(tmp_path / "a.png")
    folder = MediaFolder(tmp_path)
    image = folder.image(asset("a.png"))
    assert image is not None
    folder.undo()
    assert not image.file.storage.exists(image.file.name)
