"""The sitemap names every address that readers can open, in all its languages, and no other."""

from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from blog import sitemaps
from blog.models import ArticleCategory, ArticlePage, Author, Category
from home.bootstrap import Trees
from home.models import StandardPage
from tests.factories import make_article

HOST = "https://dugeul.example"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
Entries = dict[str, dict[str, str]]


def parsed(client: Client, address: str) -> Element:
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml")
    assert not response.cookies
    assert response["Cache-Control"] == "public, max-age=3600"
    return fromstring(response.content)


def sections(client: Client) -> list[str]:
    found = [
        location.text or "" for location in parsed(client, "/sitemap.xml").findall(f"{SITEMAP}sitemap/{SITEMAP}loc")
    ]
    assert all(location.startswith(HOST) for location in found)
    return [location.removeprefix(HOST) for location in found]


def sitemap(client: Client) -> Entries:
    """Every address, with its alternates by language."""
    urls = [url for address in sections(client) for url in parsed(client, address).findall(f"{SITEMAP}url")]
    locations = [url.find(f"{SITEMAP}loc").text for url in urls]  # type: ignore[union-attr]
    assert len(locations) == len(set(locations)), "an address stands twice"
    return {
        str(location): {link.get("hreflang", ""): link.get("href", "") for link in url.findall(LINK)}
        for location, url in zip(locations, urls, strict=True)
    }


def lastmods(client: Client) -> dict[str, str | None]:
    urls = [url for address in sections(client) for url in parsed(client, address).findall(f"{SITEMAP}url")]
    return {str(url.findtext(f"{SITEMAP}loc")): url.findtext(f"{SITEMAP}lastmod") for url in urls}


def in_category(article: ArticlePage, category: Category) -> None:
    ArticleCategory.objects.create(page=article, category=category, locale=article.locale)


def test_every_kind_of_public_address_is_there_with_its_languages(trees: Trees, client: Client):
    korean, english = (trees.homes[code].locale for code in ("ko", "en"))
    article = make_article(trees.lists["ko"], slug="한국어-글")
    translation = article.copy_for_translation(english)
    translation.slug = "english"
    translation.save_revision().publish()
    about = StandardPage(title="소개", slug="about", locale=korean)
    trees.homes["ko"].add_child(instance=about)
    category = Category.objects.create(name="운영", slug="운영", locale=korean)
    in_category(article, category)
    Author.objects.create(name="아무도", slug="nobody", locale=korean)
    both = {"ko": f"{HOST}/blog/%ED%95%9C%EA%B5%AD%EC%96%B4-%EA%B8%80/", "en": f"{HOST}/en/blog/english/"}
    found = {address: links for address, links in sitemap(client).items() if "/archive/" not in address}
    expected: Entries = {}
    for pair in (
        {"ko": f"{HOST}/", "en": f"{HOST}/en/"},
        {"ko": f"{HOST}/blog/", "en": f"{HOST}/en/blog/"},
        {"ko": f"{HOST}/about/"},
        {"ko": f"{HOST}/blog/category/%EC%9A%B4%EC%98%81/"},
        both,
    ):
        expected |= {address: {**pair, "x-default": pair["ko"]} for address in pair.values()}
    assert expected.items() <= found.items()
    assert not [address for address in found if "nobody" in address or "feed" in address or "search" in address]


def test_every_address_answers_and_is_the_canonical_of_its_page(trees: Trees, client: Client):
    korean = make_article(trees.lists["ko"], slug="글")
    in_category(korean, Category.objects.create(name="운영", slug="운영", locale=korean.locale))
    make_article(trees.lists["en"])
    for address in sitemap(client):
        response = client.get(address.removeprefix(HOST))
        assert response.status_code == 200, address
        assert f'<link rel="canonical" href="{address}">' in response.content.decode()


def test_drafts_hidden_pages_and_what_is_below_a_restriction_are_not_there(trees: Trees, client: Client):
    before = set(sitemap(client))
    articles = trees.lists["ko"]
    make_article(articles, live=False)
    make_article(articles).unpublish()
    secret = make_article(articles)
    PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.PASSWORD, password="x")
    category = Category.objects.create(name="비밀", slug="secret", locale=articles.locale)
    in_category(secret, category)
    assert {address for address in sitemap(client) if "/archive/" not in address} == before
    PageViewRestriction.objects.create(page=trees.homes["en"], restriction_type=PageViewRestriction.LOGIN)
    found = sitemap(client)
    assert set(found) == {f"{HOST}/", f"{HOST}/blog/"}
    assert found[f"{HOST}/"] == {"ko": f"{HOST}/", "x-default": f"{HOST}/"}


def test_a_group_below_a_list_that_is_not_public_has_no_address(trees: Trees, client: Client):
    article = make_article(trees.lists["ko"])
    in_category(article, Category.objects.create(name="운영", slug="operations", locale=article.locale))
    assert f"{HOST}/blog/category/operations/" in sitemap(client)
    trees.lists["ko"].unpublish()
    assert f"{HOST}/blog/category/operations/" not in sitemap(client)
    assert client.get("/blog/category/operations/").status_code == 404


def test_a_date_of_change_is_the_last_publication_and_a_list_changes_with_its_articles(trees: Trees, client: Client):
    long_ago, lately = datetime(2020, 1, 1, 12, tzinfo=UTC), datetime(2025, 6, 1, 12, tzinfo=UTC)
    old, new = make_article(trees.lists["ko"], slug="old"), make_article(trees.lists["ko"], slug="new")
    category = Category.objects.create(name="운영", slug="operations", locale=old.locale)
    in_category(old, category)
    Page.objects.update(last_published_at=long_ago)
    Page.objects.filter(pk=new.pk).update(last_published_at=lately)
    found = lastmods(client)
    assert found[f"{HOST}/blog/old/"] == found[f"{HOST}/blog/category/operations/"] == "2020-01-01"
    assert found[f"{HOST}/blog/new/"] == found[f"{HOST}/blog/"] == found[f"{HOST}/"] == "2025-06-01"
    assert found[f"{HOST}/en/blog/"] == "2020-01-01"


def test_archives_are_there_for_the_months_that_hold_articles_in_korean_time(trees: Trees, client: Client):
    # Midnight in Seoul: the day before in UTC, which must not decide the month.
    make_article(trees.lists["ko"], published_at=datetime(2026, 1, 31, 15, 30, tzinfo=UTC))
    make_article(trees.lists["ko"], published_at=datetime(2024, 12, 3, tzinfo=UTC))
    make_article(trees.lists["en"], published_at=datetime(2026, 5, 1, tzinfo=UTC))
    found = {address: links for address, links in sitemap(client).items() if "/archive/2" in address}
    year = {"ko": f"{HOST}/blog/archive/2026/", "en": f"{HOST}/en/blog/archive/2026/"}
    assert set(found) == {
        *(*year.values(), f"{HOST}/blog/archive/2026/02/", f"{HOST}/en/blog/archive/2026/05/"),
        *(f"{HOST}/blog/archive/2024/", f"{HOST}/blog/archive/2024/12/"),
    }
    assert found[year["en"]] == {**year, "x-default": year["ko"]}
    assert found[f"{HOST}/en/blog/archive/2026/05/"]["x-default"] == f"{HOST}/en/blog/archive/2026/05/"


def test_a_section_is_cut_into_pages(monkeypatch: Any, trees: Trees, client: Client):
    for section in sitemaps.SECTIONS.values():
        monkeypatch.setattr(section, "limit", 5)
    for _ in range(4):
        make_article(trees.lists["ko"])
    assert [address for address in sections(client) if "pages" in address] == [
        "/sitemap-pages-1.xml",
        "/sitemap-pages-2.xml",
    ]
    assert len([address for address in sitemap(client) if "article-" in address]) == 4
    for missing in ("pages-3", "pages-0", "category-1", "nothing-1", "pages-99999999999999999999"):
        assert client.get(f"/sitemap-{missing}.xml").status_code == 404


@pytest.mark.parametrize("number", [3, 300])
def test_a_section_costs_the_same_queries_whatever_it_holds(
    trees: Trees, client: Client, django_assert_num_queries: Any, number: int
):
    article = make_article(trees.lists["ko"])
    fill(trees, article, number)
    with django_assert_num_queries(4):
        assert len(parsed(client, "/sitemap-pages-1.xml")) == number + 5
    with django_assert_num_queries(3):
        assert len(parsed(client, "/sitemap-category-1.xml")) == number
    with django_assert_num_queries(11):
        parsed(client, "/sitemap.xml")


def fill(trees: Trees, article: ArticlePage, number: int) -> None:
    """Pages straight into the table, and as many categories: publishing them one by one takes minutes."""
    parent = Page.objects.get(pk=trees.lists["ko"].pk)
    pages = [
        Page(
            path=Page._get_path(parent.path, parent.depth + 1, 100 + n),
            depth=parent.depth + 1,
            title=f"쪽 {n}",
            slug=f"page-{n}",
            url_path=f"{parent.url_path}page-{n}/",
            locale=parent.locale,
            content_type=article.content_type,
        )
        for n in range(number)
    ]
    Page.objects.bulk_create(pages)
    categories = Category.objects.bulk_create(
        Category(name=f"분류 {n}", slug=f"category-{n}", locale=parent.locale) for n in range(number)
    )
    ArticleCategory.objects.bulk_create(
        ArticleCategory(page=article, category=category, locale=parent.locale) for category in categories
    )
