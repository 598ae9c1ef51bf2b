"""Threads, offered texts and other values on the desk: what they show, and what they cost."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail_localize.models import SegmentOverride, Translation

from blog.models import ArticlePage, BlogImage
from blog.translation.blanks import fill
from blog.translation.desk import parts
from blog.translation.questions import ask
from blog.translation.segments import segments_of
from blog.translation.values import replace, values_of
from tests.factories import make_image

from .conftest import every_block

SCRIPT = {"headers": {"x-requested-with": "XMLHttpRequest"}}


@pytest.fixture
def begun(write: Any, submit: Any, image: BlogImage) -> tuple[ArticlePage, Translation]:
    """An article with everything in it, of which nothing is translated."""
    article = write("구름", body=every_block(image), cover=image)
    submit(article)
    return article, Translation.objects.select_related("source", "target_locale").get(
        source__object_id=article.translation_key
    )


def desk(translation: Translation, query: str = "") -> str:
    return reverse("translation:desk", args=[translation.pk]) + query


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_all_of_it_adds_at_most_four_queries_to_the_desk(
    begun: Any, translator: User, editor: User, translator_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    _article, translation = begun
    for each in segments_of(translation)[:8]:
        opening = ask(translation, each.place, "왜요?", user=editor)
        ask(translation, each.place, "그래서요.", user=translator, parent=opening)
    fill(translation, "summary", "About clouds", user=translator)
    translator_client.get(desk(translation))
    with_them = queries(translator_client, desk(translation))
    for name in ("PIECE_PARTS", "DESK_PARTS"):
        others = [each for each in getattr(parts, name) if each.shown.__module__ != "blog.translation.desk_parts"]
        monkeypatch.setattr(parts, name, others)
    assert with_them - queries(translator_client, desk(translation)) <= 4


def test_every_piece_can_be_asked_about_and_open_threads_stand_open(
    begun: Any, translator: User, translator_client: Client
) -> None:
    _article, translation = begun
    segments = segments_of(translation)
    ask(translation, segments[0].place, "무슨 <구름>인가요?", user=translator)
    page = translator_client.get(desk(translation)).content.decode()
    assert page.count("data-load-from=") == len(segments) - 1 + 1  # and the other values
    assert "무슨 &lt;구름&gt;인가요?" in page
    assert '<details class="discussion__at-piece" data-desk-keep open>' in page
    filtered = translator_client.get(desk(translation, "?show=reviewed")).content.decode()
    assert "무슨 &lt;구름&gt;인가요?" in filtered


def test_a_stored_row_comes_back_without_threads_because_the_browser_keeps_them(
    begun: Any, translator: User, translator_client: Client
) -> None:
    _article, translation = begun
    segment = segments_of(translation)[0]
    ask(translation, segment.place, "무슨 구름인가요?", user=translator)
    url = reverse("translation:piece", args=[translation.pk, *segment.place])
    response = translator_client.post(url, {"text": "Cloud", "version": segment.version, "do": "save"}, **SCRIPT)
    assert response.status_code == 200
    assert "무슨 구름인가요?" not in response.json()["html"]


def test_what_stood_there_while_the_original_was_empty_is_offered_until_something_is_written(
    begun: Any, translator: User, translator_client: Client
) -> None:
    article, translation = begun
    fill(translation, "summary", "About “clouds”", user=translator)
    article.summary = "구름 이야기"
    article.save_revision().publish()
    translation.source.update_from_db()
    page = translator_client.get(desk(translation)).content.decode()
    assert 'data-desk-restore="About “clouds”"' in page


def test_the_other_values_stand_closed_until_something_is_wrong_with_them(
    begun: Any, translator: User, translator_client: Client
) -> None:
    _article, translation = begun
    page = translator_client.get(desk(translation)).content.decode()
    address = reverse("translation:values", args=[translation.pk])
    assert f'id="other-values" data-load-from="{address}">' in page
    other = make_image("English desk")
    replace(translation, values_of(translation, user=translator)[0].context, str(other.pk), user=translator)
    other.delete()
    assert SegmentOverride.objects.get().has_error
    page = translator_client.get(desk(translation)).content.decode()
    assert f'id="other-values" data-load-from="{address}" open>' in page


def test_threads_whose_piece_has_gone_stand_below(begun: Any, translator: User, translator_client: Client) -> None:
    article, translation = begun
    paragraph = next(each for each in segments_of(translation) if "둘째 문단" in each.source)
    ask(translation, paragraph.place, "둘째는 어디로?", user=translator)
    article.body = []
    article.save_revision().publish()
    translation.source.update_from_db()
    page = translator_client.get(desk(translation)).content.decode()
    assert 'id="homeless-threads"' in page
    assert page.count("둘째는 어디로?") >= 2  # there, and among the open questions


def test_editors_of_the_original_see_the_values_but_cannot_change_them(
    begun: Any, editor_client: Client, translator_client: Client
) -> None:
    _article, translation = begun
    address = reverse("translation:values", args=[translation.pk])
    theirs, ours = (client.get(address).content.decode() for client in (editor_client, translator_client))
    assert 'name="version"' in ours
    assert "other-value__form" not in theirs
    assert "readonly" in theirs
