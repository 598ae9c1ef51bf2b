"""What collectstatic makes of our own files, in a folder of its own."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command

from ops.joining import CannotJoinError
from ops.staticfiles import JOINED, HashedStaticFilesStorage

PRODUCTION = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "ops.staticfiles.HashedStaticFilesStorage"},
}


@pytest.fixture
def collected(tmp_path: Path, settings: Any) -> Path:
    """The folder that production serves."""
    settings.STATIC_ROOT, settings.STORAGES = tmp_path, PRODUCTION
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    call_command("collectstatic", verbosity=0, interactive=False)
    return tmp_path


def served(folder: Path, name: str) -> Path:
    return folder / json.loads((folder / "staticfiles.json").read_text())["paths"][name]


def test_pages_name_one_style_sheet_and_one_module_that_ask_for_nothing_else(collected: Path) -> None:
    for name in JOINED:
        text = served(collected, name).read_text()
        assert not re.search(r"@import|\bimport\b.*\bfrom\b|^export\b", text, re.MULTILINE), name


def test_everything_in_the_small_files_is_in_the_joined_one(collected: Path, settings: Any) -> None:
    css = served(collected, "css/site.css").read_text()
    rules = {line for line in css.splitlines() if line.endswith("{")}
    source = Path(settings.BASE_DIR) / "static" / "css"
    for name in re.findall(r'url\("([\w.]+)"\)', (source / "site.css").read_text()):
        own = {line for line in (source / name).read_text().splitlines() if re.match(r"[.:\w@][^*]*\{$", line)}
        assert own
        assert own <= rules, name
    script = served(collected, "js/site.js").read_text()
    for path in (source.parent / "js" / "behaviours").glob("*.js"):
        functions = re.findall(r"^export (function \w+)", path.read_text(), re.MULTILINE)
        assert functions
        assert [each for each in functions if script.count(f"{each}(") != 1] == [], path


def test_both_are_compressed_and_their_names_hold_a_hash(collected: Path) -> None:
    for name in JOINED:
        path = served(collected, name)
        assert re.fullmatch(r"site\.[0-9a-f]{12}\.(?:css|js)", path.name)
        assert {f"{path.name}.gz", f"{path.name}.br"} <= {each.name for each in path.parent.iterdir()}


def test_a_change_in_a_small_file_changes_the_name_of_the_joined_one(tmp_path: Path, settings: Any) -> None:
    names = {hashed_name_of(tmp_path / color, settings, color) for color in ("red", "blue")}
    assert len(names) == 2


def hashed_name_of(folder: Path, settings: Any, color: str) -> str:
    source = folder / "source" / "css"
    source.mkdir(parents=True)
    (source / "site.css").write_text('@import url("x.css") layer(a);\n')
    (source / "x.css").write_text(f"p {{ color: {color}; }}\n")
    return process(folder, source)["css/site.css"]


def process(folder: Path, source: Path) -> dict[str, str]:
    """What the storage makes of a folder of style sheets: hashed name by name."""
    files = FileSystemStorage(location=source.parent)
    shutil.copytree(source.parent, folder / "static", dirs_exist_ok=True)  # as collectstatic has done before
    storage = HashedStaticFilesStorage(location=folder / "static", base_url="/static/")
    paths = {f"css/{path.name}": (files, f"css/{path.name}") for path in source.iterdir()}
    return {name: hashed for name, hashed, _ in storage.post_process(paths) if not name.endswith((".br", ".gz"))}


def test_collecting_stops_at_a_file_that_cannot_be_joined(tmp_path: Path) -> None:
    source = tmp_path / "source" / "css"
    source.mkdir(parents=True)
    (source / "site.css").write_text('@import "x.css";\n')
    with pytest.raises(CannotJoinError):
        process(tmp_path, source)


def test_in_development_and_in_tests_the_files_stay_as_they_are(settings: Any) -> None:
    assert staticfiles_storage.url("css/site.css") == "/static/css/site.css"
    assert "@import" in (Path(settings.BASE_DIR) / "static" / "css" / "site.css").read_text()
