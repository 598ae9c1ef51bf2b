"""Sizes of pictures exist before a reader asks for them."""

from django.core.management import call_command
from django.test import Client

from blog.models import BlogRendition
from home.bootstrap import Trees
from tests.factories import make_article, make_image, picture


def test_after_it_ran_no_reader_waits_for_a_picture(trees: Trees, client: Client):
    image = make_image()
    article = make_article(trees.lists["ko"], body=[picture(image)], cover=image)
    call_command("prepare_pictures", verbosity=0)
    made = BlogRendition.objects.count()
    assert made > 0
    for address in (article.get_url(), "/blog/", "/"):
        client.get(address)
    assert BlogRendition.objects.count() == made


def test_it_does_nothing_when_nothing_is_new(trees: Trees, django_assert_max_num_queries):
    from wagtail.models import Page

    Page.objects.update(last_published_at=None)
    with django_assert_max_num_queries(3):
        call_command("prepare_pictures", verbosity=0)
