"""The sentences of the code and their Korean: `python -m tests.catalogue` brings locale/ko up to date.

It needs no gettext: Babel reads Python and JavaScript, Django turns templates into what Babel reads.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "ko" / "LC_MESSAGES" / "django.po"
PACKAGES = ("settings", "home", "blog", "search", "ops")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}

_STRING = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
_CALL = re.compile(rf"\b(?:gettext|ngettext|pgettext|npgettext|_)\((?:{_STRING}(?:, ?)?)+(?:count)?\)")


def sentences() -> dict[tuple[str | None, str], polib.POEntry]:
    """Every translatable sentence, by context and text, with the files it stands in."""
    found: dict[tuple[str | None, str], polib.POEntry] = {}
    for path in _sources():
        for message, context in _messages_in(path):
            singular, plural = message if isinstance(message, tuple) else (message, "")
            entry = found.setdefault(
                (context, singular), polib.POEntry(msgid=singular, msgid_plural=plural, msgctxt=context)
            )
            place = (str(path.relative_to(ROOT)), "")
            if place not in entry.occurrences:
                entry.occurrences.append(place)
    return found


def _sources() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))
        yield from sorted((ROOT / package).rglob("templates/**/*.html"))
        yield from sorted((ROOT / package).rglob("templates/**/*.txt"))
    yield from sorted((ROOT / "templates").rglob("*.html"))
    yield from sorted((ROOT / "templates").rglob("*.txt"))


def _messages_in(path: Path) -> Iterator[tuple[str | tuple[str, str], str | None]]:
    text = path.read_text(encoding="utf-8")
    # What templatize writes is no whole Python program, so only its calls are taken.
    lines = [match[0] for match in _CALL.finditer(templatize(text))] if path.suffix in {".html", ".txt"} else [text]
    for line in lines:
        for _line, message, _comments, context in extract("python", io.BytesIO(line.encode()), keywords=KEYWORDS):
            if message:
                yield message, context


def update() -> list[str]:
    """Adds new sentences to the catalogue, drops those that are gone, and returns those without Korean."""
    catalogue = polib.pofile(str(CATALOGUE)) if CATALOGUE.exists() else polib.POFile(wrapwidth=110)
    catalogue.wrapwidth = 110
    catalogue.metadata = {
        "Language": "ko",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}
    catalogue.clear()
    for key, entry in sorted(sentences().items(), key=lambda pair: (pair[1].occurrences[0], pair[0][1])):
        if key in known:
            entry.msgstr, entry.msgstr_plural = known[key].msgstr, known[key].msgstr_plural
        if entry.msgid_plural and not entry.msgstr_plural:
            entry.msgstr_plural = {0: ""}
        catalogue.append(entry)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(CATALOGUE))
    return [entry.msgid for entry in catalogue.untranslated_entries()]


if __name__ == "__main__":
    missing = update()
    print("\n".join(missing), file=sys.stderr)  # noqa: T201
    print(f"{len(missing)} sentences without Korean")  # noqa: T201
