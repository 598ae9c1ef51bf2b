"""English versions that were written elsewhere."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from wagtail.models import Locale
from wagtail_localize.models import SegmentOverride, StringTranslation, Translation

from blog.models import ArticlePage, Author, BlogImage, Category, Disclaimer, Series
from blog.translation.adoption import Version, adopt, adopt_fields
from blog.translation.direction import ReverseDirectionError
from blog.translation.progress import missing_pieces

from .conftest import block, every_block
from .test_structure import bare

ENGLISH = {
    "첫 <b>문단</b>과": "The <b>first</b> paragraph and",
    "둘째 문단": "The second one",
    "구조": "Structure",
    "안내서": "The manual",
    "https://ko.example/": "https://en.example/",
    "를 보세요": ", look",
    "하나": "one",
    "사진 설명": "About the picture",
    "모음": "Collection",
    "인용문": "Quotation",
    "누군가": "Somebody",
    "코드 설명": "About the code",
    "나머지": "The rest",
    "도움말": "Advice",
    "쉬어 가세요": "Take a break",
    "영상": "Video",
    "언어": "Language",
    "값": "Value",
    "한국어": "Korean",
    "같음": "equal",
    "영어": "English",
    "표 설명": "About the table",
    "북마크": "Bookmark",
    "설명": "Description",
    "각주": "Note",
    "책상": "A desk",
    "초고": "A draft",
    "앞": "Front",
    "둘": "two",
}


def in_english(raw: Any) -> Any:
    """The body translated word by word, as an importer would hand it over: with ids of its own."""
    text = json.dumps(bare(raw), ensure_ascii=False)
    for korean in sorted(ENGLISH, key=len, reverse=True):
        text = text.replace(korean, ENGLISH[korean])
    return json.loads(text)


def without_ids(raw: Any) -> Any:
    """The same JSON without block ids."""
    if isinstance(raw, dict):
        return {key: without_ids(value) for key, value in raw.items() if key != "id"}
    return [without_ids(value) for value in raw] if isinstance(raw, list) else raw


@pytest.fixture
def version(image: BlogImage) -> tuple[list[dict[str, Any]], Version]:
    body = every_block(image)
    fields = {"title": "Every block", "slug": "every-block-in-english", "summary": "A summary"}
    return body, Version(fields, {"body": in_english(body)})


def test_a_complete_version_is_adopted_and_published(
    write: Any, version: Any, translator: User, django_capture_on_commit_callbacks: Any
) -> None:
    body, english = version
    article = write("모든 블록", body=body, summary="요약")
    with django_capture_on_commit_callbacks(execute=True):
        adoption = adopt(article, english, user=translator, publish=True)
    assert (adoption.untranslated, adoption.unmatched, adoption.published) == (0, (), True)
    target = ArticlePage.objects.get(pk=adoption.target.pk)
    assert (target.title, target.slug, target.summary) == ("Every block", "every-block-in-english", "A summary")
    assert target.live
    raw = json.loads(json.dumps(target.body.get_prep_value()))
    assert "https://en.example/" in json.dumps(raw)
    expected = in_english(body)
    expected[1]["value"]["content"][4]["value"]["code"] = "x = '글'"
    assert without_ids(raw) == without_ids(expected)
    assert [each["id"] for each in raw] == [each["id"] for each in body]


def test_the_translation_editor_shows_an_adopted_version(write: Any, version: Any, translator_client: Any) -> None:
    body, english = version
    adoption = adopt(write(body=body, summary="요약"), english)
    page = translator_client.get(f"/admin/pages/{adoption.target.pk}/edit/", follow=True).content.decode()
    assert "data-desk" in page
    assert "Take a break" in page


def test_what_equals_the_original_is_not_translated_yet(
    write: Any, version: Any, django_capture_on_commit_callbacks: Any
) -> None:
    body, english = version
    english.streams["body"][0]["value"] = body[0]["value"]
    article = write(body=body, summary="AWS 2019")
    half = Version({**english.fields, "summary": "AWS 2019"}, english.streams)
    with django_capture_on_commit_callbacks(execute=True):
        adoption = adopt(article, half, publish=True)
    assert (adoption.untranslated, adoption.published) == (2, False)
    translation = Translation.objects.get(source__object_id=article.translation_key)
    assert [piece.text for piece in missing_pieces(translation)] == ["첫 문단과 H2O.", "둘째 문단."]
    assert not ArticlePage.objects.get(pk=adoption.target.pk).live
    with django_capture_on_commit_callbacks(execute=True):
        adoption = adopt(article, half, publish=True, consent=True)
    assert (adoption.untranslated, adoption.published) == (2, True)
    assert ArticlePage.objects.get(pk=adoption.target.pk).live


def test_a_version_is_a_draft_unless_it_is_published(write: Any, version: Any) -> None:
    body, english = version
    adoption = adopt(write(body=body), english)
    assert not adoption.published
    assert not adoption.target.live


def test_adopting_twice_equals_adopting_once(write: Any, version: Any) -> None:
    body, english = version
    article = write(body=body, summary="요약")
    first = adopt(article, english)
    strings = set(StringTranslation.objects.values_list("translation_of", "context", "data"))
    second = adopt(article, english)
    assert second.target == first.target
    assert set(StringTranslation.objects.values_list("translation_of", "context", "data")) == strings
    assert SegmentOverride.objects.count() == 1
    assert Translation.objects.filter(source__object_id=article.translation_key).count() == 1


def test_a_slug_that_is_left_out_is_proposed_from_the_title(write: Any) -> None:
    adoption = adopt(write(), Version({"title": "Only a title"}))
    assert adoption.untranslated == 1
    assert adoption.target.get_latest_revision_as_object().slug == "only-a-title"


def test_other_structure_is_left_untranslated_and_reported(write: Any, version: Any) -> None:
    body, english = version
    del english.streams["body"][2]["value"]["content"][0]
    english.streams["body"][0]["value"] = "<p>Only one paragraph.</p>"
    article = write(body=body)
    adoption = adopt(article, english)
    assert set(adoption.unmatched) == {f"body.{body[0]['id']}", f"body.{body[2]['id']}.content"}
    assert adoption.untranslated == 2 + 2


def test_empty_texts_are_not_translated_yet_and_surplus_texts_are_kept_where_the_original_is_empty(write: Any) -> None:
    article = write(summary="요약")
    adoption = adopt(article, Version({"title": "A title", "summary": "", "search_description": "No Korean one"}))
    assert adoption.unmatched == ()
    assert adoption.target.get_latest_revision_as_object().search_description == "No Korean one"
    assert adoption.untranslated == 2


def test_snippets_are_adopted_by_fields(belongings: dict[str, Any], english: Locale) -> None:
    author = adopt_fields(belongings["author"], {"name": "Haneul Kim", "bio": "She writes."})
    assert isinstance(author, Author)
    assert (author.locale, author.name, author.slug, author.bio) == (english, "Haneul Kim", "haneul-kim", "She writes.")
    assert author.translation_key == belongings["author"].translation_key
    category = adopt_fields(belongings["category"], {"name": "Development", "slug": "dev"})
    assert Category.objects.get(locale=english) == category
    assert category.slug == "dev"
    assert adopt_fields(belongings["series"], {"title": "In parts"}).title == "In parts"
    assert Series.objects.filter(locale=english).count() == 1


def test_disclaimers_are_adopted_and_published(
    belongings: dict[str, Any], english: Locale, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        adopt_fields(belongings["disclaimer"], {"name": "Disclaimer", "text": "<p>Opinions are personal.</p>"})
    disclaimer = Disclaimer.objects.get(locale=english)
    assert disclaimer.live
    assert disclaimer.text == "<p>Opinions are personal.</p>"


def test_snippets_adopted_first_are_used_by_the_english_article(
    write: Any, belongings: dict[str, Any], english: Locale
) -> None:
    category = adopt_fields(belongings["category"], {"name": "Development"})
    article = write()
    article.article_categories.create(category=belongings["category"], locale=article.locale)
    article.save()
    assert adopt(article, Version({"title": "A title"})).target.categories == [category]


def test_a_translation_cannot_adopt(complete: Any) -> None:
    with pytest.raises(ReverseDirectionError):
        adopt(complete[1], Version({"title": "거꾸로"}), language="ko")


def test_links_that_run_something_stay_those_of_the_original(write: Any) -> None:
    article = write(body=[block("paragraph", '<p><a href="https://ko.example/">안내서</a>를 보세요.</p>')])
    body = [block("paragraph", '<p>See the <a href="javascript:alert(1)">manual</a>.</p>')]
    target = adopt(article, Version({"title": "A manual"}, {"body": body}), publish=True).target
    assert not SegmentOverride.objects.exists()
    assert "https://ko.example/" in str(target.body.get_prep_value())
    assert "javascript" not in str(target.body.get_prep_value())
