"""Which feeds there are, what of a feed changes when, and what it costs."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from unicodedata import normalize

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date
from wagtail.models import PageViewRestriction, Site

from blog.models import ArticleCategory, ArticlePage, Author, Category, Disclaimer
from home.bootstrap import Trees
from tests.factories import make_article, paragraph

pytestmark = pytest.mark.once

HOST = "https://dugeul.example"
FORMS = ("feed/", "feed/rss/", "feed.json")
TYPES = ("application/atom+xml; charset=utf-8", "application/rss+xml; charset=utf-8", "application/feed+json")


def feed(client: Client, address: str = "/feed.json") -> dict[str, Any]:
    response = client.get(address)
    assert response.status_code == 200, address
    found: dict[str, Any] = json.loads(response.content)
    return found


def titles(client: Client, address: str = "/feed.json") -> list[str]:
    return [item["title"] for item in feed(client, address)["items"]]


@pytest.mark.parametrize(
    "prefix", ["/", "/en/", "/blog/category/운영/", "/blog/series/series/", "/en/blog/topic/topic/"]
)
def test_every_feed_exists_in_three_forms(full, client: Client, prefix: str):
    full()
    full("en")
    for form, content_type in zip(FORMS, TYPES, strict=True):
        response = client.get(prefix + form)
        assert (response.status_code, response["Content-Type"]) == (200, content_type)
        assert response["Cache-Control"] == "public, max-age=300"
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
        assert client.head(prefix + form).content == b""
        assert client.post(prefix + form).status_code == 405


@pytest.mark.parametrize(
    "place",
    ["category/none", "category/%00", "series/운영", "page/운영", "feed/feed", "category/empty", "category/초안"],
)
def test_a_group_without_articles_in_this_language_has_no_feed(full, trees: Trees, client: Client, place: str):
    full()
    korean = trees.homes["ko"].locale
    Category.objects.create(name="빈", slug="empty", locale=korean)
    draft = Category.objects.create(name="초안", slug="초안", locale=korean)
    ArticleCategory.objects.create(page=make_article(trees.lists["ko"], live=False), category=draft, locale=korean)
    for form in FORMS:
        assert client.get(f"/blog/{place}/{form}").status_code == 404
        assert client.get(f"/en/blog/category/운영/{form}").status_code == 404


def test_a_group_is_found_by_its_name_in_pieces_too(full, client: Client):
    full(title="하나")
    assert titles(client, f"/blog/category/{normalize('NFD', '운영')}/feed.json") == ["하나"]


def test_a_feed_holds_the_latest_twenty_of_its_language_newest_first(trees: Trees, client: Client):
    for day in range(1, 26):
        make_article(trees.lists["ko"], title=f"{day}일", published_at=datetime(2026, 1, day, tzinfo=UTC))
    make_article(trees.lists["en"], title="English")
    assert titles(client) == [f"{day}일" for day in range(25, 5, -1)]
    assert titles(client, "/en/feed.json") == ["English"]


def test_the_feed_of_a_group_holds_its_articles_alone_and_names_its_translation(full, trees: Trees, client: Client):
    full(title="안")
    make_article(trees.lists["ko"], title="밖")
    assert titles(client, "/blog/category/운영/feed.json") == ["안"]
    found = feed(client, "/blog/category/운영/feed.json")
    assert found["title"] == "두글 – 운영"
    assert found["home_page_url"] == f"{HOST}/blog/category/%EC%9A%B4%EC%98%81/"
    assert found["feed_url"] == f"{HOST}/blog/category/%EC%9A%B4%EC%98%81/feed.json"
    assert found["_translations"] == {}
    translation = Category.objects.get().copy_for_translation(trees.homes["en"].locale)
    translation.slug = "operations"
    translation.save()
    assert feed(client, "/blog/category/운영/feed.json")["_translations"] == {}
    english = make_article(trees.lists["en"], title="Inside")
    ArticleCategory.objects.create(page=english, category=translation, locale=english.locale)
    address = f"{HOST}/en/blog/category/operations/feed.json"
    assert feed(client, "/blog/category/운영/feed.json")["_translations"] == {"en": address}
    assert feed(client, address.removeprefix(HOST))["_translations"] == {"ko": found["feed_url"]}


def test_an_id_survives_a_new_slug_and_a_new_publication_and_differs_between_languages(trees: Trees, client: Client):
    article = make_article(trees.lists["ko"], slug="처음")
    english = article.copy_for_translation(trees.homes["en"].locale)
    english.save_revision().publish()
    before = feed(client)["items"][0]
    article.slug = "나중"
    article.save_revision().publish()
    after = feed(client)["items"][0]
    assert after["id"] == before["id"]
    assert after["url"] != before["url"]
    assert after["date_modified"] > before["date_modified"]
    assert after["date_published"] == before["date_published"]
    assert feed(client, "/en/feed.json")["items"][0]["id"] != after["id"]


def test_only_what_every_reader_may_see_is_in_a_feed(full, trees: Trees, client: Client):
    open_, secret, expired = full(title="공개"), full(title="비밀"), full(title="지난 글")
    full(title="초안", live=False)
    full(title="예약", live=False, go_live_at=timezone.now() + timedelta(days=1))
    expired.unpublish()
    restriction = PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.LOGIN)
    for address in ("/feed.json", "/blog/category/운영/feed.json", "/blog/series/series/feed.json"):
        assert titles(client, address) == ["공개"], address
    restriction.page = trees.lists["ko"]
    restriction.save()
    assert titles(client) == []
    assert client.get("/blog/category/운영/feed.json").status_code == 404
    assert open_.live


def test_a_language_whose_front_page_is_not_public_has_no_feed(trees: Trees, client: Client):
    assert feed(client)["_translations"] == {"en": f"{HOST}/en/feed.json"}
    trees.homes["en"].unpublish()
    assert client.get("/en/feed/").status_code == 404
    assert feed(client)["_translations"] == {}


def ask_again(client: Client, address: str, response: Any) -> list[int]:
    headers = (
        {"If-None-Match": response["ETag"]},
        {"If-Modified-Since": response["Last-Modified"]},
        {"If-None-Match": response["ETag"], "If-Modified-Since": http_date(0)},
        {"If-None-Match": '"another"', "If-Modified-Since": response["Last-Modified"]},
    )
    return [client.get(address, headers=each).status_code for each in headers]


@pytest.mark.parametrize("address", [*(f"/{form}" for form in FORMS), "/blog/category/운영/feed/"])
def test_whoever_has_the_newest_feed_gets_304(full, client: Client, address: str):
    article = full()
    response = client.get(address)
    assert ask_again(client, address, response) == [304, 304, 304, 200]
    unchanged = client.get(address, headers={"If-None-Match": response["ETag"]})
    assert unchanged.content == b""
    assert [unchanged[name] for name in ("ETag", "Cache-Control")] == [
        response[name] for name in ("ETag", "Cache-Control")
    ]
    later = timezone.now() + timedelta(seconds=2)
    ArticlePage.objects.filter(pk=article.pk).update(last_published_at=later)
    assert ask_again(client, address, response) == [200, 200, 200, 200]


def test_whatever_a_feed_shows_changes_its_etag(full, trees: Trees, client: Client):
    article = full(title="처음")
    other = make_article(trees.lists["ko"])
    locale = article.locale
    seen = set()

    def tag() -> str:
        etag = client.get("/feed/")["ETag"]
        assert etag not in seen
        seen.add(etag)
        return etag

    tag()
    article.title = "다음"
    article.save_revision().publish()
    tag()
    Author.objects.update(name="다른 이름")
    tag()
    Category.objects.update(name="다른 분류")
    tag()
    disclaimer = Disclaimer.objects.create(name="기본", text="<p>가</p>", is_default=True, locale=locale)
    tag()
    disclaimer.text = "<p>나</p>"
    disclaimer.save_revision().publish()
    tag()
    other.unpublish()
    tag()
    PageViewRestriction.objects.create(page=article, restriction_type=PageViewRestriction.LOGIN)
    tag()
    assert client.get("/feed/")["ETag"] in seen
    assert client.get("/feed/rss/")["ETag"] not in seen


def test_an_article_that_an_import_replaces_under_its_old_dates_changes_the_etag(trees: Trees, client: Client):
    article = make_article(trees.lists["ko"])
    dates = {"last_published_at": datetime(2019, 1, 1, tzinfo=UTC)}
    ArticlePage.objects.filter(pk=article.pk).update(**dates)
    before = client.get("/feed/")["ETag"]
    article.body = [("paragraph", "<p>다시 들여온 글</p>")]
    article.save_revision().publish()
    ArticlePage.objects.filter(pk=article.pk).update(**dates)
    assert client.get("/feed/")["ETag"] != before


def many_links(trees: Trees, number: int, full: Any) -> None:
    Disclaimer.objects.get_or_create(name="기본", text="<p>가</p>", is_default=True, locale=trees.homes["ko"].locale)
    target = make_article(trees.lists["ko"])
    links = "".join(f'<a linktype="page" id="{pk}">글</a>' for pk in (target.pk, trees.homes["ko"].pk, 999))
    for _ in range(number):
        article = full()
        article.body = [*article.body.get_prep_value(), paragraph(links + '<a linktype="document" id="1">자료</a>')]
        article.body = ArticlePage.body.field.stream_block.to_python(article.body)
        ArticlePage.objects.filter(pk=article.pk).update(body=article.body)


@pytest.mark.parametrize("address", ["/feed/", "/feed/rss/", "/feed.json", "/blog/category/운영/feed/"])
def test_a_feed_costs_at_most_eight_queries_with_five_articles_and_with_twenty_five(
    trees: Trees, full, client: Client, django_assert_num_queries, address: str
):
    many_links(trees, 5, full)
    client.get(address)  # makes the sizes of the pictures
    cache.clear()
    Site.clear_site_root_paths_cache()
    with django_assert_num_queries(8):
        assert client.get(address).status_code == 200
    many_links(trees, 20, full)
    client.get(address)
    with django_assert_num_queries(8):
        response = client.get(address)
    with django_assert_num_queries(3):
        assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/", [("두글 – 한국어", "/feed/")]),
        ("/en/", [("두글 – English", "/en/feed/")]),
        ("/blog/", [("두글 – 한국어", "/feed/")]),
        ("/search/", [("두글 – 한국어", "/feed/")]),
        ("/en/missing/", [("두글 – English", "/en/feed/")]),
        (
            "/blog/category/운영/",
            [("운영", "/blog/category/%EC%9A%B4%EC%98%81/feed/"), ("두글 – 한국어", "/feed/")],
        ),
        (
            "/en/blog/series/series/",
            [("긴 글", "/en/blog/series/series/feed/"), ("두글 – English", "/en/feed/")],
        ),
    ],
)
def test_the_head_of_every_page_names_the_feeds_that_belong_to_it(full, client: Client, address: str, expected: Any):
    full()
    full("en")
    page = BeautifulSoup(client.get(address).content, "html.parser")
    links = page.head.find_all("link", type="application/atom+xml")
    assert [(link["title"], link["href"]) for link in links] == [(title, HOST + path) for title, path in expected]
    language = "en" if address.startswith("/en/") else "ko"
    assert {link["hreflang"] for link in links} == {language}
    assert all(client.get(link["href"].removeprefix(HOST)).status_code == 200 for link in links)
    prefix = "/en/" if language == "en" else "/"
    shown = [link["href"] for link in page.footer.select(".feed-links a")]
    assert shown == [f"{HOST}{prefix}{form}" for form in FORMS]
