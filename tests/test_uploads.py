"""What may be uploaded: no bombs, no scripts, and a sentence in Korean for what is refused."""

import zlib
from io import BytesIO
from struct import pack

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from wagtail.documents.models import Document
from wagtail.images.fields import WagtailImageField

from blog.models import BlogImage
from home.bootstrap import Trees

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def png_of(width: int, height: int) -> bytes:
    """A tiny file that unpacks to width x height black pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"\x00" * ((width // 8 + 1) * height), 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
        + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
    )


def jpeg() -> bytes:
    file = BytesIO()
    Image.effect_noise((400, 300), 80).save(file, "JPEG")
    return file.getvalue()


def upload_image(client: Client, name: str, content: bytes) -> str:
    file = SimpleUploadedFile(name, content)
    response = client.post("/admin/images/add/", {"title": "그림", "file": file, "collection": 1})
    return response.content.decode()


def test_a_picture_is_stored(trees: Trees, editor_client: Client):
    upload_image(editor_client, "한글 이름.jpg", jpeg())
    assert BlogImage.objects.get().title == "그림"


def test_a_corrected_picture_gets_another_address_than_the_one_it_replaces(trees: Trees, editor_client: Client):
    addresses = []
    for _ in range(2):
        upload_image(editor_client, "same-name.jpg", jpeg())
        image = BlogImage.objects.get()
        addresses.append(image.get_rendition("width-100").url)
        image.delete()
    assert len(set(addresses)) == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bomb.png", png_of(8000, 6000)),
        ("drawing.svg", SVG),
        ("drawing.png", SVG),
        ("cut-off-in-its-head.jpg", jpeg()[:100]),
        ("cut-off-in-the-middle.jpg", jpeg()[:-200]),
        ("empty.jpg", b""),
        ("page.html", b"<script>alert(1)</script>"),
    ],
)
def test_what_is_no_reasonable_picture_is_refused(trees: Trees, editor_client: Client, name: str, content: bytes):
    html = upload_image(editor_client, name, content)
    assert not BlogImage.objects.exists()
    assert "error" in html


def test_a_picture_of_forty_megapixels_is_the_limit(trees: Trees, editor_client: Client):
    upload_image(editor_client, "large.png", png_of(8000, 5000))
    assert BlogImage.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "stored"),
    [
        ("paper.pdf", b"%PDF-1.4 small", True),
        ("macro.docm", b"PK", False),
        ("page.html", b"<script>alert(1)</script>", False),
        ("drawing.svg", SVG, False),
        ("large.pdf", b"x" * (10 * 1024 * 1024 + 1), False),
    ],
)
def test_documents_are_limited_in_kind_and_size(
    trees: Trees, editor_client: Client, name: str, content: bytes, stored: bool
):
    file = SimpleUploadedFile(name, content)
    editor_client.post("/admin/documents/add/", {"title": "문서", "file": file, "collection": 1})
    assert Document.objects.exists() is stored


def test_a_document_is_never_shown_inside_the_site(trees: Trees, editor_client: Client, client: Client):
    file = SimpleUploadedFile("paper.pdf", b"%PDF-1.4 small")
    editor_client.post("/admin/documents/add/", {"title": "문서", "file": file, "collection": 1})
    response = client.get(Document.objects.get().url)
    assert response["Content-Disposition"].startswith("attachment")
    assert "default-src 'none'" in response["Content-Security-Policy"]
    response.close()


def test_wagtail_itself_still_stumbles_over_a_picture_that_was_cut_off():
    """When this fails because a ValidationError comes instead, `blog.viewsets.PictureForm` can go."""
    upload = SimpleUploadedFile("cut-off.jpg", jpeg()[:100], content_type="image/jpeg")
    with pytest.raises(OSError, match="Truncated"):
        WagtailImageField().clean(upload)
