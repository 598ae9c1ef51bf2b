"""Where translators say under which name readers may know them, and whether they want mail: on Wagtail's account page.

Nothing is shown of anybody who has not written a name here.
"""

from typing import Any
from unicodedata import normalize

from django.conf import settings
from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import BaseSettingsPanel

from blog.translation.models import MailBox, PublicName


class PublicNameForm(ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """One name, or none."""

    class Meta:
        model = PublicName
        fields = ["name"]

    def clean_name(self) -> str:
        """In one form of Hangul, whatever keyboard it comes from."""
        return normalize("NFC", self.cleaned_data["name"])


class OwnRowPanel(BaseSettingsPanel):
    """The one row that the person who is logged in has in a table, or will have: what is stored, or the defaults."""

    form_class: type[ModelForm[Any]]

    def get_form(self) -> "ModelForm[Any]":
        """The form of the row."""
        rows: Any = self.form_class._meta.model
        stored = rows.objects.filter(user=self.user).first() or rows(user=self.user)
        data: Any = self.request.POST if self.request.method == "POST" else None
        return self.form_class(data, instance=stored, prefix=self.name)


class PublicNamePanel(OwnRowPanel):
    """The form of the person who is logged in."""

    name = "public-name"
    title = _("As a translator")
    order = 350
    form_class = PublicNameForm


class MailForm(ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """Yes or no."""

    class Meta:
        model = MailBox
        fields = ["wanted"]


class MailPanel(OwnRowPanel):
    """Whether the person who is logged in gets mail about texts that changed; on sites that send any."""

    name = "translation-mail"
    title = _("When originals change")
    order = 360
    form_class = MailForm

    def is_active(self) -> bool:
        """Nobody is asked about mail that cannot come."""
        return bool(settings.NOTICES_BY_MAIL and self.user.email)
