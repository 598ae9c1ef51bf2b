"""Lists of authors, topics and the like: all of them or none, and a slip is one sentence."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from blog.importers.article import ImportFileError
from blog.importers.snippets import write_snippets
from blog.models import Author, Category, Disclaimer, Series, Topic
from home.bootstrap import Trees

PERSON = "- {slug: nari, name: 한나리, en: {name: Nari Han}}\n"


@pytest.fixture(autouse=True)
def _english(trees: Trees) -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        (
            "authors.yml",
            "- {slug: nari, name: 한나리, homepage: not an address}",
            "“nari”: homepage: Enter a valid URL",
        ),
        ("authors.yml", "- {slug: a b, name: 한나리}", "“a b”: slug: Enter a valid “slug”"),
        ("authors.yml", f"- {{slug: nari, name: {'가' * 121}}}", "“nari”: name: Ensure this value has at most 120"),
        ("authors.yml", "- {slug: nari, name: [한, 나리]}", "“nari”: name: This must be one text"),
        ("authors.yml", "- {slug: nari, name: no}", "“nari”: name: This must be one text"),
        ("authors.yml", "- {slug: [nari], name: 한나리}", "slug: This must be one text"),
        ("authors.yml", "- {slug: nari, name: 한나리, en: Nari Han}", "“nari”: en: It holds the English fields"),
        ("authors.yml", "- {slug: nari, name: 한나리, en: {homepage: x}}", "homepage: Enter a valid URL"),
        (
            "authors.yml",
            f"- {{slug: nari, name: 한, en: {{name: {'a' * 121}}}}}",
            "name: Ensure this value has at most",
        ),
        ("authors.yml", "- {slug: nari, name: 한, en: {name: Nari, slug: a b}}", "slug: Enter a valid “slug”"),
        ("authors.yml", "nari", "every entry needs “slug”"),
        ("topics.yml", "- {slug: sqlite}", "“sqlite”: name: This field cannot be blank"),
        ("topics.yml", "- {slug: sqlite, name: }", "“sqlite”: name: This field cannot be blank"),
        ("topics.yml", "- {name: SQLite}", "every entry needs “slug”"),
        ("topics.yml", "- [", "cannot be read"),
        ("series.yml", "- {slug: a, title: 2024-13-45}", "cannot be read"),
        (
            "disclaimers.yml",
            "- {name: 생각, text: <p>글</p>, is_default: maybe}",
            "is_default: This is either true or false",
        ),
    ],
)
def test_a_slip_is_one_sentence_with_the_file_and_changes_nothing(
    tmp_path: Path, file: str, text: str, words: str
) -> None:
    (tmp_path / file).write_text(text, encoding="utf-8")
    with pytest.raises(ImportFileError, match=f"^{file}") as error:
        write_snippets(tmp_path)
    assert words in str(error.value)
    assert "\n" not in str(error.value)
    assert not any(model.objects.exists() for model in (Author, Topic, Series, Disclaimer))


def test_a_broken_file_takes_back_those_before_it(tmp_path: Path) -> None:
    (tmp_path / "authors.yml").write_text(PERSON, encoding="utf-8")
    (tmp_path / "topics.yml").write_text("- {slug: a, name: 가}\n- {slug: b}\n", encoding="utf-8")
    with pytest.raises(ImportFileError, match=r"topics\.yml"):
        write_snippets(tmp_path)
    assert not Author.objects.exists()
    assert not Topic.objects.exists()


def test_what_is_left_empty_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "authors.yml").write_text("- {slug: nari, name: 한나리, bio: , role: ''}\n", encoding="utf-8")
    assert write_snippets(tmp_path) == {"authors.yml": 1}
    author = Author.objects.get()
    assert (author.bio, author.role, author.homepage) == ("", "", "")


def test_writing_twice_equals_writing_once_and_editors_win(tmp_path: Path) -> None:
    (tmp_path / "authors.yml").write_text(PERSON, encoding="utf-8")
    assert write_snippets(tmp_path) == {"authors.yml": 1}
    Author.objects.filter(locale__language_code="ko").update(name="나리")
    assert write_snippets(tmp_path) == {"authors.yml": 0}
    assert set(Author.objects.values_list("name", flat=True)) == {"나리", "Nari Han"}


def test_a_default_disclaimer_of_an_editor_stays_the_default(tmp_path: Path, trees: Trees) -> None:
    Disclaimer.objects.create(name="Ours", text="<p>Ours</p>", is_default=True, locale=trees.lists["en"].locale)
    text = "- {name: 생각, text: <p>글</p>, is_default: true, en: {name: Views, text: <p>Text</p>}}\n"
    (tmp_path / "disclaimers.yml").write_text(text, encoding="utf-8")
    assert write_snippets(tmp_path) == {"disclaimers.yml": 1}
    assert [disclaimer.name for disclaimer in Disclaimer.objects.default()] == ["Ours"]


def test_a_site_without_its_languages_says_what_to_do(tmp_path: Path, trees: Any) -> None:
    from wagtail.models import Locale

    Locale.objects.filter(language_code="ko").update(language_code="ja")
    (tmp_path / "authors.yml").write_text(PERSON, encoding="utf-8")
    with pytest.raises(ImportFileError, match=r"manage\.py bootstrap"):
        write_snippets(tmp_path)


def test_a_category_stands_below_the_one_it_names_in_both_languages(tmp_path: Path) -> None:
    (tmp_path / "categories.yml").write_text(
        "- {slug: top, name: 위, en: {name: Top}}\n- {slug: leaf, name: 아래, parent: top, en: {name: Leaf}}\n"
    )
    assert write_snippets(tmp_path) == {"categories.yml": 2}
    assert {each.name: str(each.parent) for each in Category.objects.exclude(parent=None)} == {
        "아래": "위",
        "Leaf": "Top",
    }
    assert write_snippets(tmp_path) == {"categories.yml": 0}


@pytest.mark.parametrize("parent", ["nobody", "leaf", "[top]"])
def test_a_category_below_one_that_is_not_there_is_a_slip(tmp_path: Path, parent: str) -> None:
    (tmp_path / "categories.yml").write_text(f"- {{slug: leaf, name: 아래, parent: {parent}}}\n")
    with pytest.raises(ImportFileError, match="“leaf”: parent: No entry before this one"):
        write_snippets(tmp_path)
    assert not Category.objects.exists()
