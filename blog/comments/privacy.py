"""What readers are told about their data before they write: the operator's own words, or those that come with the site.

It knows what the rest of this room stores, and for how long; change it when that changes.
"""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from blog.comments.mails import can_send
from blog.comments.models import CommentRules
from blog.comments.tickets import LINK_IN_MAIL
from blog.comments.tidying import KEPT

LANGUAGES = ("ko", "en")


def notice(now_holds: CommentRules, language: str) -> str:
    """The notice in a language, as plain text with empty lines between paragraphs."""
    return str(getattr(now_holds, f"privacy_{language}", "")).strip() or default_notice(language)


def default_notice(language: str) -> str:
    """What the privacy law of Korea asks to be said (개인정보 보호법, article 15: why, what, how long, and that one may
    refuse), of a site that is set up like this one."""
    context = {
        "site": settings.WAGTAIL_SITE_NAME,
        "days": KEPT.days,
        "days_of_link": LINK_IN_MAIL.days,
        "akismet": bool(settings.AKISMET_KEY),
        "mail": can_send(),
    }
    with translation.override(language):
        return render_to_string("comments/privacy.txt", context).strip()
