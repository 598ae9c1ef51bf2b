"""Laying one body upon another."""

import json
from typing import Any

from blog.translation.structure import align, one_text_per_table, real_path, without_hashes

from .conftest import block, every_block, item


def bare(raw: Any) -> Any:
    """The same JSON with other ids."""
    text = json.dumps(raw)
    for number, each in enumerate(json.loads(json.dumps(list(_ids(raw))))):
        text = text.replace(each, f"other-{number}")
    return json.loads(text)


def _ids(raw: Any) -> Any:
    if isinstance(raw, dict):
        if "id" in raw:
            yield raw["id"]
        for value in raw.values():
            yield from _ids(value)
    elif isinstance(raw, list):
        for value in raw:
            yield from _ids(value)


def test_equal_structures_get_the_ids_of_the_original() -> None:
    remarks: list[str] = []
    original = every_block()
    assert align(original, bare(original), "body", remarks) == original
    assert remarks == []


def test_a_block_too_many_is_left_out_and_remarked() -> None:
    remarks: list[str] = []
    original = [block("paragraph", "<p>가</p>"), block("divider", None), block("quote", {"text": "<p>나</p>"})]
    other = [block("paragraph", "<p>a</p>"), block("callout", {"title": "x"}), block("quote", {"text": "<p>b</p>"})]
    aligned = align(original, other, "body", remarks)
    assert [each["id"] for each in aligned] == [original[0]["id"], original[2]["id"]]
    assert remarks == ["body"]


def test_plain_list_values_are_taken_as_items() -> None:
    original = [block("footnotes", {"notes": [item("<p>가</p>"), item("<p>나</p>")]})]
    other = [{"type": "footnotes", "value": {"notes": ["<p>a</p>", "<p>b</p>"]}}]
    aligned = align(original, other, "body", [])
    assert [note["id"] for note in aligned[0]["value"]["notes"]] == [n["id"] for n in original[0]["value"]["notes"]]
    assert [note["value"] for note in aligned[0]["value"]["notes"]] == ["<p>a</p>", "<p>b</p>"]


def test_tables_of_another_size_stay_untranslated() -> None:
    table = {"columns": [{"type": "text", "heading": "가"}], "rows": [{"values": ["<p>나</p>"]}], "caption": ""}
    larger = {**table, "rows": [*table["rows"], {"values": ["<p>c</p>"]}]}
    remarks: list[str] = []
    original = [block("table", table)]
    aligned = align(original, [block("table", larger)], "body", remarks)
    assert aligned[0]["value"] == table
    assert remarks == [f"body.{original[0]['id']}"]


def test_tables_are_taken_apart_into_single_texts() -> None:
    table = {
        "columns": [{"type": "text", "heading": "가"}, {"type": "text", "heading": "나"}],
        "rows": [{"values": ["<p>1</p>", "<p>2</p>"]}],
        "caption": "다",
    }
    parts = one_text_per_table([block("section", {"heading": "", "content": [block("table", table)]})])
    content = parts[0]["value"]["content"]
    assert [each["id"].rpartition("~")[2] for each in content] == ["0", "1", "2", "3", "4"]
    assert content[0]["value"] == {"columns": [], "rows": [], "caption": "다"}
    assert content[4]["value"]["rows"] == [{"values": ["<p>2</p>"]}]


def test_paths_of_parts_are_turned_into_paths_of_the_table() -> None:
    path = "body.1234~3.cell-0123456789ab"
    assert real_path(path) == "body.1234.cell-0123456789ab"
    assert without_hashes(path) == "body.1234~3.cell"
