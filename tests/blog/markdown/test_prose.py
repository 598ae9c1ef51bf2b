"""Rich text as Markdown says the same to every reader of Markdown: the same letters with the same marks."""

import json
from html import escape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from blog.importers.article import clean_text
from blog.importers.inline import Atom, render
from blog.markdown import escaping
from blog.markdown.prose import Place, blocks, one_line
from tests.blog.importers.goldens import SHARED
from tests.blog.markdown.reading_back import html_of, paragraphs_of, text_of

HERE = Place("https://dugeul.example/blog/a/")
HOSTILE = SHARED / "data" / "hostile"

MARKUP = st.sampled_from([*"\\`*_{}[]<>()#+-.!|&~=:^\"'@;x1 가는은—“”…$€😀", "&amp;", "<b>", "1.", "# ", "](", "[^1]"])
TEXT = st.lists(st.one_of(MARKUP, st.characters(codec="utf-8")), min_size=1, max_size=8).map("".join)
MARKS = st.sets(
    st.sampled_from([("b", ""), ("i", ""), ("s", ""), ("code", ""), ("a", "https://example.org/a?b=%28c%29&d=*e*_f_")])
)
ATOM = st.builds(lambda text, marks: Atom(text, tuple(marks)), TEXT, MARKS)
# Code inside a link loses its mark when it looks like the end of a definition.
ATOMS = st.lists(ATOM.filter(lambda atom: "]" not in atom.text or len(atom.marks) < 2), min_size=1, max_size=6)

SHAPES = ["<p>{}</p>", "<h3>{}</h3>", "<ul><li>{}</li></ul>", "<ol><li>1<ul><li>{}</li></ul></li></ol>"]


def read_back(html: str):
    return paragraphs_of(html_of(blocks(html, HERE)))


@given(ATOMS)
@example([Atom("은"), Atom("“강조”", (("b", ""),)), Atom("는")])
@example([Atom("가"), Atom("나", (("i", ""),)), Atom("다"), Atom("라", (("b", ""),))])
@example([Atom("wow!"), Atom("link", (("a", "https://example.org"),))])
def test_a_line_keeps_its_letters_and_their_marks(atoms) -> None:
    html = f"<p>{render(atoms)}</p>"
    assert read_back(html) == paragraphs_of(html)


@given(st.lists(ATOMS, min_size=1, max_size=3), st.sampled_from(SHAPES))
def test_line_breaks_and_places_take_nothing_away(lines, shape) -> None:
    separator = " " if "h3" in shape else "<br/>"
    html = shape.format(separator.join(render(atoms) for atoms in lines))
    assert read_back(html) == paragraphs_of(html)


@given(TEXT)
def test_a_plain_text_reads_back_as_itself(text) -> None:
    written = escaping.line_start(escaping.plain(text))
    assert text_of(html_of(written)) == text_of(escape(text.replace("\x00", "�")))


def hostile_strings() -> list[str]:
    """Published payloads and naughty strings, where the machine has them, and some of ours."""
    found = [
        "<script>alert(1)</script>",
        "# 제목\n## 둘",
        "*굵게* _기울임_ `코드` [글](javascript:alert(1))",
        "1. 하나",
        "~~~",
    ]
    if HOSTILE.is_dir():
        found += json.loads((HOSTILE / "naughty-strings.json").read_text())
        for path in sorted(HOSTILE.glob("*.txt")):
            found += path.read_text(errors="replace").splitlines()
    return found


def test_hostile_strings_read_back_as_themselves_and_never_as_markup() -> None:
    different = []
    for text in filter(str.strip, hostile_strings()):
        html = f"<p>{escape(clean_text(text), quote=False)}</p>"
        if read_back(html) != paragraphs_of(html):
            different.append(text)
        written = html_of(escaping.line_start(escaping.plain(text)))
        assert "<script" not in written
    assert different == []


@pytest.mark.parametrize(
    "text", ["snake_case_name", "1~3", "a -> b", "C#", "#태그", "2026. 11. 3.", "a & b", "https://example.org/a_b"]
)
def test_ordinary_text_stays_legible(text: str) -> None:
    assert escaping.line_start(escaping.plain(text)).count("\\") <= 2


def test_a_korean_particle_after_quoted_bold_text_is_a_reference() -> None:
    assert blocks("<p>은<b>“강조”</b>는</p>", HERE) == "&#51008;**“강조”**&#45716;"
    assert blocks("<p><b>강조</b>는</p>", HERE) == "**강조**는"


def test_lists_nest_and_stay_apart() -> None:
    html = "<ul><li>가<ol><li>나</li><li>다</li></ol></li><li>라</li></ul><ul><li>마</li></ul><p>바</p>"
    assert blocks(html, HERE) == "- 가\n  1. 나\n  2. 다\n- 라\n\n* 마\n\n바"
    assert html_of(blocks(html, HERE)).count("<ul>") == 2


def test_links_are_absolute_and_harmless() -> None:
    html = '<p><a href="/blog/b/">나</a> <a href="#s-1">절</a> <a href="javascript:alert(1)">셋</a> <a>넷</a></p>'
    written = blocks(html, HERE)
    assert written == "[나](https://dugeul.example/blog/b/) [절](https://dugeul.example/blog/a/#s-1) 셋 넷"


def test_marks_of_notes_get_the_labels_of_the_document() -> None:
    place = Place("https://dugeul.example/", {"1": "4"})
    assert blocks("<p>하나[^1] 둘[^2] <code>[^1]</code>[^1](a)</p>", place) == (r"하나[^4] 둘\[^2\] `[^1]`[^4]\(a)")


def test_an_empty_text_is_nothing() -> None:
    assert blocks("", HERE) == blocks("<p></p><ul><li></li></ul><p> </p>", HERE) == one_line("<p></p>", HERE) == ""
