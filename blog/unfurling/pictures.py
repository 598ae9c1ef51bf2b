"""A stranger's picture made into a small one of our own: nothing of the file that came is kept but its pixels."""

import tempfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps

from blog.importers.media import FORMATS, UnusablePictureError, check_picture

WIDEST: Final = (1280, 1280)  # twice the width of the column
SMALLEST: Final = 100  # pixels of the shorter side; smaller ones are icons and counting pixels
LONGEST_RATIO: Final = 4.0
QUALITY: Final = 78
TYPES: Final = frozenset(f"image/{name.lower()}" for name in FORMATS) | {"image/jpg"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A WebP file and its size in pixels."""

    content: bytes
    width: int
    height: int


def small_picture(content: bytes) -> Picture:
    """Checked with the limits that an import has, drawn anew, at most 1,280 pixels wide or high.

    Raises UnusablePictureError for what is broken, huge, an icon or a banner.
    """
    with tempfile.NamedTemporaryFile(suffix=".picture") as file:
        file.write(content)
        file.flush()
        check_picture(Path(file.name))
        try:
            return _drawn_anew(Path(file.name))
        except (OSError, SyntaxError, ValueError) as error:
            raise UnusablePictureError("a broken picture") from error


def _drawn_anew(path: Path) -> Picture:
    with Image.open(path, formats=tuple(FORMATS)) as opened:
        opened.draft("RGB", WIDEST)
        image = ImageOps.exif_transpose(opened)
        if min(image.size) < SMALLEST or max(image.size) > LONGEST_RATIO * min(image.size):
            raise UnusablePictureError("an icon or a banner")
        image.thumbnail(WIDEST)
        visible = image.convert("RGBA")
        paper = Image.new("RGB", visible.size, "white")
        paper.paste(visible, mask=visible)
    written = BytesIO()
    paper.save(written, "WEBP", quality=QUALITY)
    return Picture(written.getvalue(), *paper.size)
