"""The pictures of many articles in the one size that feeds show, found in two queries."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from wagtail.images.models import SourceImageIOError

from blog.addresses import absolute
from blog.models import BlogImage
from blog.models.images import BlogRendition
from blog.reading import RawStream

# One of the sizes that templates/components/picture.html asks for, so it exists already where the page was shown.
FEED_SIZE = "format-jpeg|width-1200"
MEDIA_TYPE = "image/jpeg"


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as a feed shows it: absolute address, pixels, bytes (0 when the file cannot be measured)."""

    url: str
    width: int
    height: int
    length: int
    description: str = ""
    caption: str = ""
    credit: str = ""


def image_ids(body: RawStream) -> Iterator[int]:
    """The ids of the pictures in a stored body."""
    for block in body:
        if block["type"] == "section":
            yield from image_ids(block["value"]["content"])
        elif block["type"] == "image":
            yield from _id(block["value"].get("image"))
        elif block["type"] == "gallery":
            for picture in block["value"]["pictures"]:
                yield from _id(picture["value"].get("image"))


def image_id(stored: Any) -> int | None:
    """The id in what an image block stores: a mapping, or in old bodies the bare id."""
    found = stored.get("image") if isinstance(stored, Mapping) else stored
    return found if isinstance(found, int) else None


def _id(stored: Any) -> Iterator[int]:
    found = image_id(stored)
    if found is not None:
        yield found


def pictures(ids: Iterable[int]) -> dict[int, Shown]:
    """The pictures by id. One whose file is gone is left out. Two queries, none without ids."""
    wanted = set(ids)
    if not wanted:
        return {}
    size = Prefetch("renditions", BlogRendition.objects.filter(filter_spec=FEED_SIZE), to_attr="prefetched_renditions")
    images = BlogImage.objects.filter(pk__in=wanted).prefetch_related(size)
    return {image.pk: shown for image in images if (shown := _shown(image))}


def _shown(image: BlogImage) -> Shown | None:
    try:
        rendition = image.get_rendition(FEED_SIZE)
        length = rendition.file.size
    except (SourceImageIOError, OSError):
        return None
    return Shown(
        url=absolute(rendition.url),
        width=rendition.width,
        height=rendition.height,
        length=length,
        description=image.description,
        caption=image.caption,
        credit=image.credit,
    )
