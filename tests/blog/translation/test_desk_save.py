"""Saving on the desk: what is stored, what is refused, what a conflict shows, and what it costs."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page
from wagtail_localize.models import StringTranslation, Translation

from blog.translation.models import Review, SegmentVersion
from blog.translation.saving import By, save
from blog.translation.segments import Segment, State
from tests.blog.translation.test_desk_page import begin, change, find, url_of

TRANSACTION = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
SCRIPT = {"x-requested-with": "XMLHttpRequest"}


def piece_url(translation: Translation, segment: Segment, name: str = "piece") -> str:
    return reverse(f"translation:{name}", args=[translation.pk, *segment.place])


def asked(context: CaptureQueriesContext) -> list[str]:
    """Statements, without those that only begin and end a transaction."""
    return [each["sql"] for each in context.captured_queries if not each["sql"].startswith(TRANSACTION)]


def post(client: Client, translation: Translation, segment: Segment, text: str, do: str = "save", **more: str) -> Any:
    data = {"text": text, "version": segment.version, "do": do, **more}
    return client.post(piece_url(translation, segment), data, headers=SCRIPT)


@pytest.mark.parametrize("number", [10, 60])
def test_saving_costs_the_same_in_a_short_text_and_in_a_long_one(
    write: Any, submit: Any, translator_client: Any, number: int
) -> None:
    _article, translation = begin(write, submit, *(f"문단 {each}" for each in range(number)))
    translator_client.get(url_of(translation))  # as one does, and the glossary is known from then on
    for text in ("First", "Second"):
        segment = find(translation, "문단 3")
        with CaptureQueriesContext(connection) as context:
            response = post(translator_client, translation, segment, text)
        assert response.status_code == 200
        assert len(asked(context)) <= 9 + connection.features.has_select_for_update, asked(context)
    assert find(translation, "문단 3").text == "Second"


def test_the_answer_to_the_script_is_the_row(write: Any, submit: Any, translator_client: Any) -> None:
    _article, translation = begin(write, submit, "하나")
    answer = post(translator_client, translation, find(translation, "하나"), "One & two").json()
    row = BeautifulSoup(answer["html"], "html.parser")
    after = find(translation, "하나")
    assert answer["state"] == "translated"
    assert row.textarea.get_text() == "One & two"
    assert row.select_one("[name=version]")["value"] == after.version
    assert (after.text, after.state) == ("One &amp; two", State.TRANSLATED)


def test_without_a_script_saving_leads_back_to_the_piece(write: Any, submit: Any, translator_client: Any) -> None:
    _article, translation = begin(write, submit, "하나")
    segment = find(translation, "하나")
    data = {"text": "One", "version": segment.version, "do": "save", "show": "untranslated"}
    response = translator_client.post(piece_url(translation, segment), data)
    assert response["Location"] == f"{url_of(translation)}?show=untranslated#piece-{segment.key}"


def test_a_conflict_shows_both_texts_and_loses_none(
    write: Any, submit: Any, translator_client: Any, editor: User
) -> None:
    _article, translation = begin(write, submit, "하나")
    segment = find(translation, "하나")
    save(translation, segment.place, "Theirs", by=By(editor))
    for headers in (SCRIPT, {}):
        data = {"text": "Mine", "version": segment.version, "do": "save"}
        response = translator_client.post(piece_url(translation, segment), data, headers=headers)
        assert response.status_code == 409
        html = response.json()["html"] if headers else response.content
        row = BeautifulSoup(html, "html.parser").select_one("[data-desk-piece]")
        assert row.select_one(".desk-conflict blockquote").get_text(strip=True) == "Theirs"
        assert row.textarea.get_text() == "Mine"
        assert row.select_one("[name=version]")["value"] == find(translation, "하나").version
    assert find(translation, "하나").text == "Theirs"
    assert post(translator_client, translation, find(translation, "하나"), "Mine").status_code == 200
    assert [each.text for each in SegmentVersion.objects.order_by("pk")] == ["Theirs", "Mine"]


def test_a_form_without_a_version_overwrites_nothing(write: Any, submit: Any, translator_client: Any) -> None:
    _article, translation = begin(write, submit, "하나")
    segment = find(translation, "하나")
    assert post(translator_client, translation, segment, "One").status_code == 200
    for version in ("", "*", "nonsense"):
        answer = post(translator_client, translation, segment, "Two", version=version)
        assert answer.status_code == 409, version
    assert find(translation, "하나").text == "One"


def test_a_piece_is_reviewed_and_the_review_taken_back(
    write: Any, submit: Any, translator_client: Any, translator: User
) -> None:
    _article, translation = begin(write, submit, "하나")
    assert (
        post(translator_client, translation, find(translation, "하나"), "One", "review").json()["state"] == "reviewed"
    )
    assert Review.objects.get().reviewer == translator
    page = BeautifulSoup(translator_client.get(url_of(translation)).content, "html.parser")
    assert "translator" in page.select_one(".desk-is-reviewed .desk-by").get_text()
    answer = post(translator_client, translation, find(translation, "하나"), "One", "unreviewed")
    assert answer.json()["state"] == "translated"
    assert post(translator_client, translation, find(translation, "하나"), "", "reviewed").json()["state"] == "reviewed"
    assert find(translation, "하나").text == "One"
    broken = post(translator_client, translation, find(translation, "하나"), "<p>One</p>", "review")
    assert broken.json()["state"] == "broken"
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    ("text", "status"),
    [("a\0b", 400), ("x" * 100_001, 400), ("한글 🇰🇷 \u202eabc", 200), ("ᄒ\u1161ᆫ", 200), ("   ", 200)],
)
def test_bad_input_is_refused_in_words_and_kept_in_the_box(
    write: Any, submit: Any, translator_client: Any, text: str, status: int
) -> None:
    _article, translation = begin(write, submit, "하나")
    answer = post(translator_client, translation, find(translation, "하나"), text)
    assert answer.status_code == status
    assert bool(answer.json()["error"]) == (status == 400)
    stored = find(translation, "하나")
    assert stored.state in ({State.MISSING} if status == 400 else {State.TRANSLATED, State.BROKEN})
    if "x" in text:
        assert "xxxxx" in answer.json()["html"]


def test_markup_in_a_title_is_text_and_in_a_paragraph_an_error(write: Any, submit: Any, translator_client: Any) -> None:
    _article, translation = begin(write, submit, "하나")
    script = "<script>alert(1)</script>"
    post(translator_client, translation, find(translation, "구름"), script)
    post(translator_client, translation, find(translation, "하나"), script)
    assert find(translation, "구름").text == "&lt;script&gt;alert(1)&lt;/script&gt;"
    assert find(translation, "하나").state == State.BROKEN
    page = translator_client.get(url_of(translation)).content.decode()
    assert "<script>alert(1)" not in page


def test_a_title_proposes_its_address_and_too_long_a_title_is_an_error(
    write: Any, submit: Any, translator_client: Any
) -> None:
    _article, translation = begin(write, submit, "하나")
    post(translator_client, translation, find(translation, "구름"), "Clouds and more")
    title = find(translation, "구름")
    with CaptureQueriesContext(connection) as context:
        post(translator_client, translation, title, "Clouds and the rest")
    assert len(asked(context)) <= 12 + connection.features.has_select_for_update, asked(context)
    slug = StringTranslation.objects.get(context__path="slug")
    assert slug.data == "clouds-and-more"
    answer = post(translator_client, translation, find(translation, "구름"), "x" * 300)
    assert answer.json()["state"] == "broken"


def test_a_text_that_the_original_has_no_more_is_given_back(write: Any, submit: Any, translator_client: Any) -> None:
    article, translation = begin(write, submit, "하나")
    segment = find(translation, "하나")
    change(article, translation, "둘")
    assert post(translator_client, translation, segment, "One").status_code == 410
    data = {"text": "My <text>", "version": "", "do": "save"}
    answer = translator_client.post(piece_url(translation, segment), data)
    assert answer.status_code == 410
    assert BeautifulSoup(answer.content, "html.parser").select_one("#desk-lost").get_text() == "My <text>"
    other = reverse("translation:piece", args=[translation.pk + 1, *segment.place])
    assert translator_client.get(other).status_code in {302, 404}


def test_nobody_writes_what_they_may_not(
    write: Any, submit: Any, translator_client: Any, editor_client: Any, translator: User, superuser: User
) -> None:
    _article, translation = begin(write, submit, "하나")
    segment = find(translation, "하나")
    assert post(editor_client, translation, segment, "One").status_code == 403
    target = translation.get_target_instance()
    Page.objects.filter(pk=target.pk).update(locked=True, locked_by=superuser)
    answer = post(translator_client, translation, segment, "One")
    assert answer.status_code == 403
    assert "One" in answer.json()["html"] or answer.json()["error"]
    Page.objects.filter(pk=target.pk).update(locked=False)
    Translation.objects.update(enabled=False)
    assert post(translator_client, translation, segment, "One").status_code == 403
    assert not StringTranslation.objects.exists()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(translator)
    Translation.objects.update(enabled=True)
    assert post(strict, translation, segment, "One").status_code == 403
    assert not StringTranslation.objects.exists()


def test_history_shows_who_wrote_what_and_what_it_changed(
    write: Any, submit: Any, translator_client: Any, translator: User
) -> None:
    _article, translation = begin(write, submit, "하나")
    place = find(translation, "하나").place
    save(translation, place, "One draft", by=By(tool="Robot", machine=True))
    save(translation, place, "One text", by=By(translator))
    url = piece_url(translation, find(translation, "하나"), "history")
    for headers in ({}, SCRIPT):
        page = BeautifulSoup(translator_client.get(url, headers=headers).content, "html.parser")
        assert bool(page.html) == (not headers)
        newest, oldest = page.select(".desk-versions li")
        assert "translator" in newest.get_text()
        assert "Robot" in oldest.get_text()
        assert newest.select_one("[data-desk-restore]")["data-desk-restore"] == "One text"
        assert "text" in newest.select_one("ins").get_text()
        assert "draft" in newest.select_one("del").get_text()


def test_the_history_of_a_changed_piece_reaches_back_to_what_its_original_said_before(
    write: Any, submit: Any, translator_client: Any, translator: User
) -> None:
    article, translation = begin(write, submit, "하나")
    save(translation, find(translation, "하나").place, "One", by=By(translator))
    change(article, translation, "하나의 글")
    segment = find(translation, "하나의 글")
    page = translator_client.get(piece_url(translation, segment, "history"), headers=SCRIPT).content.decode()
    (version,) = BeautifulSoup(page, "html.parser").select(".desk-versions li")
    assert version.select_one("[data-desk-restore]")["data-desk-restore"] == "One"
    assert "translator" in version.get_text()
