"""Where translators say under which name readers may know them: a panel on Wagtail's account page.

Nothing is shown of anybody who has not written a name here.
"""

from typing import Any
from unicodedata import normalize

from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import BaseSettingsPanel

from blog.translation.models import PublicName


class PublicNameForm(ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """One name, or none."""

    class Meta:
        model = PublicName
        fields = ["name"]

    def clean_name(self) -> str:
        """In one form of Hangul, whatever keyboard it comes from."""
        return normalize("NFC", self.cleaned_data["name"])


class PublicNamePanel(BaseSettingsPanel):
    """The form of the person who is logged in."""

    name = "public-name"
    title = _("As a translator")
    order = 350

    def get_form(self) -> PublicNameForm:
        """The stored name, or an empty one."""
        stored = PublicName.objects.filter(user=self.user).first() or PublicName(user=self.user)
        data: Any = self.request.POST if self.request.method == "POST" else None
        return PublicNameForm(data, instance=stored, prefix=self.name)
