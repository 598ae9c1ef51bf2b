"""What happens when something happened: the only place where the blog connects signals."""

import json
from datetime import timedelta
from typing import Any

from django.db.models.signals import post_save
from wagtail.models import Page, Revision
from wagtail.signals import page_published, page_unpublished

from blog.cards.shelf import discard
from blog.models import ArticlePage
from blog.models.linkpreviews import has_body, queue_links

WHILE_TYPING = timedelta(minutes=1)


def connect() -> None:
    """Connects every handler of the blog. Called once, from the app's `ready`."""
    page_published.connect(date_article, sender=ArticlePage, dispatch_uid="blog.date_article")
    page_published.connect(queue_links_of_page, dispatch_uid="blog.queue_links_of_page")
    post_save.connect(queue_links_of_draft, sender=Revision, dispatch_uid="blog.queue_links_of_draft")
    page_unpublished.connect(discard_card, dispatch_uid="blog.discard_card")


def date_article(sender: type[ArticlePage], instance: ArticlePage, **kwargs: Any) -> None:
    """An article without a date gets the moment of its first publication."""
    if instance.published_at is None:
        instance.published_at = instance.first_published_at
        ArticlePage.objects.filter(pk=instance.pk).update(published_at=instance.first_published_at)


# The queue is a table, so what a transaction takes back was never queued: no `on_commit` is needed.


def queue_links_of_page(sender: type[Page], instance: Any, **kwargs: Any) -> None:
    """What a published page links to is asked at once what it is."""
    if has_body(sender):
        queue_links(instance.pk, list(instance.body.get_prep_value()), timedelta())


def queue_links_of_draft(sender: type[Revision], instance: Revision, **kwargs: Any) -> None:
    """What a saved draft links to is asked when the editor has had the time to finish typing it."""
    if has_body(instance.content_type.model_class()):
        queue_links(int(instance.object_id), json.loads(instance.content["body"]), WHILE_TYPING)


def discard_card(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """A page that readers no longer see needs no sharing card. Wagtail also says so before it deletes a live page."""
    discard(str(instance.pk))
