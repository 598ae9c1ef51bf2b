"""What readers get at the addresses of the blog, and what it costs."""

import re
from datetime import datetime, timedelta
from unicodedata import normalize
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from blog.models import (
    ArticleAuthor,
    ArticleCategory,
    ArticlePage,
    ArticleSeries,
    ArticleTopic,
    Author,
    BlogIndexPage,
    Category,
    Disclaimer,
    Series,
    Topic,
)
from home.bootstrap import Trees
from home.models import HomePage, StandardPage
from tests.factories import make_article, make_image, paragraph, picture, section

SEOUL = ZoneInfo("Asia/Seoul")


def full_article(trees: Trees, language: str = "ko", **fields: object) -> ArticlePage:
    """An article with everything that can hang on one."""
    articles = trees.lists[language]
    image = make_image()
    body = [
        paragraph("서문"),
        *(section(f"{number}부", paragraph("글"), picture(image, caption="설명")) for number in range(1, 6)),
    ]
    article = make_article(articles, body=body, cover=image, **fields)
    locale = articles.locale
    author, _ = Author.objects.get_or_create(name="이음", slug="ieum", locale=locale)
    category, _ = Category.objects.get_or_create(name="운영", slug="operations", locale=locale)
    series, _ = Series.objects.get_or_create(title="연재", slug="series", locale=locale)
    ArticleAuthor.objects.create(page=article, author=author, locale=locale)
    ArticleCategory.objects.create(page=article, category=category, locale=locale)
    ArticleSeries.objects.create(page=article, series=series, position=2, locale=locale)
    for name in ("하나", "둘", "셋"):
        topic, _ = Topic.objects.get_or_create(name=name, slug=name, locale=locale)
        ArticleTopic.objects.create(page=article, topic=topic, locale=locale)
    return article


def test_an_article_costs_at_most_twelve_queries_however_long_it_is(trees, client, django_assert_max_num_queries):
    Disclaimer.objects.create(name="기본", text="<p>개인의 생각</p>", is_default=True, locale=trees.homes["ko"].locale)
    article = full_article(trees)
    client.get(article.get_url())  # makes the sizes of the pictures
    with django_assert_max_num_queries(12):
        response = client.get(article.get_url())
    assert response.status_code == 200


def test_the_index_costs_at_most_fifteen_queries_whatever_the_number_of_articles(
    trees, client, django_assert_max_num_queries
):
    for _ in range(3):
        full_article(trees)
    client.get("/blog/")
    with django_assert_max_num_queries(15):
        assert client.get("/blog/").status_code == 200
    for _ in range(20):
        full_article(trees)
    client.get("/blog/")
    with django_assert_max_num_queries(15):
        assert client.get("/blog/").status_code == 200


@pytest.mark.parametrize("address", ["/", "/blog/category/operations/", "/blog/topic/하나/", "/blog/author/ieum/"])
def test_every_listing_keeps_the_budget_of_the_index(trees, client, django_assert_max_num_queries, address):
    for _ in range(14):
        full_article(trees)
    client.get(address)
    with django_assert_max_num_queries(15):
        assert client.get(address).status_code == 200


def test_a_list_shows_only_what_every_reader_may_see(trees: Trees, client: Client):
    articles = trees.lists["ko"]
    make_article(articles, title="공개 글")
    make_article(articles, title="초안 글", live=False)
    secret = make_article(articles, title="비밀 글")
    PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.LOGIN)
    for address in ("/", "/blog/"):
        html = client.get(address).content.decode()
        assert "공개 글" in html
        assert "초안 글" not in html
        assert "비밀 글" not in html


def test_lists_go_by_the_original_date_and_not_by_the_moment_of_publication(trees: Trees, client: Client):
    articles = trees.lists["ko"]
    make_article(articles, title="먼저 발행한 새 글", published_at=datetime(2026, 5, 1, tzinfo=SEOUL))
    make_article(articles, title="나중에 들여온 옛 글", published_at=datetime(2019, 11, 1, tzinfo=SEOUL))
    html = client.get("/blog/").content.decode()
    assert html.index("먼저 발행한 새 글") < html.index("나중에 들여온 옛 글")
    assert re.search(r'datetime="2019-11-01T00:00:00\+09:00"', html)


def test_an_article_without_a_date_gets_the_moment_of_its_first_publication(trees: Trees):
    article = make_article(trees.lists["ko"], live=False)
    assert article.published_at is None
    article.save_revision().publish()
    article.refresh_from_db()
    first = article.published_at
    assert first is not None
    assert timezone.now() - first < timedelta(minutes=1)
    article.save_revision().publish()
    article.refresh_from_db()
    assert article.published_at == first


def test_pages_of_a_list_have_addresses_and_nonsense_gets_a_real_page(trees: Trees, client: Client):
    for number in range(13):
        make_article(
            trees.lists["ko"], title=f"글-{number:02}", published_at=datetime(2026, 1, 1 + number, tzinfo=SEOUL)
        )
    second = client.get("/blog/?page=2").content.decode()
    assert "글-00" in second
    assert '<link rel="canonical" href="https://dugeul.example/blog/?page=2">' in second
    for nonsense in ("0", "-1", "abc", "999", "2.5", "９", "%00"):
        assert client.get(f"/blog/?page={nonsense}").status_code == 200


def test_a_page_behind_a_password_can_be_opened_with_it_and_says_nothing_before(trees: Trees, client: Client):
    article = make_article(trees.lists["ko"], title="비밀 제목", summary="비밀 요약", body=[paragraph("비밀 본문")])
    PageViewRestriction.objects.create(
        page=article, restriction_type=PageViewRestriction.PASSWORD, password="열려라참깨"
    )
    html = client.get(article.get_url()).content.decode()
    assert "비밀 제목" not in html
    assert "비밀 요약" not in html
    action = re.search(r'action="(/_util/[^"]+)"', html)
    assert action
    answer = {"password": "열려라참깨", "return_url": article.get_url()}
    assert client.post(action[1], {**answer, "password": "틀림"}).status_code == 200
    assert client.post(action[1], answer).status_code == 302
    assert "비밀 본문" in client.get(article.get_url()).content.decode()


def test_a_page_for_accounts_leads_to_a_login_that_exists(trees: Trees, client: Client):
    article = make_article(trees.lists["ko"])
    PageViewRestriction.objects.create(page=article, restriction_type=PageViewRestriction.LOGIN)
    response = client.get(article.get_url(), follow=True)
    assert response.status_code == 200
    assert 'type="password"' in response.content.decode()


def test_a_restricted_page_is_not_named_in_the_menu(trees: Trees, client: Client):
    page = StandardPage(title="비밀 안내", slug="secret", show_in_menus=True)
    HomePage.objects.get(pk=trees.homes["ko"].pk).add_child(instance=page)
    assert "비밀 안내" in client.get("/").content.decode()
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert "비밀 안내" not in client.get("/").content.decode()


def test_an_article_is_found_by_its_decomposed_address_too(trees: Trees, client: Client):
    article = make_article(trees.lists["ko"], slug="한글-주소")
    assert client.get(f"/blog/{normalize('NFD', article.slug)}/").status_code == 200


def test_the_list_keeps_its_address(trees: Trees):
    articles = BlogIndexPage.objects.get(pk=trees.lists["ko"].pk)
    articles.slug = "posts"
    articles.save()
    assert BlogIndexPage.objects.get(pk=articles.pk).get_url() == "/blog/"


@pytest.mark.parametrize("slug", ["search", "en", "admin", "media"])
def test_a_plain_page_cannot_take_an_address_of_the_site(trees: Trees, slug: str):
    with pytest.raises(ValidationError, match="주소"):
        HomePage.objects.get(pk=trees.homes["ko"].pk).add_child(instance=StandardPage(title="쪽", slug=slug))


@pytest.mark.parametrize("kind", ["category", "topic", "series", "author"])
def test_a_group_that_does_not_exist_is_not_found(trees: Trees, client: Client, kind: str):
    assert client.get(f"/blog/{kind}/nothing/").status_code == 404


def test_a_group_is_found_by_its_decomposed_name_too(trees: Trees, client: Client):
    full_article(trees)
    decomposed = "/blog/topic/" + "\u1112\u1161\u1102\u1161" + "/"
    assert client.get(decomposed).status_code == 200


def test_the_disclaimer_is_the_sites_unless_the_article_says_otherwise(trees: Trees, client: Client):
    korean = trees.homes["ko"].locale
    Disclaimer.objects.create(name="기본", text="<p>기본 문구</p>", is_default=True, locale=korean)
    other = Disclaimer.objects.create(name="다른", text="<p>다른 문구</p>", locale=korean)
    expected = {"default": "기본 문구", "custom": "다른 문구", "none": None}
    for choice, text in expected.items():
        article = make_article(trees.lists["ko"], disclaimer_choice=choice, disclaimer=other)
        html = client.get(article.get_url()).content.decode()
        assert [t for t in ("기본 문구", "다른 문구") if t in html] == ([text] if text else [])


def test_a_disclaimer_can_carry_the_other_language_under_it(trees: Trees, client: Client):
    korean, english = (trees.homes[code].locale for code in ("ko", "en"))
    source = Disclaimer.objects.create(
        name="기본", text="<p>개인의 생각</p>", is_default=True, show_other_language=True, locale=korean
    )
    translation = source.copy_for_translation(english)
    translation.text = "<p>My own views</p>"
    translation.live = True
    translation.save()
    html = client.get(make_article(trees.lists["ko"]).get_url()).content.decode()
    assert "개인의 생각" in html
    assert re.search(r'<[a-z]+[^>]* lang="en"[^>]*>\s*<p>My own views', html)


def test_a_chosen_disclaimer_without_a_live_version_here_is_shown_in_the_other_language(trees: Trees, client: Client):
    korean, english = (trees.homes[code].locale for code in ("ko", "en"))
    Disclaimer.objects.create(name="Default", text="<p>Default text</p>", is_default=True, locale=english)
    chosen = Disclaimer.objects.create(name="다른", text="<p>다른 문구</p>", locale=korean)
    draft = chosen.copy_for_translation(english)
    draft.live = False
    draft.save()
    article = make_article(trees.lists["en"], title="English", disclaimer_choice="custom", disclaimer=draft)
    html = client.get(article.get_url()).content.decode()
    assert "다른 문구" in html
    assert "Default text" not in html


def test_an_english_page_marks_a_disclaimer_that_exists_in_korean_only(trees: Trees, client: Client):
    korean = trees.homes["ko"].locale
    Disclaimer.objects.create(name="기본", text="<p>개인의 생각</p>", is_default=True, locale=korean)
    html = client.get(make_article(trees.lists["en"], title="English").get_url()).content.decode()
    position = html.index("개인의 생각")
    assert 'lang="ko"' in html[position - 200 : position]


def test_a_second_default_disclaimer_of_a_language_is_refused_with_a_sentence(trees: Trees):
    korean = trees.homes["ko"].locale
    Disclaimer.objects.create(name="하나", text="<p>가</p>", is_default=True, locale=korean)
    with pytest.raises(Exception, match="기본 면책 문구"):
        Disclaimer(name="둘", text="<p>나</p>", is_default=True, locale=korean).full_clean()


def test_an_article_whose_picture_file_is_gone_still_answers(trees: Trees, client: Client):
    image = make_image()
    article = make_article(trees.lists["ko"], body=[picture(image, caption="설명")], cover=image)
    image.file.storage.delete(image.file.name)
    response = client.get(article.get_url())
    assert response.status_code == 200
    assert "설명" in response.content.decode()


def test_a_public_page_holds_nothing_about_its_visitor(trees: Trees, client: Client, editor_client: Client):
    article = full_article(trees)
    for address in ("/", "/blog/", article.get_url(), "/search/?q=글", "/없는-주소/"):
        anonymous, logged_in = client.get(address), editor_client.get(address)
        assert not anonymous.cookies
        assert "Cookie" not in anonymous.get("Vary", "")
        assert "csrfmiddlewaretoken" not in anonymous.content.decode()
        assert anonymous.content == logged_in.content
