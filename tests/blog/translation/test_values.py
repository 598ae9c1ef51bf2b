"""Links, pictures and other values of a translation's own: shown, chosen, refused, built, and never lost in silence."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail_localize.models import OverridableSegment, SegmentOverride, StringTranslation, Translation

from blog.models import ArticlePage, Author, BlogImage
from blog.models.linkpreviews import LinkPreview
from blog.translation.saving import ConflictError, RefusedError
from blog.translation.value_views import chooser
from blog.translation.values import Kind, Shown, Value, replace, values_of
from home.models import HomePage
from tests.factories import make_image

from .conftest import every_block

pytestmark = pytest.mark.once

SCRIPT = {"headers": {"x-requested-with": "XMLHttpRequest"}}


@pytest.fixture
def rich(write: Any, submit: Any, translate: Any, image: BlogImage) -> tuple[ArticlePage, Translation]:
    """A translated article with a cover, pictures, a link, a video and a bookmark."""
    article = write("구름", body=every_block(image), cover=image)
    submit(article)
    translate(article, title="Cloud")
    return article, Translation.objects.select_related("source", "target_locale").get(
        source__object_id=article.translation_key
    )


def find(translation: Translation, user: User, end: str) -> Value:
    """The value whose place ends in this way."""
    rows = OverridableSegment.objects.filter(source=translation.source).select_related("context")
    context = next(row.context_id for row in rows if row.context.path.endswith(end))
    return next(each for each in values_of(translation, user=user) if each.context == context)


def built(translation: Translation) -> ArticlePage:
    translation.save_target(publish=False)
    page: ArticlePage = translation.get_target_instance().get_latest_revision_as_object()
    return page


def url_of(translation: Translation, value: Value) -> str:
    return reverse("translation:value", args=[translation.pk, value.context])


def test_values_come_in_the_order_of_the_page_as_people_read_them(rich: Any, translator: User, image: Any) -> None:
    _article, translation = rich
    LinkPreview.objects.update_or_create(address="https://youtu.be/abcdefgh", defaults={"title": "강연"})
    found = values_of(translation, user=translator)
    assert [each.kind for each in found] == [Kind.PICTURE, Kind.LINK, Kind.PICTURE, Kind.PICTURE, Kind.LINK, Kind.LINK]
    assert found[0].source.instance == image
    assert found[0].labels == ("표지 이미지",)
    assert found[1].source == Shown("https://ko.example/", "", None)
    assert found[4].source == Shown("https://youtu.be/abcdefgh", "강연", None)
    assert {each.own for each in found} == {None}


def test_a_picture_and_links_of_its_own_are_built_and_previewed_and_given_back(
    rich: Any, translator: User, english: Any
) -> None:
    article, translation = rich
    other = make_image("English desk")
    linked = StringTranslation.objects.get(translation_of__data__contains='<a id="a1">')
    linked.data = 'See the <a id="a1">manual</a>.'
    linked.save()
    for end, text in (("cover", str(other.pk)), ("'https://ko.example/'", "/en/manual/")):
        replace(translation, find(translation, translator, end).context, text, user=translator)
    video = next(each for each in values_of(translation, user=translator) if "youtu" in each.source.text)
    replace(translation, video.context, "https://youtu.be/english", user=translator)
    preview = translation.source.get_ephemeral_translated_instance(english, fallback=True)
    for page in (preview, built(translation)):
        stored = json.dumps(page.body.get_prep_value())
        assert page.cover == other
        assert "/en/manual/" in stored
        assert "https://youtu.be/english" in stored
    assert find(translation, translator, "cover").own == Shown("English desk", "", other)
    for value in values_of(translation, user=translator):
        replace(translation, value.context, "", user=translator)
    assert not SegmentOverride.objects.exists()
    assert built(translation).cover == article.cover


@pytest.mark.parametrize(
    "sent", ["javascript:alert(1)", "ko.example", "http://", "https://a b", "\0", "//evil.example", "가" * 10]
)
def test_an_address_that_cannot_be_used_is_refused_in_words_and_stays_in_its_form(
    rich: Any, translator: User, translator_client: Client, sent: str
) -> None:
    _article, translation = rich
    value = find(translation, translator, "'https://ko.example/'")
    with pytest.raises(RefusedError):
        replace(translation, value.context, sent, user=translator)
    for extra in ({}, SCRIPT):
        response = translator_client.post(url_of(translation, value), {"value": sent, "version": ""}, **extra)
        assert response.status_code == 400
        assert 'role="alert"' in response.content.decode()
        assert f'value="{sent}"'.replace("\0", "") in response.content.decode().replace("\0", "")
    assert not SegmentOverride.objects.exists()


@pytest.mark.parametrize("sent", ["0", "-1", "999999", "9" * 30, "cover", "1 OR 1", "١"])
def test_a_picture_that_does_not_exist_is_refused(rich: Any, translator: User, sent: str) -> None:
    _article, translation = rich
    with pytest.raises(RefusedError):
        replace(translation, find(translation, translator, "cover").context, sent, user=translator)


def test_nothing_chosen_is_not_the_same_as_giving_it_back(
    rich: Any, translator: User, translator_client: Client
) -> None:
    _article, translation = rich
    value = find(translation, translator, "'https://ko.example/'")
    replace(translation, value.context, "/en/", user=translator)
    value = find(translation, translator, "'https://ko.example/'")
    sent = {"value": " ", "version": value.version}
    assert translator_client.post(url_of(translation, value), sent, **SCRIPT).status_code == 400
    assert SegmentOverride.objects.exists()
    response = translator_client.post(url_of(translation, value), {**sent, "clear": "yes"}, **SCRIPT)
    assert response.status_code == 200
    assert not SegmentOverride.objects.exists()


def test_nobody_overwrites_what_they_have_not_seen(rich: Any, translator: User, translator_client: Client) -> None:
    _article, translation = rich
    value = find(translation, translator, "'https://ko.example/'")
    replace(translation, value.context, "/en/first/", user=translator, version=value.version)
    with pytest.raises(ConflictError):
        replace(translation, value.context, "/en/second/", user=translator, version=value.version)
    for sent in ({"value": "/en/second/"}, {"clear": "yes"}):
        response = translator_client.post(url_of(translation, value), {**sent, "version": value.version}, **SCRIPT)
        assert response.status_code == 409
        assert "/en/first/" in response.content.decode()
    assert SegmentOverride.objects.get().data == "/en/first/"


def test_what_the_original_has_no_more_cannot_be_replaced(rich: Any, translator: User) -> None:
    article, translation = rich
    value = find(translation, translator, "cover")
    article.cover = None
    article.save_revision().publish()
    translation.source.refresh_from_db()
    translation.source.update_from_db()
    with pytest.raises(RefusedError):
        replace(translation, value.context, "1", user=translator)


def test_a_chosen_picture_that_is_deleted_gives_way_to_that_of_the_original_and_says_so(
    rich: Any, translator: User, translator_client: Client, english: Any
) -> None:
    article, translation = rich
    other, third = make_image("English desk"), make_image("Another")
    cover, link = find(translation, translator, "cover"), find(translation, translator, "'https://ko.example/'")
    replace(translation, cover.context, str(other.pk), user=translator)
    replace(translation, link.context, "/en/", user=translator)
    third.delete()
    assert not find(translation, translator, "cover").error
    other.delete()
    assert find(translation, translator, "cover").error
    assert not find(translation, translator, "'https://ko.example/'").error
    assert built(translation).cover == article.cover
    page = translator_client.get(reverse("translation:values", args=[translation.pk])).content.decode()
    assert find(translation, translator, "cover").error in page
    replace(translation, cover.context, str(article.cover.pk), user=translator)
    assert not find(translation, translator, "cover").error


def test_the_number_of_queries_does_not_grow_with_the_number_of_values(
    write: Any, submit: Any, image: BlogImage, translator: User, django_assert_max_num_queries: Any
) -> None:
    pictures = [make_image(f"{number}", (40, 30)) for number in range(3)]
    body = [each for picture in pictures for each in every_block(picture)]
    article = write("많이", body=body, cover=image)
    submit(article)
    translation = Translation.objects.select_related("source").get(source__object_id=article.translation_key)
    with django_assert_max_num_queries(6):
        assert len(values_of(translation, user=translator)) == 16


def test_the_page_and_its_choosers_are_shown_in_a_bounded_number_of_queries(
    rich: Any, translator_client: Client, django_assert_max_num_queries: Any
) -> None:
    _article, translation = rich
    address = reverse("translation:values", args=[translation.pk])
    translator_client.get(address)
    with django_assert_max_num_queries(40):
        page = translator_client.get(address).content.decode()
    assert page.count("new ImageChooser(") == 3
    assert "<html" not in translator_client.get(address, **SCRIPT).content.decode()


@pytest.mark.parametrize(
    ("kind", "model", "script"),
    [
        (Kind.PAGE, HomePage, "PageChooser"),
        (Kind.DOCUMENT, get_document_model(), "DocumentChooser"),
        (Kind.SNIPPET, Author, "SnippetChooser"),
        (Kind.PICTURE, BlogImage, "ImageChooser"),
    ],
)
def test_everything_that_can_be_chosen_has_the_chooser_that_editors_know(
    trees: Any, kind: Kind, model: Any, script: str
) -> None:
    value = Value(1, kind, model, ("자리",), Shown("", "", None), None, "", "")
    widget = chooser(value)
    assert widget is not None
    assert f"new {script}(" in widget.render("value", None, {"id": "field"})
