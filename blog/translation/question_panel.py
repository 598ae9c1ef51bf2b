"""What waits for an answer, on the admin's first page: for translators and for the editors of the originals.

Read only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.admin.utils import get_user_display_name
from wagtail_localize.models import Translation

from blog.translation.questions import open_questions

LONGEST_TEXT = 120  # characters


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """One thread that nobody has resolved: what was asked about which string of which text."""

    text: str
    source: str
    title: str
    language: str
    author: str
    asked_at: datetime
    url: str


def questions_for(user: Any) -> list[OpenQuestion]:
    """The open threads that concern a user, the latest first. Two queries besides those for the rights."""
    rows = list(open_questions(user))
    titles = dict(
        Translation.objects.filter(pk__in={row.translation for row in rows}).values_list("pk", "source__object_repr")
    )
    return [_entry(row, titles.get(row.translation, "")) for row in rows]


def _entry(row: Any, title: str) -> OpenQuestion:
    page = reverse("translation:desk", args=[row.translation])
    return OpenQuestion(
        text=Truncator(row.text).chars(LONGEST_TEXT),
        source=Truncator(strip_tags(row.string.data)).chars(LONGEST_TEXT),
        title=title,
        language=str(row.locale.get_display_name()),
        author=get_user_display_name(row.author) if row.author else _("deleted account"),
        asked_at=row.created_at,
        url=f"{page}#comment-{row.pk}",
    )


class QuestionPanel(Component):
    """The list on the admin's home page; nothing when nothing is open."""

    name = "open_questions"
    template_name = "translation/open_questions.html"
    order = 160

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The questions of the user who looks at the page."""
        request = (parent_context or {})["request"]
        return {"questions": questions_for(request.user)}
