"""The lists of articles, the ways between them, and what they cost with ten articles and with ten thousand."""

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup, Tag
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, PageViewRestriction

from blog.models import (
    ArticleAuthor,
    ArticleCategory,
    ArticlePage,
    ArticleSeries,
    ArticleTopic,
    Author,
    Category,
    Disclaimer,
    Series,
    Topic,
)
from blog.models.breadcrumbs import breadcrumbs
from blog.models.groups import in_reading_order
from home.bootstrap import Trees
from tests.crowd import crowd
from tests.factories import block, make_article, make_image, paragraph, picture

SEOUL = ZoneInfo("Asia/Seoul")
HOST = "https://dugeul.example"
ARTICLE, ARTICLE_WITHOUT_PICTURES, LIST, FEED = 12, 10, 12, 8  # two for the conversation under an article
BUDGETS = {
    "/blog/crowd-8/": ARTICLE_WITHOUT_PICTURES,
    "/blog/crowd-7/": ARTICLE_WITHOUT_PICTURES,
    "/en/blog/crowd-3/": ARTICLE_WITHOUT_PICTURES,
    "/blog/full/": ARTICLE,
    "/blog/crowd-3/parallel/en/": ARTICLE,
    **dict.fromkeys(["/feed/", "/en/feed/rss/", "/feed.json", "/blog/category/category-0/feed/"], FEED),
    "/sitemap-pages-1.xml": 4,  # a thousand addresses at most
    **dict.fromkeys(
        [
            "/",
            "/en/",
            "/blog/",
            "/en/blog/",
            "/blog/category/category-0/",
            "/blog/topic/topic-3/",
            "/blog/series/series-0/",
            "/blog/author/author-0/",
            "/en/blog/topic/topic-3/",
            "/blog/archive/",
            "/blog/archive/2006/",
            "/blog/archive/2006/01/",
            "/blog/category/",
            "/blog/topic/",
            "/blog/series/",
            "/blog/author/",
        ],
        LIST,
    ),
}


def open_page(client: Client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html.parser")


def links(place: Tag | None) -> list[str]:
    assert place is not None
    return [str(link["href"]) for link in place.find_all("a")]


def titles(place: Tag | None) -> list[str]:
    assert place is not None
    return [link.get_text(strip=True) for link in place.find_all("a")]


def cards(page: BeautifulSoup) -> list[str]:
    return [each.get_text(strip=True) for each in page.select(".article-card__title")]


def hreflangs(page: BeautifulSoup) -> dict[str, str]:
    return {str(each["hreflang"]): str(each["href"]) for each in page.select("head link[hreflang]:not([type])")}


def canonical(page: BeautifulSoup) -> str:
    return str(page.select_one('link[rel="canonical"]')["href"])  # type: ignore[index]


def dated(year: int, month: int, day: int = 1, hour: int = 0) -> datetime:
    return datetime(year, month, day, hour, tzinfo=SEOUL)


def hang(article: ArticlePage, *groups: Any, position: int = 1) -> ArticlePage:
    """Puts an article into groups."""
    for group in groups:
        match group:
            case Category():
                ArticleCategory.objects.create(page=article, category=group, locale=article.locale)
            case Topic():
                ArticleTopic.objects.create(page=article, topic=group, locale=article.locale)
            case Series():
                ArticleSeries.objects.create(page=article, series=group, position=position, locale=article.locale)
            case Author():
                ArticleAuthor.objects.create(page=article, author=group, locale=article.locale)
    return article


def in_english(original: Any, **texts: str) -> Any:
    """A group's counterpart, saved."""
    copy = original.copy_for_translation(Locale.objects.get(language_code="en"))
    for name, text in texts.items():
        setattr(copy, name, text)
    copy.save()
    return copy


# What it costs


def busy_site(trees: Trees, number: int) -> None:
    """Many articles with groups, half of the small site translated, one article with everything."""
    korean, english = trees.lists["ko"], trees.lists["en"]
    Disclaimer.objects.create(name="기본", text="<p>개인의 생각</p>", is_default=True, locale=korean.locale)
    pages = crowd(korean, number)
    keys = list(ArticlePage.objects.filter(pk__in=pages[: number // 2]).values_list("translation_key", flat=True))
    crowd(english, number // 2, keys)
    for model in (Topic, Category, Series, Author):
        kinds = {each.slug: each.translation_key for each in model.objects.filter(locale=korean.locale)}
        for each in model.objects.filter(locale=english.locale):
            model.objects.filter(pk=each.pk).update(translation_key=kinds[each.slug])
    image = make_image()
    Author.objects.update(photo=image)
    parent, child, *_ = Category.objects.filter(locale=korean.locale)
    child.parent = parent
    child.save()
    link = block("bookmark", {"url": "https://example.org/", "title": "", "description": ""})
    article = make_article(korean, slug="full", cover=image, body=[paragraph(), picture(image), picture(image), link])
    topics = Topic.objects.filter(locale=korean.locale)[:3]
    hang(article, child, *topics, Series.objects.filter(locale=korean.locale)[0], Author.objects.all()[0], position=9)
    ArticlePage.objects.filter(pk__in=pages[-3:]).update(cover=image)


@pytest.mark.parametrize("number", [10, pytest.param(10_000, marks=pytest.mark.once)])
def test_no_page_costs_more_queries_than_its_budget(trees: Trees, client: Client, number: int):
    busy_site(trees, number)
    costs = {}
    for address in BUDGETS:
        assert client.get(address).status_code == 200, address  # makes the sizes of the pictures
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        costs[address] = len(queries.captured_queries)
    assert {address: cost for address, cost in costs.items() if cost > BUDGETS[address]} == {}


# Archives


def test_the_archive_counts_by_the_clock_of_the_site(trees: Trees, client: Client):
    for day in (dated(2025, 12, 31, 23), dated(2026, 1, 1, 0), dated(2026, 1, 31, 23), dated(2026, 3, 5)):
        make_article(trees.lists["ko"], title=f"{day:%m-%d %H}", published_at=day)
    make_article(trees.lists["ko"], published_at=dated(2024, 5), live=False)
    page = open_page(client, "/blog/archive/")
    shown = [year.get_text(" ", strip=True) for year in page.select(".archive-year")]
    assert shown == ["2026년 글 3편 3월 1 1월 2", "2025년 글 1편 12월 1"]
    assert cards(open_page(client, "/blog/archive/2026/01/")) == ["01-31 23", "01-01 00"]
    assert cards(open_page(client, "/blog/archive/2026/")) == ["03-05 00", "01-31 23", "01-01 00"]


def test_a_period_leads_to_the_nearest_ones_that_hold_articles(trees: Trees, client: Client):
    for day in (dated(2019, 7), dated(2024, 11), dated(2026, 3)):
        make_article(trees.lists["ko"], published_at=day)
    month = open_page(client, "/blog/archive/2024/11/").select_one(".period-nav")
    assert links(month) == ["/blog/archive/2019/07/", "/blog/archive/2026/03/"]
    assert titles(month) == ["2019년 7월", "2026년 3월"]
    year = open_page(client, "/blog/archive/2024/").select_one(".period-nav")
    assert links(year) == ["/blog/archive/2019/", "/blog/archive/2026/"]
    first = open_page(client, "/blog/archive/2019/07/").select_one(".period-nav")
    assert links(first) == ["/blog/archive/2024/11/"]


@pytest.mark.parametrize(
    "period",
    [
        "2025/",
        "2026/02/",
        "2026/13/",
        "2026/0/",
        "0/",
        "0000/",
        "99999/",
        "2999/",
        "9999/12/",
        "1/1/",
        "-1/",
        "abc/",
        "2026/03/01/",
        "9" * 5000 + "/",
    ],
)
def test_an_empty_or_impossible_period_is_not_found(trees: Trees, client: Client, period: str):
    make_article(trees.lists["ko"], published_at=dated(2026, 3))
    assert client.get(f"/blog/archive/{period}").status_code == 404


def test_an_archive_names_the_other_language_where_it_holds_something_there(trees: Trees, client: Client):
    make_article(trees.lists["ko"], published_at=dated(2026, 3))
    make_article(trees.lists["ko"], published_at=dated(2026, 4))
    make_article(trees.lists["en"], title="English", published_at=dated(2026, 3, 9))
    both = open_page(client, "/blog/archive/2026/03/")
    assert hreflangs(both)["en"] == f"{HOST}/en/blog/archive/2026/03/"
    assert hreflangs(open_page(client, "/en/blog/archive/2026/03/")) == hreflangs(both)
    assert "en" not in hreflangs(open_page(client, "/blog/archive/2026/04/"))
    assert client.get("/en/blog/archive/2026/04/").status_code == 404
    assert hreflangs(open_page(client, "/blog/archive/"))["en"] == f"{HOST}/en/blog/archive/"
    assert open_page(client, "/en/blog/archive/2026/03/").h1.get_text() == "March 2026"  # type: ignore[union-attr]


def test_two_spellings_of_a_month_have_one_canonical_address(trees: Trees, client: Client):
    make_article(trees.lists["ko"], published_at=dated(2026, 3))
    for spelling in ("2026/3/", "2026/03/", "2026/003/"):
        assert canonical(open_page(client, f"/blog/archive/{spelling}")) == f"{HOST}/blog/archive/2026/03/"


def test_a_long_month_is_cut_into_pages_with_addresses(trees: Trees, client: Client):
    for day in range(1, 14):
        make_article(trees.lists["ko"], title=f"글-{day}", published_at=dated(2026, 3, day))
    page = open_page(client, "/blog/archive/2026/03/?page=2")
    assert cards(page) == ["글-1"]
    assert canonical(page) == f"{HOST}/blog/archive/2026/03/?page=2"


# Pages of a list


def test_the_first_page_of_a_list_has_one_address_only(trees: Trees, client: Client):
    for _ in range(25):
        make_article(trees.lists["ko"])
    for nonsense in ("1", "abc", "", "1.0", "%00"):
        assert canonical(open_page(client, f"/blog/?page={nonsense}")) == f"{HOST}/blog/"
    second = open_page(client, "/blog/?page=2").select_one(".pagination")
    assert links(second) == ["./", "./", "?page=3", "?page=3"]


# Categories


def test_a_category_holds_the_articles_of_those_below_it(trees: Trees, client: Client):
    korean = trees.homes["ko"].locale
    top = Category.objects.create(name="운영", slug="top", locale=korean)
    middle = Category.objects.create(name="백업", slug="middle", locale=korean, parent=top)
    leaf = Category.objects.create(name="테이프", slug="leaf", locale=korean, parent=middle)
    empty = Category.objects.create(name="빈 분류", slug="empty", locale=korean, parent=top)
    hang(make_article(trees.lists["ko"], title="테이프 글"), leaf)
    hang(make_article(trees.lists["ko"], title="두 곳의 글"), middle, leaf)
    hang(make_article(trees.lists["ko"], title="초안", live=False), top)
    assert sorted(cards(open_page(client, "/blog/category/top/"))) == ["두 곳의 글", "테이프 글"]
    assert titles(open_page(client, "/blog/category/top/").select_one(".below")) == ["백업"]
    assert client.get(f"/blog/category/{empty.slug}/").status_code == 404
    tree = open_page(client, "/blog/category/").select_one(".shelves")
    assert tree is not None
    assert tree.get_text(" ", strip=True) == "운영 글 2편 백업 글 2편 테이프 글 2편"
    assert tree.select_one(".shelves .shelves a")["href"] == "/blog/category/middle/"  # type: ignore[index]


def test_groups_stand_in_the_order_that_koreans_expect():
    names = ["zebra", "Apple", "10편", "2편", "하나", "가방", "나비", "2026"]
    expected = ["가방", "나비", "하나", "2편", "10편", "2026", "Apple", "zebra"]
    assert in_reading_order(names, "ko") == expected
    assert in_reading_order(["하나", "apple", "Bread"], "en") == ["apple", "Bread", "하나"]


def test_a_database_that_sorts_otherwise_does_not_show(trees: Trees, client: Client):
    korean = trees.homes["ko"].locale
    article = make_article(trees.lists["ko"])
    for number, name in enumerate(["zebra", "나비", "Apple", "가방"]):
        hang(article, Topic.objects.create(name=name, slug=f"t{number}", locale=korean))
    assert titles(open_page(client, "/blog/topic/").select_one(".shelves")) == ["가방", "나비", "Apple", "zebra"]


@pytest.mark.parametrize("kind", ["category", "topic", "series", "author", "archive"])
def test_an_overview_without_articles_is_not_found_and_nothing_leads_there(trees: Trees, client: Client, kind: str):
    korean = trees.homes["ko"].locale
    Category.objects.create(name="운영", slug="empty", locale=korean)
    assert client.get(f"/blog/{kind}/").status_code == 404
    assert open_page(client, "/blog/").select(".list-links") == []


def test_the_lists_lead_to_overviews_that_hold_something_in_this_language(trees: Trees, client: Client):
    korean = trees.homes["ko"].locale
    topic = Topic.objects.create(name="번역", slug="translation", locale=korean)
    hang(make_article(trees.lists["ko"]), topic)
    for address in ("/", "/blog/", "/blog/topic/"):
        assert links(open_page(client, address).select_one("main .list-links")) == ["/blog/topic/", "/blog/archive/"]
    assert links(open_page(client, "/").select_one("footer .list-links"))
    assert open_page(client, "/en/").select(".list-links") == []
    assert "en" not in hreflangs(open_page(client, "/blog/topic/"))
    hang(make_article(trees.lists["en"], title="English"), in_english(topic, name="Translation"))
    assert hreflangs(open_page(client, "/blog/topic/"))["en"] == f"{HOST}/en/blog/topic/"


@pytest.mark.parametrize("slug", ["category", "topic", "series", "author", "archive", "feed"])
def test_no_article_takes_the_address_of_a_list(trees: Trees, slug: str):
    with pytest.raises(ValidationError, match="주소"):
        make_article(trees.lists["ko"], slug=slug)


# Authors


def test_an_author_page_says_who_somebody_is(trees: Trees, client: Client):
    author = Author.objects.create(
        name="서이음",
        slug="ieum",
        role="개발자",
        bio="질의를 <b>줄입니다</b>.",
        homepage="https://ieum.example/",
        photo=make_image(size=(400, 400)),
        locale=trees.homes["ko"].locale,
    )
    hang(make_article(trees.lists["ko"], title="이음의 글"), author)
    page = open_page(client, "/blog/author/ieum/")
    head = page.select_one(".page-head")
    assert head is not None
    assert "질의를 <b>줄입니다</b>." in head.get_text()
    assert "개발자" in head.get_text()
    homepage = head.select_one('a[href="https://ieum.example/"]')
    assert homepage is not None
    assert homepage["rel"] == ["me", "noopener"]
    assert head.select_one("img.author-photo[alt='']")
    assert cards(page) == ["이음의 글"]


# Series


@pytest.fixture
def series(trees: Trees) -> Series:
    """A series of three published parts and a draft; the first part is the youngest."""
    made = Series.objects.create(title="두 언어", slug="two", locale=trees.homes["ko"].locale)
    for position, day in ((1, 20), (2, 5), (4, 10)):
        article = make_article(
            trees.lists["ko"], title=f"{position}부", slug=f"part-{position}", published_at=dated(2026, 1, day)
        )
        hang(article, made, position=position)
    hang(make_article(trees.lists["ko"], title="3부", live=False), made, position=3)
    return made


def test_a_series_goes_by_its_parts_and_not_by_date(series: Series, client: Client):
    assert cards(open_page(client, "/blog/series/two/")) == ["1부", "2부", "4부"]


def test_an_article_shows_its_place_in_the_series_above_and_below(series: Series, client: Client):
    page = open_page(client, "/blog/part-2/")
    assert "연재 3편 가운데 2편" in page.select_one(".series-line").get_text()  # type: ignore[union-attr]
    assert titles(page.select_one(".series-box ol")) == ["1부", "4부"]
    assert page.select_one(".series-box ol [aria-current]").get_text(strip=True) == "2부"  # type: ignore[union-attr]
    assert links(page.select_one(".article-nav")) == ["/blog/part-1/", "/blog/part-4/"]
    assert links(open_page(client, "/blog/part-1/").select_one(".article-nav")) == ["/blog/part-2/"]


def test_an_article_without_a_series_leads_to_its_neighbours_by_date(trees: Trees, client: Client):
    same = dated(2026, 2, 2)
    for name, day in (("a", dated(2026, 1)), ("b", same), ("c", same), ("d", dated(2026, 3))):
        make_article(trees.lists["ko"], title=name, slug=name, published_at=day)
    make_article(trees.lists["ko"], slug="draft", published_at=dated(2026, 2, 3), live=False)
    make_article(trees.lists["en"], slug="english", published_at=dated(2026, 2, 3))
    found = {name: links(open_page(client, f"/blog/{name}/").select_one(".article-nav")) for name in "abcd"}
    assert found == {
        "a": ["/blog/b/"],
        "b": ["/blog/a/", "/blog/c/"],
        "c": ["/blog/b/", "/blog/d/"],
        "d": ["/blog/c/"],
    }


def test_an_unsaved_series_place_is_shown_in_a_preview(series: Series):
    page = ArticlePage.objects.get(slug="part-2").get_latest_revision_as_object()
    page.article_series = [ArticleSeries(series=series, position=7)]
    assert page.series_place is not None
    assert page.series_place.position == 7


# Related articles


def test_related_articles_share_topics_first_and_then_the_category(trees: Trees, client: Client):
    korean, articles = trees.homes["ko"].locale, trees.lists["ko"]
    one, two = (Topic.objects.create(name=name, slug=name, locale=korean) for name in ("하나", "둘"))
    category = Category.objects.create(name="운영", slug="operations", locale=korean)
    series = Series.objects.create(title="연재", slug="series", locale=korean)
    here = hang(make_article(articles, title="여기"), one, two, category, series)
    hang(make_article(articles, title="형제"), one, two, category, series, position=2)
    hang(make_article(articles, title="분류만", published_at=dated(2026, 9)), category)
    hang(make_article(articles, title="주제 하나, 새것", published_at=dated(2026, 8)), one)
    hang(make_article(articles, title="주제 하나와 분류", published_at=dated(2026, 2)), one, category)
    hang(make_article(articles, title="주제 둘", published_at=dated(2020, 1)), one, two)
    hang(make_article(articles, title="주제 하나, 헌것", published_at=dated(2020, 2)), two)
    hang(make_article(articles, title="초안", live=False), one, two, category)
    secret = hang(make_article(articles, title="비밀"), one, two, category)
    PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.LOGIN)
    make_article(articles, title="남남")
    page = open_page(client, here.get_url())
    expected = ["주제 둘", "주제 하나와 분류", "주제 하나, 새것", "주제 하나, 헌것"]
    assert titles(page.select_one(".related")) == expected


def test_an_article_alone_has_no_neighbours(trees: Trees, client: Client):
    page = open_page(client, make_article(trees.lists["ko"]).get_url())
    assert page.select(".related, .article-nav, .series-box, .series-line") == []


# Breadcrumbs


def test_breadcrumbs_lead_through_the_categories_and_ask_nothing_more(
    trees: Trees, client: Client, django_assert_num_queries: Any
):
    korean = trees.homes["ko"].locale
    top = Category.objects.create(name="운영", slug="top", locale=korean)
    leaf = Category.objects.create(name="백업", slug="leaf", locale=korean, parent=top)
    article = hang(make_article(trees.lists["ko"], title="<b>제목</b>", slug="글"), leaf)
    crumbs = open_page(client, article.get_url()).select_one(".breadcrumbs")
    assert crumbs is not None
    assert crumbs["aria-label"]
    assert links(crumbs) == ["/", "/blog/", "/blog/category/top/", "/blog/category/leaf/"]
    assert titles(crumbs) == ["홈", "블로그", "운영", "백업"]
    assert crumbs.select_one("[aria-current=page]").get_text() == "<b>제목</b>"  # type: ignore[union-attr]
    listing = open_page(client, "/blog/category/leaf/").select_one(".breadcrumbs")
    assert links(listing) == ["/", "/blog/", "/blog/category/", "/blog/category/top/"]
    page = ArticlePage.objects.select_related("locale").get(pk=article.pk)
    assert page.authors == []
    with django_assert_num_queries(0):
        assert breadcrumbs(page)[-1].url == "/blog/%EA%B8%80/"


def test_breadcrumbs_speak_the_language_of_the_page(trees: Trees, client: Client):
    article = make_article(trees.lists["en"], title="English")
    crumbs = open_page(client, article.get_url()).select_one(".breadcrumbs")
    assert links(crumbs) == ["/en/", "/en/blog/"]
    assert titles(crumbs) == ["Home", "Blog"]


# What the other language alone has


def elsewhere(client: Client, address: str) -> list[str]:
    place = open_page(client, address).select_one(".elsewhere .article-lines")
    return titles(place) if place else []


@pytest.fixture
def two_languages(trees: Trees) -> Trees:
    """Two Korean articles of a topic, one of them translated, and an English one without an original."""
    korean, english = trees.homes["ko"].locale, trees.homes["en"].locale
    topic = Topic.objects.create(name="번역", slug="번역", locale=korean)
    translated = hang(make_article(trees.lists["ko"], title="옮긴 글", published_at=dated(2026, 3)), topic)
    hang(make_article(trees.lists["ko"], title="한국어로만", slug="한글", published_at=dated(2026, 3)), topic)
    make_article(trees.lists["ko"], title="초안", live=False)
    topic_en = in_english(topic, name="Translation", slug="translation")
    version = translated.copy_for_translation(english)
    version.title, version.slug = "Translated", "translated"
    version.save_revision().publish()
    ArticleTopic.objects.filter(page_id=version.pk).update(topic=topic_en)
    hang(make_article(trees.lists["en"], title="English only", published_at=dated(2026, 3, 2)), topic_en)
    return trees


@pytest.mark.parametrize("path", ["", "blog/", "blog/topic/{}/", "blog/archive/2026/", "blog/archive/2026/03/"])
def test_a_list_names_apart_what_only_the_other_language_has(two_languages: Trees, client: Client, path: str):
    english = open_page(client, "/en/" + path.format("translation"))
    assert cards(english) == ["English only", "Translated"]
    link = english.select_one(".elsewhere a")
    assert link is not None
    assert (link.get_text(strip=True), link["lang"], link["hreflang"]) == ("한국어로만", "ko", "ko")
    assert link["href"] == "/blog/%ED%95%9C%EA%B8%80/"
    assert english.select_one(".elsewhere h2").get_text(strip=True) == "Only in Korean"  # type: ignore[union-attr]
    korean = open_page(client, "/" + path.format("번역"))
    assert cards(korean) == ["한국어로만", "옮긴 글"]
    assert titles(korean.select_one(".elsewhere .article-lines")) == ["English only"]
    assert korean.select_one(".elsewhere a")["lang"] == "en"  # type: ignore[index]


def test_a_secret_original_is_not_named_and_a_secret_translation_counts_as_none(two_languages: Trees, client: Client):
    for slug in ("한글", "translated"):
        page = ArticlePage.objects.get(slug=slug)
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert elsewhere(client, "/en/blog/") == ["옮긴 글"]


def test_what_is_elsewhere_is_bounded_and_leads_to_the_whole_list(two_languages: Trees, client: Client):
    topic = Topic.objects.get(slug="번역")
    for number in range(14):
        hang(make_article(two_languages.lists["ko"], title=f"더 {number}"), topic)
    assert len(elsewhere(client, "/en/blog/")) == 12
    assert len(elsewhere(client, "/en/")) == 5
    assert links(open_page(client, "/en/blog/").select_one(".elsewhere .more")) == ["/blog/"]
    more = links(open_page(client, "/en/blog/topic/translation/").select_one(".elsewhere .more"))
    assert more == ["/blog/topic/%EB%B2%88%EC%97%AD/"]


def test_a_group_with_articles_in_the_other_language_only_is_not_found(two_languages: Trees, client: Client):
    korean = two_languages.homes["ko"].locale
    topic = Topic.objects.create(name="당직", slug="당직", locale=korean)
    in_english(topic, slug="on-call")
    hang(make_article(two_languages.lists["ko"]), topic)
    assert client.get("/blog/topic/당직/").status_code == 200
    assert client.get("/en/blog/topic/on-call/").status_code == 404


def test_hangul_on_an_english_list_is_always_marked(two_languages: Trees, client: Client):
    page = open_page(client, "/en/blog/")
    for text in page.main.find_all(string=re.compile("[가-힣]")):  # type: ignore[union-attr]
        assert text.find_parent(attrs={"lang": "ko"}), text


# In the admin


def test_the_admin_lists_categories_as_a_tree_and_says_what_is_wrong(trees: Trees, editor_client: Client):
    korean = trees.homes["ko"].locale
    shelf = Category.objects.create(name="하", slug="a", locale=korean)
    Category.objects.create(name="나", slug="b", locale=korean)
    child = Category.objects.create(name="가", slug="c", locale=korean, parent=shelf)
    rows = open_page(editor_client, "/admin/snippets/blog/category/").select("table tbody tr")
    assert [row.select_one("a").get_text(strip=True) for row in rows] == ["나", "하", "가"]  # type: ignore[union-attr]
    form = open_page(editor_client, f"/admin/snippets/blog/category/edit/{shelf.pk}/")
    assert "상위 분류" in form.get_text()
    answer = editor_client.post(
        f"/admin/snippets/blog/category/edit/{shelf.pk}/",
        {"name": "하", "slug": "a", "description": "", "parent": child.pk},
    )
    assert "자기 자신이나 자기 아래에 있는 분류" in answer.content.decode()


def test_a_restriction_above_an_article_hides_it_everywhere(two_languages: Trees, client: Client):
    make_article(two_languages.lists["en"], title="Next door", published_at=dated(2026, 3, 3))
    PageViewRestriction.objects.create(
        page=two_languages.lists["ko"], restriction_type=PageViewRestriction.PASSWORD, password="참깨"
    )
    assert cards(open_page(client, "/")) == []
    assert elsewhere(client, "/en/") == []
    assert cards(open_page(client, "/en/")) == ["Next door", "English only", "Translated"]
