"""What somebody wants to see of the board, as it stands in the address: filters, order, and how they pick rows.

It knows rows and no views.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final
from unicodedata import normalize
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from blog.models import ArticlePage, Category
from blog.models.groups import pages_in
from blog.translation import guards
from blog.translation.board.rows import Row
from blog.translation.standing import NAMES, Standing

_LONG_AGO, _FAR_AWAY = datetime.min.replace(tzinfo=UTC), date.max

SORTS: Final[Mapping[str, Callable[[Row], Any]]] = {
    "behind": lambda row: (-(row.status.behind if row.status else 0), -row.open),
    "due": lambda row: (row.is_done, min(filter(None, (row.due, row.promised)), default=_FAR_AWAY)),
    "words": lambda row: -(row.words or 0),
    "requests": lambda row: -row.requests,
    "newest": lambda row: 0,
}
SORT_NAMES: Final = [
    ("newest", _("last changed first")),
    ("behind", _("furthest behind first")),
    ("due", _("due first")),
    ("requests", _("most requested first")),
    ("words", _("most words first")),
]
ME, NOBODY = "me", "none"


class QuestionForm(forms.Form):
    """The filters. What is not one of the choices is ignored, as if it had not been asked."""

    text = forms.CharField(label=_("Title"), required=False, max_length=200)
    state = forms.ChoiceField(label=pgettext_lazy("of a translation", "State"), required=False)
    language = forms.ChoiceField(label=_("Into"), required=False)
    who = forms.ChoiceField(label=_("Translator"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    overdue = forms.BooleanField(label=_("Overdue only"), required=False)
    sort = forms.ChoiceField(label=_("Order"), required=False, choices=SORT_NAMES)

    def __init__(self, data: Any, rows: Sequence[Row], people: Iterable[Any], *, snippets: bool) -> None:
        super().__init__(data)
        everything = [("", _("All"))]
        self._offer("state", [*everything, *((each.value, name) for each, name in NAMES.items())])
        self._offer("language", [*everything, *sorted({(str(row.locale), row.language) for row in rows})])
        self._offer("kind", [*everything, *sorted({(_label_of(row.text.model), row.kind) for row in rows})])
        someone = [(ME, _("me")), (NOBODY, _("nobody"))]
        self._offer("who", [*everything, *someone, *((str(each.pk), name_of(each)) for each in people)])
        if snippets:
            del self.fields["category"]
        else:
            self._offer("category", [*everything, *_categories()])

    def _offer(self, name: str, choices: list[Any]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    @property
    def asked(self) -> dict[str, Any]:
        """What was asked and makes sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def is_filtering(self) -> bool:
        """Whether less than everything was asked for."""
        return bool(self.asked.keys() - {"sort"})

    def query(self, **more: Any) -> str:
        """The question as it stands in an address."""
        return urlencode({**self.asked, **more})


def name_of(user: Any) -> str:
    """A colleague: by name where the account has one."""
    return str(user.get_full_name() or user.get_username())


def answer(rows: Iterable[Row], asked: Mapping[str, Any], user: Any) -> list[Row]:
    """The rows that were asked for, in order; last changed first where the order says nothing."""
    tests = _tests(asked, user)
    found = [row for row in rows if all(test(row) for test in tests)]
    found.sort(key=lambda row: (row.changed_at or _LONG_AGO, row.text.title), reverse=True)
    found.sort(key=SORTS[asked.get("sort") or "newest"])
    return found


def _tests(asked: Mapping[str, Any], user: Any) -> list[Callable[[Row], bool]]:
    makers: dict[str, Callable[[Any], Callable[[Row], bool]]] = {
        "text": _has_words,
        "state": lambda value: lambda row: row.standing is Standing(value),
        "language": lambda value: lambda row: str(row.locale) == value,
        "who": lambda value: lambda row: _is_task_of(row, value, user),
        "kind": lambda value: lambda row: _label_of(row.text.model) == value,
        "category": _is_in_category,
        "overdue": lambda value: lambda row: row.is_overdue,
    }
    return [make(asked[name]) for name, make in makers.items() if asked.get(name)]


def _has_words(text: str) -> Callable[[Row], bool]:
    """Every word somewhere in the title; Hangul from a Mac arrives decomposed."""
    words = normalize("NFC", text).casefold().split()
    return lambda row: all(word in normalize("NFC", row.text.title).casefold() for word in words)


def _is_task_of(row: Row, who: str, user: Any) -> bool:
    assignee = row.assignment.assignee_id if row.assignment else None
    if who == NOBODY:
        return assignee is None
    return assignee is not None and str(assignee) == (str(user.pk) if who == ME else who)


def _is_in_category(primary_key: str) -> Callable[[Row], bool]:
    category = Category.objects.get(pk=primary_key)
    pages = set(pages_in(category).values_list("page", flat=True))
    return lambda row: issubclass(row.text.model, ArticlePage) and row.text.pk in pages


def _label_of(model: Any) -> str:
    return str(model._meta.label_lower)


def _categories() -> list[tuple[str, str]]:
    """Those of the main language, which also find articles of the others by their counterparts."""
    rows = Category.objects.filter(locale__language_code=settings.LANGUAGE_CODE).order_by("name")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def people_for(rows: Iterable[Row]) -> list[Any]:
    """Whoever may translate into a language of these rows, by name. One query per language."""
    locales = {row.locale for row in rows}
    people = {each.pk: each for locale in locales for each in guards.editors_of(locale)}
    return sorted(people.values(), key=name_of)
