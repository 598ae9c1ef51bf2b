"""Blocks as the JSON that a StreamField stores, with ids that survive a second import.

Parallel reading, anchors and translations all rest on block ids, so an id may change only when its block is new.
This module must not know pages, nor where a picture comes from.
"""

from __future__ import annotations

import json
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Final
from uuid import NAMESPACE_URL, uuid5

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from blog.importers.article import Asset, Block

RawBlock = dict[str, Any]
RawStream = list[RawBlock]
_PICTURE_LIMITS: Final = {"caption": 500, "credit": 200}


def to_stream(blocks: Iterable[Block], resolve_image: Callable[[Asset], int | None], ref: str = "") -> RawStream:
    """The raw StreamField value of blocks.

    `resolve_image` gives the primary key of the stored image of an asset, or None: an `image` block then keeps the
    address of the file in `missing_file`, and a gallery hands such pictures to `image` blocks after it. Ids are made
    from `ref` and the place of the block, so the same document always gets the same ids. Use it for every body:

        page.body = StreamValue(page.body.stream_block, to_stream(document.body, images.get, ref), is_lazy=True)
    """
    return _Stream(resolve_image, ref).stream(blocks, "")


class _Stream:
    def __init__(self, resolve_image: Callable[[Asset], int | None], ref: str) -> None:
        self.resolve_image = resolve_image
        self.ref = ref

    def stream(self, blocks: Iterable[Block], path: str) -> RawStream:
        raw: RawStream = []
        for block in blocks:
            for type_, value in self.values(block):
                place = f"{path}/{len(raw)}"
                raw.append({"type": type_, "value": self.placed(type_, value, place), "id": self.id(place)})
        return raw

    def id(self, path: str) -> str:
        return str(uuid5(NAMESPACE_URL, f"{self.ref}{path}"))

    def values(self, block: Block) -> list[tuple[str, Any]]:
        """One block may become several: pictures without a file cannot stay in a gallery."""
        if block.type == "image":
            return [("image", self.picture(block.value))]
        if block.type == "gallery":
            return self.gallery(block.value)
        return [(block.type, block.value)]

    def placed(self, type_: str, value: Any, place: str) -> Any:
        """The value with nested streams and lists in stored form."""
        if type_ == "section":
            return {"heading": value["heading"], "content": self.stream(value["content"], f"{place}/content")}
        if type_ == "gallery":
            return {**value, "pictures": self.items(value["pictures"], f"{place}/pictures")}
        if type_ == "footnotes":
            return {"notes": self.items(value["notes"], f"{place}/notes")}
        return json.loads(json.dumps(value))  # tuples become lists, as they will be in the database

    def items(self, values: Iterable[Any], path: str) -> RawStream:
        return [
            {"type": "item", "value": value, "id": self.id(f"{path}/{number}")} for number, value in enumerate(values)
        ]

    def picture(self, value: dict[str, Any]) -> dict[str, Any]:
        asset: Asset | None = value["image"]
        key = self.resolve_image(asset) if asset else None
        limited = {name: value[name][:limit] for name, limit in _PICTURE_LIMITS.items()}
        missing = value["missing_file"] or (asset.source[:500] if asset and key is None else "")
        return {**value, **limited, "image": _image(key, asset), "missing_file": missing}

    def gallery(self, value: dict[str, Any]) -> list[tuple[str, Any]]:
        found, missing = [], []
        for picture in value["pictures"]:
            key = self.resolve_image(picture["image"])
            if key is None:
                blank = {"credit": "", "width": "column", "missing_file": ""}
                missing.append(("image", self.picture({**picture, **blank})))
            else:
                found.append({"image": _image(key, picture["image"]), "caption": picture["caption"][:300]})
        gallery = [("gallery", {"pictures": found, "caption": value["caption"]})] if found else []
        return [*gallery, *missing]


def _image(key: int | None, asset: Asset | None) -> dict[str, Any]:
    return {"image": key, "alt_text": asset.alt if asset else "", "decorative": False}


def keep_ids(new: RawStream, old: Sequence[RawBlock]) -> RawStream:
    """`new` with the ids of the blocks of `old` that it continues.

    Equal blocks keep theirs wherever they moved to; a block in the place of a changed one of the same type is that
    block with another text. Every id stays unique.
    """
    pairs = _pairs(new, old)
    taken: set[str] = {old[number]["id"] for number in pairs.values()}
    kept: RawStream = []
    for number, block in enumerate(new):
        before = old[pairs[number]] if number in pairs else None
        id_ = before["id"] if before else _free(block["id"], taken)
        taken.add(id_)
        value = _with_inner_ids(block["value"], before["value"] if before else None)
        kept.append({**block, "value": value, "id": id_})
    return kept


def _pairs(new: RawStream, old: Sequence[RawBlock]) -> dict[int, int]:
    """Number of a new block -> number of the old block that it continues."""
    new_keys, old_keys = [_key(block) for block in new], [_key(block) for block in old]
    pairs: dict[int, int] = {}
    changed: list[tuple[range, range]] = []
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(None, old_keys, new_keys, False).get_opcodes():
        if kind == "equal":
            pairs.update(zip(range(new_from, new_to), range(old_from, old_to), strict=True))
        else:
            changed.append((range(new_from, new_to), range(old_from, old_to)))
    left = [number for number in range(len(old)) if number not in pairs.values()]
    for number in (n for n in range(len(new)) if n not in pairs):
        same = next((other for other in left if old_keys[other] == new_keys[number]), None)
        if same is not None:
            pairs[number] = same
            left.remove(same)
    for new_range, old_range in changed:
        _pair_changed(new, old, new_range, [number for number in old_range if number in left], pairs)
    return pairs


def _pair_changed(
    new: RawStream, old: Sequence[RawBlock], numbers: range, candidates: list[int], pairs: dict[int, int]
) -> None:
    for number in numbers:
        if number in pairs:
            continue
        same_type = next((other for other in candidates if old[other]["type"] == new[number]["type"]), None)
        if same_type is not None:
            pairs[number] = same_type
            candidates.remove(same_type)


def _key(block: RawBlock) -> str:
    """What a block says; a section is known by its heading, because its content changes on its own."""
    said = block["value"]["heading"] if block["type"] == "section" else _without_ids(block["value"])
    return json.dumps([block["type"], said], sort_keys=True, ensure_ascii=False)


def _without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_ids(child) for name, child in value.items() if name != "id"}
    return [_without_ids(child) for child in value] if isinstance(value, list) else value


def _with_inner_ids(value: Any, old: Any) -> Any:
    if not isinstance(value, dict):
        return value
    before = old if isinstance(old, dict) else {}
    return {
        name: keep_ids(child, before.get(name) or []) if _has_ids(child) else child for name, child in value.items()
    }


def _has_ids(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict) and "id" in value[0]


def _free(id_: str, taken: set[str]) -> str:
    while id_ in taken:
        id_ = str(uuid5(NAMESPACE_URL, id_))
    return id_
