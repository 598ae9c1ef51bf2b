"""Catalogues are compiled without gettext on the machine, and only when they have changed."""

import os
from pathlib import Path
from typing import Any

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext, override
from django.utils.translation.reloader import translation_file_changed

from ops.catalogues import compile_catalogues

SOURCE = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Blog"\nmsgstr "블로그"\n'


def catalogue(folder: Path) -> Path:
    source = folder / "ko" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(SOURCE)
    return source


def test_a_catalogue_is_compiled_beside_its_source(tmp_path: Path) -> None:
    source = catalogue(tmp_path)
    (target,) = compile_catalogues([tmp_path])
    assert target == source.with_suffix(".mo")
    assert polib.mofile(str(target)).find("Blog").msgstr == "블로그"


def test_compiling_again_does_nothing_until_the_source_changes(tmp_path: Path) -> None:
    source = catalogue(tmp_path)
    (target,) = compile_catalogues([tmp_path])
    assert list(compile_catalogues([tmp_path])) == []
    os.utime(source, (target.stat().st_atime, target.stat().st_mtime + 10))
    assert list(compile_catalogues([tmp_path])) == [target]


def test_what_was_asked_for_before_a_catalogue_was_compiled_is_translated_afterwards(
    tmp_path: Path, settings: Any
) -> None:
    sentence = "Bread of the day before"
    catalogue(tmp_path).write_text(SOURCE.replace("Blog", sentence).replace("블로그", "어제의 빵"))
    settings.LOCALE_PATHS = [tmp_path]
    with override("ko"):
        assert gettext(sentence) == sentence
        call_command("compile_catalogues", verbosity=0)
    with override("ko"):
        assert gettext(sentence) == "어제의 빵"
    translation_file_changed(None, tmp_path / "django.mo")  # and the catalogues of the site again


def test_a_folder_without_catalogues_is_no_trouble(tmp_path: Path) -> None:
    assert list(compile_catalogues([tmp_path, tmp_path / "missing"])) == []


@pytest.mark.parametrize(
    "source", sorted((Path(settings.BASE_DIR) / "locale").rglob("*.po")), ids=lambda path: path.name
)
def test_every_catalogue_of_the_site_compiles(source: Path) -> None:
    entries = polib.pofile(str(source), check_for_duplicates=True)
    assert entries.metadata["Content-Type"].lower() == "text/plain; charset=utf-8"
    assert entries.to_binary()
