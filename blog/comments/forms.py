"""The form under an article: what a reader fills in, and what is said when something is missing."""

from typing import Any, Final
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from blog.comments.models.comments import LONGEST_NAME, LONGEST_TEXT
from blog.comments.wording import clean_line, clean_text
from blog.reading import HANGUL_LETTER, is_korean

HONEYPOT: Final = "website"
LONGEST_HOMEPAGE: Final = 300


class Line(forms.CharField):
    """One line of text, made storable before anything is checked."""

    def to_python(self, value: Any) -> str:
        """Composed, without control characters and needless spaces."""
        return clean_line(super().to_python(value) or "")


class Text(forms.CharField):
    """Several lines of text, made storable before anything is checked."""

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, widget=forms.Textarea({"rows": 6}), **options)

    def to_python(self, value: Any) -> str:
        """Composed, without control characters; paragraphs stay."""
        return clean_text(super().to_python(value) or "")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Nothing that makes a browser cut off what was pasted, or an input method lose its syllable."""
        return {}


class Homepage(forms.URLField):
    """An address of the web; without a scheme, https is meant."""

    def __init__(self, **options: Any) -> None:
        super().__init__(assume_scheme="https", **options)

    def to_python(self, value: Any) -> str:
        """One line, and nothing but http and https."""
        found = super().to_python(clean_line(value or "")) or ""
        if found and not _leads_somewhere(found):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found


def _leads_somewhere(address: str) -> bool:
    try:
        return urlsplit(address).scheme in {"http", "https"}
    except ValueError:  # "https://[no address]": what Django puts a scheme before, nobody has looked at yet
        return False


class Places(forms.Select):
    """Places of an article to choose from, Korean ones marked as such on a page of another language."""

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **options: Any) -> dict[str, Any]:
        """An option holds no markup, so its language is that of all of it; of a mixed one the beginning is enough."""
        written = str(label)
        korean = HANGUL_LETTER.search(written) if get_language() != "ko" else None
        before = written[: korean.start()].rstrip() if korean else written
        is_mixed = korean and not is_korean(written) and any(map(str.isalpha, before))
        option = super().create_option(name, value, f"{before}…" if is_mixed else label, *args, **options)
        if korean and not is_mixed:
            option["attrs"]["lang"] = "ko"
        return option


class CommentForm(forms.Form):
    """Who writes what. `mail`: whether the site can send any, so that hearing of answers may be offered."""

    name = Line(
        label=_("Name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": _("Please write a name.")},
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("Never shown."),
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={
            "required": _("Please write your e-mail address."),
            "invalid": _("This is no e-mail address, as in name@example.org."),
        },
    )
    homepage = Homepage(
        label=_("Homepage (optional)"),
        required=False,
        max_length=LONGEST_HOMEPAGE,
        widget=forms.TextInput({"autocomplete": "url", "inputmode": "url"}),
        error_messages={"invalid": _("This is no address of the web, as in example.org.")},
    )
    text = Text(
        label=pgettext_lazy("of readers", "Comment"),
        max_length=LONGEST_TEXT,
        error_messages={"required": _("Please write what you want to say.")},
    )
    wants_mail = forms.BooleanField(label=_("Tell me by e-mail of answers"), required=False)
    block_id = forms.ChoiceField(label=_("About"), required=False, widget=Places)

    def __init__(
        self, *args: Any, mail: bool = False, places: list[tuple[str, str]] | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})
        block: Any = self.fields["block_id"]
        block.choices = [("", _("the whole article")), *(places or [])]
        if not places:
            del self.fields["block_id"]
        if not mail:
            del self.fields["wants_mail"]
        self.use_required_attribute = True

    @property
    def entries(self) -> list[forms.BoundField]:
        """What is filled in before the text, after it, and the one that is focused first after a mistake."""
        return [self[name] for name in self.fields]

    def full_clean(self) -> None:
        """Validates; the first field with an error takes the focus when the form is shown again."""
        super().full_clean()
        first = next((name for name in self.fields if name in self.errors), None)
        if first:
            self.fields[first].widget.attrs["autofocus"] = True


class ChangeForm(CommentForm):
    """One's own comment, changed: only what it says and where one is at home."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("name", "email", "wants_mail", "block_id"):
            self.fields.pop(name, None)
