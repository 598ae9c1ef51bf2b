"""WordPress exports: what is read, what is left aside, and files that are no exports."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from blog.importers.article import Article, ImportFileError, Person, Term, walk
from blog.importers.parsing import source_text, texts
from blog.importers.wordpress import Export, open_export, read_articles
from tests.blog.importers.goldens import DATA, SHARED

SEOUL = ZoneInfo("Asia/Seoul")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def file_of(folder: Path, *items: str) -> Path:
    """An export of articles, as other programs write them."""
    head = '<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><wp:wxr_version>1.2</wp:wxr_version>'
    post = "<item>{}<wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>"
    file = folder / "other.xml"
    file.write_text(head + "".join(map(post.format, items)) + "</channel></rss>", encoding="utf-8")
    return file


def refs(folder: Path, *items: str) -> list[str]:
    return [article.ref for article in read_articles(open_export(file_of(folder, *items)))]


@pytest.fixture
def export() -> Export:
    return open_export(DATA / "export.xml")


@pytest.fixture
def articles(export: Export) -> dict[str, Article]:
    return {article.ref.partition("?p=")[2]: article for article in read_articles(export)}


def test_only_articles_are_read_and_the_rest_is_counted(export: Export, articles: dict[str, Article]) -> None:
    assert export.articles == len(articles) == 5
    assert export.others == {"attachment": 1, "trash": 1, "page": 1}


def test_an_article_brings_what_readers_knew_of_it(articles: dict[str, Article]) -> None:
    article = articles["31"]
    assert article.ref == "wordpress:https://garden.example?p=31"
    assert (article.title, article.summary) == ("온실을 지은 봄", "비닐 온실 하나를 혼자 지은 이야기.")
    assert article.authors == (Person("한나리", "nari"),)
    assert (article.categories, article.topics) == ((Term("온실", "온실"),), (Term("손으로 짓기", "diy"),))
    assert article.published_at == datetime(2021, 3, 9, 8, 30, tzinfo=SEOUL)
    assert article.updated_at == datetime(2021, 4, 1, 9, 0, tzinfo=SEOUL)
    assert (article.status, article.comments_open) == ("published", False)
    assert article.old_path == "/2021/03/09/온실/"
    assert article.cover is not None
    assert (article.cover.filename, article.cover.alt) == ("house.png", "비닐 온실")
    assert [block.type for block in walk(article.body)] == [
        "paragraph",
        "section",
        "image",
        "paragraph",
        "section",
        "paragraph",
    ]


def test_a_slug_that_wordpress_cut_in_half_loses_the_broken_letter(articles: dict[str, Article]) -> None:
    assert articles["31"].slug == "온실"


def test_what_has_no_place_is_said(articles: dict[str, Article]) -> None:
    said = " ".join(articles["31"].remarks)
    assert all(
        word in said for word in ("mood", "stood under “정원”", "1 pingback left aside", "Comment 1 says nothing")
    )


@pytest.mark.parametrize(
    ("number", "status", "remarks"),
    [("32", "draft", 0), ("33", "draft", 1), ("34", "draft", 1), ("35", "scheduled", 0)],
)
def test_only_what_was_public_is_public(articles: dict[str, Article], number: str, status: str, remarks: int) -> None:
    assert (articles[number].status, len(articles[number].remarks)) == (status, remarks)


def test_a_draft_has_its_local_date_and_a_slug_from_its_title(articles: dict[str, Article]) -> None:
    draft = articles["32"]
    assert (draft.slug, draft.published_at) == ("쓰다-만-글", datetime(2021, 5, 1, 10, 0, tzinfo=SEOUL))
    assert draft.old_path == ""


def test_an_email_address_as_login_never_becomes_public(articles: dict[str, Article]) -> None:
    assert "garden.example" not in str([article.authors for article in articles.values()])


BOMB = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><rss><channel>&b;</channel></rss>'
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss><channel>&x;</channel></rss>'
)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ((DATA / "export.xml").read_text(encoding="utf-8")[:4000], "line"),
        ("no xml at all", "line 1"),
        ("", "line"),
        ("<html><body>hello</body></html>", "not a WordPress export"),
        ('<rss version="2.0"><channel><title>a feed</title></channel></rss>', "not a WordPress export"),
        (BOMB, "entities"),
        (OUTSIDE, "entities"),
        ('<?xml version="1.0" encoding="unheard-of"?><rss/>', "unheard.xml"),
    ],
)
def test_a_file_that_is_no_whole_export_is_refused_in_one_sentence(tmp_path: Path, content: str, words: str) -> None:
    file = tmp_path / "unheard.xml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ImportFileError, match=words):
        open_export(file)


def test_a_file_that_is_not_there_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match=r"nothing\.xml cannot be read"):
        open_export(tmp_path / "nothing.xml")


def test_a_long_export_is_read_without_holding_it(tmp_path: Path) -> None:
    import tracemalloc

    item = (
        "<item><wp:post_id>{n}</wp:post_id><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>{text}</item>"
    )
    head = '<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><wp:wxr_version>1.2</wp:wxr_version>'
    file = tmp_path / "long.xml"
    with file.open("w", encoding="utf-8") as out:
        out.write(head)
        for number in range(2000):
            out.write(item.format(n=number, text=f"<title>{'x' * 5000}</title>"))
        out.write("</channel></rss>")
    tracemalloc.start()
    assert open_export(file).articles == 2000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < file.stat().st_size / 5


@pytest.mark.parametrize(
    "template",
    [
        "<guid>https://garden.example/?{n}</guid><link>https://garden.example/</link><title>a</title>",
        "<link>https://garden.example/{n}</link><title>a</title>",
        "<title>a{n}</title>",
        "<title>a</title><wp:post_date>2021-03-0{n} 08:30:00</wp:post_date>",
        "<wp:post_id> </wp:post_id><guid>{n}</guid>",
    ],
)
def test_articles_without_a_number_are_told_apart_and_found_again(tmp_path: Path, template: str) -> None:
    found = refs(tmp_path, template.format(n=1), template.format(n=2))
    assert len(set(found)) == 2
    assert found == refs(tmp_path, template.format(n=1), template.format(n=2))
    assert all(len(ref) < 100 for ref in found)


def test_a_changed_title_does_not_make_another_article_of_one_with_an_address(tmp_path: Path) -> None:
    link = "<link>https://garden.example/a</link><title>{}</title>"
    assert refs(tmp_path, link.format("a")) == refs(tmp_path, link.format("b"))


def test_a_picture_without_a_number_is_no_cover(tmp_path: Path) -> None:
    file = file_of(tmp_path, "<title>a</title>")
    picture = (
        "<item><wp:post_type>attachment</wp:post_type>"
        "<wp:attachment_url>https://garden.example/a.png</wp:attachment_url></item></channel>"
    )
    file.write_text(file.read_text(encoding="utf-8").replace("</channel>", picture), encoding="utf-8")
    (article,) = read_articles(open_export(file))
    assert article.cover is None


def test_the_article_it_began_with_arrives_whole() -> None:
    file = SHARED / "article" / "aws-5-years.wxr.xml"
    if not file.is_file():
        pytest.skip("the article is not beside the repository")
    (article,) = read_articles(open_export(file))
    sections = [block for block in article.body if block.type == "section"]
    images = [block for block in walk(article.body) if block.type == "image"]
    assert (len(sections), len(images)) == (4, 1)
    assert images[0].value["caption"].startswith("Amazon")
    assert article.published_at == datetime(2019, 11, 1, 7, 50, tzinfo=SEOUL)
    assert (article.categories, article.topics) == ((Term("클라우드", "클라우드"),), (Term("AWS", "aws"),))
    assert (len(article.comments), article.slug, article.status) == (9, "aws-5-years", "published")
    source = file.read_text(encoding="utf-8")
    content = source.partition("<content:encoded><![CDATA[")[2].partition("]]>")[0]
    there = "".join("".join(texts(article.body)).split())
    for line in source_text(content.partition("[caption")[0] + content.partition("[/caption]")[2]).splitlines():
        assert "".join(line.replace("■", "").split()) in there
