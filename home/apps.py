"""The shell's Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """What is true of the whole site."""

    name = "home"
    verbose_name = _("Site")
