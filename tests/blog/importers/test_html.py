"""Foreign HTML: what becomes of every element, and that nothing gets lost on the way."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.utils import translation
from hypothesis import example, given, settings
from hypothesis import strategies as st

from blog.importers.article import Asset, Block, walk
from blog.importers.html import read_html
from blog.importers.parsing import texts
from blog.importers.sections import ends_with_disclaimer
from tests.blog.importers.goldens import DATA, SHARED, assert_golden

ATTACHMENTS = {
    "21": Asset("https://garden.example/wp-content/uploads/2021/03/house.jpg", "house.jpg", "비닐 온실", "삼월"),
    "22": Asset("https://garden.example/wp-content/uploads/2021/03/door.jpg", "door.jpg"),
}
RICH = {"p", "h3", "h4", "ul", "ol", "li", "b", "i", "s", "sup", "sub", "code", "a", "br"}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def types(body: tuple[Block, ...]) -> list[Any]:
    return [(b.type, types(b.value["content"])) if b.type == "section" else b.type for b in body]


def letters(text: str) -> Counter[str]:
    return Counter(char for char in text if char.isalnum())


@pytest.mark.parametrize("name", ["classic", "gutenberg"])
def test_a_whole_article_matches_its_golden_file(name: str) -> None:
    body, remarks = read_html((DATA / f"{name}.html").read_text(encoding="utf-8"), ATTACHMENTS)
    assert_golden(f"{name}.json", {"body": body, "remarks": remarks})


def test_reading_the_same_source_again_gives_the_same_blocks() -> None:
    source = (DATA / "classic.html").read_text(encoding="utf-8")
    assert read_html(source) == read_html(source)


def test_blank_lines_make_paragraphs_and_single_ones_make_breaks() -> None:
    assert read_html("하나\n둘\n\n셋\r\n\r\n\r\n넷")[0] == (Block("paragraph", "<p>하나<br/>둘</p><p>셋</p><p>넷</p>"),)


def test_text_in_pre_is_left_to_the_letter() -> None:
    (block,) = read_html("<pre>  a\n\n\n<b>b</b> #include <stdio.h></pre>")[0]
    assert block.value["code"] == "  a\n\n\nb #include <stdio.h>"


def test_the_shallowest_heading_opens_sections_and_deeper_ones_stay_in_the_text() -> None:
    body, _remarks = read_html("<h2>가</h2>x<h4>나</h4>y<h6>다</h6>z<h2>라</h2>w")
    assert [b.value["heading"] for b in body] == ["가", "라"]
    assert body[0].value["content"] == (Block("paragraph", "<p>x</p><h3>나</h3><p>y</p><h4>다</h4><p>z</p>"),)


@pytest.mark.parametrize(
    ("source", "headings"),
    [
        ("■ 가\n\n글\n\n■ 나\n\n글", ["가", "나"]),
        ("■ 가\n글\n\n<b>■ 나</b>\n글", ["가", "나"]),
        ("<b>□ 가</b>\n\n글\n\n<b>●나</b>\n\n글", ["가", "나"]),
        ("<h3>■ 가</h3>글<h3>나</h3>글", ["가"]),
        ("<h2>가</h2>글\n\n■ 나\n\n글", ["가", "나"]),
        ("● 가\n\n글", []),
        ("■ 하나\n■ 둘\n■ 셋", []),
        ("■ " + "긴" * 121, []),
    ],
)
def test_lines_with_a_sign_open_sections_when_they_look_like_headings(source: str, headings: list[str]) -> None:
    body, _remarks = read_html(source)
    assert [b.value["heading"] for b in body if b.type == "section"] == headings


def test_a_heading_too_long_for_a_section_stays_a_heading_in_the_text() -> None:
    body, _remarks = read_html(f"<h2>{'가' * 256}</h2>글")
    assert types(body) == ["paragraph"]
    assert body[0].value.startswith("<h3>")


def test_a_disclaimer_at_the_end_stands_alone_and_is_reported() -> None:
    body, remarks = read_html("글\n\n<em>Disclaimer: 개인의 생각</em>")
    assert [b.value for b in body] == ["<p>글</p>", "<p>Disclaimer: 개인의 생각</p>"]
    assert "disclaimer" in remarks[0]
    assert ends_with_disclaimer(body)
    assert not ends_with_disclaimer(body[:1])


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", " JaVa\tScript:alert(1)", "data:text/html,x", "vbscript:x", "java&#10;script:x", "x:y"],
)
def test_addresses_that_run_something_lose_their_link_and_keep_their_text(address: str) -> None:
    body, remarks = read_html(f'<a href="{address}">글</a>')
    assert body[0].value == "<p>글</p>"
    assert remarks


@pytest.mark.parametrize("address", ["https://a.example/b", "/a/b", "a.html", "#c", "?q=1", "mailto:a@b.example"])
def test_addresses_that_readers_may_follow_are_kept(address: str) -> None:
    assert read_html(f'<a href="{address}">글</a>')[0][0].value == f'<p><a href="{address}">글</a></p>'


def test_a_picture_in_the_middle_of_a_sentence_splits_it() -> None:
    body, _remarks = read_html('앞 <a href="https://x.example/b.png"><img src="https://x.example/a.png"></a> 뒤')
    assert types(body) == ["paragraph", "image", "paragraph"]


@pytest.mark.parametrize(
    "source",
    [
        '[caption width="3"]<img src="https://x.example/a.png"> 말[/caption]',
        '[caption caption="말"]<img src="https://x.example/a.png">[/caption]',
        '<div class="wp-caption"><img src="https://x.example/a.png"><p class="wp-caption-text">말</p></div>',
        '<figure><a href="https://x.example/a.png"><img src="https://x.example/a.png"></a><figcaption>말</figcaption></figure>',
    ],
)
def test_a_caption_goes_with_its_picture(source: str) -> None:
    (block,), remarks = read_html(source)
    assert (block.type, block.value["caption"], remarks) == ("image", "말", ())


def test_a_caption_without_room_follows_as_a_paragraph() -> None:
    body, _remarks = read_html(
        f"<figure><img src='https://x.example/a.png'><figcaption>{'말' * 501}</figcaption></figure>"
    )
    assert [(b.type, len(str(b.value)) > 501) for b in body] == [("image", False), ("paragraph", True)]


def test_a_picture_that_loads_late_is_found_once() -> None:
    source = (
        '<img src="data:image/gif;base64,AA" data-src="https://x.example/a.png">'
        '<noscript><img src="https://x.example/a.png"></noscript>'
    )
    body, _remarks = read_html(source)
    assert [b.value["image"].source for b in body] == ["https://x.example/a.png"]


def test_an_emoji_picture_becomes_its_character() -> None:
    assert read_html('좋다 <img class="emoji" alt="👍" src="https://s.w.org/1.svg">')[0][0].value == "<p>좋다 👍</p>"


@pytest.mark.parametrize(
    "source",
    [
        "https://youtu.be/aBcDeFgHiJk",
        '<iframe src="//www.youtube.com/embed/aBcDeFgHiJk?rel=0"></iframe>',
        "[youtube https://www.youtube.com/watch?v=aBcDeFgHiJk&amp;rel=0]",
        "[embed]https://www.youtube.com/watch?v=aBcDeFgHiJk&t=3[/embed]",
        '<object><embed src="https://www.youtube.com/v/aBcDeFgHiJk&hl=ko"></object>',
    ],
)
def test_a_video_of_youtube_becomes_an_embed(source: str) -> None:
    body, _remarks = read_html(source)
    assert [(b.type, b.value["url"]) for b in body] == [("embed", "https://www.youtube.com/watch?v=aBcDeFgHiJk")]


def test_other_frames_become_bookmarks_and_are_reported() -> None:
    body, remarks = read_html('<iframe src="https://maps.example/x" title="지도"></iframe>')
    assert body == (Block("bookmark", {"url": "https://maps.example/x", "title": "지도", "description": ""}),)
    assert len(remarks) == 1


def test_pictures_in_a_list_or_quotation_stand_after_it_and_are_reported() -> None:
    body, remarks = read_html('<ul><li>가<img src="https://x.example/a.png"></li><li>나</li></ul>')
    assert types(body) == ["paragraph", "image"]
    assert remarks


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ('[foo bar="1"]', "foo"),
        ("<form>이름 <input></form>", "form"),
        ("<script>x()</script>", "script"),
        ("<u>밑줄</u>", "<u>"),
        ("<!-- 숨은 말 -->", "숨은 말"),
        ("<!--nextpage-->", "page break"),
        ("<!-- wp:latest-posts /-->", "latest-posts"),
        ("<blink>반짝</blink>", "blink"),
        ('<ol start="4"><li>넷</li></ol>', "4"),
        ('<img alt="없음">', "address"),
    ],
)
def test_what_has_no_place_here_is_reported(source: str, word: str) -> None:
    _body, remarks = read_html(source)
    assert any(word in remark for remark in remarks), remarks


def test_words_in_brackets_are_no_shortcodes() -> None:
    assert read_html("[공지] 글 [AWS] 끝 [1]") == ((Block("paragraph", "<p>[공지] 글 [AWS] 끝 [1]</p>"),), ())


def test_decomposed_hangul_is_composed() -> None:
    assert read_html("\u1112\u1161\u11ab\u1100\u1173\u11af")[0][0].value == "<p>한글</p>"


WORDS = st.text("가나다라마바사 abc123,.!?’…", min_size=1, max_size=20).map(lambda text: f"글{text}")
INLINE = st.builds(
    lambda tag, text: f"<{tag}>{text}</{tag}>", st.sampled_from(["b", "em", "code", "span", "u", "a", "sup"]), WORDS
)
LINE = st.lists(st.one_of(WORDS, INLINE), min_size=1, max_size=4).map(" ".join)
ELEMENTS = st.one_of(
    LINE,
    st.builds(lambda level, line: f"<h{level}>{line}</h{level}>", st.integers(1, 6), LINE),
    st.lists(LINE, min_size=1, max_size=4).map(
        lambda items: "<ul>" + "".join(f"<li>{i}</li>" for i in items) + "</ul>"
    ),
    st.lists(LINE, min_size=1, max_size=3).map(lambda lines: f"<blockquote>{chr(10).join(lines)}</blockquote>"),
    st.lists(LINE, min_size=2, max_size=6).map(
        lambda cells: "<table><tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr></table>"
    ),
    LINE.map(lambda line: f"<div><p>{line}</div>"),
    LINE.map(lambda line: f'[caption width="3"]<img src="https://x.example/a.png">{line}[/caption]'),
    LINE.map(lambda line: f"<pre>{line}</pre>"),
    LINE.map(lambda line: f"■ {line}"),
    LINE.map(lambda line: f"<dl><dt>{line}</dt><dd>{line}</dd></dl>"),
    LINE.map(lambda line: f"<figure><img src='https://x.example/b.png'><figcaption>{line}</figcaption></figure>"),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(ELEMENTS, max_size=8), st.sampled_from(["\n\n", "\n", ""]))
def test_every_letter_of_the_source_arrives(elements: list[str], joint: str) -> None:
    source = joint.join(elements)
    wanted = letters(
        BeautifulSoup(source, "html.parser").get_text().replace('[caption width="3"]', "").replace("[/caption]", "")
    )
    body, remarks = read_html(source)
    assert wanted <= letters(" ".join(texts(body))), remarks


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("<>/&;\"'=[]!- \n■aipbtdru한\x00\ud800\u00a0"), max_size=80))
@example("<p title='a>b'>c")
@example("[caption][caption]x[/caption]")
@example("<b><p>a<i>b</p>c")
def test_no_input_is_too_broken(source: str) -> None:
    assert_harmless(read_html(source)[0])


def assert_harmless(body: tuple[Block, ...]) -> None:
    """Rich text holds only our tags and no attribute but a safe href; addresses are of the web."""
    json.dumps(list(texts(body)), ensure_ascii=False).encode()
    for block in walk(body):
        for rich in rich_texts(block):
            for tag in BeautifulSoup(rich, "html.parser").find_all(True):
                assert tag.name in RICH
                assert set(tag.attrs) <= {"href"}
                assert ":" not in str(tag.get("href", "")).split("/")[0] or str(tag["href"]).split(":")[0].lower() in {
                    "http",
                    "https",
                    "mailto",
                }
        if block.type in {"embed", "bookmark"}:
            assert block.value["url"].startswith(("http://", "https://"))


def rich_texts(block: Block) -> list[str]:
    if block.type == "paragraph":
        return [block.value]
    if block.type in {"quote", "callout"}:
        return [block.value["text"]]
    return [cell for row in block.value["rows"] for cell in row["values"]] if block.type == "table" else []


HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>글",
    "<math><mtext></p><style><img src onerror=alert(1)></style>",
    '<a href="jav&#x09;ascript:alert(1)">글</a>',
    '"><script>alert(1)</script>',
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<b onmouseover=alert(1)>글</b>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<form action=javascript:alert(1)><button>글</button></form>",
]


@pytest.mark.parametrize("payload", HOSTILE)
def test_payloads_end_as_text(payload: str) -> None:
    assert_harmless(read_html(payload)[0])


def test_published_payloads_end_as_text() -> None:
    folder = SHARED / "data" / "hostile"
    if not folder.is_dir():
        pytest.skip("the published payloads are not beside the repository")
    lines = [line for path in folder.glob("*.txt") for line in path.read_text("utf-8", "replace").splitlines()]
    lines += [str(line) for line in json.loads((folder / "naughty-strings.json").read_text(encoding="utf-8"))]
    for line in lines:
        assert_harmless(read_html(line)[0])


@pytest.mark.parametrize(
    "part",
    ["<", "<a ", "[", "<!--", "<pre>", "<div>", "<b>", "[caption]", "<ul><li>", '<a href="', "■\n", "<table><tr><td>"],
)
def test_long_nonsense_is_read_in_reasonable_time_and_depth(part: str) -> None:
    read_html(part * (20_000 // len(part)))
