"""The rules of RFC 4287, RSS 2.0 and JSON Feed 1.1, and a program that reads all feeds of this world."""

import json
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from unicodedata import normalize
from urllib.parse import urlsplit

import feedparser
import pytest
from bs4 import BeautifulSoup
from defusedxml.ElementTree import fromstring
from django.conf import settings
from django.test import Client

from blog.feeds.channels import channel_of_language
from blog.feeds.content import tidy, writable
from blog.feeds.entries import Entry
from blog.feeds.formats import FORMATS
from blog.models import ArticleCategory, ArticlePage, Category
from home.bootstrap import Trees
from tests.factories import block, make_article, paragraph, section

pytestmark = pytest.mark.once

HOST = "https://dugeul.example"
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
COLLECTION = Path(settings.BASE_DIR).parent / "shared" / "data" / "hostile"

HOSTILE = [
    "<script>alert(1)</script> & \"따옴표\" 'x'",
    "]]> <![CDATA[ &amp; &lt; &#0; &nbsp; <!-- -->",
    "널 \x01 \x08 \x0b \x0c \x1b \x1f \x7f \x85 글",
    "문자가 아닌 것 \ufffe \uffff",
    "👩🏽‍💻 𝕳𝖆𝖓𝖌𝖚𝖑 🇰🇷",
    "العربية \u202e עברית \u2066",
    normalize("NFD", "한글 자모로 나뉜 제목"),
    "",
    "가" * 255,
]


@pytest.fixture
def articles(full) -> list[ArticlePage]:
    """Three in Korean, one of them plain, and one in English."""
    plain = dict.fromkeys(("cover",), None)
    return [
        full(title="하나", summary="A < B & “글”", published_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        full(title="둘", published_at=datetime(2026, 2, 2, tzinfo=UTC)),
        full(title="셋", published_at=datetime(2026, 3, 2, tzinfo=UTC), **plain),
        full("en", title="One"),
    ]


def text(element: Any, name: str) -> str:
    found = element.findall(name)
    assert len(found) == 1, f"{name} stands {len(found)} times"
    return found[0].text or ""


def is_absolute(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in {"https", "http"} and bool(parts.netloc) and address.isascii()


def is_rfc3339(moment: str) -> bool:
    return datetime.fromisoformat(moment).utcoffset() is not None and bool(re.match(r"\d{4}-\d\d-\d\dT\d\d:", moment))


def assert_whole_content(html: str) -> None:
    assert "섹션 안의 문단" in html
    found = re.findall(r'(?:href|src)="([^"]*)"', html)
    assert found
    assert all(map(is_absolute, found))


@pytest.mark.parametrize("address", ["/feed/", "/feed/rss/", "/en/feed/", "/en/feed/rss/"])
def test_feedparser_finds_nothing_wrong_and_everything_there(articles, client: Client, address: str):
    response = client.get(address)
    feed = feedparser.parse(response.content, response_headers={"content-type": response["Content-Type"]})
    assert not feed.bozo, feed.get("bozo_exception")
    english = address.startswith("/en/")
    assert [entry.title for entry in feed.entries] == (["One"] if english else ["셋", "둘", "하나"])
    for entry in feed.entries:
        assert entry.id.startswith("urn:uuid:")
        assert is_absolute(entry.link)
        assert "섹션 안의 문단" in entry.content[0].value
        assert entry.author == "이음"
        assert {tag.term for tag in entry.tags} == {"운영", "주제어"}
        assert entry.published_parsed
        assert entry.updated_parsed
    assert feed.feed.language == ("en" if english else "ko")
    assert len(feed.entries[0].get("enclosures", [])) == int(english)


@pytest.mark.parametrize(("prefix", "language"), [("", "ko"), ("/en", "en")])
def test_atom_keeps_the_rules_of_rfc_4287(articles, client: Client, prefix: str, language: str):
    feed = fromstring(client.get(f"{prefix}/feed/").content)
    assert (feed.tag, feed.get(XML_LANG)) == (f"{ATOM}feed", language)
    assert text(feed, f"{ATOM}title")
    assert urlsplit(text(feed, f"{ATOM}id")).scheme == "tag"
    assert text(feed.find(f"{ATOM}author"), f"{ATOM}name")
    links = [link.attrib for link in feed.findall(f"{ATOM}link")]
    assert [link["href"] for link in links if link["rel"] == "self"] == [f"{HOST}{prefix}/feed/"]
    alternates = {
        (link.get("type"), link.get("hreflang")): link["href"] for link in links if link["rel"] == "alternate"
    }
    assert len(alternates) == len(links) - 1, "two alternates with the same type and language"
    other = {"ko": ("en", "/en/feed/"), "en": ("ko", "/feed/")}[language]
    assert alternates == {
        (None, None): f"{HOST}{prefix}/",
        ("application/atom+xml", other[0]): f"{HOST}{other[1]}",
    }
    entries = feed.findall(f"{ATOM}entry")
    assert len({text(entry, f"{ATOM}id") for entry in entries}) == len(entries) > 0
    for entry in entries:
        assert text(entry, f"{ATOM}id").startswith("urn:uuid:")
        assert text(entry, f"{ATOM}title")
        assert is_rfc3339(text(entry, f"{ATOM}published"))
        assert is_rfc3339(text(entry, f"{ATOM}updated"))
        assert text(entry.find(f"{ATOM}author"), f"{ATOM}name") == "이음"
        assert entry.find(f"{ATOM}content").get("type") == entry.find(f"{ATOM}summary").get("type") == "html"
        assert_whole_content(text(entry, f"{ATOM}content"))
        shown = [link.attrib for link in entry.findall(f"{ATOM}link")]
        assert [is_absolute(link["href"]) for link in shown if link["rel"] == "alternate"] == [True]
        for link in shown:
            assert link["rel"] != "enclosure" or (link["type"] == "image/jpeg" and int(link["length"]) > 0)
    latest = max(text(entry, f"{ATOM}updated") for entry in entries)
    assert text(feed, f"{ATOM}updated")[:19] >= latest[:19]


@pytest.mark.parametrize(("prefix", "language"), [("", "ko"), ("/en", "en")])
def test_rss_keeps_the_rules_of_rss_2(articles, client: Client, prefix: str, language: str):
    rss = fromstring(client.get(f"{prefix}/feed/rss/").content)
    assert (rss.tag, rss.get("version")) == ("rss", "2.0")
    channel = rss.find("channel")
    assert text(channel, "title")
    assert text(channel, "description")
    assert text(channel, "language") == language
    assert text(channel, "link") == f"{HOST}{prefix}/"
    assert parsedate_to_datetime(text(channel, "lastBuildDate")).utcoffset() is not None
    links = {link.get("rel"): link.get("href") for link in channel.findall(f"{ATOM}link")}
    assert links["self"] == f"{HOST}{prefix}/feed/rss/"
    assert links["alternate"] == f"{HOST}{'/en' if language == 'ko' else ''}/feed/rss/"
    found = channel.findall("item")
    assert len({text(item, "guid") for item in found}) == len(found) > 0
    for item in found:
        assert text(item, "title")
        assert is_absolute(text(item, "link"))
        assert item.find("guid").get("isPermaLink") == "false"
        assert parsedate_to_datetime(text(item, "pubDate")).utcoffset() is not None
        assert text(item, CREATOR) == "이음"
        assert {category.text for category in item.findall("category")} == {"운영", "주제어"}
        assert_whole_content(text(item, CONTENT))
        assert len(item.findall("enclosure")) <= 1
        for enclosure in item.findall("enclosure"):
            assert is_absolute(enclosure.get("url"))
            assert int(enclosure.get("length")) > 0
            assert enclosure.get("type") == "image/jpeg"


@pytest.mark.parametrize(("prefix", "language"), [("", "ko"), ("/en", "en")])
def test_json_keeps_the_rules_of_json_feed_1_1(articles, client: Client, prefix: str, language: str):
    feed = json.loads(client.get(f"{prefix}/feed.json").content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert feed["language"] == language
    assert feed["home_page_url"] == f"{HOST}{prefix}/"
    assert feed["feed_url"] == f"{HOST}{prefix}/feed.json"
    other = {"ko": {"en": f"{HOST}/en/feed.json"}, "en": {"ko": f"{HOST}/feed.json"}}
    assert feed["_translations"] == other[language]
    assert feed["authors"] == [{"name": "두글"}]
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"]) > 0
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert is_absolute(item["url"])
        assert item["title"]
        assert is_rfc3339(item["date_published"])
        assert is_rfc3339(item["date_modified"])
        assert item["authors"] == [{"name": "이음"}]
        assert item["tags"] == ["운영", "주제어"]
        assert item["language"] == language
        assert is_absolute(item.get("image", HOST))
        assert_whole_content(item["content_html"])
    assert sum("image" in item for item in feed["items"]) == (2 if language == "ko" else 1)


def test_the_three_forms_say_the_same(articles, client: Client):
    atom = fromstring(client.get("/feed/").content).findall(f"{ATOM}entry")
    rss = fromstring(client.get("/feed/rss/").content).find("channel").findall("item")
    by_json = json.loads(client.get("/feed.json").content)["items"]
    said = [(item["id"], item["url"], item["title"], item["content_html"]) for item in by_json]
    assert said == [(text(i, "guid"), text(i, "link"), text(i, "title"), text(i, CONTENT)) for i in rss]
    names = [f"{ATOM}{name}" for name in ("id", "title", "content")]
    assert [(one, three, four) for one, _two, three, four in said] == [
        tuple(text(entry, name) for name in names) for entry in atom
    ]
    assert by_json[2]["summary"] == "A < B & “글”"
    assert text(rss[2], "description") == text(atom[2], f"{ATOM}summary") == "A &lt; B &amp; “글”"


def survive(client: Client, title: str) -> None:
    """Every form is well-formed, and the title is there as far as XML can hold it."""
    atom = fromstring(client.get("/feed/").content)
    rss = fromstring(client.get("/feed/rss/").content)
    by_json = json.loads(client.get("/feed.json").content)
    expected = re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", title)
    assert by_json["items"][0]["title"] if expected else True
    for found in (text(atom.find(f"{ATOM}entry"), f"{ATOM}title"), text(rss.find("channel/item"), "title")):
        # A parser turns the line ends of XML into one kind.
        assert " ".join(found.split()) == " ".join(expected.split())


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_anywhere_leaves_every_form_well_formed(trees: Trees, client: Client, hostile: str):
    escaped = hostile.replace("&", "&amp;").replace("<", "&lt;")
    body = [
        paragraph(escaped),
        section(hostile, block("code", {"language": "text", "code": hostile, "filename": hostile, "caption": hostile})),
        block("embed", {"url": "https://youtu.be/abcdefgh", "title": hostile, "caption": hostile}),
    ]
    category = Category.objects.create(name=hostile[:100], slug="hostile", locale=trees.homes["ko"].locale)
    article = make_article(trees.lists["ko"], body=body)
    ArticleCategory.objects.create(page=article, category=category, locale=article.locale)
    ArticlePage.objects.filter(pk=article.pk).update(title=hostile, summary=hostile)
    survive(client, hostile)
    for suffix in ("feed/", "feed/rss/", "feed.json"):
        assert client.get(f"/blog/category/hostile/{suffix}").status_code == 200


@pytest.mark.skipif(not COLLECTION.exists(), reason="the collection of hostile strings is not here")
def test_a_collection_of_hostile_strings_survives_in_every_place_of_every_form(trees: Trees):
    naughty = json.loads((COLLECTION / "naughty-strings.json").read_text(encoding="utf-8"))
    files = [path.read_text("utf-8", "replace") for path in sorted(COLLECTION.glob("*.txt"))]
    entries = list(map(entry, [*naughty, *(line for file in files for line in file.split("\n")), "\ud800\x00"]))
    assert len(entries) > 1000
    titles = [each.title for each in entries]
    channel = channel_of_language("ko")
    written = {form: way.write(channel, entries, MOMENT) for form, way in FORMATS.items()}
    atom, rss = (fromstring(written[form].encode()) for form in ("atom", "rss"))
    assert [title.text or "" for title in atom.findall(f"{ATOM}entry/{ATOM}title")] == list(map(as_xml, titles))
    assert [title.text or "" for title in rss.findall("channel/item/title")] == list(map(as_xml, titles))
    assert [item.get("title", "") for item in json.loads(written["json"])["items"]] == titles


def entry(hostile: str) -> Entry:
    safe = writable(hostile)
    content = tidy(f"<p>{safe}</p>", f"{HOST}/blog/")
    for tag in BeautifulSoup(content, "html.parser").find_all(True):
        assert tag.name not in {"script", "iframe", "svg", "style", "form", "object"}
        assert not [name for name in tag.attrs if name.startswith("on")]
        assert all(tag.get(name, "http").startswith(("http", "mailto", "tel")) for name in ("href", "src", "cite"))
    return Entry("urn:uuid:1", f"{HOST}/blog/1/", safe, safe, content, MOMENT, MOMENT, (safe,), (safe,), None)


def as_xml(title: str) -> str:
    """A parser of XML knows one kind of line end."""
    return title.replace("\r\n", "\n").replace("\r", "\n")


def test_an_empty_language_has_a_valid_feed_without_entries(trees: Trees, client: Client):
    feed = feedparser.parse(client.get("/en/feed/").content)
    assert not feed.bozo
    assert feed.entries == []
    assert json.loads(client.get("/en/feed.json").content)["items"] == []
    assert client.get("/en/feed/rss/").status_code == 200
