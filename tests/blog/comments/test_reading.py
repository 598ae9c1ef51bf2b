"""The conversation under an article, as readers of both languages see it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from blog.comments.models import Comment, CommentRules, State, Voice
from blog.models import ArticlePage
from tests.blog.comments.conftest import soup

Store = Callable[..., Comment]


def texts(article: ArticlePage, query: str = "") -> list[str]:
    page = soup(Client().get(article.url + query))
    return [each.get_text(" ", strip=True) for each in page.select(".comments .comment__text, .comment__gone")]


def test_comments_stand_in_their_order_with_number_name_and_moment(article: ArticlePage, comment: Store) -> None:
    first, second = comment("하나"), comment("둘", name="")
    page = soup(Client().get(article.url))
    assert texts(article) == ["하나", "둘"]
    assert [each.get_text() for each in page.select(".comment__number")] == ["1.", "2."]
    assert page.select_one(f"#comment-{first.pk} .comment__name").get_text() == "이바다"
    assert page.select_one(f"#comment-{second.pk} .comment__name").get_text()
    moment = page.select_one(f"#comment-{first.pk} time")["datetime"]
    assert moment == timezone.localtime(first.created_at).isoformat(timespec="seconds")
    assert b"bada@example.org" not in Client().get(article.url).content


@pytest.mark.parametrize("state", [State.WAITING, State.SPAM, State.REMOVED])
def test_only_what_is_approved_is_read_and_counted(article: ArticlePage, comment: Store, state: State) -> None:
    comment("보입니다")
    comment("안 보입니다", state=state)
    page = Client().get(article.url)
    assert "안 보입니다" not in page.content.decode()
    assert "1" in soup(page).select_one(".conversation__count").get_text()


def test_an_answer_stands_below_what_it_answers_and_says_who_speaks(article: ArticlePage, comment: Store) -> None:
    first, _second = comment("질문"), comment("다른 말")
    comment("대답", parent=first, voice=Voice.AUTHOR)
    comment("덧붙임", parent=first, voice=Voice.EDITOR)
    page = soup(Client().get(article.url))
    assert texts(article) == ["질문", "대답", "덧붙임", "다른 말"]
    assert len(page.select(".comment--answer")) == 2
    assert len(page.select(".comment__voice")) == 2
    assert [each.get_text() for each in page.select(".comment__number")] == ["1.", "3.", "4.", "2."]


def test_what_was_removed_leaves_an_empty_place_only_where_somebody_answered(
    article: ArticlePage, comment: Store
) -> None:
    answered, lonely = comment("사라질 말", state=State.REMOVED), comment("혼자 한 말", state=State.REMOVED)
    comment("대답", parent=answered)
    page = Client().get(article.url).content.decode()
    assert "사라질 말" not in page
    assert f"comment-{answered.pk}" in page
    assert f"comment-{lonely.pk}" not in page
    assert len(texts(article)) == 2


def test_one_conversation_is_shown_in_both_languages_own_first(
    article: ArticlePage, english: ArticlePage, comment: Store
) -> None:
    korean, foreign = comment("한국어로"), comment("In English", language="en")
    comment("영어 글에 한국어 답", parent=foreign, language="ko")
    assert texts(article) == ["한국어로", "In English", "영어 글에 한국어 답"]
    assert texts(english) == ["In English", "영어 글에 한국어 답", "한국어로"]
    page = soup(Client().get(english.url))
    assert page.select_one(f"#comment-{korean.pk} .comment__text")["lang"] == "ko"
    assert page.select_one(f"#comment-{foreign.pk} .comment__text").get("lang") is None
    assert page.select_one(f"#comment-{korean.pk} .comment__number").get_text() == "1."
    other = soup(Client().get(article.url))
    assert other.select_one(f"#comment-{foreign.pk} .comment__text")["lang"] == "en"


def test_no_hangul_of_a_comment_stands_unmarked_on_the_english_page(english: ArticlePage, comment: Store) -> None:
    comment("영어 page에서", language="en", name="남궁현")
    page = soup(Client().get(english.url))
    for each in page.select(".conversation")[0].find_all(string=lambda text: "남궁현" in text or "영어" in text):
        assert each.find_parent(lang=True)["lang"] == "ko"


def test_hangul_in_an_english_comment_is_marked_on_the_korean_page_too(article: ArticlePage, comment: Store) -> None:
    english = comment("They call it 다듬기", language="en", block_id=article.raw_body[0]["id"])
    page = soup(Client().get(article.url))
    shown = page.select(f"#comment-{english.pk} .comment__text, .at-block .comment__text")
    assert len(shown) == 2
    for text in shown:
        assert text["lang"] == "en"
        assert [each.get_text() for each in text.select("[lang=ko]")] == ["다듬기"]


def test_a_comment_about_a_block_stands_there_in_both_languages(
    article: ArticlePage, english: ArticlePage, comment: Store
) -> None:
    comment("이 문단이 좋아요", block_id=article.raw_body[0]["id"])
    for page in (article, english):
        shown = soup(Client().get(page.url))
        place = shown.select_one(".body .at-block")
        assert place
        assert "이 문단이 좋아요" in place.get_text()
        assert shown.select_one(".comments .comment__about a")["href"] == f"#{place['id']}"
    ArticlePage.objects.filter(pk=english.pk).update(body=[])
    without = soup(Client().get(english.url))
    assert "이 문단이 좋아요" in without.select_one(".comments").get_text()
    assert not without.select(".comment__about"), "this edition has no such place"


def test_paragraphs_lines_and_emoji_stay_and_links_can_be_followed(article: ArticlePage, comment: Store) -> None:
    comment("첫 줄\n둘째 줄 😆👍\n\n새 문단 https://example.org/?a=1&b=2 끝", homepage="https://home.example/")
    found = soup(Client().get(article.url)).select_one(".comment")
    assert len(found.select(".comment__text p")) == 2
    assert found.select_one(".comment__text br")
    link = found.select_one(".comment__text a")
    assert link["href"] == "https://example.org/?a=1&b=2"
    assert link["rel"] == found.select_one(".comment__name a")["rel"] == ["ugc", "nofollow", "noopener"]
    assert "😆👍" in found.get_text()


def test_a_thousand_comments_come_in_pages_within_three_more_queries(article: ArticlePage, comment: Store) -> None:
    def cost(query: str = "") -> int:
        Client().get(article.url + query)
        with CaptureQueriesContext(connection) as queries:
            answer = Client().get(article.url + query)
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert not re.search("private|no-store|no-cache|max-age=0", answer.headers.get("Cache-Control", ""))
        return len(queries)

    without = cost()
    rows = [comment(f"말 {number}") for number in range(3)]
    moment = timezone.now() - timedelta(days=1)
    Comment.objects.bulk_create(
        Comment(
            translation_key=article.translation_key,
            parent=rows[0] if number % 3 else None,
            language="ko" if number % 2 else "en",
            state=State.APPROVED,
            name="독자",
            text=f"많은 말 {number}",
            block_id=article.raw_body[0]["id"] if number == 7 else "",
            created_at=moment + timedelta(seconds=number),
            placed_at=moment + timedelta(seconds=number),
        )
        for number in range(997)
    )
    assert cost() <= without + 1 <= 8 + 3
    assert cost("?comments=20") <= without + 1
    page = soup(Client().get(article.url))
    assert len(page.select(".comments .comment")) == 50
    assert "1000" in page.select_one(".conversation__count").get_text().replace(",", "")
    every = [text for number in range(1, 21) for text in texts(article, f"?comments={number}")]
    assert len(every) == len(set(every)) == 1000
    assert texts(article, "?comments=99999") == texts(article, "?comments=20")
    assert texts(article, "?comments=-1") == texts(article, "?comments=x") == texts(article)


def test_a_permalink_leads_to_the_page_that_a_comment_stands_on(
    article: ArticlePage, comment: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("blog.comments.conversation.COMMENTS_ON_A_PAGE", 2)
    first, _second, third = comment("하나"), comment("둘"), comment("셋")
    waiting = comment("기다림", state=State.WAITING)
    assert Client().get(f"{article.url}comment/{first.pk}/").url == f"{article.url}#comment-{first.pk}"
    assert Client().get(f"{article.url}comment/{third.pk}/").url == f"{article.url}?comments=2#comment-{third.pk}"
    assert Client().get(f"{article.url}comment/{waiting.pk}/").status_code == 404
    assert Client().get(f"{article.url}comment/999999999999999999/").status_code == 404


def test_the_page_is_the_same_for_everybody_and_holds_no_token(article: ArticlePage, comment: Store) -> None:
    comment()
    answers = [Client(HTTP_USER_AGENT=agent).get(article.url) for agent in ("a", "b")]
    assert answers[0].content == answers[1].content
    assert b"csrfmiddlewaretoken" not in answers[0].content
    assert answers[0].headers.get("Cache-Control", "") != "no-store"


def test_the_form_goes_when_comments_are_closed_by_site_editor_or_age(article: ArticlePage, comment: Store) -> None:
    def has_form() -> bool:
        return bool(soup(Client().get(article.url)).select(".comment-form"))

    comment()
    assert has_form()
    ArticlePage.objects.update(comments_open=False)
    assert not has_form()
    assert texts(article)
    ArticlePage.objects.update(comments_open=True)
    CommentRules.objects.create(pk=1, closed_after_days=3)
    assert has_form()
    ArticlePage.objects.update(published_at=timezone.now() - timedelta(days=4))
    assert not has_form()
    CommentRules.objects.update(is_open=False, closed_after_days=0)
    assert not has_form()


def test_a_page_that_not_everybody_sees_has_no_conversation(article: ArticlePage, comment: Store) -> None:
    comment("비밀")
    PageViewRestriction.objects.create(page=article, restriction_type=PageViewRestriction.LOGIN)
    assert Client().get(f"{article.url}comment/").status_code == 404


def test_comments_go_with_the_last_language_of_their_article(
    article: ArticlePage, english: ArticlePage, comment: Store
) -> None:
    comment("대답", parent=comment("질문"))
    english.delete()
    assert Comment.objects.count() == 2
    ArticlePage.objects.get(pk=article.pk).delete()
    assert Comment.objects.count() == 0
