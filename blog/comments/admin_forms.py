"""The forms of the moderators: rules, blocks, editing, answering, and a reader's rights."""

from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from blog.comments.forms import Homepage, Line, Text
from blog.comments.models import Barred, CommentRules, Voice
from blog.comments.models.comments import LONGEST_NAME, LONGEST_TEXT
from blog.comments.privacy import LANGUAGES, default_notice

NOTICES: Final = {f"privacy_{language}": language for language in LANGUAGES}


class RulesForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """What holds for all articles. A privacy notice that nobody has changed is shown, and not stored: it stays that of
    the site, which knows what the site does."""

    GROUPS = (
        (_("When readers may write"), ("is_open", "closed_after_days")),
        (_("What waits, and what is spam"), ("approval", "most_links", "held_words", "spam_words")),
        (_("How often"), ("new_writers", "known_writers", "one_network", "seconds_to_read")),
    )

    class Meta:
        model = CommentRules
        exclude = ["id"]  # noqa: DJ006  # a new rule shall not be forgotten here
        widgets: ClassVar = {name: forms.Textarea({"rows": 4}) for name in ("held_words", "spam_words")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, language in NOTICES.items():
            self.initial[name] = self.initial.get(name) or default_notice(language)
            self.fields[name].help_text = _(
                "Stands where the form links to. Emptied, it is the text of the site again."
            )

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings; those that no heading names come last."""
        named = {name for _title, names in self.GROUPS for name in names}
        rest = [name for name in self.fields if name not in named]
        groups = [*self.GROUPS, (_("What readers are told about their data"), rest)]
        return [(str(title), [self[name] for name in names]) for title, names in groups]

    def clean(self) -> dict[str, Any]:
        """A notice that is that of the site is none of the operator's."""
        said: dict[str, Any] = super().clean() or {}
        for name, language in NOTICES.items():
            if str(said.get(name, "")).split() == default_notice(language).split():
                said[name] = ""
        return said


class BarForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """An address or a domain by hand; networks are blocked from a comment, for nobody knows them otherwise."""

    class Meta:
        model = Barred
        fields = ["kind", "value", "note"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kind: Any = self.fields["kind"]
        kind.choices = [each for each in Barred.Kind.choices if each[0] != Barred.Kind.NETWORK]

    def clean_value(self) -> str:
        """As it is compared."""
        return str(self.cleaned_data["value"]).strip().casefold().removeprefix("@")

    def clean(self) -> dict[str, Any]:
        """An address has an @, a domain none."""
        said: dict[str, Any] = super().clean() or {}
        value = said.get("value", "")
        if value and ("@" in value) != (said.get("kind") == Barred.Kind.EMAIL):
            raise ValidationError({"value": _("This is not what is chosen above.")})
        return said


class EditForm(forms.Form):
    """A comment as a moderator may change it."""

    name = Line(label=_("Name"), max_length=LONGEST_NAME, required=False)
    homepage = Homepage(label=_("Homepage"), required=False, max_length=300)
    text = Text(label=pgettext_lazy("of readers", "Comment"), max_length=LONGEST_TEXT)


class ReplyForm(forms.Form):
    """An answer, in whose name."""

    text = Text(label=_("Answer"), max_length=LONGEST_TEXT)
    voice = forms.ChoiceField(
        label=_("In the name of"),
        choices=[(Voice.AUTHOR, _("the author of the article")), (Voice.EDITOR, _("an editor of the site"))],
    )


class PersonForm(forms.Form):
    """Whose data."""

    email = forms.EmailField(label=_("E-mail address of the reader"))
