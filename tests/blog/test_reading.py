"""Facts about a body: outline, minutes, excerpt, language marks, notes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from blog import reading
from blog.paragraphs import with_anchors


def paragraph(html: str, block_id: str = "aaaaaaaa-1") -> dict:
    return {"type": "paragraph", "value": html, "id": block_id}


def section(heading: str, *content: dict, block_id: str = "bbbbbbbb-1") -> dict:
    return {"type": "section", "value": {"heading": heading, "content": list(content)}, "id": block_id}


def test_the_outline_names_sections_and_headings_inside_them_in_reading_order():
    body = [
        paragraph("<p>서문</p><h3>먼저</h3><p>…</p>"),
        section("첫째", paragraph("<h3>가</h3><p>나</p><h4>다 <b>라</b></h4>", "cccccccc-2")),
    ]
    assert [(h.title, h.level, h.anchor) for h in reading.outline(body)] == [
        ("먼저", 2, "h-aaaaaaaa-1"),
        ("첫째", 2, "s-bbbbbbbb"),
        ("가", 3, "h-cccccccc-1"),
        ("다 라", 4, "h-cccccccc-2"),
    ]


def test_the_anchors_in_the_text_are_those_of_the_outline():
    html = "<h3>가</h3><p>나</p><h4>다</h4>"
    marked = with_anchors(html, "cccccccc-2", "주소")
    for heading in reading.outline([paragraph(html, "cccccccc-2")]):
        assert f'id="{heading.anchor}"' in marked


def test_headings_that_an_editor_types_are_found_like_imported_ones():
    typed = ContentstateConverter(features=["h3"]).to_database_format(
        '{"blocks": [{"key": "abcde", "text": "소제목", "type": "header-three", "depth": 0, '
        '"inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}}'
    )
    assert typed != "<h3>소제목</h3>"
    (heading,) = reading.outline([paragraph(typed, "cccccccc-2")])
    assert heading.title == "소제목"
    assert f'id="{heading.anchor}"' in with_anchors(typed, "cccccccc-2", "주소")


def test_anchors_depend_on_the_block_and_not_on_the_language():
    korean = [section("한국어 제목", block_id="12345678-9")]
    english = [section("English title", block_id="12345678-9")]
    assert reading.outline(korean)[0].anchor == reading.outline(english)[0].anchor


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("가" * 500, 1),
        ("가" * 501, 2),
        ("word " * 238, 1),
        ("word " * 239, 2),
        ("", 1),
        ("가" * 250 + " word" * 119, 1),
    ],
)
def test_hangul_is_counted_by_the_letter_and_latin_by_the_word(text: str, minutes: int):
    assert reading.minutes([paragraph(f"<p>{text}</p>")]) == minutes


def test_code_is_not_read_but_pictures_take_their_time():
    code = {"type": "code", "value": {"code": "x = 1\n" * 5000, "caption": ""}, "id": "1"}
    picture = {"type": "image", "value": {"image": None, "caption": ""}, "id": "2"}
    assert reading.minutes([code]) == 1
    assert reading.minutes([picture] * 12) == 2


def test_prose_holds_every_text_of_every_block_and_no_code():
    body = [
        section(
            "제목",
            paragraph("<p>문단 &amp; 글</p>"),
            {"type": "quote", "value": {"text": "<p>인용</p>", "attribution": "누구"}, "id": "1"},
            {
                "type": "table",
                "id": "2",
                "value": {
                    "caption": "표",
                    "columns": [{"type": "text", "heading": "머리"}],
                    "rows": [{"values": ["<p>칸</p>"]}],
                },
            },
            {"type": "gallery", "id": "3", "value": {"pictures": [{"value": {"caption": "하나"}}], "caption": "모음"}},
            {"type": "footnotes", "id": "4", "value": {"notes": [{"value": "<p>주석</p>"}]}},
            {"type": "code", "id": "5", "value": {"code": "secret()", "caption": "코드 설명"}},
            {"type": "divider", "id": "6", "value": None},
        )
    ]
    text = " ".join(reading.prose(body))
    for piece in ("제목", "문단 & 글", "인용", "누구", "표", "머리", "칸", "하나", "모음", "주석", "코드 설명"):
        assert piece in text
    assert "secret" not in text


def test_an_excerpt_is_cut_between_words_and_never_longer_than_asked():
    body = [paragraph("<p>" + "긴 문장입니다 " * 60 + "</p>")]
    found = reading.excerpt(body, 100)
    assert len(found) <= 100
    assert found.endswith("…")
    assert found[:-1].rsplit(" ", 1)[-1] in {"긴", "문장입니다"}


@given(st.text(max_size=400), st.integers(min_value=20, max_value=200))
def test_an_excerpt_keeps_its_length_whatever_the_text(text: str, length: int):
    body = [paragraph(f"<p>{text.replace('<', '').replace('>', '').replace('&', '')}</p>")]
    assert len(reading.excerpt(body, length)) <= length


def test_every_run_of_hangul_on_an_english_page_is_marked():
    html = '<p>The word 두글 means <b>두 가지 글</b>.</p><a href="/가/" title="나">다</a>'
    assert reading.mark_korean(html) == (
        '<p>The word <span lang="ko">두글</span> means <b><span lang="ko">두 가지 글</span></b>.</p>'
        '<a href="/가/" title="나"><span lang="ko">다</span></a>'
    )


@pytest.mark.parametrize(
    ("text", "korean"),
    [
        ("안녕하세요", True),
        ("AWS에서의 5년", True),
        ("Hello", False),
        ("2019", False),
        ("", False),
        ("Seoul 서", False),
    ],
)
def test_a_text_is_korean_when_hangul_outweighs_latin_words(text: str, korean: bool):
    assert reading.is_korean(text) is korean


def test_note_marks_meet_the_notes_of_their_section_and_only_the_first_can_be_returned_to():
    html = '<p>가[^1] 나[^2] 다[^1]</p><pre><code>[^1]</code></pre><ol data-notes="12345678"></ol>'
    linked = reading.link_footnotes(html)
    assert linked.count('href="#note-12345678-1"') == 2
    assert linked.count('id="ref-12345678-1"') == 1
    assert "<code>[^1]</code>" in linked
    assert reading.link_footnotes("<p>가[^1]</p>") == "<p>가[^1]</p>"
