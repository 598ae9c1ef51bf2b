"""What of an article arrives in a reader program."""

import json
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from wagtail.documents import get_document_model

from blog.blocks import ArticleBody
from blog.feeds.content import tidy
from blog.models import Disclaimer
from blog.models.images import BlogRendition
from home.bootstrap import Trees
from tests.blog.feeds.conftest import every_block
from tests.factories import block, make_article, make_image, paragraph, picture, section

HOST = "https://dugeul.example"


def items(client: Client, address: str = "/feed.json") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(client.get(address).content)["items"]
    return found


def content(client: Client, address: str = "/feed.json") -> BeautifulSoup:
    return BeautifulSoup(items(client, address)[0]["content_html"], "html.parser")


def test_every_block_has_its_form_in_feeds():
    kinds = {*ArticleBody().child_blocks, *ArticleBody().child_blocks["section"].child_blocks["content"].child_blocks}
    forms = {path.stem for path in (settings.BASE_DIR / "templates" / "feeds").glob("*.html")}
    assert kinds - forms == set()


def test_all_that_readers_read_of_an_article_is_in_its_entry(full, client: Client):
    full(title="모두")
    found = content(client)
    for text in (
        *("각주가 있는 문단", "본문의 각주", "구조", "섹션 안의 문단", "사진 설명", "앞면", "모음", "인용문", "누군가"),
        *("a.py", "코드 설명", "도움말", "쉬어 가세요.", "발표 영상", "영상 설명", "표 설명", "한국어", "북마크 설명"),
    ):
        assert text in found.text, text
    assert found.pre.text == "if a < b:\n    print('글')"
    assert [image["alt"] for image in found.find_all("img")] == ["", "책상", "초고"]


def test_an_entry_holds_no_design_and_no_machinery(full, client: Client):
    full()
    found = content(client)
    assert not found.find_all(["script", "style", "button", "form", "input", "svg", "nav", "iframe", "source"])
    attributes = {name for tag in found.find_all(True) for name in tag.attrs}
    assert attributes <= {"href", "src", "alt", "width", "height", "lang", "cite", "scope"}
    assert not found.find_all("a", string="")


def test_every_address_in_an_entry_is_absolute_and_encoded(full, trees: Trees, client: Client):
    linked = make_article(trees.lists["ko"], title="다른 글", slug="다른-글", published_at="2001-01-01T00:00:00Z")
    document = get_document_model().objects.create(title="자료", file="documents/data.pdf")
    body = [
        paragraph(
            f'<a linktype="page" id="{linked.pk}">글</a> <a linktype="document" id="{document.pk}">자료</a>'
            ' <a href="/blog/">목록</a> <a href="#s-1">위</a> <a href="mailto:a@b.example">편지</a>[^1]'
            ' <a href="https://ko.example/길?q=글&amp;b=1">밖</a> <a href="http://[">깨진 주소</a>'
        ),
        block("footnotes", {"notes": [block("item", "<p>주</p>")]}),
        picture(make_image()),
    ]
    article = make_article(trees.lists["ko"], slug="글", body=body)
    note = f"{article.full_url}#note-{body[1]['id'][:8]}-1"
    found = content(client)
    assert [link.get("href") for link in found.find_all("a")] == [
        f"{HOST}/blog/%EB%8B%A4%EB%A5%B8-%EA%B8%80/",
        f"{HOST}{document.url}",
        f"{HOST}/blog/",
        f"{article.full_url}#s-1",
        "mailto:a@b.example",
        note,
        "https://ko.example/%EA%B8%B8?q=%EA%B8%80&b=1",
        None,
    ]
    assert found.img["src"].startswith(f"{HOST}/media/images/")
    assert client.get(found.find_all("a")[0]["href"].removeprefix(HOST)).status_code == 200


def test_a_link_leads_to_the_page_in_the_language_of_the_feed_where_it_exists(trees: Trees, client: Client):
    both = make_article(trees.lists["ko"], slug="둘", published_at="2001-01-01T00:00:00Z")
    english = both.copy_for_translation(trees.homes["en"].locale)
    english.slug = "both"
    english.save_revision().publish()
    alone = make_article(trees.lists["ko"], slug="alone", published_at="2001-01-01T00:00:00Z")
    hidden = make_article(trees.lists["ko"], slug="hidden", live=False)
    links = "".join(f'<a linktype="page" id="{page.pk}">글</a>' for page in (both, alone, hidden))
    make_article(trees.lists["en"], body=[paragraph(f'{links}<a linktype="page" id="99999">없음</a>')])
    found = [link.get("href") for link in content(client, "/en/feed.json").find_all("a")]
    assert found == [f"{HOST}/en/blog/both/", f"{HOST}/blog/alone/", None, None]
    both.unpublish()
    assert content(client, "/en/feed.json").a["href"] == f"{HOST}/en/blog/both/"


def test_the_disclaimer_stands_under_the_content_as_under_the_page(trees: Trees, client: Client):
    korean, english = (trees.homes[code].locale for code in ("ko", "en"))
    default = Disclaimer.objects.create(name="기본", text="<p>개인의 생각</p>", is_default=True, locale=korean)
    other = Disclaimer.objects.create(name="다른", text="<p>회사의 생각</p>", locale=korean)
    draft = Disclaimer.objects.create(name="초안", text="<p>초안의 생각</p>", locale=korean, live=False)
    article = make_article(trees.lists["ko"])
    assert content(client).find_all("aside")[-1].text == "개인의 생각"
    assert content(client).find_all("aside")[-1]["lang"] == "ko"
    for choice, disclaimer, expected in (("custom", other, ["회사의 생각"]), ("custom", draft, []), ("none", None, [])):
        article.disclaimer_choice, article.disclaimer = choice, disclaimer
        article.save_revision().publish()
        assert [aside.text for aside in content(client).find_all("aside")] == expected
        assert all(text in client.get(article.get_url()).content.decode() for text in expected)
    translation = default.copy_for_translation(english)
    translation.text = "<p>Personal views</p>"
    translation.save()
    default.show_other_language = True
    default.save()
    article.disclaimer_choice, article.disclaimer = "default", None
    article.save_revision().publish()
    found = [(aside["lang"], aside.text) for aside in content(client).find_all("aside")]
    assert found == [("ko", "개인의 생각"), ("en", "Personal views")]


def test_korean_in_an_english_entry_is_marked(full, client: Client):
    full("en", title="English")
    found = content(client, "/en/feed.json")
    for text in found.find_all(string=re.compile("[가-힣]")):
        assert text.find_parent(attrs={"lang": "ko"}), text
    assert found.find_all("img")[1]["lang"] == "ko"


def test_the_marks_of_a_section_lead_to_its_own_notes(trees: Trees, client: Client):
    notes = [block("footnotes", {"notes": [block("item", f"<p>{n}</p>")]}) for n in range(2)]
    body = [section(f"{n}부", paragraph("글[^1]"), notes[n]) for n in range(2)]
    make_article(trees.lists["ko"], body=body)
    targets = [link["href"].partition("#")[2] for link in content(client).find_all("a")]
    assert targets == [f"note-{each['id'][:8]}-1" for each in notes]


def test_a_picture_is_shown_in_one_size_that_the_page_has_made_already(full, client: Client):
    image = make_image(size=(1600, 900))
    article = full(cover=image, body=every_block(image))
    client.get(article.get_url())
    made = BlogRendition.objects.count()
    sizes = {(image["width"], image["height"]) for image in content(client).find_all("img")}
    assert sizes == {("1200", "675")}
    assert BlogRendition.objects.count() == made


def test_a_picture_whose_file_is_gone_leaves_its_caption(trees: Trees, client: Client):
    image = make_image()
    make_article(trees.lists["ko"], cover=image, body=[picture(image, caption="설명")])
    image.file.storage.delete(image.file.name)
    entry = items(client)[0]
    assert "<img" not in entry["content_html"]
    assert "설명" in entry["content_html"]
    assert "image" not in entry
    assert client.get("/feed/").status_code == client.get("/feed/rss/").status_code == 200


def test_a_block_that_feeds_do_not_know_becomes_its_text(monkeypatch, full, client: Client):
    from blog.feeds import content as module

    known = module.render_to_string

    def without_callout(name: str, context: Any) -> str:
        return known("feeds/no-such-block.html" if name == "feeds/callout.html" else name, context)

    monkeypatch.setattr(module, "render_to_string", without_callout)
    full()
    assert "<p>쉬어 가세요.</p>" in items(client)[0]["content_html"]


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<img src="x" onerror="alert(1)">',
        '<a href="javascript:alert(1)">a</a>',
        '<a href="\u00a0javascript:alert(1)">a</a>',
        '<iframe src="https://evil.example"></iframe><form><button>b</button></form>',
        '<svg onload="alert(1)"><a xlink:href="javascript:alert(1)"></a></svg>',
        '<p style="position:fixed" onclick="alert(1)">p</p>',
    ],
)
def test_nothing_that_runs_passes(hostile: str):
    found = BeautifulSoup(tidy(hostile, f"{HOST}/blog/글/"), "html.parser")
    assert not found.find_all(["script", "iframe", "form", "button", "svg"])
    for tag in found.find_all(True):
        assert set(tag.attrs) <= {"href", "src"}
        assert all(value.startswith(("https:", "http:", "mailto:")) for value in tag.attrs.values())
