"""What pages say of themselves in the words of schema.org, checked against the rules that search engines publish."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from blog.models import (
    ArticleAuthor,
    ArticleCategory,
    ArticlePage,
    ArticleSeries,
    ArticleTopic,
    Author,
    BlogRendition,
    Category,
    Series,
    Topic,
)
from blog.structured_data import as_json
from home.bootstrap import Trees
from home.models import StandardPage
from tests.factories import make_article, make_image, paragraph

pytestmark = pytest.mark.once

HOST = "https://dugeul.example"
# What Google, and schema.org's own validator, ask of each type.
REQUIRED = {
    "BlogPosting": {"@id", "headline", "image", "datePublished", "dateModified", "inLanguage", "url"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
    "Person": {"name"},
    "ImageObject": {"url", "width", "height"},
    "WebSite": {"@id", "url", "name", "potentialAction"},
    "SearchAction": {"target", "query-input"},
    "ProfilePage": {"mainEntity", "url"},
}


def data_of(client: Client, address: str) -> dict[str, Any]:
    """The one block of data of a page; its things by type."""
    html = client.get(address).content.decode()
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    data = json.loads(block)
    assert data["@context"] == "https://schema.org"
    for thing in everything(data["@graph"]):
        if "@type" in thing and set(thing) != {"@type", "@id", "url", "inLanguage"}:
            assert REQUIRED.get(thing["@type"], set()) <= set(thing), thing
        assert None not in thing.values()
    return {thing["@type"]: thing for thing in data["@graph"]}


def everything(value: Any) -> list[dict[str, Any]]:
    """Every thing in a graph, however deep."""
    if isinstance(value, list):
        return [thing for each in value for thing in everything(each)]
    if isinstance(value, dict):
        return [value, *(thing for each in value.values() for thing in everything(each))]
    return []


def addresses(value: Any) -> list[str]:
    return [thing[name] for thing in everything(value) for name in ("@id", "url", "item") if name in thing]


@pytest.fixture
def article(trees: Trees) -> ArticlePage:
    korean = trees.homes["ko"].locale
    page = make_article(
        trees.lists["ko"],
        title="물때를 알려 주는 서비스",
        slug="물때",
        summary="한 파일로 세 해를 운영했다.",
        cover=make_image(),
        body=[paragraph("글 " * 900)],
        published_at=datetime(2026, 5, 3, 22, 30, tzinfo=UTC),
        updated_at=datetime(2026, 6, 1, 0, 0, tzinfo=UTC),
    )
    author = Author.objects.create(name="문가온", slug="gaon", homepage="https://gaon.example/", locale=korean)
    category = Category.objects.create(name="운영", slug="운영", locale=korean)
    series = Series.objects.create(title="두 언어", slug="two", locale=korean)
    ArticleAuthor.objects.create(page=page, author=author, locale=korean)
    ArticleCategory.objects.create(page=page, category=category, locale=korean)
    ArticleSeries.objects.create(page=page, series=series, position=2, locale=korean)
    for number, name in enumerate(("SQLite", "한글")):
        topic = Topic.objects.create(name=name, slug=f"t-{number}", locale=korean)
        ArticleTopic.objects.create(page=page, topic=topic, locale=korean)
    return ArticlePage.objects.get(pk=page.pk)


def translated(article: ArticlePage, trees: Trees) -> ArticlePage:
    english = article.copy_for_translation(trees.homes["en"].locale)
    english.title, english.slug, english.summary = "A tide service", "tide", "One file, three years."
    english.save_revision().publish()
    return ArticlePage.objects.get(pk=english.pk)


def test_an_article_says_all_that_its_page_shows(article: ArticlePage, client: Client):
    posting = data_of(client, article.get_url())["BlogPosting"]
    url = f"{HOST}/blog/%EB%AC%BC%EB%95%8C/"
    assert posting["@id"] == f"{url}#article"
    assert posting["url"] == posting["mainEntityOfPage"] == url
    assert posting["headline"] == "물때를 알려 주는 서비스"
    assert posting["description"] == "한 파일로 세 해를 운영했다."
    assert posting["inLanguage"] == "ko"
    assert posting["datePublished"] == "2026-05-04T07:30:00+09:00"
    assert posting["dateModified"] == "2026-06-01T09:00:00+09:00"
    assert posting["articleSection"] == "운영"
    assert posting["keywords"] == ["SQLite", "한글"]
    assert posting["timeRequired"] == f"PT{article.minutes}M"
    assert posting["position"] == 2
    assert [part["@type"] for part in posting["isPartOf"]] == ["Blog", "CreativeWorkSeries"]
    person = f"{HOST}/blog/author/gaon/"
    assert posting["author"] == [
        {
            "@type": "Person",
            "@id": f"{person}#person",
            "name": "문가온",
            "url": person,
            "sameAs": "https://gaon.example/",
        }
    ]


def test_its_pictures_are_the_card_and_the_cover_in_a_size_that_the_page_shows(article: ArticlePage, client: Client):
    article.cover = make_image(size=(1600, 900))
    article.save()
    card, cover = data_of(client, article.get_url())["BlogPosting"]["image"]
    assert (card["width"], card["height"]) == (1200, 630)
    assert client.get(card["url"].removeprefix(HOST)).status_code == 200
    assert cover["width"] == 1600
    shown = client.get(article.get_url()).content.decode().partition("<main")[2]
    assert f'src="{cover["url"].removeprefix(HOST)}" width="1600"' in shown


def test_the_data_asks_for_no_size_of_a_picture_that_the_page_does_not_show(article: ArticlePage, client: Client):
    client.get(article.get_url())
    specs = set(BlogRendition.objects.values_list("filter_spec", flat=True))
    formats, widths = ("avif", "webp", "jpeg"), (480, 800, 1200, 1600)
    assert specs == {f"format-{name}|width-{width}" for name in formats for width in widths}


def test_the_original_names_its_translation_and_the_translation_its_original(
    article: ArticlePage, trees: Trees, client: Client
):
    assert not {"workTranslation", "translationOfWork"} & set(data_of(client, article.get_url())["BlogPosting"])
    english = translated(article, trees)
    korean, other = (data_of(client, page.get_url())["BlogPosting"] for page in (article, english))
    assert [each["@id"] for each in korean["workTranslation"]] == [other["@id"]]
    assert other["translationOfWork"]["@id"] == korean["@id"]
    assert other["inLanguage"] == korean["workTranslation"][0]["inLanguage"] == "en"
    assert "translationOfWork" not in korean
    assert "workTranslation" not in other
    english.unpublish()
    assert "workTranslation" not in data_of(client, article.get_url())["BlogPosting"]


def test_an_article_that_exists_in_english_only_is_an_original(trees: Trees, client: Client):
    posting = data_of(client, make_article(trees.lists["en"], title="English only").get_url())["BlogPosting"]
    assert not {"workTranslation", "translationOfWork", "translator"} & set(posting)


def test_the_way_to_an_article_leads_through_its_category(article: ArticlePage, client: Client):
    steps = data_of(client, article.get_url())["BreadcrumbList"]["itemListElement"]
    assert [(step["position"], step["name"]) for step in steps] == [
        (1, "홈"),
        (2, "블로그"),
        (3, "운영"),
        (4, "물때를 알려 주는 서비스"),
    ]
    for step in steps:
        assert client.get(step["item"].removeprefix(HOST)).status_code == 200


def test_the_way_is_named_in_the_language_of_the_page(article: ArticlePage, trees: Trees, client: Client):
    english = translated(article, trees)
    steps = data_of(client, english.get_url())["BreadcrumbList"]["itemListElement"]
    assert steps[1]["name"] == "Blog"
    assert [step["item"] for step in steps[:2]] == [f"{HOST}/en/", f"{HOST}/en/blog/"]


@pytest.mark.parametrize(("address", "language"), [("/", "ko"), ("/en/", "en")])
def test_a_front_page_is_the_site_with_its_search(trees: Trees, client: Client, address: str, language: str):
    things = data_of(client, address)
    assert set(things) == {"WebSite", "Blog"}
    assert things["WebSite"]["inLanguage"] == language
    template = things["WebSite"]["potentialAction"]["target"]["urlTemplate"]
    assert template == f"{HOST}{address}search/?q={{search_term_string}}"
    assert client.get(template.removeprefix(HOST).format(search_term_string="글")).status_code == 200


def test_lists_are_collections_and_authors_are_profiles(article: ArticlePage, client: Client):
    assert set(data_of(client, "/blog/")) == {"CollectionPage", "BreadcrumbList"}
    category = data_of(client, "/blog/category/운영/")
    assert category["CollectionPage"]["name"] == "운영"
    assert [step["name"] for step in category["BreadcrumbList"]["itemListElement"]] == ["홈", "블로그", "분류", "운영"]
    profile = data_of(client, "/blog/author/gaon/")["ProfilePage"]
    assert profile["mainEntity"]["name"] == "문가온"
    assert profile["mainEntity"]["sameAs"] == "https://gaon.example/"


def test_a_plain_page_is_a_page_and_stands_right_below_the_front(trees: Trees, client: Client):
    about = trees.homes["ko"].add_child(
        instance=StandardPage(title="소개", slug="about", locale=trees.homes["ko"].locale)
    )
    things = data_of(client, about.get_url())
    assert set(things) == {"WebPage", "BreadcrumbList"}
    assert [step["name"] for step in things["BreadcrumbList"]["itemListElement"]] == ["홈", "소개"]


@pytest.mark.parametrize("address", ["/search/?q=글", "/없는-주소/"])
def test_what_is_no_page_says_nothing(trees: Trees, client: Client, address: str):
    assert "ld+json" not in client.get(address).content.decode()


def test_all_addresses_are_absolute_and_encoded(article: ArticlePage, client: Client):
    for address in ("/", "/blog/", "/blog/category/운영/", "/blog/author/gaon/", article.get_url()):
        found = addresses(list(data_of(client, address).values()))
        assert found
        assert [each for each in found if not each.startswith(f"{HOST}/") or not each.isascii()] == []


@pytest.mark.parametrize(
    "title", ["</script><script>alert(1)</script>", "<!-- a & b -->", "line\u2028end\u2029", '"\\']
)
def test_no_title_can_end_the_block_of_data(trees: Trees, client: Client, title: str):
    article = make_article(trees.lists["ko"], title=title, slug="hostile")
    assert data_of(client, article.get_url())["BlogPosting"]["headline"] == title
    text = as_json([{"name": title}])
    assert not re.search("[<>&\u2028\u2029]", text)


def test_an_article_without_anything_says_only_what_is_known(trees: Trees, client: Client):
    article = make_article(trees.lists["ko"], title="빈 글", body=[])
    ArticlePage.objects.filter(pk=article.pk).update(published_at=None)
    html = client.get(article.get_url()).content.decode()
    (posting, _way) = json.loads(re.findall(r"ld\+json\">(.*?)</script>", html, re.DOTALL)[0])["@graph"]
    assert not {"author", "datePublished", "keywords", "articleSection", "description"} & set(posting)


def test_the_page_is_the_same_when_it_is_asked_for_again(article: ArticlePage, client: Client):
    first = client.get(article.get_url()).content
    assert client.get(article.get_url()).content == first


def test_the_last_evening_of_a_year_is_the_next_year_in_korean_time(trees: Trees, client: Client):
    moment = datetime(2025, 12, 31, 16, 5, tzinfo=UTC)
    article = make_article(trees.lists["ko"], published_at=moment)
    assert data_of(client, article.get_url())["BlogPosting"]["datePublished"] == "2026-01-01T01:05:00+09:00"
