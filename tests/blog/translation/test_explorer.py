"""The column of translations in Wagtail's list of pages."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale

from blog.translation.board import explorer
from blog.translation.board.cells import desk_address
from blog.translation.models import TranslationStatus
from home.bootstrap import Trees


def listing(client: Client, parent: Any, question: str = "") -> dict[str, str]:
    """By title, what the column says of each page."""
    answer = client.get(f"{reverse('wagtailadmin_explore', args=[parent.pk])}?{question}")
    assert answer.status_code == 200
    page = BeautifulSoup(answer.content, "html.parser")
    heads = [head.get_text(strip=True) for head in page.select("table.listing thead th")]
    place = heads.index("번역")
    rows = page.select("table.listing tbody tr")
    return {
        row.select(".title-wrapper")[0].get_text(strip=True): row.select("td")[place].get_text(" ", strip=True)
        for row in rows
    }


@pytest.mark.usefixtures("indexed_at_once")
def test_each_page_says_how_far_its_translation_is(
    write: Any, submit: Any, translate: Any, trees: Trees, superuser: Any, browser: Any
) -> None:
    write("시작 전")
    for title, numbers in (("뒤처진 글", {"published": True, "behind": 2}), ("하는 글", {"translated": 3})):
        article = write(title)
        submit(article)
        TranslationStatus.objects.update_or_create(translation=translate(article), defaults={"total": 12, **numbers})
    client = browser(superuser)
    assert listing(client, trees.lists["ko"]) == {
        "시작 전": "EN: 시작 전",
        "뒤처진 글": "EN: 조각 2개 뒤처짐",
        "하는 글": "EN: 12개 중 3개 번역함",
    }
    assert set(listing(client, trees.lists["en"]).values()) == {"← KO: 조각 2개 뒤처짐", "← KO: 12개 중 3개 번역함"}
    assert set(listing(client, trees.homes["ko"]).values()) == {""}
    assert listing(client, trees.homes["ko"], "q=시작")["시작 전"] == "EN: 시작 전"


def links(client: Client, parent: Any) -> set[str]:
    answer = client.get(reverse("wagtailadmin_explore", args=[parent.pk]))
    page = BeautifulSoup(answer.content, "html.parser")
    return {str(link["href"]) for link in page.select("td a") if link.parent and link.parent.name == "div"}


def test_it_leads_translators_to_the_desk_and_editors_to_the_form_that_submits(
    write: Any, submit: Any, translate: Any, trees: Trees, editor_client: Client, translator_client: Client
) -> None:
    article, other = write("하는 글"), write("시작 전")
    submit(article)
    desk = desk_address(translate(article).pk)
    form = reverse("wagtail_localize:submit_page_translation", args=[other.pk])
    found = links(editor_client, trees.lists["ko"])
    assert form in found
    assert desk not in found
    assert desk in links(translator_client, trees.lists["en"])


def test_the_column_costs_two_queries_for_few_pages_and_for_many(
    write: Any, submit: Any, trees: Trees, editor_client: Client, monkeypatch: pytest.MonkeyPatch, english: Locale
) -> None:
    url = reverse("wagtailadmin_explore", args=[trees.lists["ko"].pk])

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert editor_client.get(url).status_code == 200
        return len(queries)

    write("글 하나")
    cost()
    for number in range(8):
        article = write(f"글 {number}")
        if number % 2:
            submit(article)
    with_column = cost()
    monkeypatch.setattr(explorer, "lay_marks", lambda *_: None)
    assert with_column - cost() <= 2
