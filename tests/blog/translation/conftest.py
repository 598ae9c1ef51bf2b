"""A Korean article with every kind of block, and short ways to translate it."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.operations import translate_object

from blog.models import ArticlePage, Author, BlogImage, Category, Disclaimer, Series, Topic
from home.bootstrap import Trees
from tests.factories import make_image

Write = Callable[..., ArticlePage]
OnCommit = Callable[..., Any]


def block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "id": str(uuid4()), "value": value}


def item(value: Any) -> dict[str, Any]:
    return block("item", value)


def picture(image: BlogImage | None, alt: str = "") -> dict[str, Any]:
    return {"image": image.pk if image else None, "alt_text": alt, "decorative": False}


def every_block(image: BlogImage | None = None) -> list[dict[str, Any]]:
    """One of each kind, two sections, lists with ids, a repeated table cell."""
    return [
        block("paragraph", "<p>첫 <b>문단</b>과 H<sub>2</sub>O.</p><p>둘째 문단.</p>"),
        block(
            "section",
            {
                "heading": "구조",
                "content": [
                    block(
                        "paragraph", '<p><a href="https://ko.example/">안내서</a>를 보세요.</p><ul><li>하나</li></ul>'
                    ),
                    block(
                        "image",
                        {
                            "image": picture(image, "책상" if image else ""),
                            "caption": "사진 설명",
                            "credit": "",
                            "width": "wide",
                            "missing_file": "https://old.example/desk.jpg",
                        },
                    ),
                    block(
                        "gallery",
                        {
                            "pictures": [item({"image": picture(image, "초고"), "caption": "앞"})] if image else [],
                            "caption": "모음",
                        },
                    ),
                    block("quote", {"text": "<p>인용문</p>", "attribution": "누군가", "source": "", "language": ""}),
                    block(
                        "code",
                        {
                            "language": "python",
                            "filename": "a.py",
                            "code": "x = '글'",
                            "highlight": "1",
                            "caption": "코드 설명",
                        },
                    ),
                ],
            },
        ),
        block(
            "section",
            {
                "heading": "나머지",
                "content": [
                    block("callout", {"kind": "tip", "title": "도움말", "text": "<p>쉬어 가세요.</p>"}),
                    block("embed", {"url": "https://youtu.be/abcdefgh", "title": "영상", "caption": ""}),
                    block(
                        "table",
                        {
                            "columns": [{"type": "text", "heading": "언어"}, {"type": "text", "heading": "값"}],
                            "rows": [
                                {"values": ["<p>한국어</p>", "<p>같음</p>"]},
                                {"values": ["<p>영어</p>", "<p>같음</p>"]},
                            ],
                            "caption": "표 설명",
                        },
                    ),
                    block("bookmark", {"url": "https://b.example/", "title": "북마크", "description": "설명"}),
                    block("footnotes", {"notes": [item("<p>각주 하나</p>"), item("<p>각주 둘</p>")]}),
                    block("divider", None),
                ],
            },
        ),
    ]


@pytest.fixture
def english(trees: Trees) -> Locale:
    return Locale.objects.get(language_code="en")


@pytest.fixture
def write(trees: Trees) -> Write:
    """Writes a Korean article; published unless `live=False`."""

    def write_article(title: str = "구름 위의 글", *, live: bool = True, **fields: Any) -> ArticlePage:
        fields.setdefault("slug", title.replace(" ", "-"))
        fields.setdefault("body", [block("paragraph", "<p>본문입니다.</p>")])
        article = ArticlePage(title=title, locale=trees.lists["ko"].locale, live=False, **fields)
        trees.lists["ko"].add_child(instance=article)
        revision = article.save_revision()
        if live:
            revision.publish()
        return ArticlePage.objects.get(pk=article.pk)

    return write_article


@pytest.fixture
def belongings(trees: Trees) -> dict[str, Any]:
    """One Korean row of each kind that articles point at."""
    locale = trees.lists["ko"].locale
    return {
        "author": Author.objects.create(name="김하늘", slug="김하늘", bio="씁니다.", locale=locale),
        "category": Category.objects.create(name="개발", slug="개발", locale=locale),
        "topic": Topic.objects.create(name="클라우드", slug="클라우드", locale=locale),
        "series": Series.objects.create(title="연재", slug="연재", locale=locale),
        "disclaimer": Disclaimer.objects.create(name="면책", text="<p>개인 의견입니다.</p>", locale=locale),
    }


@pytest.fixture
def submit(english: Locale) -> Callable[..., ArticlePage]:
    """Submits a Korean article; returns the English draft."""

    def submit_article(article: ArticlePage, user: User | None = None) -> ArticlePage:
        translate_object(article, [english], user=user)
        return ArticlePage.objects.get(pk=article.get_translation(english).pk)

    return submit_article


@pytest.fixture
def translate(english: Locale) -> Callable[..., Translation]:
    """Translates the strings of an article: all of them, or only those of the paths given."""

    def translate_strings(source: Any, *, only: tuple[str, ...] = (), **texts: str) -> Translation:
        translation = Translation.objects.get(source__object_id=source.translation_key, target_locale=english)
        segments = StringSegment.objects.filter(source=translation.source).select_related("string", "context")
        for segment in segments.order_by("order"):
            path = segment.context.path
            if (only and path not in only) or (path == "slug" and "slug" not in texts):
                continue
            StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                locale=english,
                context=segment.context,
                defaults={"data": texts.get(path) or f"EN {segment.string_id}", "translation_type": "manual"},
            )
        return translation

    return translate_strings


@pytest.fixture
def complete(
    write: Write, submit: Any, translate: Any, english: Locale
) -> tuple[ArticlePage, ArticlePage, Translation]:
    """A Korean article, its English draft and their translation, in which nothing is missing."""
    article = write()
    target = submit(article)
    translation = translate(article, title="A text above the clouds")
    return article, target, translation


@pytest.fixture
def browser() -> Callable[[User], Client]:
    """A logged-in browser for any user."""

    def log_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def image(db: Any) -> BlogImage:
    return make_image("책상")
