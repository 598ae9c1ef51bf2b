"""The forms of the moderators: rules, blocks, editing, answering, and a reader's rights."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from blog.comments.forms import Homepage, Line, Text
from blog.comments.models import Barred, CommentRules, Voice
from blog.comments.models.comments import LONGEST_NAME, LONGEST_TEXT


class RulesForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """What holds for all articles."""

    class Meta:
        model = CommentRules
        exclude = ["id"]  # noqa: DJ006  # a new rule shall not be forgotten here


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
