"""Sizes of pictures exist before a reader asks for them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from PIL import Image
from wagtail.models import Page, Revision

from blog.importers.article import Article, Asset, image_block
from blog.importers.media import MediaFolder
from blog.importers.writer import write
from blog.management.commands.prepare_pictures import LAST_LOOK
from blog.models import ArticlePage, BlogRendition
from home.bootstrap import Trees
from tests.factories import make_article, make_image, picture

LONG_AGO = datetime(2019, 5, 4, tzinfo=UTC)
IMPORTED = Article(
    ref="test:old",
    title="오래된 글",
    slug="old",
    body=(image_block(Asset("desk.png", "desk.png", alt="책상")),),
    published_at=LONG_AGO,
    status="published",
)


@pytest.fixture
def media(tmp_path: Path, settings: Any) -> MediaFolder:
    settings.MEDIA_ROOT = tmp_path / "stored"
    (tmp_path / "media").mkdir()
    Image.new("RGB", (1600, 900), "orange").save(tmp_path / "media" / "desk.png")
    return MediaFolder(tmp_path / "media")


def nothing_is_new() -> None:
    Page.objects.update(last_published_at=LONG_AGO)
    Revision.objects.update(created_at=LONG_AGO)


def prepare() -> int:
    call_command("prepare_pictures", verbosity=0)
    return BlogRendition.objects.count()


def test_after_it_ran_no_reader_waits_for_a_picture(trees: Trees, client: Client) -> None:
    image = make_image()
    article = make_article(trees.lists["ko"], body=[picture(image)], cover=image)
    made = prepare()
    assert made > 0
    for address in (article.get_url(), "/blog/", "/"):
        client.get(address)
    assert BlogRendition.objects.count() == made


def test_an_imported_article_gets_its_pictures_however_old_it_is(
    trees: Trees, media: MediaFolder, client: Client
) -> None:
    nothing_is_new()
    write([IMPORTED], media=media)
    article = ArticlePage.objects.get()
    assert article.last_published_at == LONG_AGO
    made = prepare()
    assert made > 0
    client.get(article.get_url())
    assert BlogRendition.objects.count() == made


def test_a_page_that_nobody_may_see_gets_no_pictures(trees: Trees, media: MediaFolder) -> None:
    write([IMPORTED], media=media)
    ArticlePage.objects.get().unpublish()
    assert prepare() == 0


def test_what_came_during_a_long_look_is_found_by_the_next(trees: Trees, media: MediaFolder) -> None:
    write([IMPORTED], media=media)
    Revision.objects.update(created_at=timezone.now() - timedelta(minutes=50))
    Page.objects.update(last_published_at=LONG_AGO)
    cache.set(LAST_LOOK, timezone.now() - timedelta(hours=1))
    assert prepare() > 0


def test_it_does_nothing_when_nothing_is_new(trees: Trees, django_assert_max_num_queries: Any) -> None:
    nothing_is_new()
    with django_assert_max_num_queries(3):
        prepare()
