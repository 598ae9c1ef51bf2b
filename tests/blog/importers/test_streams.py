"""Stored JSON of a body: its form, and ids that survive."""

from typing import Any

from blog.importers.article import Asset, Block, image_block
from blog.importers.streams import keep_ids, to_stream

PICTURE = Asset("https://x.example/a.png", "a.png", alt="설명")
GONE = Asset("https://x.example/gone.png", "gone.png")


def resolve(asset: Asset) -> int | None:
    return 7 if asset == PICTURE else None


def text(words: str) -> Block:
    return Block("paragraph", f"<p>{words}</p>")


def section(heading: str, *content: Block) -> Block:
    return Block("section", {"heading": heading, "content": content})


def ids(stream: list[dict[str, Any]]) -> dict[str, str]:
    found = {}
    for block in stream:
        value = block["value"]
        found[value["heading"] if block["type"] == "section" else str(value)] = block["id"]
        if block["type"] == "section":
            found.update(ids(value["content"]))
    return found


def test_every_block_and_list_item_has_its_own_id() -> None:
    notes = Block("footnotes", {"notes": ("<p>가</p>", "<p>나</p>")})
    (raw,) = to_stream([section("제목", text("글"), notes)], resolve, "ref")
    items = raw["value"]["content"][1]["value"]["notes"]
    assert [item["type"] for item in items] == ["item", "item"]
    found = [raw["id"], *(block["id"] for block in raw["value"]["content"]), *(item["id"] for item in items)]
    assert len(set(found)) == 5


def test_the_same_document_gets_the_same_ids_and_another_one_others() -> None:
    assert to_stream([text("글")], resolve, "a") == to_stream([text("글")], resolve, "a")
    assert to_stream([text("글")], resolve, "a")[0]["id"] != to_stream([text("글")], resolve, "b")[0]["id"]


def test_a_picture_without_a_file_keeps_its_address() -> None:
    found, gone = to_stream([image_block(PICTURE, "캡션"), image_block(GONE, "없는 것")], resolve)
    assert found["value"]["image"] == {"image": 7, "alt_text": "설명", "decorative": False}
    assert found["value"]["missing_file"] == ""
    assert gone["value"]["image"]["image"] is None
    assert (gone["value"]["missing_file"], gone["value"]["caption"]) == ("https://x.example/gone.png", "없는 것")


def test_a_gallery_hands_pictures_without_a_file_on() -> None:
    pictures = ({"image": PICTURE, "caption": "하나"}, {"image": GONE, "caption": "둘"})
    raw = to_stream([Block("gallery", {"pictures": pictures, "caption": ""})], resolve)
    assert [block["type"] for block in raw] == ["gallery", "image"]
    assert raw[1]["value"]["caption"] == "둘"


def test_ids_follow_the_text_when_blocks_are_inserted_moved_and_changed() -> None:
    old = to_stream([text("가"), section("나", text("다"), Block("divider", None), text("라"))], resolve, "r")
    new_blocks = [
        text("새"),
        text("가"),
        section("나", text("다, 고침"), Block("divider", None), text("라"), text("마")),
    ]
    before, after = ids(old), ids(keep_ids(to_stream(new_blocks, resolve, "r"), old))
    assert after["<p>가</p>"] == before["<p>가</p>"]
    assert after["나"] == before["나"]
    assert after["<p>라</p>"] == before["<p>라</p>"]
    assert after["<p>다, 고침</p>"] == before["<p>다</p>"]
    assert after["<p>새</p>"] not in before.values()
    assert len(set(after.values())) == len(after)


def test_a_section_with_a_new_heading_stays_the_same_section() -> None:
    old = to_stream([section("가", text("글")), section("나", text("글 둘"))], resolve, "r")
    new = keep_ids(to_stream([section("가나다", text("글")), section("나", text("글 둘"))], resolve, "other"), old)
    assert ids(new).keys() ^ ids(old).keys() == {"가", "가나다"}
    assert [block["id"] for block in new] == [block["id"] for block in old]


def test_items_of_a_list_keep_their_ids_too() -> None:
    old = to_stream([Block("footnotes", {"notes": ("<p>가</p>", "<p>나</p>")})], resolve, "r")
    new = keep_ids(
        to_stream([Block("footnotes", {"notes": ("<p>새</p>", "<p>가</p>", "<p>나</p>")})], resolve, "r"), old
    )
    assert [item["id"] for item in new[0]["value"]["notes"]][1:] == [item["id"] for item in old[0]["value"]["notes"]]
