"""The login form of the admin, with a label on every field."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm


class LabelledLoginForm(LoginForm):
    """Wagtail's form, whose password field says "Password" in every language because it has no label of its own.

    Delete it, and WAGTAILADMIN_USER_LOGIN_FORM, when the contract test in tests/home/test_login.py fails.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")
