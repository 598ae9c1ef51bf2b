"""Short ways to a site with something on it."""

from io import BytesIO
from itertools import count
from typing import Any
from uuid import uuid4

from django.core.files.images import ImageFile
from django.utils import timezone
from PIL import Image

from blog.models import ArticlePage, BlogImage, BlogIndexPage
from ops.tasks import once

_numbers = count(1)


def block(kind: str, value: Any) -> dict[str, Any]:
    """One block as it is stored."""
    return {"type": kind, "id": str(uuid4()), "value": value}


def paragraph(text: str = "문단입니다.") -> dict[str, Any]:
    """A paragraph block with one paragraph."""
    return block("paragraph", f"<p>{text}</p>")


def section(heading: str, *content: dict[str, Any]) -> dict[str, Any]:
    """A section."""
    return block("section", {"heading": heading, "content": list(content)})


def picture(image: BlogImage, alt: str = "책상", caption: str = "") -> dict[str, Any]:
    """An image block."""
    value = {"image": image.pk, "alt_text": alt, "decorative": False}
    return block("image", {"image": value, "caption": caption, "credit": "", "width": "column", "missing_file": ""})


def make_image(title: str = "그림", size: tuple[int, int] = (160, 90)) -> BlogImage:
    """A stored picture of one colour, so small that the sizes which pages ask for take no time to make."""
    file = BytesIO()
    Image.new("RGB", size, "#c2410c").save(file, "JPEG")
    return BlogImage.objects.create(title=title, file=ImageFile(BytesIO(file.getvalue()), name="picture.jpg"))


def make_article(articles: BlogIndexPage, *, live: bool = True, **fields: Any) -> ArticlePage:
    """An article below a list; published unless `live` is False."""
    number = next(_numbers)
    fields = {"title": f"글 {number}", "slug": f"article-{number}", "body": [paragraph()], **fields}
    body = fields.pop("body")
    article = ArticlePage(locale=articles.locale, live=False, **fields)
    article.body = ArticlePage.body.field.stream_block.to_python(body)
    if live and article.published_at is None:
        article.published_at = timezone.now()
    with once():  # indexed once instead of after each of four saves: half the time of many tests
        BlogIndexPage.objects.get(pk=articles.pk).add_child(instance=article)
        revision = article.save_revision()
        if live:
            revision.publish()
    return ArticlePage.objects.get(pk=article.pk)
