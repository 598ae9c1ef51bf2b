"""What happens when something happened: the only place where the blog connects signals."""

from typing import Any

from wagtail.signals import page_published

from blog.models import ArticlePage


def connect() -> None:
    """Connects every handler of the blog. Called once, from the app's `ready`."""
    page_published.connect(date_article, sender=ArticlePage, dispatch_uid="blog.date_article")


def date_article(sender: type[ArticlePage], instance: ArticlePage, **kwargs: Any) -> None:
    """An article without a date gets the moment of its first publication."""
    if instance.published_at is None:
        instance.published_at = instance.first_published_at
        ArticlePage.objects.filter(pk=instance.pk).update(published_at=instance.first_published_at)
