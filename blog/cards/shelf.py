"""Cards that have been drawn, kept in the default storage: one file per page, under cards/<key>/.

It knows cards and storages, and nothing of requests.
"""

import logging
from contextlib import suppress

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from blog.cards import Card
from blog.cards.drawing import drawn

logger = logging.getLogger(__name__)

END_OF_JPEG = b"\xff\xd9"


def picture_of(card: Card) -> bytes:
    """The card as a file, drawn and kept if nobody has asked for it yet."""
    name = f"{_folder(card.key)}/{card.digest}.jpg"
    picture = _kept(name)
    if picture is None:
        picture = drawn(card)
        try:
            _keep(card.key, name, picture)
        except OSError:  # a full disk must not cost the picture
            logger.exception("The card %s could not be stored.", name)
    return picture


def discard(key: str, *, but: str = "") -> None:
    """Deletes the cards of a page, except the file named `but`."""
    with suppress(FileNotFoundError):
        _folders, files = default_storage.listdir(_folder(key))
        for file in files:
            if file != but:
                default_storage.delete(f"{_folder(key)}/{file}")


def _folder(key: str) -> str:
    return f"cards/{key}"


def _kept(name: str) -> bytes | None:
    """A stored file; None when there is none that can be read, or when another process is still writing it."""
    try:
        with default_storage.open(name) as file:
            picture: bytes = file.read()
    except OSError:
        return None
    return picture if picture.endswith(END_OF_JPEG) else None


def _keep(key: str, name: str, picture: bytes) -> None:
    """Stores a card in place of the earlier ones of the page. A storage may choose another name for a second copy."""
    default_storage.delete(name)
    stored = default_storage.save(name, ContentFile(picture))
    discard(key, but=stored.rpartition("/")[2])
