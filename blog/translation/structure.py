"""Two bodies of the same structure, laid one upon the other: blocks by place and kind, tables cell by cell.

It reads raw StreamField JSON only. Nested streams and lists are recognised by their form, so a new block needs nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

RawBlock = Mapping[str, Any]
RawStream = Sequence[RawBlock]

_HASH = re.compile(r"\b(cell|heading)-[0-9a-f]{12}\b")
_PART_OF_TABLE = re.compile(r"~\d+")


def align(original: RawStream, other: RawStream, place: str, remarks: list[str]) -> list[RawBlock]:
    """The blocks of `other` under the ids of `original`. What has no counterpart is left out and remarked."""
    kinds, other_kinds = [each["type"] for each in original], [each["type"] for each in other]
    if kinds != other_kinds:
        remarks.append(place)
    matcher = SequenceMatcher(None, kinds, other_kinds, autojunk=False)
    pairs = [
        (original[match.a + step], other[match.b + step])
        for match in matcher.get_matching_blocks()
        for step in range(match.size)
    ]
    return [
        {
            **theirs,
            "id": ours["id"],
            "value": _align_value(ours["value"], theirs["value"], f"{place}.{ours['id']}", remarks),
        }
        for ours, theirs in pairs
    ]


def _align_value(ours: Any, theirs: Any, place: str, remarks: list[str]) -> Any:
    if not isinstance(ours, Mapping) or not isinstance(theirs, Mapping):
        return theirs
    if "columns" in ours:
        return _align_table(ours, theirs, place, remarks)
    return {key: _align_child(ours.get(key), value, f"{place}.{key}", remarks) for key, value in theirs.items()}


def _align_child(ours: Any, theirs: Any, place: str, remarks: list[str]) -> Any:
    if _is_list(ours) and isinstance(theirs, list):
        return align(ours, [_as_item(each) for each in theirs], place, remarks)
    if _is_stream(ours) and isinstance(theirs, list):
        return align(ours, theirs, place, remarks)
    return _align_value(ours, theirs, place, remarks)


def _align_table(ours: Mapping[str, Any], theirs: Mapping[str, Any], place: str, remarks: list[str]) -> Any:
    """A table of another size is not translated at all: nobody can say which cell belongs to which."""
    if _shape(ours) == _shape(theirs):
        return theirs
    remarks.append(place)
    return ours


def _shape(table: Mapping[str, Any]) -> tuple[int, list[int]]:
    return len(table["columns"]), [len(row["values"]) for row in table["rows"]]


def _is_stream(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping) and "id" in value[0]


def _is_list(value: Any) -> bool:
    return _is_stream(value) and value[0].get("type") == "item"


def _as_item(value: Any) -> RawBlock:
    is_item = isinstance(value, Mapping) and value.get("type") == "item" and "value" in value
    return value if is_item else {"type": "item", "value": value}


def one_text_per_table(stream: RawStream) -> list[RawBlock]:
    """The same stream with every table taken apart into tables of one text each, in a fixed order.

    A table sends a text that stands twice only once, so the texts of two tables cannot be counted off against each
    other; the texts of single cells can. The parts are numbered in their ids: "<id>~<n>".
    """
    return [part for block in stream for part in _parts(block)]


def _parts(block: RawBlock) -> Iterator[RawBlock]:
    value = block["value"]
    if not isinstance(value, Mapping):
        yield block
    elif "columns" in value:
        for number, table in enumerate(_single_texts(value)):
            yield {**block, "id": f"{block['id']}~{number}", "value": table}
    else:
        nested = {key: one_text_per_table(child) for key, child in value.items() if _is_stream(child)}
        yield {**block, "value": {**value, **nested}}


def _single_texts(table: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield {"columns": [], "rows": [], "caption": table.get("caption", "")}
    for column in table["columns"]:
        yield {"columns": [column], "rows": [], "caption": ""}
    for row in table["rows"]:
        for column, cell in zip(table["columns"], row["values"], strict=True):
            yield {"columns": [{**column, "heading": ""}], "rows": [{"values": [cell]}], "caption": ""}


def real_path(path: str) -> str:
    """The path of a text in the whole table, from its path in a part of it."""
    return _PART_OF_TABLE.sub("", path)


def without_hashes(path: str) -> str:
    """A path without what follows from the text itself, equal in both languages."""
    return _HASH.sub(r"\1", path)
