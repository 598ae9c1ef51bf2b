"""What travels from a Korean article through segments into its English version."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from wagtail.models import Locale, Page
from wagtail_localize.models import OverridableSegment, StringSegment, Translation
from wagtail_localize.operations import translate_object, translate_page_subtree

from blog.models import ArticlePage, BlogImage, BlogIndexPage
from blog.translation.publishing import publish
from home.bootstrap import Trees
from home.models import HomePage

from .conftest import block, every_block, item

pytestmark = pytest.mark.once

KOREAN = (
    *("첫", "둘째", "구조", "안내서", "하나", "사진 설명", "책상", "앞", "모음", "인용문", "누군가", "코드 설명"),
    *("나머지", "도움말", "쉬어", "영상", "언어", "한국어", "같음", "표 설명", "북마크", "설명", "각주"),
)


def ids(raw: Any) -> Iterator[str]:
    """Every block id in stored JSON, nested streams and list items included."""
    if isinstance(raw, dict):
        if "id" in raw and "type" in raw:
            yield raw["id"]
        for value in raw.values():
            yield from ids(value)
    elif isinstance(raw, list):
        for value in raw:
            yield from ids(value)


def stored(page: ArticlePage) -> list[dict[str, Any]]:
    raw: list[dict[str, Any]] = json.loads(json.dumps(ArticlePage.objects.get(pk=page.pk).body.get_prep_value()))
    return raw


@pytest.fixture
def published(
    write: Any, submit: Any, translate: Any, image: BlogImage, django_capture_on_commit_callbacks: Any
) -> tuple[ArticlePage, ArticlePage]:
    """An article with every block, fully translated and published."""
    article = write("모든 블록", body=every_block(image), summary="요약", search_description="검색 설명")
    target = submit(article)
    translation = translate(article, title="Every block")
    with django_capture_on_commit_callbacks(execute=True):
        publish(translation, user=None)
    return article, ArticlePage.objects.get(pk=target.pk)


def test_every_text_reaches_translators_and_comes_back(published: tuple[ArticlePage, ArticlePage]) -> None:
    _article, target = published
    assert target.live
    english = json.dumps(stored(target), ensure_ascii=False)
    assert [text for text in KOREAN if text in english] == []
    assert target.title == "Every block"
    assert target.summary.startswith("EN")
    assert target.search_description.startswith("EN")


def test_what_is_no_language_stays_as_it_is(published: tuple[ArticlePage, ArticlePage]) -> None:
    code = published[1].body[1].value["content"][4].value
    assert (code["language"], code["filename"], code["code"], code["highlight"]) == ("python", "a.py", "x = '글'", "1")
    assert code["caption"].startswith("EN")
    picture = published[1].body[1].value["content"][1].value
    assert picture["width"] == "wide"
    assert picture["missing_file"] == "https://old.example/desk.jpg"
    assert published[1].body[2].value["content"][1].value["url"] == "https://youtu.be/abcdefgh"


def test_code_is_never_sent_to_translators(published: tuple[ArticlePage, ArticlePage]) -> None:
    sent = StringSegment.objects.filter(source__object_id=published[0].translation_key)
    assert not sent.filter(string__data__contains="x = ").exists()
    assert not OverridableSegment.objects.filter(data_json__contains="a.py").exists()


def test_tables_are_translated_cell_by_cell(published: tuple[ArticlePage, ArticlePage]) -> None:
    table = stored(published[1])[2]["value"]["content"][2]["value"]
    assert table["caption"].startswith("EN")
    assert all(column["heading"].startswith("EN") for column in table["columns"])
    cells = [row["values"] for row in table["rows"]]
    assert all(cell.startswith("<p>EN") for row in cells for cell in row)
    assert cells[0][1] == cells[1][1] != cells[0][0]


def test_list_items_with_ids_are_translated(published: tuple[ArticlePage, ArticlePage]) -> None:
    notes = stored(published[1])[2]["value"]["content"][4]["value"]["notes"]
    assert [note["type"] for note in notes] == ["item", "item"]
    assert all(note["value"].startswith("<p>EN") for note in notes)


def test_block_ids_are_equal_after_the_first_publication(published: tuple[ArticlePage, ArticlePage]) -> None:
    article, target = published
    assert list(ids(stored(article))) == list(ids(stored(target)))
    assert len(list(ids(stored(target)))) == 17


def test_block_ids_are_equal_and_translations_stay_after_moves_and_insertions(
    published: tuple[ArticlePage, ArticlePage], translate: Any, django_capture_on_commit_callbacks: Any
) -> None:
    article, target = published
    before = {each["id"]: each["value"] for each in stored(target)[2]["value"]["content"]}
    raw = stored(article)
    content = raw[2]["value"]["content"]
    content.insert(0, content.pop(3))
    content[-2]["value"]["notes"].reverse()
    content[-2]["value"]["notes"].append(item("<p>새 각주</p>"))
    raw.insert(0, block("paragraph", "<p>새 문단</p>"))
    del raw[2]
    article = ArticlePage.objects.get(pk=article.pk)
    article.body = article.body.stream_block.to_python(raw)
    article.save_revision().publish()
    translation = Translation.objects.get(source__object_id=article.translation_key)
    translation.source.update_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        publish(translation, user=None, consent=True)
    after = stored(target)
    assert list(ids(stored(article))) == list(ids(after))
    bookmark = next(each for each in after[2]["value"]["content"] if each["type"] == "bookmark")
    assert bookmark["value"] == before[bookmark["id"]]
    assert translation.get_progress() == (translation.get_progress()[0], translation.get_progress()[0] - 2)


def test_submitting_never_publishes_below_the_english_tree(write: Any, english: Locale, trees: Trees) -> None:
    articles = [write(f"글 {number}") for number in range(3)]
    published_before = set(Page.objects.filter(locale=english, live=True).values_list("pk", flat=True))
    for article in articles[:1]:
        translate_object(article, [english])
    translate_page_subtree(trees.lists["ko"].pk, [english], None, None)
    assert ArticlePage.objects.filter(locale=english).count() == 3
    assert set(Page.objects.filter(locale=english, live=True).values_list("pk", flat=True)) == published_before
    assert not any(Page.find_problems())


def test_a_whole_tree_submitted_at_once_leaves_no_alias_and_no_broken_tree(trees: Trees, write: Any) -> None:
    write("글")
    locale = Locale.objects.create(language_code="fr")
    translate_object(trees.homes["ko"], [locale])
    translate_page_subtree(trees.homes["ko"].pk, [locale], None, None)
    french = Page.objects.filter(locale=locale)
    assert french.count() == 3
    assert not french.filter(live=True).exists()
    assert not french.filter(alias_of__isnull=False).exists()
    assert not any(Page.find_problems())
    assert {type(page.specific) for page in french} == {HomePage, BlogIndexPage, ArticlePage}


def test_an_english_article_points_at_english_rows(
    write: Any, submit: Any, belongings: dict[str, Any], english: Locale
) -> None:
    article = write(disclaimer=belongings["disclaimer"], disclaimer_choice="custom")
    article.article_authors.create(author=belongings["author"], locale=article.locale)
    article.article_categories.create(category=belongings["category"], locale=article.locale)
    article.article_topics.create(topic=belongings["topic"], locale=article.locale)
    article.article_series.create(series=belongings["series"], position=2, locale=article.locale)
    article.save()
    target = submit(ArticlePage.objects.get(pk=article.pk))
    rows = [*target.authors, *target.categories, *target.topics, target.series_place.series, target.disclaimer]
    assert [row.locale_id for row in rows] == [english.pk] * 5
    assert target.series_place.position == 2
    assert not target.disclaimer.live


def test_something_newly_related_is_submitted_when_the_article_is_updated(
    complete: Any, belongings: dict[str, Any], english: Locale, django_capture_on_commit_callbacks: Any
) -> None:
    article, target, translation = complete
    article.article_categories.create(category=belongings["category"], locale=article.locale)
    article.save()
    translation.source.update_from_db()
    category = belongings["category"].get_translation(english)
    with django_capture_on_commit_callbacks(execute=True):
        publish(translation, user=None, consent=True)
    target = ArticlePage.objects.get(pk=target.pk)
    assert target.categories == [category]


def test_a_relation_removed_from_the_original_leaves_the_translation(
    write: Any, submit: Any, belongings: dict[str, Any]
) -> None:
    article = write()
    article.article_topics.create(topic=belongings["topic"], locale=article.locale)
    article.save()
    target = submit(ArticlePage.objects.get(pk=article.pk))
    assert target.topics
    article.article_topics.clear()
    article.save()
    translation = Translation.objects.get(source__object_id=article.translation_key)
    translation.source.update_from_db()
    translation.save_target(publish=False)
    assert ArticlePage.objects.get(pk=target.pk).get_latest_revision_as_object().topics == []
