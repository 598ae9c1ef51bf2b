"""Two versions of an article side by side: at which addresses, in which languages, at what cost."""

import re
from typing import Any
from unicodedata import normalize

import pytest
from bs4 import BeautifulSoup
from bs4.element import Tag
from django.test import Client
from wagtail.models import PageViewRestriction

from blog.models import ArticlePage, Disclaimer
from home.bootstrap import Trees
from tests.factories import block, make_article, make_image, paragraph, picture, section

HOST = "https://dugeul.example"
Both = tuple[ArticlePage, ArticlePage]


def item(text: str) -> dict[str, Any]:
    return block("item", f"<p>{text}</p>")


def in_english(body: list[dict[str, Any]], texts: dict[str, str]) -> list[dict[str, Any]]:
    """The same blocks with other words."""

    def say(value: Any) -> Any:
        if isinstance(value, list):
            return [say(each) for each in value]
        if isinstance(value, dict):
            return {key: each if key in {"id", "type", "code"} else say(each) for key, each in value.items()}
        return texts.get(value, value)

    return [{**each, "value": say(each["value"])} for each in body]


KOREAN = {
    "<p>하나[^1]</p><p>아직</p>": "<p>one[^1], 한 마디</p><p>아직</p>",
    "제목": "Heading",
    "<h4>소제목</h4><p>글[^1]</p><ol><li>하나</li><li>둘</li></ol>": (
        "<h4>Small</h4><p>text[^1]</p><ol><li>first</li><li>second</li></ol>"
    ),
    "사진": "A picture",
    "<p>각주</p>": "<p>A note</p>",
    "<p>귀띔</p>": "<p>A hint</p>",
}


@pytest.fixture
def both(trees: Trees) -> Both:
    """A Korean article and most of it in English."""
    first, _, third, *_ = KOREAN
    notes = block("footnotes", {"notes": [item("각주")]})
    code = {"language": "python", "filename": "a.py", "code": "# 주석\n", "highlight": "", "caption": ""}
    body = [
        block("paragraph", first),
        block("footnotes", {"notes": [item("각주")]}),
        section(
            "제목",
            block("paragraph", third),
            picture(make_image(), caption="사진"),
            block("code", code),
            block("callout", {"kind": "tip", "title": "", "text": "<p>귀띔</p>"}),
            notes,
        ),
    ]
    korean = make_article(trees.lists["ko"], title="한국어 글", slug="한국어-글", summary="요약", body=body)
    english = korean.copy_for_translation(trees.homes["en"].locale)
    english.title, english.slug, english.summary = "English article", "english-article", "Summary"
    english.body = ArticlePage.body.field.stream_block.to_python(in_english(body, KOREAN))
    english.save_revision().publish()
    return korean, ArticlePage.objects.get(pk=english.pk)


def beside(page: ArticlePage, language: str) -> str:
    return f"{page.get_url()}parallel/{language}/"


def html_of(client: Client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content.decode(), "html.parser")


def ids(html: BeautifulSoup) -> list[str]:
    return [str(each["id"]) for each in html.select("main [id]")]


def words(html: Tag | None) -> str:
    assert html is not None
    return " ".join(html.get_text(" ").split())


def test_both_directions_exist_and_show_both_texts(both: Both, client: Client) -> None:
    for page, other, language in ((both[0], both[1], "en"), (both[1], both[0], "ko")):
        text = words(html_of(client, beside(page, language)).main)
        for said in (
            "한국어 글",
            "English article",
            "요약",
            "Summary",
            "글",
            "text",
            "A picture",
            "사진",
            "각주",
            "A note",
        ):
            assert said in text, said
        assert page.get_url() != other.get_url()


@pytest.mark.parametrize("language", ["ko", "xx", "EN", "e", "en-gb"])
def test_there_is_nothing_beside_itself_or_in_an_unknown_language(both: Both, client: Client, language: str) -> None:
    assert client.get(beside(both[0], language)).status_code == 404


def test_an_unknown_article_or_the_slug_of_the_other_language_is_not_found(both: Both, client: Client) -> None:
    for address in (
        "/blog/nothing/parallel/en/",
        "/blog/english-article/parallel/en/",
        "/en/blog/한국어-글/parallel/ko/",
        "/blog/%00/parallel/en/",
    ):
        assert client.get(address).status_code == 404, address


@pytest.mark.parametrize("hidden", [0, 1])
@pytest.mark.parametrize("how", ["unpublished", "restricted", "deleted"])
def test_unless_readers_may_see_both_there_is_nothing(both: Both, client: Client, hidden: int, how: str) -> None:
    addresses = beside(both[0], "en"), beside(both[1], "ko")
    if how == "unpublished":
        both[hidden].unpublish()
    elif how == "restricted":
        PageViewRestriction.objects.create(page=both[hidden].get_parent(), restriction_type="login")
    else:
        both[hidden].delete()
    assert [client.get(address).status_code for address in addresses] == [404, 404]


def test_nothing_is_written_here(both: Both, client: Client) -> None:
    assert client.post(beside(both[0], "en")).status_code == 405
    assert client.head(beside(both[0], "en")).status_code == 200
    assert not client.get(beside(both[0], "en")).cookies


def test_a_decomposed_address_is_the_same_article(both: Both, client: Client) -> None:
    for form in ("NFC", "NFD"):
        assert client.get(f"/blog/{normalize(form, '한국어-글')}/parallel/en/").status_code == 200


def test_search_engines_are_led_to_the_plain_page(both: Both, client: Client) -> None:
    for page, language in zip(both, ("en", "ko"), strict=True):
        head = html_of(client, beside(page, language)).head
        assert head is not None
        assert [link["href"] for link in head.select("link[rel=canonical]")] == [HOST + page.get_url()]
        assert not head.select("link[hreflang]:not([type])")
        title, shared = head.select_one("title"), head.select_one("meta[property='og:title']")
        assert title is not None
        assert shared is not None
        assert str(shared["content"]) in words(title)
        assert words(title).startswith(f"{page.title}, ")


def test_the_language_switch_leads_to_the_reverse_and_the_article_to_both(both: Both, client: Client) -> None:
    for page, language, other, back in ((both[0], "en", both[1], "ko"), (both[1], "ko", both[0], "en")):
        html = html_of(client, beside(page, language))
        links = {str(a["hreflang"]): str(a["href"]) for a in html.select(".language-switch a")}
        assert links == {language: HOST + beside(other, back), back: HOST + beside(page, language)}
        assert "(" not in words(html.select_one(".language-switch"))
        plain = [a["href"] for a in html.select("main .byline a")]
        assert plain == [page.get_url(), other.get_url()]
        article = html_of(client, page.get_url())
        assert [a["href"] for a in article.select(".byline a[href*=parallel]")] == [HOST + beside(page, language)]


def test_an_article_without_a_translation_has_no_link_to_it(trees: Trees, client: Client) -> None:
    assert "parallel" not in client.get(make_article(trees.lists["ko"]).get_url()).content.decode()


def test_every_side_carries_its_language_and_hangul_is_marked_wherever_it_stands(both: Both, client: Client) -> None:
    for page, own, other in ((both[0], "ko", "en"), (both[1], "en", "ko")):
        html = html_of(client, beside(page, other))
        sides = [(each["class"][0], each["lang"]) for each in html.select(".pair [lang][class^=pair__]")]
        assert {lang for name, lang in sides if name == "pair__own"} == {own}
        assert {lang for name, lang in sides if name == "pair__other"} == {other}
        unmarked = [
            text
            for text in html.select("body")[0].find_all(string=re.compile("[가-힣]"))
            if getattr(text.find_parent(attrs={"lang": True}), "attrs", {}).get("lang") != "ko"
        ]
        assert unmarked == []


def test_the_words_of_the_design_are_in_the_language_of_their_side(both: Both, client: Client) -> None:
    kinds = html_of(client, beside(both[0], "en")).select(".block-callout__kind")
    assert [words(kind) for kind in kinds] == ["도움말", "Tip"]


def test_an_address_in_the_article_is_the_same_address_here_and_every_id_is_there_once(
    both: Both, client: Client
) -> None:
    for page, language in zip(both, ("en", "ko"), strict=True):
        plain, side_by_side = html_of(client, page.get_url()), html_of(client, beside(page, language))
        found = ids(side_by_side)
        assert len(found) == len(set(found))
        # Ids that end in -title name a section and lead nowhere.
        addresses = [each for each in ids(plain) if not each.endswith("-title")]
        places = {each for each in addresses if each.startswith(("p-", "h-", "s-", "note-", "ref-"))}
        assert len(places) > 8
        assert places <= set(found)
        links = [str(a["href"])[1:] for a in side_by_side.select("main a[href^='#']")]
        assert links
        assert set(links) <= set(found)


def test_marks_lead_to_the_notes_of_their_own_side(both: Both, client: Client) -> None:
    html = html_of(client, beside(both[0], "en"))
    marks = html.select(".footnote-mark a")
    notes = [html.select_one(str(mark["href"])) for mark in marks]
    assert [words(note).split(" ↩")[0] for note in notes] == ["각주", "A note", "각주", "A note"]
    assert "[^" not in words(html.main)


def test_only_one_language_makes_the_outline_of_the_page(both: Both, client: Client) -> None:
    for page, language, headings in (
        (both[0], "en", ["한국어 글", "제목", "소제목"]),
        (both[1], "ko", ["English article", "Heading", "Small"]),
    ):
        found = html_of(client, beside(page, language)).select("main :is(h1, h2, h3, h4)")
        assert [words(each) for each in found] == headings
        assert [each.name for each in found] == ["h1", "h2", "h3"]


def test_what_is_not_translated_is_a_gap_that_says_so(both: Both, client: Client) -> None:
    for page, language, side in ((both[0], "en", "other"), (both[1], "ko", "own")):
        html = html_of(client, beside(page, language))
        gaps = html.select(f".pair__{side}.pair__gap")
        assert len(gaps) == len(html.select(".pair__gap")) == 1
        assert gaps[0].find_parent(attrs={"lang": True})["lang"] == page.locale.language_code  # type: ignore[index]
        assert "아직" in words(gaps[0].parent)


def test_pictures_and_programs_are_there_once_and_both_captions_below(both: Both, client: Client) -> None:
    html = html_of(client, beside(both[0], "en"))
    assert len(html.select("main img")) == 1
    assert len(html.select("main pre")) == 1
    captions = html.select(".pair__captions > *")
    assert [(each["lang"], words(each)) for each in captions] == [("ko", "사진"), ("en", "A picture")]


def test_every_translation_is_open_without_a_script(both: Both, client: Client) -> None:
    html = html_of(client, beside(both[0], "en"))
    folds = html.select("details.pair__other")
    assert len(folds) == 7
    assert all(fold.has_attr("open") for fold in folds)
    assert {words(fold.summary) for fold in folds} == {"English"}


def test_items_of_a_numbered_list_keep_their_numbers(both: Both, client: Client) -> None:
    items = html_of(client, beside(both[0], "en")).select("main ol.facing-list > li")
    assert [(each["value"], words(each)) for each in items] == [
        ("1", "하나"),
        ("1", "first"),
        ("2", "둘"),
        ("2", "second"),
    ]


def test_hostile_words_stay_words(both: Both, client: Client) -> None:
    hostile = '<script>alert(1)</script>"\x1e\u202e한'
    page = both[1]
    page.title = page.summary = hostile
    body = page.body.get_prep_value()
    body[2]["value"]["heading"] = hostile
    body[2]["value"]["content"][1]["value"]["caption"] = hostile
    body[0]["value"] = "<p>&lt;script&gt;alert(1)&lt;/script&gt;\x1e</p>"
    page.body = ArticlePage.body.field.stream_block.to_python(body)
    page.save()
    for source, language in zip(both, ("en", "ko"), strict=True):
        answer = client.get(beside(source, language)).content.decode()
        assert "<script>" not in answer
        assert "&lt;script&gt;" in answer


def test_disclaimers_of_both_languages_stand_at_the_end(both: Both, trees: Trees, client: Client) -> None:
    korean = Disclaimer.objects.create(
        name="기본", text="<p>개인의 생각</p>", is_default=True, locale=trees.homes["ko"].locale
    )
    english = korean.copy_for_translation(trees.homes["en"].locale)
    english.text = "<p>My own views</p>"
    english.save()
    found = words(html_of(client, beside(both[0], "en")).select_one(".disclaimer"))
    assert "개인의 생각" in found
    assert "My own views" in found


def test_it_costs_at_most_ten_queries_however_long_the_article_is(
    trees: Trees, client: Client, django_assert_max_num_queries: Any
) -> None:
    Disclaimer.objects.create(name="기본", text="<p>개인의 생각</p>", is_default=True, locale=trees.homes["ko"].locale)
    image = make_image()
    for number in (1, 20):
        parts = (section("부", paragraph("글"), picture(image)) for _ in range(number))
        korean = make_article(trees.lists["ko"], body=list(parts), cover=image)
        english = korean.copy_for_translation(trees.homes["en"].locale)
        english.title, english.slug = "English", f"english-{number}"
        english.save_revision().publish()
        client.get(beside(korean, "en"))  # makes the sizes of the pictures
        with django_assert_max_num_queries(10):
            assert client.get(beside(korean, "en")).status_code == 200


def test_a_link_inside_the_site_stays_in_the_language_of_its_side(trees: Trees, client: Client) -> None:
    link = block("paragraph", f'<p><a linktype="page" id="{trees.homes["ko"].pk}">여기</a></p>')
    korean = make_article(trees.lists["ko"], body=[link])
    english = korean.copy_for_translation(trees.homes["en"].locale)
    english.title, english.slug = "English", "english"
    said = {**link, "value": link["value"].replace("여기", "here")}
    english.body = ArticlePage.body.field.stream_block.to_python([said])
    english.save_revision().publish()
    english = ArticlePage.objects.get(pk=english.pk)
    for page, other, homes in ((korean, "en", ["/", "/en/"]), (english, "ko", ["/en/", "/"])):
        links = html_of(client, beside(page, other)).select(".passage p > a:not(.paragraph-link)")
        assert [a["href"] for a in links] == homes
