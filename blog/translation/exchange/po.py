"""Documents as GNU gettext PO: what needs a person is fuzzy, what changed carries its previous source.

The context of a message is the key of its text and the path in it, so one file holds many texts.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from tempfile import NamedTemporaryFile

import polib
from django.utils.translation import gettext as _

from blog.translation.exchange.documents import Document, FileError, Unit
from blog.translation.segments import State

KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SAYS = re.compile(r"dugeul: (?P<state>[a-z]+) (?P<base>[0-9a-f]{16})")
_STOCK_HEADER = "X-WagtailLocalize-TranslationID"


def write(documents: Sequence[Document]) -> bytes:
    """One file for all documents, which must be of one pair of languages."""
    first = documents[0]
    file = polib.POFile(wrapwidth=0)
    file.metadata = {
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": first.target_language,
        "X-Source-Language": first.source_language,
    }
    for document in documents:
        file.extend(_entry(document, unit) for unit in document.units)
    return str(file).encode()


def _entry(document: Document, unit: Unit) -> polib.POEntry:
    is_draft = unit.unfinished and bool(unit.target)
    return polib.POEntry(
        msgctxt=f"{document.key}.{unit.path}",
        msgid=unit.source,
        msgstr=unit.target,
        comment="\n".join([" › ".join([document.title, *unit.labels]), f"dugeul: {unit.state} {unit.base}"]),
        flags=["fuzzy"] if is_draft else [],
        previous_msgid=unit.earlier_source or None,
    )


def read(content: bytes) -> tuple[Document, ...]:
    """The documents in a file; also of one that wagtail-localize has written. Raises FileError."""
    try:
        file = _parsed(content.decode("utf-8-sig"))
    except (OSError, UnicodeError, ValueError, IndexError, AssertionError) as error:
        raise FileError(_("This is not a PO file: %(reason)s") % {"reason": str(error)[:200]}) from error
    languages = file.metadata.get("X-Source-Language", ""), file.metadata.get("Language", "")
    entries = sorted((*_keyed(file),), key=lambda one: one[0])
    if not entries:
        raise FileError(_("There are no messages of this site in the PO file."))
    return tuple(
        Document(key, *languages, title="", units=tuple(unit for _key, unit in units))
        for key, units in groupby(entries, key=lambda one: one[0])
    )


def _parsed(text: str) -> polib.POFile:
    """From a file, for polib splits a string also at characters that may stand inside a line (U+001E, U+2028)."""
    with NamedTemporaryFile("w", encoding="utf-8", suffix=".po") as file:
        file.write(text)
        file.flush()
        return polib.pofile(file.name, encoding="utf-8")


def stock_translation(content: bytes) -> str:
    """The id that wagtail-localize writes into its own PO files, "" in others."""
    found = re.search(rf'"{_STOCK_HEADER}: ([0-9a-f-]{{36}})', content.decode("utf-8", "replace"))
    return found[1] if found else ""


def _keyed(file: polib.POFile) -> Iterator[tuple[str, Unit]]:
    for entry in _living(file):
        key, _dot, path = (entry.msgctxt or "").partition(".")
        if not KEY.fullmatch(key):
            key, path = "", entry.msgctxt or ""
        said = _SAYS.search(entry.comment or "")
        yield (
            key,
            Unit(
                path=path,
                source=entry.msgid,
                target=entry.msgstr,
                state=_state(said["state"] if said else "", is_fuzzy="fuzzy" in entry.flags),
                unfinished="fuzzy" in entry.flags,
                base=said["base"] if said else "",
                earlier_source=entry.previous_msgid or "",
            ),
        )


def _state(said: str, *, is_fuzzy: bool) -> str:
    """What the file says now: who took the fuzzy mark from a draft has finished it."""
    drafts = {State.MACHINE.value, State.STALE.value, State.BROKEN.value}
    return State.TRANSLATED.value if said in drafts and not is_fuzzy else said


def _living(file: polib.POFile) -> Iterable[polib.POEntry]:
    return (entry for entry in file if not entry.obsolete and entry.msgid)
