"""Threads about single pieces: who may take part, what becomes of them when the original changes, and hostile text."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from wagtail_localize.models import Translation

from blog.models import ArticlePage
from blog.translation.models import SegmentComment
from blog.translation.question_panel import questions_for
from blog.translation.questions import LONGEST_COMMENT, ask, change, comments_of, resolve, withdraw
from blog.translation.saving import RefusedError
from blog.translation.segments import Segment, segments_of
from tests.factories import block, paragraph

SCRIPT = {"headers": {"x-requested-with": "XMLHttpRequest"}}


def read_again(article: ArticlePage, translation: Translation, *blocks: dict[str, Any]) -> None:
    article.body = ArticlePage.body.field.stream_block.to_python(list(blocks))
    article.save_revision().publish()
    translation.source.refresh_from_db()
    translation.source.update_from_db()


def find(translation: Translation, source: str) -> Segment:
    return next(each for each in segments_of(translation) if each.source == source)


def piece_url(translation: Translation, segment: Segment) -> str:
    return reverse("translation:comments", args=[translation.pk, segment.string, segment.context])


@pytest.fixture
def asked(write: Any, submit: Any) -> tuple[ArticlePage, Translation, Segment]:
    """An article with two paragraphs in one block, its translation, and the first paragraph."""
    article = write("글", body=[block("paragraph", "<p>하나입니다.</p><p>둘입니다.</p>")])
    submit(article)
    translation = Translation.objects.select_related("source").get(source__object_id=article.translation_key)
    return article, translation, find(translation, "하나입니다.")


def test_a_translator_asks_an_editor_answers_and_the_thread_is_resolved(
    asked: Any, translator_client: Client, editor_client: Client, editor: User
) -> None:
    _article, translation, segment = asked
    url = piece_url(translation, segment)
    response = translator_client.post(url, {"text": "무슨 뜻인가요?\n둘째 줄 🙂"}, **SCRIPT)
    assert response.status_code == 200
    assert "무슨 뜻인가요?<br>둘째 줄 🙂" in response.content.decode()
    opening = SegmentComment.objects.get()
    assert "무슨 뜻인가요?" in editor_client.get(reverse("wagtailadmin_home")).content.decode()
    editor_client.post(url, {"text": "숫자 1입니다.", "parent": opening.pk}, **SCRIPT)
    found = comments_of(translation)
    (thread,) = found.threads[segment.place]
    assert [each.text for each in thread.answers] == ["숫자 1입니다."]
    assert found.open == 1
    done = reverse("translation:comment_resolve", args=[translation.pk, *segment.place, opening.pk])
    assert translator_client.post(done).status_code == 302
    assert comments_of(translation).open == 0
    opening.refresh_from_db()
    assert opening.resolved_by is not None
    editor_client.post(done.replace("resolve", "reopen"))
    assert comments_of(translation).open_places == {segment.place}


def test_an_answer_opens_a_resolved_thread_again(asked: Any, translator: User, editor: User) -> None:
    _article, translation, segment = asked
    opening = ask(translation, segment.place, "왜요?", user=translator)
    answer = ask(translation, segment.place, "그래서요.", user=editor, parent=opening)
    resolve(answer, user=editor)
    opening.refresh_from_db()
    assert opening.resolved_at is not None
    nested = ask(translation, segment.place, "아직요.", user=translator, parent=answer)
    opening.refresh_from_db()
    assert opening.resolved_at is None
    assert nested.parent == opening


def test_a_comment_moves_along_with_its_string_when_the_original_changes(asked: Any, translator: User) -> None:
    article, translation, segment = asked
    ask(translation, segment.place, "하나가 뭔가요?", user=translator)
    body = article.body.get_prep_value()[0]
    for text in ("<p>하나랍니다.</p><p>둘입니다.</p>", "<p>하나였습니다.</p><p>둘입니다.</p>"):
        read_again(article, translation, {**body, "value": text})
    (place,) = (found := comments_of(translation)).threads
    assert place == find(translation, "하나였습니다.").place
    assert found.threads[place][0].earlier
    read_again(article, translation, {**body, "value": "<p>하나입니다.</p><p>둘입니다.</p>"})
    assert not comments_of(translation).threads[segment.place][0].earlier


def test_a_comment_whose_paragraph_is_gone_stays_with_its_block_and_then_with_the_article(
    asked: Any, translator: User, translator_client: Client
) -> None:
    article, translation, segment = asked
    ask(translation, segment.place, "하나가 뭔가요?", user=translator)
    body = article.body.get_prep_value()[0]
    read_again(article, translation, {**body, "value": "<p>둘입니다.</p>"})
    found = comments_of(translation)
    assert list(found.threads) == [find(translation, "둘입니다.").place]
    read_again(article, translation, paragraph("전혀 다른 글"))
    found = comments_of(translation)
    assert (found.threads, len(found.homeless), found.open) == ({}, 1, 1)
    page = translator_client.get(reverse("translation:discussion", args=[translation.pk])).content.decode()
    assert "하나가 뭔가요?" in page
    answer = {"text": "이제 없습니다.", "parent": found.homeless[0].opening.pk}
    assert translator_client.post(piece_url(translation, segment), answer, **SCRIPT).status_code == 200
    assert translator_client.post(piece_url(translation, segment), {"text": "새 질문"}, **SCRIPT).status_code == 400


def test_comments_cost_one_query_and_a_second_when_strings_have_changed(
    asked: Any, translator: User, editor: User, django_assert_num_queries: Any
) -> None:
    article, translation, segment = asked
    for number in range(10):
        opening = ask(translation, segment.place, f"{number}?", user=translator)
        ask(translation, segment.place, f"{number}!", user=editor, parent=opening)
    with django_assert_num_queries(1):
        found = comments_of(translation)
        names = {each.opening.author.username for each in found.threads[segment.place]}
    assert names == {"translator"}
    body = article.body.get_prep_value()[0]
    read_again(article, translation, {**body, "value": "<p>하나랍니다.</p><p>둘입니다.</p>"})
    with django_assert_num_queries(2):
        comments_of(translation)


def test_only_its_author_changes_or_deletes_a_comment_and_nobody_one_that_was_answered(
    asked: Any, translator: User, editor: User
) -> None:
    _article, translation, segment = asked
    opening = ask(translation, segment.place, "첫 글", user=translator)
    for act in (lambda: change(opening, "남의 글", user=editor), lambda: withdraw(opening, user=editor)):
        with pytest.raises(RefusedError):
            act()
    change(opening, "고친 글", user=translator)
    answer = ask(translation, segment.place, "답", user=editor, parent=opening)
    with pytest.raises(RefusedError):
        withdraw(opening, user=translator)
    withdraw(answer, user=editor)
    withdraw(opening, user=translator)
    assert not SegmentComment.objects.exists()


@pytest.mark.parametrize(
    "text",
    ["", " \n\u200b", "가" * (LONGEST_COMMENT + 1), "널\0", "짝 없는 \ud800"],
    ids=["none", "blank", "huge", "nul", "surrogate"],
)
def test_what_cannot_be_a_comment_is_refused_in_words_and_nothing_is_lost(
    asked: Any, translator: User, translator_client: Client, text: str
) -> None:
    _article, translation, segment = asked
    with pytest.raises(RefusedError):
        ask(translation, segment.place, text, user=translator)
    if "\ud800" not in text:
        response = translator_client.post(piece_url(translation, segment), {"text": text})
        assert response.status_code == 400
        assert 'role="alert"' in response.content.decode()
        assert text.replace("\0", "") in response.content.decode().replace("\0", "")
    assert not SegmentComment.objects.exists()


def test_hostile_text_is_shown_as_it_was_typed(asked: Any, translator: User, translator_client: Client) -> None:
    _article, translation, segment = asked
    hostile = "<script>alert(1)</script> \u202e뒤집힌 {{ settings }} <3 하나"
    ask(translation, segment.place, hostile, user=translator)
    for url in (reverse("translation:discussion", args=[translation.pk]), reverse("wagtailadmin_home")):
        page = translator_client.get(url).content.decode()
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt; \u202e뒤집힌 {{ settings }} &lt;3 하나" in page


def test_comments_of_another_translation_are_not_reached(
    asked: Any, write: Any, submit: Any, translator: User, translator_client: Client
) -> None:
    _article, translation, segment = asked
    comment = ask(translation, segment.place, "여기", user=translator)
    other = write("다른 글")
    submit(other)
    elsewhere = Translation.objects.get(source__object_id=other.translation_key)
    url = reverse("translation:comment_withdraw", args=[elsewhere.pk, *segment.place, comment.pk])
    assert translator_client.post(url).status_code == 404
    url = reverse("translation:comments", args=[elsewhere.pk, *segment.place])
    assert translator_client.post(url, {"text": "남의 자리"}, **SCRIPT).status_code == 404
    assert translator_client.get(url, **SCRIPT).status_code == 404
    assert SegmentComment.objects.count() == 1


def test_open_questions_are_listed_for_those_whom_they_concern_in_a_fixed_number_of_queries(
    asked: Any, write: Any, submit: Any, translator: User, editor: User, django_assert_max_num_queries: Any
) -> None:
    _article, translation, segment = asked
    stranger = User.objects.create_user("stranger")
    for number in range(12):
        ask(translation, segment.place, f"물음 {number}", user=translator)
    for user in (translator, editor):
        with django_assert_max_num_queries(8):
            found = questions_for(User.objects.get(pk=user.pk))
        assert [each.text for each in found[:2]] == ["물음 11", "물음 10"]
        assert found[0].source == "하나입니다."
    assert questions_for(stranger) == []
    resolve(SegmentComment.objects.latest("pk"), user=editor)
    assert len(questions_for(translator)) == 11
    Translation.objects.update(enabled=False)
    assert questions_for(translator) == []


def test_a_comment_outlives_its_author(asked: Any, editor_client: Client, translator: User) -> None:
    _article, translation, segment = asked
    ask(translation, segment.place, "누가 썼나", user=translator)
    translator.delete()
    page = editor_client.get(reverse("translation:discussion", args=[translation.pk])).content.decode()
    assert "누가 썼나" in page


def test_without_a_script_the_page_comes_back_at_the_right_place(asked: Any, translator_client: Client) -> None:
    _article, translation, segment = asked
    response = translator_client.post(piece_url(translation, segment), {"text": "물음"})
    assert response.url == f"{reverse('translation:discussion', args=[translation.pk])}#comments-{segment.key}"
