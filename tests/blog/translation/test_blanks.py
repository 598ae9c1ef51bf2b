"""Fields that the original leaves empty: found under the paths that strings would have, filled, built and cleared."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from wagtail_localize.models import StringSegment, Translation
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from blog.models import ArticlePage, Category
from blog.translation.blanks import blanks_in, blanks_of, fill, offered, supplied
from blog.translation.models import Basis, Supplement
from blog.translation.publishing import publish
from blog.translation.saving import ConflictError, RefusedError
from blog.translation.segments import segments_of
from tests.factories import block

from .conftest import every_block, picture

pytestmark = pytest.mark.once

SCRIPT = {"headers": {"x-requested-with": "XMLHttpRequest"}}


def emptied(value: Any) -> Any:
    """The same blocks with every text in them taken out, structure and ids kept."""
    if isinstance(value, dict):
        return {key: emptied(each) if key not in KEPT else each for key, each in value.items()}
    if isinstance(value, list):
        return [emptied(each) for each in value]
    return "" if isinstance(value, str) and not value.startswith("<") else value


KEPT = {"id", "type", "language", "kind", "width", "columns", "rows", "url"}


def translation_of(source: Any) -> Translation:
    return Translation.objects.select_related("source", "target_locale").get(source__object_id=source.translation_key)


def read_again(article: ArticlePage, translation: Translation, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(article, name, value)
    article.save_revision().publish()
    translation.source.refresh_from_db()
    translation.source.update_from_db()


@pytest.fixture
def silent(write: Any, submit: Any, translate: Any, image: Any) -> tuple[ArticlePage, Translation]:
    """A translated article with one of each kind of block, in which every text that may be missing is missing."""
    article = write("구름", body=emptied(every_block(image)))
    submit(article)
    translate(article, title="Cloud")
    return article, translation_of(article)


def path_of(translation: Translation, end: str) -> str:
    return next(each.path for each in blanks_in(translation.source) if each.field_path.endswith(end))


def build(translation: Translation, user: Any = None) -> ArticlePage:
    translation.save_target(user=user, publish=False)
    target: ArticlePage = translation.get_target_instance().get_latest_revision_as_object()
    return target


def test_contract_every_empty_place_is_where_wagtail_localize_would_have_a_string(silent: Any) -> None:
    """When this fails, wagtail-localize names its strings in another way, and `blanks` has to follow."""
    article, translation = silent
    blanks = blanks_in(translation.source)
    assert len(blanks) == len({each.path for each in blanks}) >= 18
    content = json.loads(translation.source.content_json)
    body = json.loads(content["body"])
    for number, blank in enumerate(blanks):
        put(content, body, blank.path, f"글 {number}")
    content["body"] = json.dumps(body)
    instance = article.with_content_json(content)
    strings = [each for each in extract_segments(instance) if isinstance(each, StringSegmentValue)]
    found = {each.path: each.render_text() for each in strings}
    assert {each.path: found.get(each.path) for each in blanks} == {
        each.path: f"글 {number}" for number, each in enumerate(blanks)
    }
    read_again(article, translation, **{name: content[name] for name in ("seo_title", "search_description", "summary")})
    article.body = instance.body
    read_again(article, translation)
    stored = dict(
        StringSegment.objects.filter(source=translation.source).values_list("context__path", "context__field_path")
    )
    named = {each.path: each.field_path.removesuffix(".caption") for each in blanks}
    assert {path: stored[path].removesuffix(".caption") for path in named} == named
    assert blanks_in(translation.source) == ()


def put(content: dict[str, Any], body: list[Any], path: str, text: str) -> None:
    """Writes a text into stored content at a path."""
    name, *steps = path.split(".")
    if not steps:
        content[name] = text
        return
    place: Any = body
    for step in steps[:-1]:
        place = next(each["value"] for each in place if each["id"] == step) if isinstance(place, list) else place[step]
    place[steps[-1]] = text


def test_what_stands_in_an_empty_place_is_built_previewed_and_taken_away_again(
    silent: Any, translator: User, english: Any
) -> None:
    _article, translation = silent
    blanks = blanks_in(translation.source)
    texts = {each.path: f"{number} <b> & “it”" for number, each in enumerate(blanks)}
    for path, text in texts.items():
        fill(translation, path, text, user=translator)
    assert {each.blank.path: each.text for each in blanks_of(translation)} == texts
    preview = translation.source.get_ephemeral_translated_instance(english, fallback=True)
    for instance in (preview, build(translation)):
        strings = [each for each in extract_segments(instance) if isinstance(each, StringSegmentValue)]
        found = {each.path: each.render_text() for each in strings}
        assert {path: found.get(path) for path in texts} == texts
    for path in texts:
        fill(translation, path, "  ", user=translator)
    assert not Supplement.objects.exists()
    built = build(translation)
    assert (built.seo_title, built.search_description, built.summary) == ("", "", "")
    assert not {each.path for each in extract_segments(built)} & texts.keys()


def test_when_the_original_says_something_there_its_string_takes_over_and_the_text_is_offered(
    silent: Any, translator: User
) -> None:
    article, translation = silent
    fill(translation, "summary", "About clouds", user=translator)
    assert build(translation).summary == "About clouds"
    read_again(article, translation, summary="구름 이야기")
    assert "summary" not in {each.path for each in blanks_in(translation.source)}
    assert supplied(translation.source, translation.target_locale) == []
    segments = segments_of(translation)
    piece = next(each for each in segments if each.path == "summary")
    assert offered(translation, segments) == {piece.place: "About clouds"}
    with pytest.raises(RefusedError):
        fill(translation, "summary", "More", user=translator)
    read_again(article, translation, summary="")
    assert build(translation).summary == "About clouds"


def test_nobody_overwrites_what_they_have_not_seen(silent: Any, translator: User, translator_client: Client) -> None:
    _article, translation = silent
    fill(translation, "seo_title", "Clouds", user=translator, version="")
    with pytest.raises(ConflictError):
        fill(translation, "seo_title", "Skies", user=translator, version="")
    sent = {"path": "seo_title", "text": "Skies", "version": ""}
    response = translator_client.post(reverse("translation:blank", args=[translation.pk]), sent, **SCRIPT)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Clouds" in page
    assert 'value="Skies"' in page
    seen = next(each.version for each in blanks_of(translation) if each.blank.path == "seo_title")
    assert seen in page
    again = {**sent, "version": seen}
    assert translator_client.post(reverse("translation:blank", args=[translation.pk]), again).status_code == 302
    assert Supplement.objects.get().text == "Skies"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("seo_title", "a" * 256),
        ("summary", "가" * 501),
        ("search_description", "a" * 10_001),
        ("summary", "널\0"),
        ("summary", "\ud800"),
        ("summary", "\u200b\u00ad"),
        ("title", "Not empty"),
        ("slug", "no"),
        ("body.nowhere.caption", "no"),
        ("", "no"),
    ],
)
def test_what_cannot_stand_there_is_refused_in_words(silent: Any, translator: User, path: str, text: str) -> None:
    _article, translation = silent
    with pytest.raises(RefusedError):
        fill(translation, path, text, user=translator)
    assert not Supplement.objects.exists()


def test_a_refused_text_stays_in_its_form(silent: Any, translator_client: Client) -> None:
    _article, translation = silent
    sent = {"path": "seo_title", "text": "<i>" * 100, "version": ""}
    for extra in ({}, SCRIPT):
        response = translator_client.post(reverse("translation:blank", args=[translation.pk]), sent, **extra)
        assert response.status_code == 400
        assert "&lt;i&gt;" * 100 in response.content.decode()
        assert "255" in response.content.decode()


def test_a_picture_that_says_nothing_needs_no_alternative_text(
    write: Any, submit: Any, translator: User, image: Any
) -> None:
    value = {"image": picture(image), "caption": "", "credit": "", "width": "column", "missing_file": ""}
    article = write("그림", body=[block("image", value)])
    submit(article)
    translation = translation_of(article)
    path = path_of(translation, "image.alt_text")
    fill(translation, path, "A desk", user=translator)
    assert build(translation).body[0].value["image"].contextual_alt_text == "A desk"
    raw = article.body.get_prep_value()
    raw[0]["value"]["image"]["decorative"] = True
    read_again(article, translation, body=ArticlePage.body.field.stream_block.to_python(raw))
    assert path not in {each.path for each in blanks_in(translation.source)}
    built = build(translation).body[0].value["image"]
    assert not built.contextual_alt_text
    assert built.decorative


def test_pages_and_snippets_say_what_editors_call_the_places(silent: Any, english: Any) -> None:
    _article, translation = silent
    found = {each.field_path: each for each in blanks_in(translation.source)}
    assert found["body.section.content.image.image.alt_text"].labels[0] == "섹션"
    assert found["body.section.content.image.caption"].labels[-1] == "설명"
    assert found["body.section.content.embed.title"].hint == "https://youtu.be/abcdefgh"
    assert found["seo_title"].limit == 255
    assert found["summary"].lines


def test_snippets_have_empty_places_too(submit: Any, english: Any, trees: Any, translator: User) -> None:
    from wagtail_localize.operations import translate_object

    category = Category.objects.create(name="개발", slug="개발", locale=trees.lists["ko"].locale)
    translate_object(category, [english])
    translation = translation_of(category)
    fill(translation, "description", "What we build", user=translator)
    translation.save_target()
    assert category.get_translation(english).description == "What we build"


def test_readers_are_never_told_that_a_translation_is_behind_because_of_it(
    silent: Any, translator: User, django_capture_on_commit_callbacks: Any
) -> None:
    article, translation = silent
    with django_capture_on_commit_callbacks(execute=True):
        publish(translation, user=translator, consent=True)
    for blank in blanks_in(translation.source):
        fill(translation, blank.path, "Only in English", user=translator)
    with django_capture_on_commit_callbacks(execute=True):
        publish(translation, user=translator, consent=True)
        article.save_revision().publish()
    target = ArticlePage.objects.get(pk=translation.get_target_instance().pk)
    assert target.live
    assert target.summary == "Only in English"
    basis = Basis.objects.get(page=target)
    assert (basis.behind, basis.marks.get("stale", {})) == (0, {})


def test_finding_them_costs_no_query_and_reading_them_one(silent: Any, django_assert_num_queries: Any) -> None:
    _article, translation = silent
    assert translation.source.specific_content_type.model_class() is ArticlePage
    with django_assert_num_queries(0):
        assert blanks_in(translation.source)
    with django_assert_num_queries(1):
        blanks_of(translation)


def test_hand_edits_of_a_stopped_translation_are_kept_when_it_runs_again(
    silent: Any, translator: User, english: Any, browser: Any
) -> None:
    _article, translation = silent
    target = build(translation)
    translation.enabled = False
    translation.save()
    raw = target.body.get_prep_value()
    raw[1]["value"]["content"][1]["value"]["credit"] = "By hand"
    target.body = ArticlePage.body.field.stream_block.to_python(raw)
    target.seo_title = "Written by hand"
    target.save_revision()
    target.save()
    page = reverse("wagtailadmin_pages:edit", args=[target.pk])
    assert browser(translator).post(page, {"localize-restart-translation": "yes"}).status_code == 302
    translation.refresh_from_db()
    assert translation.enabled
    assert sorted(Supplement.objects.values_list("text", flat=True)) == ["By hand", "Written by hand"]
    assert build(translation).seo_title == "Written by hand"
