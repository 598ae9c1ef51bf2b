"""Which addresses are queued, and what readers see of the answers."""

from datetime import timedelta
from typing import Any
from unicodedata import normalize

import pytest
from bs4 import BeautifulSoup, Tag
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog.models import ArticlePage, LinkPreview
from blog.models.linkpreviews import LONGEST_ADDRESS, has_body, is_linked_to, preview_address
from home.bootstrap import Trees
from home.models import HomePage, StandardPage
from tests.factories import block, make_article, paragraph, section

URL = "https://a.example/post"
VIDEO = "https://www.youtube.com/watch?v=aBcDeFgHiJk"


def bookmark(url: str = URL, title: str = "", description: str = "") -> dict[str, Any]:
    return block("bookmark", {"url": url, "title": title, "description": description})


def embed(url: str = VIDEO, title: str = "") -> dict[str, Any]:
    return block("embed", {"url": url, "title": title, "caption": ""})


def known(address: str = URL, **fields: Any) -> LinkPreview:
    """What an earlier round has found."""
    found = {"title": "Their title", "description": "Their description", "language": "en", "status": "fetched"}
    found |= {"image": "images/links/1-abc.webp", "image_width": 800, "image_height": 600} | fields
    return LinkPreview.objects.update_or_create(address=address, defaults=found)[0]


def shown(client: Client, article: ArticlePage, kind: str) -> Tag:
    html = client.get(article.get_url()).content.decode()
    found = BeautifulSoup(html, "html.parser").select_one(f".block-{kind}")
    assert found is not None
    return found


def waiting() -> list[str]:
    return sorted(preview.address for preview in LinkPreview.objects.all())


def test_publishing_queues_every_address_once_and_at_once(trees: Trees) -> None:
    body = [paragraph(), bookmark(), section("절", embed(), bookmark(URL + "#part")), bookmark("https://b.example/")]
    make_article(trees.lists["ko"], body=body)
    assert waiting() == [URL, "https://b.example/", VIDEO]
    assert not LinkPreview.objects.filter(next_attempt__gt=timezone.now()).exists()


def test_a_plain_page_queues_its_addresses_as_well(trees: Trees) -> None:
    page = StandardPage(title="소개", slug="about", locale=trees.homes["ko"].locale)
    page.body = StandardPage.body.field.stream_block.to_python([bookmark()])
    HomePage.objects.get(pk=trees.homes["ko"].pk).add_child(instance=page)
    page.save_revision().publish()
    assert waiting() == [URL]


def test_a_draft_waits_until_its_address_has_been_typed(trees: Trees) -> None:
    article = make_article(trees.lists["ko"], live=False, body=[bookmark("https://a.exam")])
    assert LinkPreview.objects.due(timezone.now()).count() == 0
    article.body = ArticlePage.body.field.stream_block.to_python([bookmark()])
    article.save_revision()
    assert waiting() == [URL]
    assert LinkPreview.objects.due(timezone.now() + timedelta(minutes=1)).count() == 1


def test_a_draft_takes_back_nothing_that_another_page_publishes(trees: Trees) -> None:
    draft = make_article(trees.lists["ko"], live=False, body=[bookmark()])
    make_article(trees.lists["ko"], body=[bookmark()])
    draft.body = ArticlePage.body.field.stream_block.to_python([])
    draft.save_revision()
    assert waiting() == [URL]


def test_what_is_known_already_is_not_queued_again(trees: Trees) -> None:
    later = timezone.now() + timedelta(days=30)
    preview = known(next_attempt=later)
    make_article(trees.lists["ko"], body=[bookmark()])
    preview.refresh_from_db()
    assert (preview.next_attempt, preview.status) == (later, "fetched")


@pytest.mark.parametrize(
    ("url", "address"),
    [
        (f" {URL}#part ", URL),
        (normalize("NFD", "https://한글.example/길"), "https://한글.example/길"),
        ("https://a.example/" + "a" * LONGEST_ADDRESS, ""),
        ("https://a.example/" + "가" * 700, ""),
        ("https://a.example/\ud800", ""),
        ("", ""),
    ],
)
def test_an_address_is_kept_in_one_form_or_not_at_all(url: str, address: str) -> None:
    assert preview_address(url) == address


def test_only_pages_made_of_blocks_have_a_body() -> None:
    assert has_body(ArticlePage)
    assert has_body(StandardPage)
    assert not has_body(HomePage)
    assert not has_body(LinkPreview)
    assert not has_body(None)


def test_an_address_in_use_is_found_in_any_alphabet(trees: Trees) -> None:
    make_article(trees.lists["ko"], live=False, body=[section("절", bookmark("https://한글.example/길?a=100%"))])
    assert is_linked_to("https://한글.example/길?a=100%")
    assert not is_linked_to("https://한글.example/길?a=10_%")


def test_the_page_speaks_where_the_editor_is_silent(trees: Trees, client: Client) -> None:
    known()
    card = shown(client, make_article(trees.lists["ko"], body=[bookmark()]), "bookmark")
    title, description = card.select_one(".block-bookmark__title"), card.select_one(".block-bookmark__description")
    assert title is not None
    assert description is not None
    assert (title.text, title["lang"], title["dir"]) == ("Their title", "en", "auto")
    assert (description.text, description["lang"]) == ("Their description", "en")
    picture = card.img
    assert picture is not None
    assert (picture["src"], picture["width"], picture["height"]) == ("/media/images/links/1-abc.webp", "800", "600")
    assert (picture["alt"], picture["loading"]) == ("", "lazy")


def test_the_words_of_the_editor_win(trees: Trees, client: Client) -> None:
    known()
    card = shown(client, make_article(trees.lists["ko"], body=[bookmark(title="제목", description="설명")]), "bookmark")
    assert "Their" not in card.text
    assert card.find(lang="en") is None
    assert card.img is not None


def test_without_an_answer_there_is_the_address(trees: Trees, client: Client) -> None:
    card = shown(client, make_article(trees.lists["ko"], body=[bookmark()]), "bookmark")
    assert card.img is None
    title = card.select_one(".block-bookmark__title")
    assert title is not None
    assert title.text == URL


def test_their_korean_is_marked_on_an_english_page_whatever_they_declare(trees: Trees, client: Client) -> None:
    known(title="한국어 제목", description="An English description", language="en")
    card = shown(client, make_article(trees.lists["en"], body=[bookmark()]), "bookmark")
    assert [(tag["lang"], tag.text) for tag in card.select("[lang]")] == [("ko", "한국어 제목")]


def test_their_markup_is_text(trees: Trees, client: Client) -> None:
    known(title="<script>alert(1)</script>", description='"><img src=x onerror=alert(1)>', image="")
    card = shown(client, make_article(trees.lists["ko"], body=[bookmark()]), "bookmark")
    assert card.find("script") is None
    assert card.find("img") is None
    assert "<script>alert(1)</script>" in card.text


def test_a_video_has_a_poster_of_ours_and_a_plain_link(trees: Trees, client: Client) -> None:
    known(VIDEO, title="발표", language="")
    figure = shown(client, make_article(trees.lists["ko"], body=[embed()]), "embed")
    assert figure.a is not None
    assert figure.img is not None
    assert figure.a["href"] == VIDEO
    assert figure.img["src"] == "/media/images/links/1-abc.webp"
    assert "발표" in figure.text
    assert "i.ytimg.com" not in str(figure)


def test_what_was_fetched_never_enters_the_body(trees: Trees, client: Client) -> None:
    known()
    article = make_article(trees.lists["ko"], body=[bookmark()])
    client.get(article.get_url())
    article.save_revision().publish()
    assert "Their" not in str(ArticlePage.objects.get().raw_body)


def test_cards_cost_one_query_however_many_and_none_where_there_are_none(trees: Trees, client: Client) -> None:
    bare = make_article(trees.lists["ko"], body=[paragraph(), section("절", paragraph())])
    many = make_article(
        trees.lists["ko"], body=[bookmark(f"{URL}/{n}") for n in range(5)] + [section("절", embed(), bookmark())]
    )
    assert cost(client, many) == cost(client, bare) + 1


def cost(client: Client, article: ArticlePage) -> int:
    client.get(article.get_url())
    with CaptureQueriesContext(connection) as queries:
        client.get(article.get_url())
    return len(queries)
