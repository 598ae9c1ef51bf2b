"""The Markdown twin of an article: all that the page says, for machines, and nothing that readers may not see."""

from pathlib import Path
from typing import Any

import frontmatter
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from blog.importers.article import assets
from blog.importers.markdown import read_article, read_document
from blog.importers.streams import to_stream
from blog.markdown import body
from blog.models import ArticleAuthor, ArticleCategory, ArticlePage, Author, Category, Disclaimer
from home.bootstrap import Trees
from tests.blog.markdown.reading_back import html_of
from tests.factories import block, make_article, make_image, paragraph, picture, section

DEMO = Path(settings.BASE_DIR) / "demo" / "articles"
HOST = "https://dugeul.example"
HERE = body.Surroundings(f"{HOST}/blog/a/", {1: f"{HOST}/media/images/하나.jpg", 2: f"{HOST}/media/images/2.jpg"})


def notes(*texts: str) -> dict[str, Any]:
    return block("footnotes", {"notes": [{"type": "item", "id": text, "value": f"<p>{text}</p>"} for text in texts]})


def image_value(number: int | None, alt: str = "") -> dict[str, Any]:
    return {"image": number, "alt_text": alt, "decorative": False}


def image(number: int | None, alt: str = "", **fields: str) -> dict[str, Any]:
    blank = {"caption": "", "credit": "", "width": "column", "missing_file": ""}
    return block("image", {**blank, "image": image_value(number, alt), **fields})


def gallery(*numbers: int, caption: str = "") -> dict[str, Any]:
    items = [{"image": image_value(number, f"그림 {number}"), "caption": f"설명 {number}"} for number in numbers]
    pictures = [{"type": "item", "id": str(number), "value": item} for number, item in enumerate(items)]
    return block("gallery", {"pictures": pictures, "caption": caption})


def code(text: str, **fields: str) -> dict[str, Any]:
    blank = {"language": "python", "filename": "", "highlight": "", "caption": ""}
    return block("code", {**blank, "code": text, **fields})


def table(rows: list[list[str]], caption: str = "") -> dict[str, Any]:
    columns = [{"type": "text", "heading": heading} for heading in ("하나 | 둘", "*셋*")]
    return block("table", {"columns": columns, "rows": [{"values": row} for row in rows], "caption": caption})


def callout(kind: str, title: str, text: str) -> dict[str, Any]:
    return block("callout", {"kind": kind, "title": title, "text": text})


def quote(text: str, attribution: str = "", source: str = "") -> dict[str, Any]:
    return block("quote", {"text": text, "attribution": attribution, "source": source, "language": ""})


HOSTILE = '<script>alert("1")</script> *별* _줄_ [글](a) `코드` # | \\ &amp; ]} ~~~'
EVERYTHING = [
    paragraph("들어가며 <b>“굵게”</b>는 <code>a`b</code>, <i>기울임</i>, <s>지움</s>.<br/>둘째 줄"),
    block("paragraph", "<h3>작은 제목 #</h3><p># 제목이 아님</p><ul><li>하나<ol><li>둘</li></ol></li><li>셋</li></ul>"),
    image(1, f"그림 {HOSTILE}", caption=f"설명 {HOSTILE}", credit=f"찍은 이 {HOSTILE} 이름.", width="wide"),
    gallery(1, 2),
    quote("<p>첫 문단</p><p>— 둘째</p>", "이름 [하나]", "https://example.org/a?b=1"),
    quote("<p>누가 말했는지 모름</p>"),
    code('s = """\n```\n~~~\n"""\n\n    x = 1', filename='a "b" `c`.py', highlight="2,4-6", caption=f"{HOSTILE} 끝."),
    callout("tip", f"제목 {HOSTILE} 끝", "<p>하나</p><ul><li>둘</li></ul>"),
    callout("warning", "", "<p>[!NOTE] 아님</p>"),
    block("embed", {"url": "https://youtu.be/aBcDeFgHiJk", "title": f"영상 {HOSTILE} 끝", "caption": "설명 (하나)"}),
    block("bookmark", {"url": "https://example.org/a?b=c&d", "title": "제목", "description": f"{HOSTILE} 끝"}),
    block("divider", None),
    table([["<p>가 | 나</p>", "<p><code>a|b</code></p>"], ["", "<p>\\|</p>"]], caption=f"표 {HOSTILE} 끝"),
    section(
        f"첫째 {HOSTILE} #",
        paragraph("글[^1] 그리고[^2] <code>[^1]</code>"),
        notes("첫 주석", "둘째 <b>주석</b>"),
    ),
    section("둘째", paragraph("다시[^1]"), notes("셋째 주석")),
]  # fmt: skip


def imported(markdown: str, tmp_path: Path) -> list[dict[str, Any]]:
    """What the import makes of a document; pictures get back the numbers that their addresses stand for."""
    path = tmp_path / "ko.md"
    path.write_text(markdown, encoding="utf-8")
    document = read_document(path)
    assert document.remarks == ()
    numbers = {"%ED%95%98%EB%82%98.jpg": 1, "2.jpg": 2}
    return to_stream(document.body, lambda asset: numbers[asset.source.rpartition("/")[2]])


def without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_ids(child) for name, child in value.items() if name != "id"}
    return [without_ids(child) for child in value] if isinstance(value, list) else value


@pytest.mark.parametrize("number", range(len(EVERYTHING)), ids=lambda number: f"{number}-{EVERYTHING[number]['type']}")
def test_every_block_comes_back_from_an_import_as_it_was(number: int, tmp_path: Path) -> None:
    written = [EVERYTHING[number]]
    assert without_ids(imported(body.markdown(written, HERE), tmp_path)) == without_ids(written)


def test_a_whole_body_comes_back_in_its_order(tmp_path: Path) -> None:
    # Text right after text is one text to an import.
    written = [EVERYTHING[0], *EVERYTHING[2:]]
    assert without_ids(imported(body.markdown(written, HERE), tmp_path)) == without_ids(written)


def test_no_reader_of_markdown_finds_markup_in_hostile_text() -> None:
    html = html_of(body.markdown(EVERYTHING, HERE))
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_notes_are_numbered_through_the_sections() -> None:
    written = body.markdown(EVERYTHING[-2:], HERE)
    assert "글[^1] 그리고[^2] `[^1]`" in written
    assert "다시[^3]" in written
    assert "\n[^3]: 셋째 주석" in written


def test_a_section_without_notes_refers_to_those_of_the_bare_text_and_nothing_to_none() -> None:
    written = body.markdown([notes("주석"), section("절", paragraph("글[^1] [^2]"))], HERE)
    assert "글[^1] \\[^2\\]" in written
    assert "글\\[^1\\]" in body.markdown([paragraph("글[^1]")], HERE)


def test_a_picture_without_its_file_leaves_its_caption_and_tells_no_file_name() -> None:
    missing = [image(None, caption="# 설명", missing_file="secret.jpg"), image(3, caption="둘"), image(3), gallery(3)]
    assert body.markdown(missing, HERE) == "\\# 설명\n\n둘"


def test_what_is_said_of_a_whole_gallery_stands_under_it() -> None:
    first, second, empty, caption = body.markdown([gallery(1, 2, caption="모두")], HERE).split("\n")
    assert first.startswith("![그림 1]")
    assert second.startswith("![그림 2]")
    assert (empty, caption) == ("", "모두")


def test_an_empty_body_is_nothing() -> None:
    assert body.markdown([], HERE) == ""
    assert body.markdown([section("절")], HERE) == "## 절"
    assert body.markdown([block("table", {"columns": [], "rows": [], "caption": ""})], HERE) == ""


@pytest.mark.parametrize("path", sorted(DEMO.glob("*/*.md")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_sample_article_comes_back_as_it_was(path: Path, tmp_path: Path) -> None:
    numbers = {asset.source: number for number, asset in enumerate(assets(read_article(path)), 1)}
    stored = to_stream(read_document(path, path.parent.name).body, lambda asset: numbers[asset.source])
    pictures = {number: f"https://example.org/{number}.jpg" for number in numbers.values()}
    (tmp_path / "again.md").write_text(body.markdown(stored, body.Surroundings("https://example.org/", pictures)))
    again = to_stream(read_document(tmp_path / "again.md").body, lambda asset: int(Path(asset.source).stem))
    assert without_ids(again) == without_ids(stored)


# --- The twin of a page ---------------------------------------------------------------------------------------------


@pytest.fixture
def pair(trees: Trees) -> tuple[ArticlePage, ArticlePage]:
    korean = make_article(trees.lists["ko"], title="글: “둘”", slug="글", summary="요약 # 하나")
    english = korean.copy_for_translation(trees.homes["en"].locale)
    english.title, english.slug = "Article", "article"
    english.save_revision().publish()
    return korean, ArticlePage.objects.get(pk=english.pk)


def twin(client: Client, article: ArticlePage) -> frontmatter.Post:
    response = client.get(f"{article.get_url()}index.md")
    assert response.status_code == 200
    return frontmatter.loads(response.content.decode())


def test_the_twin_names_the_page_as_the_original_and_asks_not_to_be_found(pair: Any, client: Client) -> None:
    for article in pair:
        response = client.get(f"{article.get_url()}index.md")
        assert response["Content-Type"] == "text/markdown; charset=utf-8"
        assert response["Link"] == f'<{HOST}{article.get_url()}>; rel="canonical"'
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Content-Language"] == article.locale.language_code
        assert not response.cookies


def test_the_page_links_its_twin(pair: Any, client: Client) -> None:
    for article in pair:
        html = client.get(article.get_url()).content.decode()
        assert f'<link rel="alternate" type="text/markdown" href="{HOST}{article.get_url()}index.md">' in html
    assert "text/markdown" not in client.get("/blog/").content.decode()


def test_above_the_text_stands_what_the_page_says_of_itself(pair: Any, client: Client) -> None:
    korean, english = pair
    author = Author.objects.create(name="서이음", slug="ieum", locale=korean.locale)
    ArticleAuthor.objects.create(page=korean, author=author, locale=korean.locale)
    category = Category.objects.create(name="운영: 하나", slug="운영", locale=korean.locale)
    ArticleCategory.objects.create(page=korean, category=category, locale=korean.locale)
    front = twin(client, korean).metadata
    date = front.pop("date")
    assert date == timezone.localtime(korean.published_at).replace(microsecond=0)
    assert front == {
        "title": "글: “둘”",
        "slug": "글",
        "language": "ko",
        "url": HOST + korean.get_url(),
        "translations": {"en": HOST + english.get_url()},
        "summary": "요약 # 하나",
        "byline": "서이음",
        "authors": ["ieum"],
        "category": [{"name": "운영: 하나", "slug": "운영"}],
        "status": "published",
    }
    english.unpublish()
    assert "translations" not in twin(client, korean).metadata


def test_an_unchanged_twin_is_not_sent_again(pair: Any, client: Client) -> None:
    address = f"{pair[0].get_url()}index.md"
    first = client.get(address)
    assert first["Cache-Control"] == "no-cache"
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    pair[0].body.append(("divider", None))
    pair[0].save_revision().publish()
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_only_what_every_reader_may_see_has_a_twin(pair: Any, trees: Trees, client: Client) -> None:
    korean, english = pair
    assert client.get("/blog/nothing/index.md").status_code == 404
    assert client.get("/en" + f"{korean.get_url()}index.md").status_code == 404
    draft = make_article(trees.lists["ko"], live=False)
    assert client.get(f"/blog/{draft.slug}/index.md").status_code == 404
    english.unpublish()
    assert client.get(f"{english.get_url()}index.md").status_code == 404
    PageViewRestriction.objects.create(page=trees.lists["ko"], restriction_type="password", password="secret")
    assert client.get(f"{korean.get_url()}index.md").status_code == 404


def test_an_address_that_was_pasted_from_a_mac_finds_the_twin(pair: Any, client: Client) -> None:
    assert client.get("/blog/\u1100\u1173\u11af/index.md").status_code == 200


def test_the_disclaimer_stands_at_the_end_in_both_languages(pair: Any, trees: Trees, client: Client) -> None:
    korean, english = (trees.homes[code].locale for code in ("ko", "en"))
    first = Disclaimer.objects.create(
        name="기본", text="<p>개인의 <b>생각</b></p>", is_default=True, locale=korean, show_other_language=True
    )
    second = first.copy_for_translation(english)
    second.text, second.live = "<p>My own words</p>", True
    second.save()
    written = client.get(f"{pair[0].get_url()}index.md").content.decode()
    assert written.endswith("\n\n## 면책 문구\n\n개인의 **생각**\n\nMy own words\n")
    assert "기본" not in written


def test_a_picture_is_a_size_that_readers_may_fetch(trees: Trees, client: Client) -> None:
    stored = make_image()
    article = make_article(trees.lists["ko"], body=[picture(stored, alt="책상", caption="설명")], cover=stored)
    client.get(article.get_url())
    made = stored.renditions.count()
    found = twin(client, article)
    assert stored.renditions.count() == made
    assert found.content.startswith(f"![책상]({HOST}/media/images/")
    assert found.metadata["cover"].startswith(f"{HOST}/media/images/")
    stored.file.storage.delete(stored.file.name)
    stored.renditions.all().delete()
    assert twin(client, article).content == "설명"


def test_links_to_pages_lead_to_their_addresses(pair: Any, trees: Trees, client: Client) -> None:
    text = f'<a linktype="page" id="{pair[0].pk}">글</a> <a linktype="page" id="999999">없음</a>'
    article = make_article(trees.lists["ko"], body=[paragraph(text), section("절", paragraph(text))])
    assert twin(client, article).content == "\n\n".join(
        [f"[글]({HOST}{pair[0].get_url()}) 없음", "## 절", f"[글]({HOST}{pair[0].get_url()}) 없음"]
    )


def test_a_long_article_costs_no_more_queries_than_a_short_one(
    pair: Any, trees: Trees, client: Client, django_assert_max_num_queries: Any
) -> None:
    link = paragraph(f'<a linktype="page" id="{pair[0].pk}">글</a>')
    pictures = [picture(make_image(), caption="설명") for _ in range(4)]
    article = make_article(
        trees.lists["ko"],
        body=[
            *pictures,
            *[link] * 30,
        ],
        cover=make_image(),
    )
    client.get(article.get_url())
    client.get(f"{article.get_url()}index.md")
    with django_assert_max_num_queries(15):
        client.get(f"{article.get_url()}index.md")
