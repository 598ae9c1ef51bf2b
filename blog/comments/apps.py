"""The app of the comments; it connects what happens when an article goes."""

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class CommentsConfig(AppConfig):
    """What readers write under articles."""

    name = "blog.comments"
    label = "comments"
    verbose_name = pgettext_lazy("of readers", "Comments")

    def ready(self) -> None:
        """Comments go with the last language of their article."""
        from blog.comments import changes

        changes.connect()
