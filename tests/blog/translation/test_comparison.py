"""What has changed in an original, told from digests alone."""

import json
from typing import Any

import pytest

from blog.translation.comparison import Comparison, compare, fit
from blog.translation.fingerprints import from_json, places, to_json


def text(name: str, *paragraphs: str) -> dict[str, Any]:
    """A paragraph block; "key: words" is a paragraph with the key that the editor gave it."""
    html = ""
    for each in paragraphs:
        key, _colon, words = each.rpartition(": ")
        html += f'<p data-block-key="{key}">{words}</p>' if key else f"<p>{words}</p>"
    return {"type": "paragraph", "id": name, "value": html}


def code(name: str, program: str, **more: Any) -> dict[str, Any]:
    return {"type": "code", "id": name, "value": {"language": "python", "code": program, **more}}


def section(name: str, heading: str, *content: dict[str, Any]) -> dict[str, Any]:
    return {"type": "section", "id": name, "value": {"heading": heading, "content": list(content)}}


def page(*body: dict[str, Any], title: str = "제목", summary: str = "") -> Any:
    return places({"title": title, "summary": summary, "body": json.dumps(body)})


def after(before: Any, now: Any) -> Comparison:
    return compare(from_json(json.loads(json.dumps(to_json(before)))), now)


THREE = ("k1: 하나", "k2: 둘", "k3: 셋")
PLAIN = ("하나", "둘", "셋")


def test_a_text_that_did_not_change_is_not_behind() -> None:
    everything = (text("aaaaaaaa", *THREE), section("bbbbbbbb", "■", code("cccccccc", "x = 1")))
    assert after(page(*everything), page(*everything)) == Comparison()


@pytest.mark.parametrize("given", [THREE, PLAIN])
def test_a_changed_paragraph_is_stale_and_no_other(given: tuple[str, ...]) -> None:
    now = tuple(each.replace("둘", "두 번째") for each in given)
    found = after(page(text("aaaaaaaa", *given)), page(text("aaaaaaaa", *now)))
    mark = "p-aaaaaaaa-k2" if given is THREE else "p-aaaaaaaa-2"
    assert (found.behind, found.stale) == (1, {mark: mark})
    assert [*found.gone, *found.before, *found.after] == []


@pytest.mark.parametrize("given", [THREE, PLAIN])
def test_an_inserted_paragraph_makes_nothing_stale(given: tuple[str, ...]) -> None:
    new = "kn: 새 문단" if given is THREE else "새 문단"
    found = after(page(text("aaaaaaaa", *given)), page(text("aaaaaaaa", given[0], new, *given[1:])))
    assert (found.behind, found.stale, found.gone) == (1, {}, {})
    assert found.before == ({"p-aaaaaaaa-k2": "p-aaaaaaaa-kn"} if given is THREE else {"p-aaaaaaaa-2": "p-aaaaaaaa-2"})


@pytest.mark.parametrize(("position", "place"), [(0, "before"), (3, "after")])
def test_more_at_either_end_of_a_block_is_said_there(position: int, place: str) -> None:
    now = [*THREE[:position], "kn: 새 문단", *THREE[position:]]
    found = after(page(text("aaaaaaaa", *THREE)), page(text("aaaaaaaa", *now)))
    mark = {"before": "p-aaaaaaaa-k1", "after": "aaaaaaaa"}[place]
    assert (found.behind, getattr(found, place)) == (1, {mark: "p-aaaaaaaa-kn"})


@pytest.mark.parametrize("given", [THREE, PLAIN])
def test_a_deleted_paragraph_is_gone_and_makes_nothing_stale(given: tuple[str, ...]) -> None:
    found = after(page(text("aaaaaaaa", *given)), page(text("aaaaaaaa", given[0], given[2])))
    assert (found.behind, found.stale) == (1, {})
    assert list(found.gone) == ["p-aaaaaaaa-k2" if given is THREE else "p-aaaaaaaa-2"]


@pytest.mark.parametrize("given", [THREE, PLAIN])
def test_what_only_moved_is_not_stale(given: tuple[str, ...]) -> None:
    assert after(page(text("aaaaaaaa", *given)), page(text("aaaaaaaa", *reversed(given)))).behind == 0
    split = page(section("bbbbbbbb", "절", text("cccccccc", given[2])), text("aaaaaaaa", *given[:2]))
    found = after(page(text("aaaaaaaa", *given), section("bbbbbbbb", "절")), split)
    assert found.behind == 0


def test_a_paragraph_split_in_two_is_stale_and_followed_by_more() -> None:
    found = after(page(text("aaaaaaaa", "k1: 앞과 뒤", "k2: 끝")), page(text("aaaaaaaa", "k1: 앞", "kn: 뒤", "k2: 끝")))
    assert (found.behind, list(found.stale), list(found.before)) == (2, ["p-aaaaaaaa-k1"], ["p-aaaaaaaa-k2"])


def test_a_paragraph_written_before_another_under_its_key_does_not_make_that_one_stale() -> None:
    found = after(page(text("aaaaaaaa", "k1: 하나")), page(text("aaaaaaaa", "k1: 새 문단", "kn: 하나")))
    assert (found.behind, found.stale, found.before) == (1, {}, {"p-aaaaaaaa-k1": "p-aaaaaaaa-k1"})


def test_a_paragraph_typed_anew_in_the_same_place_is_stale() -> None:
    found = after(page(text("aaaaaaaa", *THREE)), page(text("aaaaaaaa", THREE[0], "kn: 다르게", THREE[2])))
    assert (found.behind, found.stale) == (1, {"p-aaaaaaaa-k2": "p-aaaaaaaa-kn"})


def test_the_first_keys_of_an_imported_text_change_nothing() -> None:
    found = after(page(text("aaaaaaaa", *PLAIN)), page(text("aaaaaaaa", "k1: 하나", "k2: 두 번째", "k3: 셋")))
    assert (found.behind, found.stale) == (1, {"p-aaaaaaaa-2": "p-aaaaaaaa-k2"})


@pytest.mark.parametrize(
    "same",
    [
        "<p>첫  문단 <b>굵게</b></p>",
        "<p>첫\u00a0문단 <b>굵게</b></p>",
        "<p>첫문단 <strong>굵게</strong></p>",
        "<p>\u110e\u1165\u11ba 문단 <b>굵게</b> </p><p></p>",
    ],
)
def test_spaces_markup_and_the_form_of_letters_are_no_change(same: str) -> None:
    before = {"type": "paragraph", "id": "aaaaaaaa", "value": "<p>첫 문단 <b>굵게</b></p>"}
    assert after(page(before), page({**before, "value": same})).behind == 0


@pytest.mark.parametrize("other", ["<p>첫 문단 굵게</p>", '<p>첫 문단 <a href="https://b.example/">굵게</a></p>'])
def test_stress_and_the_target_of_a_link_are_a_change(other: str) -> None:
    before = {"type": "paragraph", "id": "aaaaaaaa", "value": '<p>첫 문단 <a href="https://a.example/">굵게</a></p>'}
    assert after(page(before), page({**before, "value": other})).behind == 1


def test_code_counts_as_one_and_its_indentation_counts() -> None:
    before = section("bbbbbbbb", "절", code("cccccccc", "if x:\n    y()\nz()"))
    found = after(page(before), page(section("bbbbbbbb", "절", code("cccccccc", "if x:\n    y()\n    z()"))))
    assert (found.behind, found.stale) == (1, {"cccccccc": "s-bbbbbbbb"})
    assert after(page(before), page(section("bbbbbbbb", "절", code("cccccccc", "if x:\n    y()\nz()  ")))).behind == 0


def test_what_an_editor_fills_in_as_empty_is_no_change() -> None:
    now = code("cccccccc", "x", caption="", filename="", highlight="")
    assert after(page(code("cccccccc", "x")), page(now)).behind == 0


def test_a_table_and_footnotes_count_as_one_each() -> None:
    def both(cell: str, note: str) -> Any:
        table = {"columns": [{"type": "text", "heading": "값"}], "rows": [{"values": [cell]}], "caption": ""}
        notes = [{"type": "item", "id": note, "value": "<p>같은 각주</p>"}, {"type": "item", "id": "x", "value": note}]
        return page(
            {"type": "table", "id": "aaaaaaaa", "value": table},
            {"type": "footnotes", "id": "bbbbbbbb", "value": {"notes": notes}},
        )

    assert after(both("하나", "가"), both("둘", "가")).stale == {"aaaaaaaa": ""}
    assert after(both("하나", "가"), both("하나", "나")).stale == {"bbbbbbbb": ""}


def test_a_new_block_is_said_after_the_one_before_it() -> None:
    now = page(text("aaaaaaaa", "k1: 하나"), text("nnnnnnnn", "k8: 새", "k9: 것"), text("bbbbbbbb", "k2: 둘"))
    found = after(page(text("aaaaaaaa", "k1: 하나"), text("bbbbbbbb", "k2: 둘")), now)
    assert (found.behind, found.after) == (2, {"aaaaaaaa": "p-nnnnnnnn-k8"})


def test_a_new_block_at_the_beginning_is_said_before_the_first() -> None:
    found = after(page(text("aaaaaaaa", "하나")), page(text("nnnnnnnn", "새"), text("aaaaaaaa", "하나")))
    assert (found.behind, found.before) == (1, {"aaaaaaaa": "p-nnnnnnnn-1"})


def test_a_new_section_is_said_where_it_stands() -> None:
    now = page(
        section("bbbbbbbb", "절", text("aaaaaaaa", "하나")), section("nnnnnnnn", "새 절", text("dddddddd", "글"))
    )
    found = after(page(section("bbbbbbbb", "절", text("aaaaaaaa", "하나"))), now)
    assert (found.behind, found.after) == (2, {"bbbbbbbb": "s-nnnnnnnn"})


def test_a_block_and_a_section_that_are_gone_are_marked_whole() -> None:
    kept = text("aaaaaaaa", "하나")
    found = after(
        page(kept, text("bbbbbbbb", "둘", "셋"), section("cccccccc", "절", code("dddddddd", "x"))), page(kept)
    )
    assert (found.behind, set(found.gone)) == (4, {"bbbbbbbb", "cccccccc", "dddddddd"})


def test_a_heading_of_a_section_grows_old_by_itself() -> None:
    content = text("aaaaaaaa", "하나")
    found = after(page(section("bbbbbbbb", "절", content)), page(section("bbbbbbbb", "새 이름", content)))
    assert (found.behind, found.stale) == (1, {"s-bbbbbbbb": "s-bbbbbbbb"})


def test_title_and_summary_count_too() -> None:
    found = after(page(summary="요약"), page(title="새 제목", summary="새 요약"))
    assert (found.behind, found.stale) == (2, {"title": "", "summary": ""})
    assert after(page(), page(summary="새 요약")).after == {"summary": ""}
    assert list(after(page(summary="요약"), page()).gone) == ["summary"]


def test_the_same_text_under_new_ids_is_not_stale() -> None:
    before = page(text("aaaaaaaa", *THREE), section("bbbbbbbb", "절", code("cccccccc", "x")))
    now = page(text("11111111", *THREE), section("22222222", "절", code("33333333", "x")))
    assert after(before, now).behind == 0


def test_where_the_paragraphs_of_a_translation_were_rearranged_by_hand_its_block_is_stale_as_a_whole() -> None:
    before = page(text("aaaaaaaa", *PLAIN), text("bbbbbbbb", *PLAIN))
    now = page(text("aaaaaaaa", "하나", "다르게", "셋"), text("bbbbbbbb", "하나", "다르게", "셋"))
    own = page(text("aaaaaaaa", "one and two", "three"), text("bbbbbbbb", "one", "two", "three"))
    found = fit(after(before, now), before, own)
    assert (found.behind, set(found.stale)) == (2, {"aaaaaaaa", "p-bbbbbbbb-2"})


def test_a_body_of_hostile_texts_is_compared_like_any_other() -> None:
    hostile = ["<script>alert(1)</script>", "\u202eabc", "👩‍👩‍👧", "&lt;b&gt;", "a < b", "x" * 100_000, "\ud800"]
    before = page(text("aaaaaaaa", *hostile), title="https://example.org/", summary="a.txt")
    assert after(before, before) == Comparison()
