"""Pictures of an import: found in a folder, checked, and stored once.

This module must not know articles. Files are only ever looked up by name among those that the folder holds, so no
document can lead it anywhere else; nothing is fetched from the network.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from django.conf import settings
from django.core.files import File
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from blog.importers.article import ImportFileError
from blog.importers.elements import path_of
from blog.models import BlogImage

if TYPE_CHECKING:
    from blog.importers.article import Asset

FORMATS: Final = {"JPEG", "PNG", "GIF", "WEBP", "AVIF"}
ENDINGS: Final = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"}
MOST_FILES: Final = 500_000
_SIZE: Final = re.compile(r"-(?:\d{1,5}x\d{1,5}|scaled)(?=\.\w+$)")


class UnusablePictureError(Exception):
    """A file was found but is no picture that this site stores; the message says why."""


class MediaFolder:
    """The pictures below a directory, and the images that were made of them. `None`: no directory was given.

    It remembers the files that it stored, so that `undo` can delete them when a transaction is rolled back.
    """

    def __init__(self, directory: Path | None = None) -> None:
        if directory is not None and not directory.is_dir():
            raise ImportFileError(_("The media folder %(folder)s does not exist.") % {"folder": directory.name})
        self.directory = directory
        self.stored: list[BlogImage] = []
        self._files = _index(directory) if directory else {}
        self._hashes: dict[Path, str] = {}
        self._faults: dict[Path, str] = {}

    def find(self, asset: Asset) -> Path | None:
        """The file of a picture: by its path, by the end of its path, by its name; then the same for the original of
        one of WordPress's sizes. A name that several files have is no answer."""
        parts = [part for part in _key(_relative_path(asset.source)).split("/") if part not in {"", ".", ".."}]
        if not parts:
            return None
        for name in dict.fromkeys((parts[-1], _SIZE.sub("", parts[-1]))):
            tails = ["/".join([*parts[start:-1], name]) for start in range(len(parts))]
            for tail in tails:
                found = self._files.get(tail, ())
                if len(found) == 1:
                    return found[0]
        return None

    def prepare(self, asset: Asset) -> None:
        """Reads and checks the file of a picture, so that a transaction need not last that long."""
        path = self.find(asset)
        if path is None or path in self._hashes:
            return
        self._hashes[path] = file_hash(path)
        try:
            check_picture(path)
        except UnusablePictureError as error:
            self._faults[path] = str(error)

    def fingerprint(self, asset: Asset) -> str:
        """What `image` would give: the hash of the file, of the image that an earlier import stored, or ""."""
        path = self.find(asset)
        if path is not None:
            self.prepare(asset)
            return self._hashes[path]
        known = known_image(asset)
        return known.file_hash if known else ""

    def image(self, asset: Asset) -> BlogImage | None:
        """The stored image of an asset, None when there is no file. Raises UnusablePictureError for a bad one."""
        path = self.find(asset)
        if path is None:
            return known_image(asset)
        self.prepare(asset)
        if path in self._faults:
            raise UnusablePictureError(self._faults[path])
        same = BlogImage.objects.filter(file_hash=self._hashes[path]).exclude(imported_from="")
        return same.first() or self._store(path, asset)

    def _store(self, path: Path, asset: Asset) -> BlogImage:
        image = BlogImage(
            title=unicodedata.normalize("NFC", path.stem)[:255],
            description=asset.alt[:255],
            caption=asset.caption[:500],
            credit=asset.credit[:200],
            imported_from=_source(asset),
            file_hash=self._hashes[path],
            file_size=path.stat().st_size,
        )
        with path.open("rb") as file:
            image.file = File(file, name=unicodedata.normalize("NFC", path.name))
            image.save()
        self.stored.append(image)
        return image

    def keep(self) -> None:
        """What was stored so far stays."""
        self.stored = []

    def undo(self) -> None:
        """Deletes the files that were stored since the last `keep`; their rows are gone with the transaction."""
        for image in self.stored:
            image.file.storage.delete(image.file.name)
        self.stored = []


def known_image(asset: Asset) -> BlogImage | None:
    """The image that an earlier import stored for this address."""
    image: BlogImage | None = BlogImage.objects.filter(imported_from=_source(asset)).order_by("-pk").first()
    return image


def _source(asset: Asset) -> str:
    return asset.source[:500]


def _key(path: str) -> str:
    """NFC, because file names from a Mac are decomposed and addresses are not."""
    return unicodedata.normalize("NFC", path)


def _relative_path(source: str) -> str:
    if "://" not in source:
        return unquote(source)
    path = unquote(path_of(source), errors="replace")
    return path.partition("wp-content/uploads/")[2] or path


def _index(directory: Path) -> dict[str, tuple[Path, ...]]:
    """Every end of every path below the directory, with the files that it names. Links to elsewhere are left out."""
    root = directory.resolve()
    found: dict[str, tuple[Path, ...]] = {}
    files = 0
    for folder, _folders, names in os.walk(root, followlinks=False):
        for name in names:
            path = Path(folder, name)
            if path.suffix.lower() not in ENDINGS or not path.resolve().is_relative_to(root):
                continue
            files += 1
            if files > MOST_FILES:
                raise ImportFileError(_("The media folder holds more than %(count)d pictures.") % {"count": MOST_FILES})
            parts = _key(path.relative_to(root).as_posix()).split("/")
            for start in range(len(parts)):
                tail = "/".join(parts[start:])
                # A path from the root of the folder is exact; it beats the ends of longer paths.
                found[tail] = (path,) if start == 0 else _with(found.get(tail, ()), path, root, tail)
    return found


def _with(known: tuple[Path, ...], path: Path, root: Path, tail: str) -> tuple[Path, ...]:
    exact = len(known) == 1 and _key(known[0].relative_to(root).as_posix()) == tail
    return known if exact else (*known, path)


def file_hash(path: Path) -> str:
    """SHA-1, as Wagtail computes it for its images."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha1").hexdigest()


def check_picture(path: Path) -> None:
    """Refuses what would harm the site or its pages: other formats, huge files, broken ones."""
    limit: int = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
    if path.stat().st_size > limit:
        raise UnusablePictureError(
            _("%(file)s is larger than %(limit)d MB.") % {"file": path.name, "limit": limit >> 20}
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            pixels = _pixels(path)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        pixels = -1
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise UnusablePictureError(_("%(file)s is no picture, or a broken one.") % {"file": path.name}) from error
    most: int = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    if not 0 <= pixels <= most:
        raise UnusablePictureError(
            _("%(file)s has more than %(limit)d megapixels.") % {"file": path.name, "limit": most // 1_000_000}
        )


def _pixels(path: Path) -> int:
    """Pixels of all frames. The file is decoded, small, only when there are not too many of them."""
    with Image.open(path, formats=tuple(FORMATS)) as image:
        pixels: int = image.width * image.height
        if pixels > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
            return pixels
        pixels *= getattr(image, "n_frames", 1)
    if pixels <= settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        with Image.open(path, formats=tuple(FORMATS)) as image:
            image.draft("RGB", (64, 64))
            image.load()
    return pixels
