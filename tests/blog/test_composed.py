"""Hangul that arrives in pieces, as a Mac sends it."""

from unicodedata import is_normalized, normalize

from django.test import Client

from blog.models import ArticlePage, Category
from home.bootstrap import Trees
from tests.factories import make_article, paragraph, section

PIECES = normalize("NFD", "한글 문단")


def test_hangul_in_pieces_is_stored_composed_wherever_an_article_takes_text(trees: Trees):
    body = [section(PIECES, paragraph(PIECES))]
    article = make_article(trees.lists["ko"], title=PIECES, summary=PIECES, slug=PIECES.replace(" ", "-"), body=body)
    article = ArticlePage.objects.get(pk=article.pk)
    for text in (article.title, article.summary, article.slug, str(article.raw_body)):
        assert is_normalized("NFC", text)
    assert article.title == "한글 문단"
    assert [heading.title for heading in article.outline] == ["한글 문단"]


def test_composing_a_body_keeps_the_ids_of_its_blocks(trees: Trees):
    body = [paragraph(PIECES)]
    assert make_article(trees.lists["ko"], body=body).raw_body[0]["id"] == body[0]["id"]


def test_a_category_typed_in_pieces_in_the_admin_is_composed(trees: Trees, editor_client: Client):
    editor_client.post("/admin/snippets/blog/category/add/", {"name": PIECES, "slug": "hangul", "description": ""})
    assert Category.objects.get(slug="hangul").name == "한글 문단"
