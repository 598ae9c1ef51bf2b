"""What replaced what: by the editor's keys, the same words, order and likeness; and chains that lose nothing."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.translation.pairing import Piece, keys_of, likeness, pair
from blog.translation.predecessors import link

NUMBERS: dict[str, int] = {}


def piece(text: str, key: str = "", *, context: int = 1, group: str = "body.a", kind: str = "paragraph") -> Piece:
    return Piece(NUMBERS.setdefault(text, len(NUMBERS) + 1), context, text, group, kind, key)


def texts(*pairs: tuple[str, str], context: int = 1) -> list[Piece]:
    return [piece(text, key, context=context, group=f"body.{context}") for text, key in pairs]


def found(before: list[Piece], after: list[Piece]) -> dict[str, str]:
    return {new.text: old.text for new, old in pair(before, after)}


def test_a_paragraph_is_known_by_its_key_whatever_happens_around_it() -> None:
    before = texts(("첫 문단", "k1"), ("둘째 문단", "k2"), ("셋째 문단", "k3"))
    after = texts(("전혀 새로운 말", "k9"), ("3번, 고쳐 씀", "k3"), ("X", "k8"), ("1번, 고쳐 씀", "k1"))
    assert found(before, after) == {"3번, 고쳐 씀": "셋째 문단", "1번, 고쳐 씀": "첫 문단"}


def test_without_keys_order_decides_between_unchanged_neighbours() -> None:
    before = texts(("머리", ""), ("가나다", ""), ("꼬리", ""))
    assert found(before, texts(("머리", ""), ("xyz", ""), ("꼬리", ""))) == {"xyz": "가나다"}


def test_another_paragraph_in_the_place_of_a_deleted_one_replaced_nothing() -> None:
    before, after = texts(("가나다라", "k1"), ("꼬리", "k2")), texts(("마바사아", "k7"), ("꼬리", "k2"))
    assert found(before, after) == {}


def test_a_pasted_text_has_new_keys_and_is_known_by_likeness() -> None:
    before = texts(("물때표는 작은 데이터베이스입니다", "k1"), ("하루에 네 번 적습니다", "k2"))
    after = texts(("물때표는 아주 작은 데이터베이스입니다", "n1"), ("하루에 다섯 번 적습니다", "n2"))
    assert found(before, after) == {after[0].text: before[0].text, after[1].text: before[1].text}


def test_a_split_paragraph_keeps_its_first_half_and_a_merged_one_both() -> None:
    whole = texts(("하나의 문단이다. 둘로 나뉜다.", "k1"))
    halves = texts(("하나의 문단이다.", "k1"), ("둘로 나뉜다.", "k2"))
    assert found(whole, halves) == {"하나의 문단이다.": "하나의 문단이다. 둘로 나뉜다."}
    assert found(halves, whole) == {"하나의 문단이다. 둘로 나뉜다.": "하나의 문단이다."}


def test_a_text_in_another_block_is_known_by_its_words() -> None:
    before = texts(("남는 글", "k1"), ("옮긴 글", "k2"))
    after = [*texts(("남는 글", "k1")), *texts(("옮긴 글", "k2"), context=2)]
    ((new, old),) = pair(before, after)
    assert (new.context, old.context, new.string) == (2, 1, old.string)


def test_a_copied_block_finds_the_text_that_is_still_there() -> None:
    before = texts(("글", "k1"))
    ((new, old),) = pair(before, [*before, *texts(("글", "k1"), context=2)])
    assert (new.context, old.context) == (2, 1)


def test_what_was_moved_whole_is_not_taken_for_what_stands_in_its_place_now() -> None:
    before = texts(("옮긴 글이다", "k1"))
    after = [*texts(("Q", "k1")), *texts(("옮긴 글이다", "k5"), context=2)]
    assert found(before, after) == {"옮긴 글이다": "옮긴 글이다"}


def test_a_text_that_was_moved_and_edited_at_once_is_known_by_its_key_or_by_likeness() -> None:
    before = [*texts(("하루에 네 번 물이 든다", "k1")), *texts(("바람이 분다", ""), context=3)]
    after = [*texts(("매일 네 번", "k1"), context=2), *texts(("바람이 많이 분다", ""), context=4)]
    assert found(before, after) == {"매일 네 번": "하루에 네 번 물이 든다", "바람이 많이 분다": "바람이 분다"}


def test_another_kind_of_field_replaced_nothing_however_alike() -> None:
    before = [piece("바람이 분다", context=1, group="title", kind="title")]
    after = [piece("바람이 또 분다", context=2, group="body.b", kind="caption")]
    assert found(before, after) == {}


def test_an_edited_cell_has_another_context_and_is_known_by_its_place_in_the_table() -> None:
    def table(*cells: tuple[str, int]) -> list[Piece]:
        return [piece(text, context=context, group="body.t.cell", kind="table") for text, context in cells]

    assert found(table(("앞", 1), ("서울", 2), ("뒤", 3)), table(("앞", 1), ("부산", 4), ("뒤", 3))) == {"부산": "서울"}


def test_one_of_two_equal_paragraphs_that_is_edited_is_known() -> None:
    before, after = texts(("같음", "k1"), ("같음", "k2")), texts(("같음", "k1"), ("같음, 고침", "k2"))
    assert found(before, after) == {"같음, 고침": "같음"}


@pytest.mark.parametrize(
    ("template", "keys"),
    [
        ('<p data-block-key="a"><text position="0"></text></p>', ["a"]),
        (
            '<p data-block-key="a"><b><text position="0"></text></b></p><hr/><p><text position="1"></text></p>',
            ["a", ""],
        ),
        (
            '<ul><li data-block-key="a"><text position="0"></text><ul><li data-block-key="b">'
            '<text position="1"></text></li></ul></li></ul>',
            ["a", "b"],
        ),
        ('<p data-block-key="a"><text position="0"></text><embed/><text position="1"></text></p>', ["a", "a/1"]),
        ("", []),
        ("<p><text", []),
    ],
)
def test_keys_are_read_from_the_paragraph_around_each_text(template: str, keys: list[str]) -> None:
    assert keys_of(template) == keys


def test_long_texts_are_compared_by_their_words() -> None:
    long = " ".join(f"낱말{number}" for number in range(200))
    assert likeness(long, long.replace("낱말7 ", "")) > 0.9
    assert likeness(long, " ".join(f"단어{number}" for number in range(200))) == 0.0


def test_a_text_rewritten_from_top_to_bottom_takes_seconds_and_not_minutes() -> None:
    before = texts(
        *((f"{number}번째 문단에는 물때와 데이터베이스 이야기가 있다 {number}", f"k{number}") for number in range(500))
    )
    after = texts(
        *((f"{number}번째 문단에는 물때와 다른 이야기도 있다 {number}", f"n{number}") for number in range(500))
    )
    begin = time.process_time()
    assert len(pair(before, after)) == 500
    assert time.process_time() - begin < 60


Edits = st.lists(
    st.lists(
        st.tuples(st.sampled_from("abcdef"), st.integers(0, 3)), min_size=1, max_size=6, unique_by=lambda each: each[0]
    ),
    min_size=2,
    max_size=8,
)


@given(Edits, st.sets(st.tuples(st.sampled_from("abcdef"), st.integers(0, 3))))
def test_no_translation_is_lost_as_long_as_a_paragraph_keeps_its_key(readings: Any, translated: Any) -> None:
    """Paragraphs come, go, move and change back and forth; each has words of its own."""
    earlier: dict[Any, Any] = {}
    once: dict[str, set[Any]] = {}
    before: list[Piece] = []
    for reading in readings:
        after = texts(*((f"{key}{number}" * 3, key) for key, number in reading))
        for new, old in pair(before, after) if before else []:
            link(earlier, new.place, old.place)
        kept = {each.key for each in before} & {each.key for each in after}
        once = {key: said for key, said in once.items() if key in kept}
        for each, (key, number) in zip(after, reading, strict=True):
            chain = {each.place}
            place = each.place
            while place in earlier:
                place = earlier[place]
                assert place not in chain, "a circle"
                chain.add(place)
            assert once.get(key, set()) <= chain
            if (key, number) in translated:
                once.setdefault(key, set()).add(each.place)
        before = after


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), max_size=30))
def test_chains_have_no_circles_whatever_is_linked(links: list[tuple[int, int]]) -> None:
    earlier: dict[Any, Any] = {}
    for new, old in links:
        if new != old:
            link(earlier, (new, 1), (old, 1))
    for start in list(earlier):
        seen, place = set(), start
        while place in earlier:
            assert place not in seen
            seen.add(place)
            place = earlier[place]
