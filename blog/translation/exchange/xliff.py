"""Documents as XLIFF 2.1 (OASIS standard of 13 February 2018): one file element per text, one unit per piece.

State and base of a unit are metadata (module `mda`), so tools that do not know us keep them. XML from strangers is read
without entities and without asking any other place.
"""

from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree import ElementTree as ET

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from blog.translation.exchange.documents import Document, FileError, Unit
from blog.translation.exchange.inline import CORE, Codes, html_of, name
from blog.translation.segments import State

METADATA: Final = "urn:oasis:names:tc:xliff:metadata:2.0"
VERSION: Final = "2.1"
_STATES: Final = {
    State.MISSING: "initial",
    State.STALE: "initial",
    State.BROKEN: "initial",
    State.MACHINE: "translated",
    State.TRANSLATED: "translated",
    State.REVIEWED: "reviewed",
}
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"


def write(documents: Sequence[Document]) -> bytes:
    """One file for all documents, which must be of one pair of languages."""
    ET.register_namespace("", CORE)
    ET.register_namespace("mda", METADATA)
    first = documents[0]
    root = ET.Element(
        name("xliff"), {"version": VERSION, "srcLang": first.source_language, "trgLang": first.target_language}
    )
    for number, document in enumerate(documents, start=1):
        file = ET.SubElement(root, name("file"), {"id": f"f{number}", "original": document.key})
        notes = ET.SubElement(file, name("notes"))
        ET.SubElement(notes, name("note"), {"category": "title"}).text = document.title
        for position, unit in enumerate(document.units, start=1):
            _write_unit(file, f"u{position}", unit)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _write_unit(file: ET.Element, unit_id: str, unit: Unit) -> None:
    element = ET.SubElement(file, name("unit"), {"id": unit_id, "name": unit.path})
    _write_metadata(element, unit)
    notes = ET.SubElement(element, name("notes"))
    ET.SubElement(notes, name("note"), {"category": "place"}).text = " › ".join(unit.labels)
    if unit.earlier_source:
        ET.SubElement(notes, name("note"), {"category": "earlier-source"}).text = unit.earlier_source
    codes, state = Codes(), State(unit.state)
    segment = ET.Element(name("segment"), {"state": _STATES[state]})
    if state in {State.MACHINE, State.STALE, State.BROKEN}:
        segment.set("subState", f"dugeul:{state.value}")
    codes.fill(ET.SubElement(segment, name("source"), {_SPACE: "preserve"}), unit.source, is_source=True)
    if unit.target:
        codes.fill(ET.SubElement(segment, name("target"), {_SPACE: "preserve"}), unit.target, is_source=False)
    if codes.data:
        original = ET.SubElement(element, name("originalData"))
        for data_id, tag in codes.data.items():
            ET.SubElement(original, name("data"), {"id": data_id}).text = tag
    element.append(segment)


def _write_metadata(element: ET.Element, unit: Unit) -> None:
    metadata = ET.SubElement(element, f"{{{METADATA}}}metadata")
    group = ET.SubElement(metadata, f"{{{METADATA}}}metaGroup", {"category": "dugeul"})
    ET.SubElement(group, f"{{{METADATA}}}meta", {"type": "base"}).text = unit.base


def read(content: bytes) -> tuple[Document, ...]:
    """The documents in a file. Raises FileError."""
    root = _root(content)
    languages = root.get("srcLang", ""), root.get("trgLang", "")
    documents = tuple(
        Document(file.get("original", ""), *languages, _title(file), tuple(_units(file)))
        for file in root.iter(name("file"))
    )
    if not documents:
        raise FileError(_("There are no texts in the XLIFF file."))
    return documents


def _root(content: bytes) -> ET.Element:
    try:
        root: ET.Element = fromstring(content, forbid_dtd=True)
    except ET.ParseError as error:
        line, column = error.position
        raise FileError(
            _("This is not a complete XML file: it breaks off, or is wrong, at line %(line)d, column %(column)d.")
            % {"line": line, "column": column + 1}
        ) from error
    except (DefusedXmlException, LookupError, ValueError) as error:
        raise FileError(_("This XML file has a document type or an encoding that is not read here.")) from error
    if root.tag != name("xliff"):
        is_older = root.tag.endswith("}xliff") or root.tag == "xliff"
        raise FileError(
            _("This is an XLIFF file of another version; XLIFF 2.1 is read here.")
            if is_older
            else _("This is not an XLIFF file.")
        )
    return root


def _title(file: ET.Element) -> str:
    notes = file.find(f"{name('notes')}/{name('note')}[@category='title']")
    return (notes.text or "") if notes is not None else ""


def _units(file: ET.Element) -> Iterator[Unit]:
    for unit in file.iter(name("unit")):
        data = {each.get("id", ""): each.text or "" for each in unit.iter(name("data"))}
        segments = unit.findall(name("segment"))
        pieces = [each for each in unit if each.tag in {name("segment"), name("ignorable")}]
        said = [(each.get("state", "initial"), each.get("subState", "")) for each in segments]
        meta = unit.find(f".//{{{METADATA}}}metaGroup[@category='dugeul']/{{{METADATA}}}meta[@type='base']")
        yield Unit(
            path=unit.get("name", ""),
            source="".join(_side(piece, "source", data) for piece in pieces),
            target=_target(pieces, data),
            state=_state(said),
            unfinished=any(state == "initial" for state, _sub in said),
            base=(meta.text or "") if meta is not None else "",
        )


def _target(pieces: Sequence[ET.Element], data: dict[str, str]) -> str:
    """The target of all segments, "" when one that is to be translated has none; what is ignorable stays as it is."""
    parts = []
    for piece in pieces:
        if piece.find(name("target")) is not None:
            parts.append(_side(piece, "target", data))
        elif piece.tag == name("ignorable"):
            parts.append(_side(piece, "source", data))
        else:
            return ""
    return "".join(parts)


def _side(piece: ET.Element, side: str, data: dict[str, str]) -> str:
    element = piece.find(name(side))
    return html_of(element, data) if element is not None else ""


def _state(said: Sequence[tuple[str, str]]) -> str:
    """The state of a unit whose segments another tool may have split: that of the one which is least far."""
    if not said:
        return ""
    for state, sub in said:
        if sub.startswith("dugeul:"):
            value = sub.removeprefix("dugeul:")
            if state == ("translated" if value == State.MACHINE.value else "initial"):
                return value
    if any(state == "initial" for state, _sub in said):
        return State.MISSING.value
    is_reviewed = all(state in {"reviewed", "final"} for state, _sub in said)
    return (State.REVIEWED if is_reviewed else State.TRANSLATED).value
