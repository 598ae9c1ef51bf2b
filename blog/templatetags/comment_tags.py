"""What the templates ask of the conversation under an article."""

from collections.abc import Sequence

from django import template
from django.http import HttpRequest

from blog.comments.conversation import Conversation, Said
from blog.comments.forms import CommentForm
from blog.comments.mails import can_send
from blog.comments.sections import places
from blog.models import ArticlePage
from blog.seo import Metadata
from blog.templatetags.blog_tags import conversation_shown

register = template.Library()


@register.simple_tag
def conversation_under(page: ArticlePage, meta: Metadata | str | None, request: HttpRequest) -> Conversation | None:
    """The comments that this page of an article shows."""
    return conversation_shown(request, page, meta) if isinstance(meta, Metadata) else None


@register.simple_tag
def empty_form(page: ArticlePage) -> CommentForm:
    """The form under an article: the same for everybody."""
    return CommentForm(mail=can_send(), places=places(page), auto_id="write-%s")


@register.simple_tag
def mail_can_be_sent() -> bool:
    """Whether a link to one's own comments may be promised."""
    return can_send()


@register.simple_tag
def said_at(talk: Conversation | str | None, block_id: str | None) -> Sequence[Said]:
    """The comments about a block of the article."""
    return talk.at_blocks.get(block_id or "", ()) if isinstance(talk, Conversation) else ()


@register.simple_tag
def numbers_of_pages(talk: Conversation) -> range:
    """The pages of a conversation."""
    return range(1, talk.pages + 1)
