"""Which comments a moderator asks for: by state, words, article and language."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from blog.comments.models import Comment, State
from blog.models import ArticlePage


class QuestionForm(forms.Form):
    """The filters of the queue; what makes no sense asks for nothing in particular."""

    state = forms.ChoiceField(required=False, choices=[*State.choices, ("all", _("all"))])
    q = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.TextInput({"type": "search"}))
    language = forms.ChoiceField(label=_("Language"), required=False, choices=[("", _("all")), *settings.LANGUAGES])
    article = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="id_filter_%s")
        self.is_valid()

    def asked(self, name: str) -> Any:
        """The value of a filter; None or "" without one."""
        return getattr(self, "cleaned_data", {}).get(name)

    @property
    def state_asked(self) -> str:
        """Without a word, what waits."""
        return str(self.asked("state") or State.WAITING)

    @property
    def is_filtering(self) -> bool:
        """Whether more than a state is asked for."""
        return any(self.asked(name) for name in ("q", "language", "article"))

    def comments(self) -> QuerySet[Any]:
        """What is asked for, in every state."""
        found = Comment.objects.all()
        if language := self.asked("language"):
            found = found.filter(language=language)
        if article := self.asked("article"):
            found = found.of(article)
        words = str(self.asked("q") or "").replace("\x00", "").split()
        for word in words:
            found = found.filter(_holds(word))
        return found

    def answer(self) -> QuerySet[Any]:
        """What is shown: waiting comments from the oldest on, everything else from the newest."""
        found = self.comments().select_related("parent", "user")
        if self.state_asked == State.WAITING:
            return found.filter(state=State.WAITING).order_by("created_at", "pk")
        if self.state_asked != "all":
            found = found.filter(state=self.state_asked)
        return found.order_by("-created_at", "-pk")

    def counts(self) -> list[tuple[str, str, int]]:
        """How many there are of each state: code, name, number. One query."""
        rows = dict(self.comments().order_by().values_list("state").annotate(number=Count("pk")))
        states = [(code, str(name), rows.get(code, 0)) for code, name in State.choices]
        return [*states, ("all", str(_("all")), sum(rows.values()))]


def _holds(word: str) -> Q:
    titled = ArticlePage.objects.filter(title__icontains=word).values("translation_key")
    said = Q(text__icontains=word) | Q(name__icontains=word) | Q(email__icontains=word) | Q(homepage__icontains=word)
    return said | Q(translation_key__in=titled)


def waiting() -> int:
    """How many comments wait. One query."""
    return int(Comment.objects.filter(state=State.WAITING).count())
