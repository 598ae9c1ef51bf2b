"""An article with one of everything, and short ways to read a feed."""

from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client

from blog.models import (
    ArticleAuthor,
    ArticleCategory,
    ArticlePage,
    ArticleSeries,
    ArticleTopic,
    Author,
    Category,
    Series,
    Topic,
)
from home.bootstrap import Trees
from tests.factories import block, make_article, make_image, paragraph, picture, section

Full = Callable[..., ArticlePage]


def item(value: Any) -> dict[str, Any]:
    return block("item", value)


def every_block(image: Any) -> list[dict[str, Any]]:
    """One of each kind, as an editor's forms store them."""
    shown = {"image": {"image": image.pk, "alt_text": "초고", "decorative": False}, "caption": "앞면"}
    return [
        block("paragraph", '<p data-block-key="abcde">각주가 있는 문단[^1]과 <b>굵은</b> 글.</p>'),
        block("footnotes", {"notes": [item("<p>본문의 각주</p>")]}),
        section(
            "구조",
            paragraph("섹션 안의 문단"),
            picture(image, caption="사진 설명"),
            block("gallery", {"pictures": [item(shown)], "caption": "모음"}),
            block("quote", {"text": "<p>인용문</p>", "attribution": "누군가", "source": "", "language": ""}),
            block(
                "code",
                {
                    "language": "python",
                    "filename": "a.py",
                    "code": "if a < b:\n    print('글')",
                    "highlight": "1",
                    "caption": "코드 설명",
                },
            ),
            block("callout", {"kind": "tip", "title": "도움말", "text": "<p>쉬어 가세요.</p>"}),
            block("embed", {"url": "https://youtu.be/abcdefgh", "title": "발표 영상", "caption": "영상 설명"}),
            block(
                "table",
                {
                    "columns": [{"type": "text", "heading": "언어"}, {"type": "text", "heading": "값"}],
                    "rows": [{"values": ["<p>한국어</p>", "<p>하나</p>"]}],
                    "caption": "표 설명",
                },
            ),
            block("bookmark", {"url": "https://b.example/", "title": "북마크", "description": "북마크 설명"}),
            block("divider", None),
        ),
    ]


@pytest.fixture
def full(trees: Trees) -> Full:
    """Writes an article with everything that can hang on one; groups are made once per language."""

    image = make_image()

    def write(language: str = "ko", **fields: Any) -> ArticlePage:
        articles = trees.lists[language]
        article = make_article(articles, **{"cover": image, "body": every_block(image), **fields})
        locale = articles.locale
        groups = {
            ArticleAuthor: ("author", Author.objects.get_or_create(name="이음", slug="ieum", locale=locale)[0]),
            ArticleCategory: ("category", Category.objects.get_or_create(name="운영", slug="운영", locale=locale)[0]),
            ArticleTopic: ("topic", Topic.objects.get_or_create(name="주제어", slug="topic", locale=locale)[0]),
            ArticleSeries: ("series", Series.objects.get_or_create(title="긴 글", slug="series", locale=locale)[0]),
        }
        for model, (name, group) in groups.items():
            model.objects.create(page=article, locale=locale, **{name: group})
        return article

    return write


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def xml_of(client: Client, address: str) -> Element:
    return fromstring(client.get(address).content)
