"""The two commands: thin doors that say what happened."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from blog.models import ArticlePage, Author, Disclaimer, ImportRecord, Topic
from home.bootstrap import Trees
from tests.blog.importers.goldens import DATA


@pytest.fixture(autouse=True)
def _media(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "stored"


def run(*arguments: Any, **options: Any) -> str:
    out = StringIO()
    with translation.override("en"):
        call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def test_a_wordpress_import_ends_with_a_table(trees: Trees) -> None:
    said = run("import_wordpress", DATA / "export.xml")
    assert "created" in said
    assert "missing files" in said
    assert "left aside: page" in said
    assert "File not found: https://garden.example/wp-content/uploads/2021/03/house.png" in said
    assert ArticlePage.objects.count() == 5


def test_a_trial_says_so_and_writes_nothing(trees: Trees) -> None:
    assert "nothing was written" in run("import_wordpress", DATA / "export.xml", dry_run=True)
    assert "nothing was written" in run("import_markdown", DATA / "markdown", dry_run=True)
    assert not ArticlePage.objects.exists()
    assert not Author.objects.exists()


def test_a_broken_file_changes_nothing_and_is_one_sentence(trees: Trees, tmp_path: Path) -> None:
    whole = (DATA / "export.xml").read_text(encoding="utf-8")
    (tmp_path / "half.xml").write_text(whole[: len(whole) - 300], encoding="utf-8")
    with pytest.raises(CommandError, match=r"^half\.xml is broken .*line \d+") as error:
        run("import_wordpress", tmp_path / "half.xml")
    assert "\n" not in str(error.value)
    assert not ImportRecord.objects.exists()


def test_markdown_comes_in_through_the_same_writer(trees: Trees) -> None:
    run("import_markdown", DATA / "markdown")
    assert set(ArticlePage.objects.values_list("slug", flat=True)) == {"small-oven", "a-small-oven"}
    assert "unchanged" in run("import_markdown", DATA / "markdown")


def test_our_samples_bring_their_people(trees: Trees) -> None:
    run("import_markdown", DATA.parents[2] / "demo")
    assert Author.objects.filter(locale__language_code="en").count() == 2
    assert Author.objects.filter(locale__language_code="ko").count() == 2


def sources(folder: Path, topics: str) -> Path:
    (folder / "articles" / "oven").mkdir(parents=True)
    front = "---\ntitle: 오븐\nstatus: published\nauthors: [nari]\ndisclaimer: 생각\n---\n\n글.\n"
    (folder / "articles" / "oven" / "ko.md").write_text(front, encoding="utf-8")
    (folder / "authors.yml").write_text("- {slug: nari, name: 한나리}\n", encoding="utf-8")
    (folder / "disclaimers.yml").write_text("- {name: 생각, text: <p>글</p>}\n", encoding="utf-8")
    (folder / "topics.yml").write_text(topics, encoding="utf-8")
    return folder


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_broken_list_stops_the_import_with_one_sentence(trees: Trees, tmp_path: Path, dry_run: bool) -> None:
    folder = sources(tmp_path, "- {slug: bread}\n")
    with pytest.raises(CommandError, match=r"^topics\.yml, entry “bread”: name: [^\n]*$"):
        run("import_markdown", folder, dry_run=dry_run)
    assert not Author.objects.exists()
    assert not ArticlePage.objects.exists()


def test_a_trial_tries_the_lists_too_and_its_articles_find_them(trees: Trees, tmp_path: Path) -> None:
    folder = sources(tmp_path, "- {slug: bread, name: 빵}\n")
    said = run("import_markdown", folder, dry_run=True)
    assert "There is no disclaimer" not in said
    assert not any(model.objects.exists() for model in (Author, Topic, Disclaimer, ArticlePage, ImportRecord))
    run("import_markdown", folder)
    assert [author.name for author in ArticlePage.objects.get().authors] == ["한나리"]


class Terminal(StringIO):
    """A stream that says it is one."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_a_bar_and_a_file_does_not(trees: Trees) -> None:
    terminal = Terminal()
    with translation.override("en"):
        call_command("import_wordpress", DATA / "export.xml", stdout=terminal)
    assert "━" in terminal.getvalue().partition("Import")[0]
    assert "\x1b" in terminal.getvalue()
    assert "\x1b" not in run("import_wordpress", DATA / "export.xml")
