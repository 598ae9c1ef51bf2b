"""What the templates ask of the conversation under an article."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.http import HttpRequest

from blog.comments.conversation import Conversation, Said, conversation_of
from blog.comments.forms import CommentForm
from blog.comments.mails import can_send
from blog.comments.sections import places
from blog.models import ArticlePage
from blog.seo import Metadata

register = template.Library()


@register.simple_tag
def conversation_under(page: ArticlePage, meta: Metadata | str | None, request: HttpRequest) -> Conversation | None:
    """The comments that this page of an article shows; None in previews and where not everybody may read."""
    if not isinstance(meta, Metadata) or not meta.markdown or getattr(request, "is_preview", False):
        return None
    return conversation_asked(page, request)


def conversation_asked(page: Any, request: HttpRequest) -> Conversation:
    """The page of the conversation that ?comments= asks for; what is asked twice is read once."""
    if "_conversation" not in page.__dict__:
        asked = request.GET.get("comments", "1")
        number = int(asked) if asked.isdecimal() and len(asked) < 7 else 1
        page.__dict__["_conversation"] = conversation_of(page, number)
    found: Conversation = page.__dict__["_conversation"]
    return found


@register.simple_tag
def empty_form(page: ArticlePage) -> CommentForm:
    """The form under an article: the same for everybody."""
    return CommentForm(mail=can_send(), places=places(page), auto_id="write-%s")


@register.simple_tag
def said_at(talk: Conversation | str | None, block_id: str | None) -> Sequence[Said]:
    """The comments about a block of the article."""
    return talk.at_blocks.get(block_id or "", ()) if isinstance(talk, Conversation) else ()


@register.simple_tag
def numbers_of_pages(talk: Conversation) -> range:
    """The pages of a conversation."""
    return range(1, talk.pages + 1)
