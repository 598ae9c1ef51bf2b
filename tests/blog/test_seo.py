"""What the head of a page says about itself and its other language."""

import re
from urllib.parse import quote

import pytest
from django.test import Client

from blog.models import ArticleAuthor, ArticleCategory, ArticlePage, ArticleTopic, Author, Category, Topic
from home.bootstrap import Trees
from tests.factories import make_article

HOST = "https://dugeul.example"


def head(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode().partition("</head>")[0]


def hreflangs(html: str) -> dict[str, str]:
    found = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"', html)
    return dict(found)


def body_links(client: Client, address: str) -> dict[str, str]:
    """The language switch: language to address."""
    html = client.get(address).content.decode().partition("</head>")[2]
    found = re.findall(r"<a\b[^>]*>", html)
    links = {}
    for tag in found:
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if "hreflang" in attributes:
            links.setdefault(attributes["hreflang"], attributes["href"])
    return links


@pytest.fixture
def pair(trees: Trees):
    korean = make_article(trees.lists["ko"], title="한국어 글", slug="한국어-글")
    english = korean.copy_for_translation(trees.homes["en"].locale)
    english.title, english.slug = "English article", "english-article"
    english.save_revision().publish()
    return korean, ArticlePage.objects.get(pk=english.pk)


def test_both_languages_of_an_article_point_at_each_other(pair, client: Client):
    korean, english = (HOST + page.get_url() for page in pair)
    for page in pair:
        assert hreflangs(head(client, page.get_url())) == {"ko": korean, "en": english, "x-default": korean}
        assert f'<link rel="canonical" href="{HOST}{page.get_url()}">' in head(client, page.get_url())
    assert body_links(client, pair[0].get_url())["en"].removeprefix(HOST) == pair[1].get_url()
    assert body_links(client, pair[1].get_url())["ko"].removeprefix(HOST) == pair[0].get_url()


def test_the_addresses_in_the_head_are_encoded(pair, client: Client):
    assert "/blog/%ED%95%9C" in pair[0].get_url()
    assert "/blog/한" not in head(client, pair[0].get_url())


def test_an_article_in_one_language_names_no_other_and_its_switch_leads_to_the_other_list(trees, client):
    article = make_article(trees.lists["ko"])
    address = article.get_url()
    assert set(hreflangs(head(client, address))) <= {"ko", "x-default"}
    assert body_links(client, address)["en"].removeprefix(HOST) == "/en/blog/"
    assert client.get(f"/en/blog/{article.slug}/").status_code == 404


def test_an_unpublished_translation_does_not_exist_for_readers(pair, client: Client):
    korean, english = pair
    address = english.get_url()
    english.unpublish()
    assert client.get(address).status_code == 404
    assert "en" not in hreflangs(head(client, korean.get_url()))


def test_every_page_says_its_language_in_html_and_header(pair, client: Client):
    for page, language in zip(pair, ("ko", "en"), strict=True):
        response = client.get(page.get_url())
        assert response["Content-Language"] == language
        assert f'<html lang="{language}"' in response.content.decode()


def test_the_front_pages_and_lists_point_at_each_other(trees: Trees, client: Client):
    for korean, english in (("/", "/en/"), ("/blog/", "/en/blog/")):
        expected = {"ko": HOST + korean, "en": HOST + english, "x-default": HOST + korean}
        assert hreflangs(head(client, korean)) == hreflangs(head(client, english)) == expected


def in_category(article: ArticlePage, category: Category) -> None:
    ArticleCategory.objects.create(page=article, category=category, locale=article.locale)


def test_a_category_points_at_its_translation_or_else_at_the_other_list(trees: Trees, client: Client):
    korean, english = (trees.homes[code].locale for code in ("ko", "en"))
    category = Category.objects.create(name="운영", slug="운영", locale=korean)
    in_category(make_article(trees.lists["ko"]), category)
    assert set(hreflangs(head(client, "/blog/category/운영/"))) <= {"ko", "x-default"}
    assert body_links(client, "/blog/category/운영/")["en"].removeprefix(HOST) == "/en/blog/"
    translation = category.copy_for_translation(english)
    translation.name, translation.slug = "Operations", "operations"
    translation.save()
    assert "en" not in hreflangs(head(client, "/blog/category/운영/"))
    assert client.get("/en/blog/category/operations/").status_code == 404
    in_category(make_article(trees.lists["en"]), translation)
    assert hreflangs(head(client, "/blog/category/운영/"))["en"] == f"{HOST}/en/blog/category/operations/"


def test_a_list_with_a_hangul_name_has_the_same_encoded_address_in_canonical_and_hreflang(trees: Trees, client: Client):
    category = Category.objects.create(name="운영", slug="운영", locale=trees.homes["ko"].locale)
    in_category(make_article(trees.lists["ko"]), category)
    encoded = f"{HOST}/blog/category/%EC%9A%B4%EC%98%81/"
    for spelling in ("운영", "\u110b\u116e\u11ab\u110b\u1167\u11bc"):
        html = head(client, f"/blog/category/{spelling}/")
        assert f'<link rel="canonical" href="{encoded}">' in html
        assert hreflangs(html)["ko"] == encoded


def test_a_further_page_of_a_list_has_its_own_address_and_no_counterpart(trees: Trees, client: Client):
    for _ in range(13):
        make_article(trees.lists["ko"])
    for address in ("/blog/?page=2", "/blog/?page=999"):
        html = head(client, address)
        assert f'<link rel="canonical" href="{HOST}/blog/?page=2">' in html
        assert not hreflangs(html)
    assert f'<link rel="canonical" href="{HOST}/">' in head(client, "/?page=3")


def test_an_english_page_takes_no_korean_sentence_into_its_description(trees: Trees, client: Client):
    article = make_article(trees.lists["en"], title="English", summary="아직 옮기지 않은 요약입니다.")
    assert "아직 옮기지 않은" not in head(client, article.get_url())


def titles(html: str) -> set[str]:
    """The title and the shared titles, as they stand in the head."""
    patterns = (
        r"<title[^>]*>(.*?)</title>",
        r'property="og:title" content="([^"]*)"',
        r'"twitter:title" content="([^"]*)"',
    )
    return {title for pattern in patterns for title in re.findall(pattern, html, re.DOTALL)}


def test_title_and_shared_title_are_the_same_and_escaped(trees: Trees, client: Client):
    article = make_article(trees.lists["ko"], title='<script>alert(1)</script> "따옴표" & 글', slug="hostile")
    assert "<script>alert" not in client.get(article.get_url()).content.decode()
    escaped = "&lt;script&gt;alert(1)&lt;/script&gt; &quot;따옴표&quot; &amp; 글"
    assert titles(head(client, article.get_url())) == {escaped}


@pytest.mark.parametrize(
    ("address", "title"),
    [("/", "두글"), ("/en/", "두글"), ("/blog/", "블로그 – 두글"), ("/en/search/", "Search – 두글")],
)
def test_what_is_no_article_bears_the_name_of_the_site_in_both_titles(trees: Trees, client: Client, address, title):
    assert titles(head(client, address)) == {title}


def properties(html: str, name: str) -> list[str]:
    return re.findall(rf'<meta (?:property|name)="{name}" content="([^"]*)"', html)


def test_a_shared_article_says_what_it_is_and_shows_a_large_picture(pair, client: Client):
    locale = pair[0].locale
    author = Author.objects.create(name="문가온", slug="문가온", locale=locale)
    ArticleAuthor.objects.create(page=pair[0], author=author, locale=locale)
    in_category(pair[0], Category.objects.create(name="운영", slug="ops", locale=locale))
    for name in ("하나", "둘"):
        topic = Topic.objects.create(name=name, slug=name, locale=locale)
        ArticleTopic.objects.create(page=pair[0], topic=topic, locale=locale)
    html = head(client, pair[0].get_url())
    assert properties(html, "og:type") == ["article"]
    assert properties(html, "article:section") == ["운영"]
    assert properties(html, "article:tag") == ["하나", "둘"]
    assert properties(html, "article:author") == [f"{HOST}/blog/author/{quote('문가온')}/"]
    assert properties(html, "twitter:card") == ["summary_large_image"]
    assert properties(html, "og:image") == properties(html, "twitter:image")
    assert properties(html, "og:image")[0].startswith(f"{HOST}/cards/{pair[0].pk}-")
    size = [properties(html, f"og:image:{name}") for name in ("width", "height", "type")]
    assert size == [["1200"], ["630"], ["image/jpeg"]]
    assert properties(html, "og:image:alt")[0].startswith("한국어 글 – ")


def test_a_list_of_a_group_shows_the_card_of_the_site(trees: Trees, client: Client):
    category = Category.objects.create(name="운영", slug="ops", locale=trees.homes["ko"].locale)
    in_category(make_article(trees.lists["ko"]), category)
    html = head(client, "/blog/category/ops/")
    assert properties(html, "og:image")[0].startswith(f"{HOST}/cards/ko-")
    assert properties(html, "og:type") == ["website"]
