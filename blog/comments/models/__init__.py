"""What is stored of comments: the comments, the rules for them, what keeps bots away, and mail that waits."""

from blog.comments.models.comments import Comment, CommentQuerySet, State, Voice
from blog.comments.models.keeping import Barred, Tally
from blog.comments.models.mails import MailToModerator, Muted, Outgoing
from blog.comments.models.rules import Approval, CommentRules, rules

__all__ = [
    "Approval",
    "Barred",
    "Comment",
    "CommentQuerySet",
    "CommentRules",
    "MailToModerator",
    "Muted",
    "Outgoing",
    "State",
    "Tally",
    "Voice",
    "rules",
]
