"""A stranger's picture becomes a small one of ours, or none."""

from io import BytesIO

import pytest
from PIL import Image

from blog.importers.media import UnusablePictureError
from blog.unfurling.pictures import WIDEST, small_picture


def made(size: tuple[int, int] = (800, 600), form: str = "PNG", mode: str = "RGB", **options: object) -> bytes:
    file = BytesIO()
    Image.new(mode, size, options.pop("color", "orange")).save(file, form, **options)  # type: ignore[arg-type]
    return file.getvalue()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP", "AVIF"])
def test_a_picture_of_any_kind_becomes_webp(form: str) -> None:
    picture = small_picture(made(form=form))
    with Image.open(BytesIO(picture.content)) as opened:
        assert (opened.format, opened.size) == ("WEBP", (800, 600))
    assert (picture.width, picture.height) == (800, 600)


def test_a_large_picture_becomes_small_in_pixels_and_bytes() -> None:
    picture = small_picture(made((4000, 2000), "JPEG"))
    assert (picture.width, picture.height) == (WIDEST[0], 640)


def test_nothing_but_the_pixels_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    exif[0x0112] = 6  # lying on its side
    picture = small_picture(made((800, 400), "JPEG", exif=exif) + b"<script>alert(1)</script>")
    assert b"secret" not in picture.content
    assert b"<script" not in picture.content
    assert (picture.width, picture.height) == (400, 800)


def test_what_is_transparent_lies_on_paper() -> None:
    picture = small_picture(made(mode="RGBA", color=(0, 0, 0, 0)))
    with Image.open(BytesIO(picture.content)) as opened:
        red, green, blue = opened.convert("RGB").getpixel((5, 5))  # type: ignore[misc]
    assert min(red, green, blue) > 250


@pytest.mark.parametrize(
    "content",
    [
        b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.4", made()[:200],
        made((16, 16)), made((1, 1)), made((2000, 120)), made((9000, 9000), "PNG", "1", color=0),
    ],
    ids=["empty", "stump", "svg", "pdf", "cut", "icon", "pixel", "banner", "81 megapixels"],
)  # fmt: skip
def test_what_is_no_picture_for_a_card_is_refused(content: bytes) -> None:
    with pytest.raises(UnusablePictureError):
        small_picture(content)
