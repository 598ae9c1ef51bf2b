"""Asking Akismet whether a comment is spam, on sites whose operator has a key for it.

It knows Akismet's form and answers; what follows from them is decided in `writing`. A slow answer is no answer.
"""

import logging
from typing import Any, Final

from django.conf import settings

from blog.comments.models import Comment, State
from blog.comments.sieve import Arrival
from ops.calling import Patience, UnansweredError, call

logger = logging.getLogger(__name__)

# Somebody waits before the screen.
PATIENCE: Final = Patience(connect=2.0, read=3.0, total=4.0, limit=1 << 16)


def is_used() -> bool:
    """Whether the operator has a key."""
    return bool(settings.AKISMET_KEY)


def is_spam(arrival: Arrival, agent: str, article: str, language: str) -> bool | None:
    """Akismet's opinion; None when it has none, because it did not answer or did not accept the key."""
    asked = {
        "user_ip": arrival.network,
        "user_agent": agent,
        "permalink": article,
        "comment_type": "comment",
        "comment_author": arrival.name,
        "comment_author_email": arrival.email,
        "comment_author_url": arrival.homepage,
        "comment_content": arrival.text,
        "blog_lang": language,
        "blog_charset": "UTF-8",
    }
    said = _ask("comment-check", asked)
    return said if isinstance(said, bool) else None


def teach(comment: Comment) -> None:
    """Tells Akismet what a moderator has decided against its opinion. It may fail; nothing depends on it."""
    if not is_used():
        return
    asked = {
        "comment_type": "comment",
        "comment_author": comment.name,
        "comment_author_email": comment.email,
        "comment_author_url": comment.homepage,
        "comment_content": comment.text,
    }
    _ask("submit-spam" if comment.state == State.SPAM else "submit-ham", asked)


def _ask(method: str, asked: dict[str, str]) -> Any:
    form = {"api_key": settings.AKISMET_KEY, "blog": settings.SITE_URL, **asked}
    try:
        reply = call("POST", f"{settings.AKISMET_ENDPOINT}/{method}", form, {}, PATIENCE, form=True)
    except UnansweredError as error:
        logger.warning("Akismet: %s", error)
        return None
    if not isinstance(reply.said, bool) and method == "comment-check":
        logger.warning("Akismet answered with status %s: %s", reply.status, reply.excerpt[:60])
    return reply.said
