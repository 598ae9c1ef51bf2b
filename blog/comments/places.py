"""Where a comment stands: its article in a language that readers see, and the addresses around it."""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from blog.comments.models import Comment
from blog.models import ArticlePage
from blog.models.restrictions import seen_by_readers


def article_of(key: UUID, language: str) -> ArticlePage | None:
    """The article in a language, or in another one that readers see; None when they see none."""
    versions = seen_by_readers(ArticlePage.objects.filter(translation_key=key)).select_related("locale")
    found = {each.locale.language_code: each for each in versions}
    return found.get(language) or found.get(settings.LANGUAGE_CODE) or next(iter(found.values()), None)


def titles_of(comments: Iterable[Comment]) -> dict[UUID, str]:
    """The titles of the articles that comments stand under, the Korean ones where they exist. One query."""
    keys = {each.translation_key for each in comments}
    versions = ArticlePage.objects.filter(translation_key__in=keys).select_related("locale")
    ordered = sorted(versions, key=lambda each: each.locale.language_code == settings.LANGUAGE_CODE)
    return {each.translation_key: each.title for each in ordered}


def address_of(article: ArticlePage, comment: Comment) -> str:
    """The permalink of a comment: it leads to the page of the conversation that it stands on."""
    return address("comment_permalink", article, comment.pk)


def address(name: str, article: ArticlePage, *more: object) -> str:
    """An address of this room below that of an article, in the language of that article."""
    with override(article.locale.language_code):
        return reverse(name, args=[article.slug, *more])
