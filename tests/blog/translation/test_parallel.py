"""Which paragraph, item, heading or block of one language belongs to which of the other."""

from time import perf_counter
from typing import Any

import pytest

from blog.paragraphs import paragraphs
from blog.reading import section_anchor
from blog.translation.parallel import Pair, Passage, Piece, Side, passages

Raw = dict[str, Any]


def block(kind: str, value: Any, name: str) -> Raw:
    return {"type": kind, "id": f"{name:0<8}-0000-4000-8000-000000000000", "value": value}


def text(html: str, name: str = "a") -> Raw:
    return block("paragraph", html, name)


def section(heading: str, name: str, *content: Raw) -> Raw:
    return block("section", {"heading": heading, "content": list(content)}, name)


def image(name: str = "f", pk: int = 1, caption: str = "", alt: str = "") -> Raw:
    value = {"image": {"image": pk, "alt_text": alt, "decorative": False}, "caption": caption, "credit": ""}
    return block("image", {**value, "width": "column", "missing_file": ""}, name)


def pair_up(korean: list[Raw], english: list[Raw], **options: Any) -> tuple[Passage, ...]:
    return passages(Side("ko", korean), Side("en", english), **options)


def pairs(korean: list[Raw], english: list[Raw], **options: Any) -> list[Pair]:
    return [pair for passage in pair_up(korean, english, **options) for pair in passage.pairs]


def said(pieces: tuple[Piece, ...]) -> str:
    """What a side says, in short: its paragraphs, or the ids of its blocks."""
    return "|".join(
        "|".join(each.html for each in piece.paragraphs) if piece.paragraphs else piece.block_id[0] for piece in pieces
    )


def both(found: list[Pair]) -> list[tuple[str, str]]:
    return [(said(pair.own), said(pair.other)) for pair in found]


def p(key: str, words: str, tag: str = "p") -> str:
    return f'<{tag} data-block-key="{key}">{words}</{tag}>'


def test_paragraphs_with_the_same_key_belong_together_wherever_they_stand() -> None:
    korean = p("k1", "하나") + p("k2", "둘") + p("k3", "셋")
    english = p("k3", "three") + p("k1", "one") + p("k2", "two")
    assert both(pairs([text(korean)], [text(english)])) == [("하나", "one"), ("둘", "two"), ("셋", "three")]


def test_a_paragraph_that_was_added_to_the_original_has_a_gap_beside_it() -> None:
    korean = p("k1", "하나") + p("new", "새로") + p("k2", "둘")
    english = p("k1", "one") + p("k2", "two")
    assert both(pairs([text(korean)], [text(english)])) == [("하나", "one"), ("새로", ""), ("둘", "two")]


def test_a_paragraph_that_was_taken_out_of_the_original_stands_behind_the_one_it_follows() -> None:
    korean = p("k1", "하나") + p("k3", "셋")
    english = p("k0", "nought") + p("k1", "one") + p("k2", "two") + p("k3", "three")
    assert both(pairs([text(korean)], [text(english)])) == [
        ("", "nought"),
        ("하나", "one"),
        ("", "two"),
        ("셋", "three"),
    ]


def test_imported_paragraphs_without_keys_are_paired_by_position() -> None:
    found = pairs([text("<p>하나</p><ul><li>둘</li></ul>")], [text("<p>one</p><ul><li>two</li></ul>")])
    assert both(found) == [("하나", "one"), ("둘", "two")]
    assert [pair.kind for pair in found] == ["text", "item"]


def test_keys_that_only_one_side_has_leave_it_to_the_position() -> None:
    assert both(pairs([text(p("k1", "하나") + p("k2", "둘"))], [text("<p>one</p><p>two</p>")])) == [
        ("하나", "one"),
        ("둘", "two"),
    ]


def test_where_only_a_list_has_another_length_only_the_list_stands_as_a_whole() -> None:
    korean = "<p>앞</p><ul><li>하나</li><li>둘</li></ul><p>뒤</p>"
    english = "<p>before</p><ul><li>one and two</li></ul><p>after</p>"
    assert both(pairs([text(korean)], [text(english)])) == [
        ("앞", "before"),
        ("하나|둘", "one and two"),
        ("뒤", "after"),
    ]


def test_where_nothing_agrees_the_whole_texts_stand_side_by_side() -> None:
    assert both(pairs([text("<p>하나</p><p>둘</p>")], [text("<h3>one</h3><p>two</p>")])) == [("하나|둘", "one|two")]


def test_items_of_nested_lists_are_paired_one_by_one_and_know_how_deep_they_stand() -> None:
    korean = "<ol><li>하나<ul><li>안쪽</li></ul></li><li>둘</li></ol>"
    english = "<ol><li>one<ul><li>inner</li></ul></li><li>two</li></ol>"
    found = pairs([text(korean)], [text(english)])
    assert both(found) == [("하나", "one"), ("안쪽", "inner"), ("둘", "two")]
    assert [(each.depth, each.number) for pair in found for piece in pair.own for each in piece.paragraphs] == [
        (1, 1),
        (2, 0),
        (1, 2),
    ]


def test_a_small_heading_is_a_heading() -> None:
    assert [pair.kind for pair in pairs([text("<h3>제목</h3><p>글</p>")], [text("<h3>Title</h3><p>Text</p>")])] == [
        "heading",
        "text",
    ]


def test_empty_paragraphs_count_for_the_position_and_are_not_shown() -> None:
    assert both(pairs([text("<p></p><p>하나</p>")], [text("<p><br/></p><p>one</p>")])) == [("하나", "one")]
    assert pairs([], []) == []
    assert pairs([text("")], [text("<p> </p>")]) == []


def test_blocks_of_sections_are_paired_by_id_and_a_section_keeps_its_heading() -> None:
    korean = [text("<p>서문</p>", "a"), section("하나", "b", text("<p>글</p>", "c"))]
    english = [text("<p>preface</p>", "a"), section("One", "b", text("<p>text</p>", "c"))]
    found = pair_up(korean, english)
    assert [both(list(passage.pairs)) for passage in found] == [[("서문", "preface")], [("글", "text")]]
    assert found[0].heading is None
    assert found[1].heading == Pair("heading", (Piece(1, korean[1]["id"]),), (Piece(1, english[1]["id"]),))


def test_a_block_that_moved_to_another_section_is_shown_once_with_its_translation() -> None:
    korean = [section("하나", "b"), section("둘", "c", text("<p>글</p>", "d"))]
    english = [section("One", "b", text("<p>text</p>", "d")), section("Two", "c")]
    assert [both(list(passage.pairs)) for passage in pair_up(korean, english)] == [[], [("글", "text")]]


def test_a_section_of_the_other_language_alone_stands_behind_the_whole_section_it_follows() -> None:
    korean = [section("하나", "b", text("<p>글</p>", "c")), section("끝", "f")]
    english = [
        section("One", "b"),
        section("New", "d", text("<p>new</p>", "e"), text("<p>text</p>", "c")),
        section("End", "f"),
    ]
    found = pair_up(korean, english)
    assert [(said(x.heading.own), said(x.heading.other)) for x in found if x.heading] == [
        ("b", "b"),
        ("", "d"),
        ("f", "f"),
    ]
    assert [both(list(passage.pairs)) for passage in found] == [[("글", "text")], [("", "new")], []]


def test_a_section_of_the_other_language_alone_does_not_swallow_the_text_above_the_sections() -> None:
    found = pair_up([text("<p>서문</p>", "a")], [section("New", "b", text("<p>new</p>", "c"))])
    assert [(bool(x.heading), both(list(x.pairs))) for x in found] == [(False, [("서문", "")]), (True, [("", "new")])]


def test_the_order_is_that_of_the_own_language_in_both_directions() -> None:
    korean, english = [text("<p>가</p>", "a"), text("<p>나</p>", "b")], [text("<p>b</p>", "b"), text("<p>a</p>", "a")]
    assert both(pairs(korean, english)) == [("가", "a"), ("나", "b")]
    reverse = passages(Side("en", english), Side("ko", korean))
    assert both(list(reverse[0].pairs)) == [("b", "나"), ("a", "가")]


def test_different_kinds_under_one_id_stand_side_by_side_as_wholes() -> None:
    quote = block("quote", {"text": "<p>said</p>", "attribution": "", "source": "", "language": ""}, "a")
    assert both(pairs([text("<p>말</p>")], [quote])) == [("a", "a")]
    found = pair_up([section("말", "a")], [quote])
    assert [(bool(x.heading and x.heading.own), both(list(x.pairs))) for x in found] == [
        (False, [("", "a")]),
        (True, []),
    ]


def test_an_id_that_occurs_twice_is_paired_once_and_nothing_is_lost() -> None:
    korean = [text("<p>하나</p>", "a"), text("<p>둘</p>", "a")]
    assert both(pairs(korean, [text("<p>one</p>", "a")])) == [("하나", "one"), ("둘", "")]


def test_a_key_that_was_pasted_again_or_looks_like_a_position_loses_no_paragraph() -> None:
    korean = p("2", "하나") + p("2", "둘") + p("1", "셋")
    english = p("2", "one") + p("2", "two") + p("1", "three")
    assert both(pairs([text(korean)], [text(english)])) == [("하나", "one"), ("둘", "two"), ("셋", "three")]


def test_things_in_a_row_that_lack_the_same_side_are_one_gap() -> None:
    korean = [text("<p>하나</p><p>둘</p>", "a"), text("<p>셋</p>", "b")]
    found = pairs(korean, [])
    assert both(found) == [("하나|둘|셋", "")]
    assert [len(piece.paragraphs) for piece in found[0].own] == [2, 1]
    assert both(pairs([], [text("<p>one</p>", "a"), image()])) == [("", "one|f")]


@pytest.mark.parametrize("reverse", [False, True])
def test_korean_that_nobody_has_translated_is_a_gap_on_the_english_side(reverse: bool) -> None:
    korean = [text("<p>옮긴 글</p><p>아직 옮기지 않은 글</p>")]
    english = [text("<p>translated</p><p>아직 옮기지 않은 글</p>")]
    sides = Side("ko", korean), Side("en", english)
    found = list(passages(*(reversed(sides) if reverse else sides))[0].pairs)
    assert len(found) == 2
    assert both(found)[1] == (("", "아직 옮기지 않은 글") if reverse else ("아직 옮기지 않은 글", ""))
    assert not any(pair.shared for pair in found)


def test_an_untranslated_heading_is_a_gap_and_a_name_is_shown_once() -> None:
    korean = [section("설정", "a"), section("SQLite", "b")]
    first, second = (passage.heading for passage in pair_up(korean, korean))
    assert first == Pair("heading", (Piece(0, korean[0]["id"]),), ())
    assert second is not None
    assert second.shared


def test_what_needs_no_translation_is_shown_once() -> None:
    code = {"language": "python", "filename": "", "code": "x = '글'", "highlight": "", "caption": ""}
    film = {"url": "https://youtu.be/abcdefgh", "title": "film", "caption": ""}
    korean = [
        image("a", caption="사진"),
        block("code", {**code, "caption": "설명"}, "b"),
        block("embed", film, "c"),
        text("<p>2026-03-17</p>", "d"),
        block("divider", None, "e"),
    ]
    english = [
        image("a", caption="picture", alt="desk"),
        block("code", {**code, "caption": "caption"}, "b"),
        block("embed", film, "c"),
        text("<p>2026-03-17</p>", "d"),
    ]
    found = pairs(korean, english)
    assert [pair.shared for pair in found] == [True] * 5
    assert [bool(pair.other) for pair in found] == [True, True, True, True, False]


def test_another_picture_or_title_stands_side_by_side() -> None:
    film = {"url": "https://youtu.be/abcdefgh", "title": "영상", "caption": ""}
    korean = [image("a", 1), block("embed", film, "b")]
    english = [image("a", 2), block("embed", {**film, "title": "film"}, "b")]
    assert [pair.shared for pair in pairs(korean, english)] == [False, False]


def test_a_quotation_that_is_korean_on_purpose_is_no_gap() -> None:
    value = {"text": "<p>말이 씨가 된다</p>", "attribution": "", "source": "", "language": "ko"}
    assert pairs([block("quote", value, "a")], [block("quote", value, "a")])[0].shared
    unsaid = {**value, "language": ""}
    assert both(pairs([block("quote", unsaid, "a")], [block("quote", unsaid, "a")])) == [("a", "")]


def test_notes_stand_on_both_sides_even_untranslated_because_marks_lead_to_them() -> None:
    notes = block("footnotes", {"notes": [block("item", "<p>각주</p>", "9")]}, "a")
    assert both(pairs([notes], [notes])) == [("a", "a")]


def test_a_place_where_the_original_has_moved_on_is_marked() -> None:
    korean = [
        text(p("k1", "하나") + p("k2", "둘"), "a"),
        section("제목", "b", block("callout", {"kind": "tip", "title": "", "text": "<p>귀띔</p>"}, "c")),
    ]
    english = [
        text(p("k1", "one") + p("k2", "two"), "a"),
        section("Title", "b", block("callout", {"kind": "tip", "title": "", "text": "<p>tip</p>"}, "c")),
    ]
    second = paragraphs(korean[0]["value"], korean[0]["id"])[1].anchor
    content = korean[1]["value"]["content"][0]["id"]
    assert [pair.stale for pair in pairs(korean, english)] == [False, False, False]
    assert [pair.stale for pair in pairs(korean, english, stale={second})] == [False, True, False]
    assert [pair.stale for pair in pairs(korean, english, stale={content})] == [False, False, True]
    heading = pair_up(korean, english, stale={section_anchor(korean[1]["id"])})[1].heading
    assert heading is not None
    assert heading.stale


def test_a_text_with_words_outside_of_paragraphs_is_shown_as_a_whole_so_that_none_is_lost() -> None:
    for html in ("바깥<p>안</p>", "<ul><li><p>한 번</p></li></ul>", "<blockquote>말</blockquote>"):
        assert both(pairs([text(html)], [text("<p>inside</p>")])) == [("a", "a")]


def test_hostile_strings_stay_as_they_were_escaped() -> None:
    hostile = "&lt;script&gt;alert(1)&lt;/script&gt; \u202e\u1112\u1161\u11ab \U0001f9ea"
    assert both(pairs([text(f"<p>{hostile}</p>")], [text("<p>one</p>")])) == [(hostile, "one")]


def test_twice_the_body_takes_about_twice_the_time() -> None:
    def seconds(number: int) -> float:
        items = "".join(p(f"k{each}", f"문단 {each}") for each in range(number))
        others = "".join(p(f"k{each}", f"paragraph {each}") for each in reversed(range(number)))
        body = [
            text(items, "a"),
            *(section("제목", str(each), text("<p>글</p>", f"{each}a")) for each in range(number)),
        ]
        started = perf_counter()
        assert len(pairs(body, [text(others, "a")])) == 2 * number
        return perf_counter() - started

    seconds(100)
    assert seconds(4000) < 12 * max(seconds(1000), 0.05)
