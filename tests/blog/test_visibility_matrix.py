"""One table says who may read what; everything that the site says of a page has to agree with it.

Head, sitemap, feeds, language switch and lists are made by different code, for different readers. Each kind of article
is put on the site in turn, and what all of them say of it is compared with the table.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from defusedxml.ElementTree import fromstring
from django.test import Client
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from wagtail.models import Page, PageViewRestriction

from blog.addresses import absolute, stored_page
from blog.models import ArticleCategory, ArticlePage, Category
from home.bootstrap import Trees
from tests.blog.test_sitemaps import sitemap
from tests.factories import make_article, paragraph

HOST = "https://dugeul.example"
LANGUAGES = ("ko", "en")
PREFIX = {"ko": "/", "en": "/en/"}
CATEGORY = {"ko": "category/운영", "en": "category/operations"}
Versions = dict[str, ArticlePage]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of article: what is done to it, and the languages in which readers may then open it.

    `no_list`: the language whose list of articles is closed too, so that the switch leads to its front page or nowhere.
    """

    name: str
    open_in: frozenset[str]
    happens: Callable[[Trees, Versions], object]
    no_list: str = ""


def both(trees: Trees, versions: Versions) -> None:
    """Nothing more happens."""


def delete(language: str) -> Callable[[Trees, Versions], object]:
    return lambda trees, versions: versions[language].delete()


def unpublish(*languages: str) -> Callable[[Trees, Versions], object]:
    return lambda trees, versions: [versions[language].unpublish() for language in languages]


def draft(trees: Trees, versions: Versions) -> None:
    """The translation has never been published."""
    Page.objects.filter(pk=versions["en"].pk).update(live=False, first_published_at=None, last_published_at=None)


def grow_stale(trees: Trees, versions: Versions) -> None:
    versions["ko"].body = [("paragraph", "<p>원문이 바뀌었습니다.</p>")]
    versions["ko"].save_revision().publish()


def draft_over_live(trees: Trees, versions: Versions) -> None:
    """An editor has begun a new version of the published original."""
    versions["ko"].title = "아직 아무도 못 보는 제목"
    versions["ko"].slug = "nobody-sees-this"
    versions["ko"].save_revision()


def restrict(language: str, kind: str = PageViewRestriction.LOGIN) -> Callable[[Trees, Versions], object]:
    return lambda trees, versions: PageViewRestriction.objects.create(
        page=versions[language], restriction_type=kind, password="열려라"
    )


def restrict_list(language: str) -> Callable[[Trees, Versions], object]:
    return lambda trees, versions: PageViewRestriction.objects.create(
        page=trees.lists[language], restriction_type=PageViewRestriction.LOGIN
    )


def schedule(*languages: str) -> Callable[[Trees, Versions], object]:
    def happen(trees: Trees, versions: Versions) -> None:
        for language in languages:
            versions[language].unpublish()
            page = ArticlePage.objects.get(pk=versions[language].pk)
            page.go_live_at = timezone.now() + timedelta(days=1)
            page.save_revision().publish()

    return happen


def kinds() -> list[Kind]:
    password = PageViewRestriction.PASSWORD
    table: list[tuple[str, str, Any]] = [
        ("translated", "ko en", both),
        ("stale", "ko en", grow_stale),
        ("original with a newer draft", "ko en", draft_over_live),
        ("untranslated", "ko", delete("en")),
        ("translation is a draft", "ko", draft),
        ("translation unpublished", "ko", unpublish("en")),
        ("translation scheduled", "ko", schedule("en")),
        ("translation behind a login", "ko", restrict("en")),
        ("original unpublished", "en", unpublish("ko")),
        ("original scheduled", "en", schedule("ko")),
        ("original behind a password", "en", restrict("ko", password)),
        ("both unpublished", "", unpublish("ko", "en")),
        ("both scheduled", "", schedule("ko", "en")),
    ]
    return [
        *(Kind(name, frozenset(languages.split()), happens) for name, languages, happens in table),
        Kind("list of translations behind a login", frozenset({"ko"}), restrict_list("en"), no_list="en"),
        Kind("list of originals behind a login", frozenset({"en"}), restrict_list("ko"), no_list="ko"),
    ]


@pytest.fixture
def versions(trees: Trees) -> Versions:
    """An article of a category, live in both languages."""
    names = {"ko": ("운영", "운영"), "en": ("Operations", "operations")}
    korean = make_article(trees.lists["ko"], title="한국어 제목", slug="한국어-글", body=[paragraph("본문")])
    english = korean.copy_for_translation(trees.homes["en"].locale)
    english.title, english.slug = "English title", "english-article"
    found = {"ko": korean, "en": english}
    category = Category(name="운영", slug="운영", locale=korean.locale)
    for language, page in found.items():
        name, slug = names[language]
        row = Category.objects.create(
            name=name, slug=slug, locale=page.locale, translation_key=category.translation_key
        )
        page.article_categories = [ArticleCategory(category=row, locale=page.locale)]
        page.save_revision().publish()
    return {language: ArticlePage.objects.get(pk=page.pk) for language, page in found.items()}


def expected(kind: Kind, language: str, address: dict[str, str]) -> dict[str, Any]:
    """What everything has to say of the version in one language, by the table."""
    open_ = language in kind.open_in
    alternates = {code: address[code] for code in LANGUAGES if code in kind.open_in}
    named = {**alternates, "x-default": next(iter(alternates.values()))} if alternates else {}
    other = next(code for code in LANGUAGES if code != language)
    nearest = HOST + PREFIX[other] + ("" if kind.no_list == other else "blog/")
    return {
        "can be opened": open_,
        "canonical": address[language] if open_ else None,
        "hreflang": named if open_ else None,
        "switch": (address[other] if other in kind.open_in else nearest) if open_ else None,
        "sitemap": named if open_ else None,
        "feeds": dict.fromkeys(FEEDS, open_),
        "feeds of the category": dict.fromkeys(FEEDS, open_),
        "lists": {"index": open_, "home": open_, "category": open_},
        "category in the sitemap": open_,
        "category answers": open_,
        "hreflang of the category": sorted(kind.open_in) if open_ else None,
        "other language in lists": (other in kind.open_in) if open_ else None,
    }


FEEDS = ("feed/", "feed/rss/", "feed.json")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.name.replace(" ", "-"))
def test_everything_says_the_same_of_an_article(
    kind: Kind, language: str, trees: Trees, versions: Versions, client: Client
):
    address = {code: absolute(stored_page(code, page.url_path)) for code, page in versions.items()}
    kind.happens(trees, versions)
    assert observed(client, language, address) == expected(kind, language, address)


def observed(client: Client, language: str, address: dict[str, str]) -> dict[str, Any]:
    """What a reader, a search engine and a feed reader find."""
    own = address[language]
    page = page_at(client, own)
    other = next(code for code in LANGUAGES if code != language)
    blog = f"{PREFIX[language]}blog/"
    category = f"{blog}{CATEGORY[language]}/"
    shelf = page_at(client, category)
    entries = sitemap(client)
    lists = {"index": page_at(client, blog), "home": page_at(client, PREFIX[language]), "category": shelf}
    return {
        "can be opened": page is not None,
        "canonical": page and page.find("link", rel="canonical")["href"],
        "hreflang": page and hreflangs(page),
        "switch": page and HOST + switch(page)[other].removeprefix(HOST),
        "sitemap": entries.get(own),
        "feeds": {form: in_feed(client, PREFIX[language] + form, own) for form in FEEDS},
        "feeds of the category": {form: in_feed(client, category + form, own) for form in FEEDS},
        "lists": {name: found is not None and links_to(found.main, own) for name, found in lists.items()},
        "category in the sitemap": absolute(iri_to_uri(category)) in entries,
        "category answers": shelf is not None,
        "hreflang of the category": shelf and sorted(set(hreflangs(shelf)) - {"x-default"}),
        "other language in lists": page and marked(lists["index"], own),
    }


def page_at(client: Client, address: str) -> BeautifulSoup | None:
    """What readers get, None when they get nothing: an error, or a door."""
    response = client.get(address.removeprefix(HOST))
    door = response.status_code == 302 or b'type="password"' in response.content
    return BeautifulSoup(response.content, "html.parser") if response.status_code == 200 and not door else None


def hreflangs(page: BeautifulSoup) -> dict[str, str]:
    links = page.head.find_all("link", hreflang=True, type=False)
    return {link["hreflang"]: link["href"] for link in links}


def switch(page: BeautifulSoup) -> dict[str, str]:
    return {link["hreflang"]: link["href"] for link in page.select(".language-switch a")}


def links_to(part: Any, address: str) -> bool:
    return any(HOST + link["href"].removeprefix(HOST) == address for link in part.find_all("a", href=True))


def marked(page: BeautifulSoup | None, address: str) -> bool:
    """Whether the card of the article says that it can be read in the other language."""
    cards = page.select(".article-card") if page else []
    return any(card.select(".language-mark") for card in cards if links_to(card, address))


def in_feed(client: Client, path: str, address: str) -> bool:
    """Whether an entry of a feed leads to the article; a feed that does not exist holds nothing."""
    response = client.get(path)
    if response.status_code == 404:
        return False
    if path.endswith(".json"):
        return address in [item["url"] for item in json.loads(response.content)["items"]]
    feed = fromstring(response.content)
    atom = [link.get("href") for link in feed.findall("{*}entry/{*}link") if link.get("rel") == "alternate"]
    return address in [*atom, *(link.text for link in feed.findall("channel/item/link"))]
