"""When a conversation changes, and when it goes with the last language of its article."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import Signal

from blog.comments.models import Comment
from blog.models import ArticlePage

# Sent when what readers see of a conversation has changed; the blog says what is out of date then. Argument: `key`.
conversation_changed = Signal()


def connect() -> None:
    """Watches articles that are deleted."""
    post_delete.connect(forget_conversation, sender=ArticlePage, dispatch_uid="comments.forget_conversation")


def forget_conversation(sender: type[ArticlePage], instance: ArticlePage, **kwargs: Any) -> None:
    """Deletes the comments unless another language of the article still has them."""
    others = ArticlePage.objects.filter(translation_key=instance.translation_key).exclude(pk=instance.pk)
    if not others.exists():
        found = Comment.objects.of(instance.translation_key)
        found.exclude(parent=None).delete()
        found.delete()
