"""What happens when something happened: the only place where the blog connects signals."""

from typing import Any

from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from blog.cards.shelf import discard
from blog.models import ArticlePage


def connect() -> None:
    """Connects every handler of the blog. Called once, from the app's `ready`."""
    page_published.connect(date_article, sender=ArticlePage, dispatch_uid="blog.date_article")
    page_unpublished.connect(discard_card, dispatch_uid="blog.discard_card")


def date_article(sender: type[ArticlePage], instance: ArticlePage, **kwargs: Any) -> None:
    """An article without a date gets the moment of its first publication."""
    if instance.published_at is None:
        instance.published_at = instance.first_published_at
        ArticlePage.objects.filter(pk=instance.pk).update(published_at=instance.first_published_at)


def discard_card(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """A page that readers no longer see needs no sharing card. Wagtail also says so before it deletes a live page."""
    discard(str(instance.pk))
