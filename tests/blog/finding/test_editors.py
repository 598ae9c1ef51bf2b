"""Editors find Korean wherever the admin lets them look for something: particles, parts of compounds, conjugation."""

from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents.models import Document

from blog.models import Author, Category, Disclaimer, Series, Topic
from blog.translation.models import Term
from home.bootstrap import Trees
from search.models import SpellingGroup
from tests.factories import make_article, make_image

# What is called so, and what editors type to find it.
NAME = "관계형데이터베이스를 쓰며 배웠다"
TYPED = ["데이터베이스", "데이터베이스를", "관계형", "관계형 데이터베이스", "데이터베", "배우다", "배운", "쓰며"]
# Typed for lists that are searched letter by letter.
LETTERS = ["데이터베이스", "데이터베이스는", "관계형 데이터베이스가", "이터"]
OTHER = "물때"


@pytest.fixture
def articles(trees: Trees) -> Any:
    """One article that is looked for, a draft, and another one."""
    make_article(trees.lists["ko"], title=OTHER)
    return make_article(trees.lists["ko"], title=NAME, live=False)


@pytest.mark.parametrize("typed", TYPED)
def test_pages_are_found_in_the_explorer_and_in_choosers(
    articles: Any, trees: Trees, editor_client: Client, typed: str
):
    parent = trees.lists["ko"].pk
    for address in (
        f"/admin/pages/search/?q={quote(typed)}",
        f"/admin/pages/search/results/?q={quote(typed)}",
        f"/admin/pages/{parent}/?q={quote(typed)}",
        f"/admin/pages/{parent}/results/?q={quote(typed)}",
        f"/admin/choose-page/search/?q={quote(typed)}",
        f"/admin/choose-page/search/?q={quote(typed)}&page_type=blog.articlepage&multiple=true",
    ):
        html = editor_client.get(address).content.decode()
        assert NAME in html, address
        assert OTHER not in html.replace(f"{OTHER}.", ""), address


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("model", [Author, Category, Topic, Series, Disclaimer])
def test_snippets_are_found_in_lists_and_in_choosers(trees: Trees, editor_client: Client, model: Any, typed: str):
    locale = trees.lists["ko"].locale
    for number, name in enumerate((NAME, OTHER)):
        row = model(locale=locale, **{"title" if model is Series else "name": name})
        if hasattr(row, "slug"):
            row.slug = f"slug-{number}"
        row.save()
    kind = model._meta.model_name
    for address in (
        f"/admin/snippets/blog/{kind}/?q={quote(typed)}",
        f"/admin/snippets/blog/{kind}/results/?q={quote(typed)}",
        f"/admin/snippets/choose/blog/{kind}/results/?q={quote(typed)}",
    ):
        answer = editor_client.get(address)
        assert answer.status_code == 200, address
        html = answer.content.decode()
        assert NAME in html, address
        assert OTHER not in html, address


@pytest.mark.parametrize("typed", TYPED)
def test_pictures_and_documents_are_found(trees: Trees, editor_client: Client, typed: str):
    _files(NAME)
    _files(OTHER)
    for address in (
        f"/admin/images/?q={quote(typed)}",
        f"/admin/images/chooser/results/?q={quote(typed)}",
        f"/admin/documents/?q={quote(typed)}",
        f"/admin/documents/chooser/results/?q={quote(typed)}",
    ):
        html = editor_client.get(address).content.decode()
        assert NAME in html, address
        assert OTHER not in html, address


@pytest.mark.parametrize(
    ("title", "typed"), [("달 사진", "달을"), ("C++ 책", "c++"), ("N+1 그림", "n+1에서는"), ("물때표", "물")]
)
def test_short_words_and_technical_terms_are_found(trees: Trees, editor_client: Client, title: str, typed: str):
    _files(title)
    _files("다른 것")
    for address in ("/admin/images/", "/admin/documents/"):
        html = editor_client.get(address, {"q": typed}).content.decode()
        assert title in html
        assert "다른 것" not in html


def _files(title: str) -> tuple[Any, Document]:
    document = Document(title=title)
    document.file.save("text.txt", ContentFile(b"text"))
    return make_image(title, (40, 30)), document


@pytest.mark.parametrize("field", ["description", "caption", "credit", "tag"])
def test_pictures_are_found_by_what_is_said_of_them(trees: Trees, editor_client: Client, field: str):
    image, document = _files(OTHER)
    for each in (image, document):
        if field == "tag":
            each.tags.add(NAME)
        else:
            setattr(each, field, NAME)
        each.save()
    for typed in TYPED:
        assert OTHER in editor_client.get(f"/admin/images/?q={quote(typed)}").content.decode(), typed
        if field == "tag":
            assert OTHER in editor_client.get(f"/admin/documents/?q={quote(typed)}").content.decode(), typed


def test_pictures_keep_their_filters(trees: Trees, editor_client: Client):
    image, _document = _files(NAME)
    image.tags.add("하늘")
    image.save()
    make_image(OTHER, (40, 30)).tags.add("바다")
    html = editor_client.get("/admin/images/", {"q": "데이터베이스", "tag": "하늘", "collection_id": "1"}).content
    assert NAME in html.decode()
    assert NAME not in editor_client.get("/admin/images/", {"q": "데이터베이스", "tag": "바다"}).content.decode()


@pytest.mark.parametrize("typed", LETTERS)
def test_terms_and_spellings_are_found_letter_by_letter_with_particles(trees: Trees, editor_client: Client, typed: str):
    Term.objects.create(korean=NAME, english="database")
    Term.objects.create(korean=OTHER, english="tide")
    SpellingGroup.objects.create(spellings=f"관계형데이터베이스\nRDB\n{NAME}")
    SpellingGroup.objects.create(spellings=OTHER)
    for address in ("/admin/snippets/translation/term/", "/admin/snippets/search/spellinggroup/"):
        html = editor_client.get(address, {"q": typed}).content.decode()
        assert "RDB" in html or ">database" in html.replace(" ", "").replace("\n", ""), address
        assert OTHER not in html, address


HOSTILE = ['"', "*", "''", "AND OR", "가" * 5_000, "%", "\\", "<script>", "\u202e", "-", "a:b", "😀"]


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_that_editors_type_is_an_error(articles: Any, trees: Trees, editor_client: Client, typed: str):
    for address in (
        "/admin/pages/search/",
        f"/admin/pages/{trees.lists['ko'].pk}/",
        "/admin/choose-page/search/",
        "/admin/snippets/blog/topic/",
        "/admin/snippets/translation/term/",
        "/admin/snippets/choose/blog/topic/results/",
        "/admin/images/",
        "/admin/documents/",
        "/admin/reports/searches/",
        "/admin/searchpicks/",
    ):
        assert editor_client.get(address, {"q": typed}).status_code == 200, address
