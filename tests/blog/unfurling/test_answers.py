"""What strangers say of themselves arrives as short lines of plain text, or not at all."""

import json
import time
from unicodedata import normalize

import pytest

from blog.unfurling.answers import LONGEST_DESCRIPTION, LONGEST_TITLE, Answer, of_page, of_video, plain
from ops.fetching import Fetched


def page(body: str | bytes, charset: str = "utf-8") -> Answer:
    content = body.encode() if isinstance(body, str) else body
    return of_page(Fetched("https://a.example/posts/1", "text/html", charset, content))


def video(said: object) -> Answer:
    return of_video(Fetched("https://v.example/oembed", "application/json", "", json.dumps(said).encode()))


def test_open_graph_comes_before_what_pages_said_earlier() -> None:
    assert page(
        '<!doctype html><html lang="ko-KR"><head><title>글 | 사이트</title>'
        '<meta property="og:title" content="글"><meta name="description" content="옛 설명">'
        '<meta property="og:description" content="설명"><meta property="og:image" content="/cover.png?a=1&amp;b=2">'
    ) == Answer("글", "설명", "ko", "https://a.example/cover.png?a=1&b=2")


def test_a_page_without_open_graph_has_a_title_and_a_description_all_the_same() -> None:
    answer = page("<title>\n  제목 &amp;\n 부제 </title><META NAME='Description' CONTENT='설명'>")
    assert (answer.title, answer.description, answer.picture) == ("제목 & 부제", "설명", "")


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ('<meta content="거꾸로" property="og:title">', "거꾸로"),
        ('<meta name="og:title" content="이름으로">', "이름으로"),
        ("<meta property=og:title content=따옴표없이>", "따옴표없이"),
        ('<meta property="og:title" content="그는 “안녕”이라고 했다">', "그는 “안녕”이라고 했다"),
        ('<meta property="og:title" content="5 > 3">', "5 > 3"),
        ('<meta property="og:title" content=""><title>비었으면</title>', "비었으면"),
        ("<!-- <title>주석</title> --><title>진짜</title>", "진짜"),
        ("<script>var a = '<title>스크립트</title>'</script><title>진짜</title>", "진짜"),
        ("<title>처음</title><title>나중</title>", "처음나중"),
        ("<title>닫히지 않은", "닫히지 않은"),
        ("", ""),
    ],
)
def test_titles_are_found_however_a_head_is_written(head: str, title: str) -> None:
    assert page(head).title == title


def test_what_stands_in_the_body_is_not_read() -> None:
    assert page("<head></head><body><title>그림</title><meta property='og:title' content='x'>").title == ""


def test_markup_in_a_title_stays_text() -> None:
    assert page('<meta property="og:title" content="&lt;script&gt;alert(1)&lt;/script&gt;">').title == (
        "<script>alert(1)</script>"
    )


def test_korean_of_the_last_century_is_read() -> None:
    assert page('<meta charset="euc-kr"><title>똠방각하</title>'.encode("cp949"), charset="").title == "똠방각하"


def test_hangul_in_pieces_is_composed() -> None:
    assert page(f"<title>{normalize('NFD', '한글')}</title>").title == "한글"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb\u2066c\u200b\u0000\u001bd", "abc d"),
        ("가족 👨‍👩‍👧", "가족 👨‍👩‍👧"),
        (" \t여러\n\n줄\u00a0과\u3000칸 ", "여러 줄 과 칸"),
        ("עברית", "עברית"),
        ("\ud800", ""),
    ],
)
def test_text_is_one_visible_line(text: str, shown: str) -> None:
    assert plain(text, 100) == shown


def test_long_texts_are_cut_between_words() -> None:
    answer = page(f"<title>{'낱말 ' * 5000}</title><meta name=description content='{'가' * 100_000}'>")
    assert len(answer.title) <= LONGEST_TITLE
    assert answer.title.endswith("낱말…")
    assert len(answer.description) <= LONGEST_DESCRIPTION


@pytest.mark.parametrize("lang", ["", "x", "english", "ko_KR; drop", "12", '"><b>'])
def test_a_language_that_is_none_is_not_kept(lang: str) -> None:
    assert page(f"<html lang='{lang}'><title>a</title>").language == ""


@pytest.mark.parametrize(("lang", "kept"), [("en", "en"), ("en-GB", "en"), ("ko_KR", "ko"), ("zh-Hant", "zh")])
def test_a_language_is_kept_without_its_country(lang: str, kept: str) -> None:
    assert page(f"<html lang='{lang}'><title>a</title>").language == kept


@pytest.mark.parametrize(
    "hostile",
    [
        "<!--" * 130_000, "<" * 500_000, "<meta " * 80_000, "<meta a='" * 50_000, "<div>" * 100_000,
        "<title>" * 70_000, "<svg><title>" * 40_000, "<script>" * 60_000, "<meta name=a content=b>" * 20_000,
        "<meta " + "a" * 500_000 + ">", "<html lang=" + "x" * 500_000, "<title>" + "&" * 500_000, "</" * 250_000,
    ],
)  # fmt: skip
def test_a_hostile_page_takes_seconds_and_not_minutes(hostile: str) -> None:
    started = time.process_time()
    page(hostile)
    assert time.process_time() - started < 8


def test_a_video_is_described_by_its_provider() -> None:
    said = {"title": "발표  영상", "thumbnail_url": "https://i.example/1.jpg", "html": "<iframe>"}
    assert video(said) == Answer(title="발표 영상", picture="https://i.example/1.jpg")


@pytest.mark.parametrize("said", [[], None, "x", 3, {}, {"title": 3, "thumbnail_url": ["a"]}, {"title": None}])
def test_an_answer_of_another_shape_says_nothing(said: object) -> None:
    assert video(said) == Answer()


def test_json_that_is_none_says_nothing() -> None:
    for body in (b"<html>", b"[" * 100_000, b"\xff\xfe", b""):
        assert of_video(Fetched("https://v.example/", "application/json", "", body)) == Answer()
