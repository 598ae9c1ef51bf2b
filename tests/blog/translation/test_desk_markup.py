"""What stands in a box and what is stored: one is the other, whatever it holds."""

import random
from typing import Any

import pytest
from bs4 import BeautifulSoup
from wagtail_localize.strings import StringValue

from blog.translation.desk.differences import Change, changes, shortened
from blog.translation.desk.markup import from_form, marks_of, shown_source, to_form
from blog.translation.limits import is_invalid

pytestmark = pytest.mark.once

HARD = [
    "A & B < C > D \"E\" 'F'",
    "&amp; &lt;b&gt; &nbsp;",
    "&amp;amp; &amp;lt;",
    "<b>x</b> <script>alert(1)</script> <a href=javascript:alert(1)>",
    "</textarea><script>alert(1)</script>",
    "한글 ᄒ\u1161ᆫ (NFD)",
    "👩‍👩‍👧‍👦 \u202eright to left\u202c",
    "1 < 2 && 3 > 2",
    "{{ settings.SECRET_KEY }} {% now %}",
    "line\nline\n\nline",
    "\u00a0 non-breaking \u200b",
    "<",
    "&",
    "&lt",
    "<!-- x --> <![CDATA[ x ]]> <?php x ?>",
]


@pytest.mark.parametrize("text", HARD)
def test_a_plain_text_comes_back_as_it_was_typed(text: str) -> None:
    stored = from_form(text, rich=False)
    assert to_form(stored, rich=False) == text.strip()
    assert StringValue.from_translated_html(stored).data == stored
    assert {each.name for each in BeautifulSoup(stored, "html.parser").find_all()} <= {"br"}


@pytest.mark.parametrize(
    "html",
    [
        'See <a id="a1">the <b>guide</b></a>, 1 &lt; 2 &amp; 3.',
        "A &lt;b&gt; is a tag, &amp;lt; is none.",
        "one<br/>two<br/><br/>three",
        "&amp;amp;lt; &amp;amp; &lt;/a&gt;",
        "H<sub>2</sub>O and <code>a &lt; b</code>",
        "\u00a0한글\u00a0",
    ],
)
def test_a_rich_text_shows_its_tags_and_no_entity_more_than_it_must(html: str) -> None:
    assert from_form(f".{to_form(html, rich=True)}.", rich=True) == f".{html}."


def test_a_rich_text_is_read_without_entities() -> None:
    assert to_form('A &amp; B &lt; C <a id="a1">x</a>', rich=True) == 'A & B < C <a id="a1">x</a>'


@pytest.mark.parametrize("text", HARD)
def test_what_is_typed_into_a_rich_box_is_stored_in_a_form_that_stays(text: str) -> None:
    once = from_form(text, rich=True)
    assert from_form(to_form(once, rich=True), rich=True) == once


def test_a_tag_that_readers_must_not_get_is_found_out_and_never_reaches_them() -> None:
    from wagtail_localize.models import String, StringTranslation

    for typed in (
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:x">x</a>',
        "<p>x</p>",
    ):
        row = StringTranslation(translation_of=String(data="x"), data=from_form(typed, rich=True))
        assert is_invalid(row), typed


def test_a_single_line_stays_one() -> None:
    assert from_form("one\r\n two\n", rich=False, one_line=True) == "one two"


TOKENS = [
    "<",
    ">",
    "&",
    "&lt;",
    "&amp;",
    "amp;",
    "lt;",
    "<b>",
    "</b>",
    "<br/>",
    '<a id="a1">',
    "</a>",
    "<p>",
    "<!--",
    "-->",
]
TOKENS += [
    "</textarea>",
    '"',
    "'",
    "\n",
    " ",
    "한글",
    "\u200b",
    "🇰🇷",
    "&#60;",
    "&nbsp",
    "x",
    "=",
    "/",
    "\\",
    "{{",
    "%}",
    ";",
]


def test_random_mixtures_come_back_and_are_never_markup() -> None:
    dice = random.Random(4)
    for _ in range(2_000):
        text = "".join(dice.choices(TOKENS, k=dice.randint(1, 9)))
        stored = from_form(text, rich=False)
        assert to_form(stored, rich=False) == text.strip(), text
        shown = BeautifulSoup(str(shown_source(stored, {})), "html.parser")
        assert {each.name for each in shown.find_all()} <= {"br"}, text
        once = from_form(text, rich=True)
        assert from_form(to_form(once, rich=True), rich=True) == once, text


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", '" onclick="x', "//evil.example", ""])
def test_a_link_of_the_original_that_runs_something_is_shown_but_not_followed(address: str) -> None:
    shown = BeautifulSoup(str(shown_source('<a id="a1">x</a>', {"a1": {"href": address}})), "html.parser")
    assert shown.find("a") is None
    assert "x" in shown.get_text()
    assert all(set(each.attrs) <= {"class", "title", "lang"} for each in shown.find_all())


def test_the_original_is_shown_with_its_inline_tags_and_nothing_else() -> None:
    html = 'A <b>bold</b> <a id="a1">link</a><br/>&lt;i&gt; <script>x</script>'
    shown = BeautifulSoup(str(shown_source(html, {"a1": {"href": "https://ko.example/?a=1&b=2"}})), "html.parser")
    assert [each.name for each in shown.find_all()] == ["b", "a", "span", "br"]
    assert shown.find("a")["href"] == "https://ko.example/?a=1&b=2"


def test_every_tag_of_the_original_is_offered_once_with_where_it_leads() -> None:
    attrs = {"a1": {"href": "https://ko.example/"}, "a2": {"linktype": "page", "id": "3"}}
    found = marks_of('<a id="a1">하나</a> <b>둘</b> <b>셋</b><br/><a id="a2">넷</a>', attrs)
    assert [(each.opening, each.closing, each.words) for each in found] == [
        ('<a id="a1">', "</a>", "하나"),
        ("<b>", "</b>", "둘"),
        ('<a id="a2">', "</a>", "넷"),
    ]
    assert found[0].hint == "https://ko.example/"
    assert found[2].hint


def parts(earlier: str, later: str) -> list[tuple[str, str]]:
    return [(each.kind, each.text) for each in changes(earlier, later)]


def test_differences_are_words_and_of_korean_words_the_tails() -> None:
    assert parts("빠른 갈색 여우", "빠른 흰 여우") == [
        ("same", "빠른 "),
        ("gone", "갈색"),
        ("new", "흰"),
        ("same", " 여우"),
    ]
    assert parts("클라우드에서는 비싸다", "클라우드를 비싸다") == [
        ("same", "클라우드"),
        ("gone", "에서는"),
        ("new", "를"),
        ("same", " 비싸다"),
    ]
    assert parts("같다", "같다") == [("same", "같다")]
    assert parts("", "새것") == [("new", "새것")]
    assert parts('<a id="a1">링크</a>', "링크") == [("gone", '<a id="a1">'), ("same", "링크"), ("gone", "</a>")]


@pytest.mark.parametrize("pair", [(HARD[0], HARD[3]), ("가 나 다 라", "나 라 가"), ("a\n\nb", "a b\n"), ("x" * 9, "")])
def test_both_texts_can_be_read_out_of_their_difference(pair: Any) -> None:
    found = changes(*pair)
    assert "".join(each.text for each in found if each.kind != "new") == pair[0]
    assert "".join(each.text for each in found if each.kind != "gone") == pair[1]


def test_a_comparison_that_nobody_reads_is_not_made() -> None:
    earlier, later = "a " * 5_000, "b " * 5_000
    assert changes(earlier, later) == (Change("gone", earlier), Change("new", later))


def test_a_difference_beside_the_whole_text_leaves_out_what_is_the_same() -> None:
    long = " ".join(f"낱말{number}" for number in range(100))
    found = shortened(changes(f"{long} 끝", f"새로 {long} 끝났다"))
    assert [each.kind for each in found] == ["new", "same", "gone", "new"]
    assert "낱말0 " in found[1].text
    assert " … " in found[1].text
    assert len(found[1].text) < 140
    assert shortened(changes("같은 글", "같은 글")) == changes("같은 글", "같은 글")
