"""What translators may put in place of links and pictures, and which texts no page can hold."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from wagtail.models import Page
from wagtail_localize.models import SegmentOverride, StringTranslation, Translation

from blog.models import BlogImage
from blog.translation.overrides import is_safe_address

from .conftest import every_block

pytestmark = pytest.mark.once

Put = Callable[[str, str], Any]
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def article(write: Any, submit: Any, image: BlogImage) -> Any:
    """An article with links and pictures, and its English draft."""
    original = write(body=every_block(image), cover=image)
    submit(original)
    return original


@pytest.fixture
def put(article: Any, translator_client: Client) -> Put:
    """Sends a value for the place whose path ends so, or that is this link."""
    translation = Translation.objects.get(source__object_id=article.translation_key)
    segments = translation.source.overridablesegment_set.select_related("context")

    def send(place: str, value: str) -> Any:
        segment = next(each for each in segments if place in (each.context.path, str(each.data)))
        url = reverse("wagtail_localize:edit_override", args=[translation.pk, segment.pk])
        form = encode_multipart(BOUNDARY, {"value": value})  # as the editor's script sends it
        return translator_client.put(url, form, content_type=MULTIPART_CONTENT)

    return send


PLACES = {"link": "https://ko.example/", "embed": "https://youtu.be/abcdefgh", "bookmark": "https://b.example/"}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", " JavaScript:alert(1)", "java\tscript:alert(1)", "data:x,y"]
)
def test_an_address_that_runs_is_refused_with_a_sentence(put: Put, place: str, address: str) -> None:
    response = put(PLACES[place], address)
    assert response.status_code == 400
    assert "https://" in json.loads(response.content)["detail"]
    assert not SegmentOverride.objects.exists()


@pytest.mark.parametrize("place", PLACES)
def test_an_address_on_the_web_is_stored(put: Put, place: str) -> None:
    assert put(PLACES[place], "https://en.example/manual?a=1#b").status_code == 201
    assert SegmentOverride.objects.get().data == "https://en.example/manual?a=1#b"


def test_what_is_embedded_or_bookmarked_needs_a_whole_address(put: Put) -> None:
    assert put(PLACES["link"], "/en/about/").status_code == 201
    assert put(PLACES["embed"], "/en/about/").status_code == 400
    assert put(PLACES["bookmark"], "#top").status_code == 400


@pytest.mark.parametrize("value", ["x", "", "-1", "1.5", "٣", "999999", "9" * 40, "1 OR 1"])
def test_a_picture_that_does_not_exist_is_refused(put: Put, article: Any, value: str) -> None:
    for place in ("cover", str(_path_of_picture(article))):
        response = put(place, value)
        assert response.status_code == 400
        assert json.loads(response.content)["detail"]
    assert not SegmentOverride.objects.exists()


def test_another_picture_is_stored_and_published(
    put: Put, article: Any, translator_client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    from wagtail.images.tests.utils import get_test_image_file

    other = BlogImage.objects.create(title="desk", file=get_test_image_file())
    assert put("cover", str(other.pk)).status_code == 201
    assert put(_path_of_picture(article), str(other.pk)).status_code == 201
    target = Page.objects.get(translation_key=article.translation_key, locale__language_code="en").specific
    with django_capture_on_commit_callbacks(execute=True):
        form = {"action": "publish", "consent": "yes"}
        translator_client.post(reverse("wagtailadmin_pages:edit", args=[target.pk]), form)
    target.refresh_from_db()
    assert (target.live, target.cover_id) == (True, other.pk)


def _path_of_picture(article: Any) -> str:
    section = article.body.get_prep_value()[1]
    return f"body.{section['id']}.content.{section['value']['content'][1]['id']}.image.image"


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://example.org/글", True),
        ("HTTP://example.org", True),
        ("mailto:a@example.org", True),
        ("/en/blog/", True),
        ("#s-12345678", True),
        ("//example.org", False),
        ("/\\example.org", False),
        ("javascript:alert(1)", False),
        ("vbscript:x", False),
        ("https://", False),
        ("https://example.org/ x", False),
        ('/"onclick=x', False),
        ("about.html", False),
        ("", False),
    ],
)
def test_addresses_are_safe_or_not(address: str, safe: bool) -> None:
    assert is_safe_address(address) is safe


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (FORM, "value=a%00b"),
        (f"{FORM}; charset=utf-7", "value=+2AA-"),
        (FORM, ""),
        (FORM, "other=x"),
        ("application/json", '{"value": "x"}'),
        ("multipart/form-data", "value=x"),
    ],
)
def test_a_text_that_cannot_be_stored_is_refused_with_a_sentence(
    complete: Any, translator_client: Client, content_type: str, body: str
) -> None:
    translation = complete[2]
    segment = translation.source.stringsegment_set.get(context__path="title")
    url = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
    before = StringTranslation.objects.get(context__path="title").data
    response = translator_client.put(url, body, content_type=content_type)
    assert response.status_code == 400
    assert json.loads(response.content)["detail"]
    assert StringTranslation.objects.get(context__path="title").data == before
