"""Compiled message catalogues without gettext on the machine."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import polib


def compile_catalogues(folders: Iterable[Path]) -> Iterator[Path]:
    """Writes the .mo file beside every .po file that is newer, and yields what it has written."""
    for folder in folders:
        for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
                polib.pofile(str(source)).save_as_mofile(str(target))
                yield target
