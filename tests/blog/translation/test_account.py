"""The name under which readers may know a translator."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from blog.translation.models import PublicName

FIELD = "public-name-name"


@pytest.fixture
def save_account(translator: User, translator_client: Client) -> Any:
    """Sends the account page as it is, with another public name."""

    def save(name: str) -> Any:
        address = reverse("wagtailadmin_account")
        tabs = translator_client.get(address).context["panels_by_tab"].values()
        forms = [panel.get_form() for panels in tabs for panel in panels]
        sent = {form.add_prefix(field): form[field].value() or "" for form in forms for field in form.fields}
        names = {"name_email-first_name": "가온", "name_email-last_name": "문"}
        return translator_client.post(address, {**sent, **names, FIELD: name})

    return save


def public_name(user: User) -> str | None:
    return PublicName.objects.filter(user=user).values_list("name", flat=True).first()


def test_nobody_has_a_public_name_before_writing_one(translator: User, translator_client: Client) -> None:
    html = translator_client.get(reverse("wagtailadmin_account")).content.decode()
    assert f'name="{FIELD}"' in html
    assert public_name(translator) is None


def test_a_translator_writes_changes_and_removes_the_public_name(translator: User, save_account: Any) -> None:
    assert save_account(" \u1100\u1161온 ").status_code == 302
    assert public_name(translator) == "가온"
    save_account("<script>alert(1)</script>")
    assert public_name(translator) == "<script>alert(1)</script>"
    save_account("")
    assert public_name(translator) == ""


def test_a_name_that_is_too_long_is_refused(translator: User, save_account: Any) -> None:
    assert save_account("가" * 81).status_code == 200
    assert public_name(translator) is None
