"""Markdown articles: every construct of the format once, and what authors get wrong."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from blog.importers.article import Article, Asset, ImportFileError, Person, SeriesPlace, Term
from blog.importers.markdown import read_article, read_articles, read_document
from tests.blog.importers.goldens import DATA, assert_golden

SEOUL = ZoneInfo("Asia/Seoul")
FOLDER = DATA / "markdown"


@pytest.fixture
def article() -> Article:
    return read_article(FOLDER / "articles" / "small-oven" / "ko.md")


def test_a_whole_article_matches_its_golden_file(article: Article) -> None:
    assert article.remarks == ()
    assert_golden("markdown.json", article.body)


def test_what_stands_above_the_text_is_read(article: Article) -> None:
    assert (article.ref, article.title, article.slug) == ("markdown:small-oven", "작은 오븐", "small-oven")
    assert article.published_at == datetime(2024, 2, 3, 7, 5, tzinfo=SEOUL)
    assert article.updated_at == datetime(2024, 3, 1, tzinfo=SEOUL)
    assert article.authors == (Person("baker", "baker"),)
    assert article.categories == (Term("부엌", "kitchen"),)
    assert article.topics == (Term("빵", ""), Term("순서", ""))
    assert article.series == SeriesPlace(Term("oven", "oven"), 2)
    assert article.cover == Asset("small-oven/cover.png", "cover.png")
    assert (article.status, article.disclaimer, article.comments_open) == ("published", "none", False)


def test_the_english_version_follows_the_korean_one() -> None:
    korean, english = read_articles(FOLDER)
    assert (korean.language, english.language) == ("ko", "en")
    assert english.ref == f"{korean.ref}/en"
    assert english.status == "draft"


@pytest.mark.parametrize(
    "front",
    ["title: [", "date: yesterday", "status: live", "title: a\n\tb: c", "date: 2024-13-45", "series: oven"],
)
def test_a_broken_front_is_refused_in_one_sentence_that_names_the_file(tmp_path: Path, front: str) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "ko.md").write_text(f"---\n{front}\n---\n\ntext\n", encoding="utf-8")
    with pytest.raises(ImportFileError, match=r"broken/ko\.md"):
        list(read_articles(tmp_path))


def test_a_folder_without_articles_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError):
        list(read_articles(tmp_path))


def test_notes_are_numbered_anew_in_every_section(tmp_path: Path) -> None:
    file = tmp_path / "ko.md"
    file.write_text("## 가\n\n글[^7]\n\n[^7]: 하나\n\n## 나\n\n글[^9] 글[^8]\n\n[^8]: 둘\n[^9]: 셋\n", encoding="utf-8")
    first, second = read_document(file).body
    assert first.value["content"][0].value == "<p>글[^1]</p>"
    assert second.value["content"][0].value == "<p>글[^2] 글[^1]</p>"
    assert second.value["content"][1].value == {"notes": ("<p>둘</p>", "<p>셋</p>")}


def test_our_own_samples_have_one_structure_in_both_languages() -> None:
    found: dict[str, list[str]] = {}
    for article in read_articles(DATA.parents[2] / "demo"):
        assert article.remarks == ()
        shape = [
            child.type
            for block in article.body
            for child in (block, *(block.value["content"] if block.type == "section" else ()))
        ]
        assert found.setdefault(article.ref.removesuffix("/en"), shape) == shape
