"""The address of every paragraph, and what it says."""

import re

from wagtail_localize.strings import StringValue, extract_strings, restore_strings

from blog.paragraphs import paragraphs, with_anchors

BLOCK = "1a2b3c4d-0000-4000-8000-000000000000"
TYPED = (
    '<h3 data-block-key="aaaaa">작은 제목</h3><p data-block-key="bbbbb">첫 <b>문단</b></p>'
    '<p data-block-key="zzzzz"></p>'
    '<ul><li data-block-key="ccccc">항목<ul><li data-block-key="ddddd">안쪽 &lt;항목&gt;</li></ul></li></ul>'
)


def ids(html: str) -> list[str]:
    return re.findall(r' id="([^"]+)"', html)


def test_a_paragraph_is_addressed_by_the_key_that_the_editor_keeps() -> None:
    assert [each.anchor for each in paragraphs(TYPED, BLOCK)] == [
        "h-1a2b3c4d-1",
        "p-1a2b3c4d-bbbbb",
        "p-1a2b3c4d-zzzzz",
        "p-1a2b3c4d-ccccc",
        "p-1a2b3c4d-ddddd",
    ]


def test_a_paragraph_keeps_its_address_when_another_one_is_written_before_it() -> None:
    longer = TYPED.replace("<p ", '<p data-block-key="nnnnn">새 문단</p><p ', 1)
    assert {each.anchor for each in paragraphs(TYPED, BLOCK)} < {each.anchor for each in paragraphs(longer, BLOCK)}


def test_an_imported_paragraph_is_addressed_by_its_position() -> None:
    assert [each.anchor for each in paragraphs("<p>하나</p><p>둘</p>", BLOCK)] == ["p-1a2b3c4d-1", "p-1a2b3c4d-2"]


def test_a_key_that_was_pasted_twice_does_not_give_two_equal_addresses() -> None:
    pasted = '<p data-block-key="aaaaa">하나</p><p data-block-key="aaaaa">둘</p><p data-block-key="aaaaa">셋</p>'
    assert len({each.anchor for each in paragraphs(pasted, BLOCK)}) == 3


def test_a_translation_has_the_addresses_of_its_original() -> None:
    template, strings = extract_strings(TYPED)
    translated = restore_strings(
        template, [(StringValue.from_plaintext("Text"), attributes) for _, attributes in strings]
    )
    assert [each.anchor for each in paragraphs(translated, BLOCK)] == [each.anchor for each in paragraphs(TYPED, BLOCK)]


def test_a_list_item_says_what_it_says_without_the_list_inside_it() -> None:
    assert [(each.tag, each.html) for each in paragraphs(TYPED, BLOCK)] == [
        ("h3", "작은 제목"),
        ("p", "첫 <b>문단</b>"),
        ("p", ""),
        ("li", "항목"),
        ("li", "안쪽 &lt;항목&gt;"),
    ]


def test_every_paragraph_on_the_page_has_its_id_and_a_link_to_itself() -> None:
    html = with_anchors(TYPED, BLOCK, "이 문단의 “주소”")
    written = [each.anchor for each in paragraphs(TYPED, BLOCK) if each.html]
    assert ids(html) == written
    assert re.findall(r'class="paragraph-link" href="#([^"]+)" aria-label="이 문단의 “주소”"', html) == written


def test_the_keys_of_the_editor_stay_in_the_house() -> None:
    assert "data-block-key" not in with_anchors(TYPED, BLOCK, "주소")
