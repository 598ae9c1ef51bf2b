"""Logging in, in Korean."""

import pytest
from django.test import Client
from wagtail.admin.forms.auth import LoginForm

from home.bootstrap import Trees


def test_the_login_page_speaks_korean(trees: Trees, client: Client):
    html = client.get("/admin/login/").content.decode()
    assert "비밀번호" in html
    assert "Password" not in html


def test_wagtail_itself_still_leaves_the_password_without_a_label(db: None):
    """When this fails, `home.login.LabelledLoginForm` can go."""
    assert LoginForm().fields["password"].label is None


@pytest.mark.parametrize("password", ["", "wrong", "\x00", "가" * 5000])
def test_a_wrong_password_gets_a_sentence(trees: Trees, client: Client, editor: object, password: str):
    response = client.post("/admin/login/", {"username": "editor", "password": password})
    assert response.status_code == 200
    assert "error" in response.content.decode()
