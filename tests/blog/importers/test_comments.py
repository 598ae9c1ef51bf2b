"""Comments of a WordPress export: order, threads, states, nameless writers; importing twice equals once."""

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client

from blog.comments.models import Comment, State
from blog.comments.personal import erase
from blog.importers.remarks import plain_text, read_comments
from blog.models import ArticlePage
from home.bootstrap import Trees
from tests.blog.importers.goldens import SHARED

SEOUL = ZoneInfo("Asia/Seoul")


def comment(number: int, text: str, **fields: str) -> str:
    known = {
        "comment_id": str(number),
        "comment_author": "한나리",
        "comment_author_email": "nari@garden.example",
        "comment_author_url": "",
        "comment_date": f"2021-03-0{number} 08:02:00",
        "comment_date_gmt": f"2021-03-0{number} 08:02:00",
        "comment_content": text,
        "comment_approved": "1",
        "comment_type": "comment",
        "comment_parent": "0",
        "comment_user_id": "0",
    }
    rows = "".join(f"<wp:{name}><![CDATA[{value}]]></wp:{name}>" for name, value in {**known, **fields}.items())
    return f"<wp:comment>{rows}</wp:comment>"


def export(folder: Path, *comments: str, title: str = "온실") -> Path:
    head = (
        '<rss xmlns:wp="http://wordpress.org/export/1.2/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        "<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://garden.example</wp:base_blog_url>"
    )
    post = (
        f"<item><title>{title}</title><dc:creator>한나리</dc:creator><wp:post_id>7</wp:post_id>"
        "<wp:post_date>2021-03-01 08:00:00</wp:post_date><wp:status>publish</wp:status>"
        "<wp:post_type>post</wp:post_type>"
    )
    file = folder / "export.xml"
    file.write_text(f"{head}{post}{''.join(comments)}</item></channel></rss>", encoding="utf-8")
    return file


def run(file: Path, **options: Any) -> None:
    call_command("import_wordpress", file, verbosity=0, **options)


def test_threads_states_voices_and_moments_come_along(trees: Trees, tmp_path: Path) -> None:
    run(
        export(
            tmp_path,
            comment(1, "질문<br />둘째 줄"),
            comment(2, "대답", comment_parent="1", comment_user_id="3"),
            comment(3, "답의 답", comment_parent="2", comment_author="", comment_author_email=""),
            comment(4, "편집자", comment_user_id="9", comment_author="다른 이"),
            comment(5, "기다림", comment_approved="0"),
            comment(6, "광고", comment_approved="spam"),
            comment(7, "버린 말", comment_approved="trash"),
            comment(8, "핑백", comment_type="pingback"),
            comment(9, "잃은 부모", comment_parent="77", comment_author_email="no address"),
        )
    )
    stored = {each.text: each for each in Comment.objects.select_related("parent")}
    assert set(stored) == {
        "질문\n둘째 줄", "대답", "답의 답", "편집자", "기다림", "광고", "버린 말", "잃은 부모",
    }  # fmt: skip
    assert stored["대답"].parent == stored["답의 답"].parent == stored["질문\n둘째 줄"]
    assert stored["잃은 부모"].parent is None
    assert stored["잃은 부모"].email == ""
    assert [stored[text].voice for text in ("질문\n둘째 줄", "대답", "편집자")] == ["reader", "author", "editor"]
    states = {text: each.state for text, each in stored.items()}
    assert (states["기다림"], states["광고"], states["버린 말"]) == (State.WAITING, State.SPAM, State.REMOVED)
    assert stored["대답"].created_at == datetime(2021, 3, 2, 8, 2, tzinfo=SEOUL)
    assert stored["답의 답"].name == ""


def test_importing_twice_equals_once_and_moderators_win(trees: Trees, tmp_path: Path) -> None:
    file = export(tmp_path, comment(1, "하나"), comment(2, "둘"))
    run(file)
    Comment.objects.filter(text="하나").update(state=State.SPAM, text="고친 하나")
    before = list(Comment.objects.order_by("pk").values())
    run(file)
    run(export(tmp_path, comment(1, "하나"), comment(2, "둘"), title="다른 제목"))
    assert list(Comment.objects.order_by("pk").values()) == before
    run(export(tmp_path, comment(1, "하나"), comment(2, "둘"), comment(3, "셋", comment_parent="2")))
    assert Comment.objects.get(text="셋").parent == Comment.objects.get(text="둘")
    assert Comment.objects.count() == 3


def test_what_a_reader_had_erased_does_not_come_back(trees: Trees, tmp_path: Path) -> None:
    file = export(tmp_path, comment(1, "지워 주세요"))
    run(file)
    assert erase("nari@garden.example") == 1
    run(file)
    assert not Comment.objects.exclude(text="").exists()


def test_a_trial_stores_no_comment(trees: Trees, tmp_path: Path) -> None:
    run(export(tmp_path, comment(1, "하나")), dry_run=True)
    assert not Comment.objects.exists()


def test_the_order_is_that_of_the_source_even_where_dates_contradict_it(trees: Trees, tmp_path: Path) -> None:
    run(export(tmp_path, comment(2, "둘", comment_date="2021-03-09 00:00:00"), comment(1, "하나"), comment(3, "셋")))
    article = ArticlePage.objects.get()
    page = BeautifulSoup(Client().get(article.url).content, "html.parser")
    assert [each.get_text() for each in page.select(".comment__text")] == ["하나", "둘", "셋"]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a &amp; b &lt;c&gt;", "a & b <c>"),
        ('<a href="https://x.example/?a=1&amp;b=2" rel="nofollow">여기</a>', "여기 (https://x.example/?a=1&b=2)"),
        ('<a href="https://x.example">https://x.example</a>', "https://x.example"),
        ("<strong>굵게</strong> <em>기울여</em>", "굵게 기울여"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("1 < 2 & 3 > 2", "1 < 2 & 3 > 2"),
        ("<blockquote>말</blockquote>그래요", "말\n\n그래요"),
        ("\x00\u1112\u1161\u11ab\r\n", "한"),
    ],
)
def test_html_of_wordpress_becomes_text(html: str, text: str) -> None:
    assert plain_text(html) == text


def test_rows_without_anything_are_no_error() -> None:
    found, remarks = read_comments([{}], [])
    assert found == ()
    assert len(remarks) == 1


EXPORT = SHARED / "article" / "aws-5-years.wxr.xml"
needs_article = pytest.mark.skipif(not EXPORT.exists(), reason="the article is not here")


@needs_article
def test_the_article_shows_its_nine_comments_as_in_the_source(trees: Trees) -> None:
    run(EXPORT)
    lines = EXPORT.with_name("aws-5-years.ko.txt").read_text(encoding="utf-8").splitlines()
    begin = next(place for place, line in enumerate(lines) if line.strip() == "여러분의 생각")
    end = next(place for place, line in enumerate(lines) if line.strip() == "의견 쓰기")
    source = [line.strip() for line in lines[begin + 1 : end] if line.strip()]
    article = ArticlePage.objects.get()
    page = BeautifulSoup(Client().get(article.url).content, "html.parser")
    shown: list[str] = []
    for each in page.select(".comment"):
        shown.append(each.select_one(".comment__number").get_text())
        for line in each.select(".comment__text br"):
            line.replace_with("\n")
        shown += [text for text in each.select_one(".comment__text").get_text().split("\n") if text]
    assert len(page.select(".comment")) == 9
    said = "\n".join(source)
    place = -1
    for each in shown:
        place = said.find(each, place + 1)
        assert place >= 0, each
    names = [each.get_text() for each in page.select(".comment__name")]
    assert [name for name in names if name in said] == [name for name in names if not name.startswith(("이름", "No "))]
    moments = [str(each["datetime"]) for each in page.select(".comment time")]
    clocks = [f"{moment[:4]} {moment[5:7]}월 {moment[8:10]} {int(moment[11:13])}:{moment[14:16]}" for moment in moments]
    assert sum(clock in said for clock in clocks) == 6, "the three nameless ones have no date in the source"
