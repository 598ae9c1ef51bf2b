"""Search engines find on both front pages, and only there, that the site is ours."""

from typing import Any

import pytest
from django.test import Client

from home.bootstrap import Trees
from tests.factories import make_article


@pytest.mark.parametrize("name", ["naver", "google"])
def test_the_code_stands_in_the_head_of_both_front_pages_only(
    trees: Trees, client: Client, settings: Any, name: str
) -> None:
    meta = f'<meta name="{name}-site-verification"'
    assert meta not in client.get("/").content.decode()
    setattr(settings, f"{name.upper()}_SITE_VERIFICATION", "0a1b_2c-3d")
    for address in ("/", "/en/"):
        head = client.get(address).content.decode().partition("</head>")[0]
        assert f'{meta} content="0a1b_2c-3d">' in head
    for address in ("/blog/", make_article(trees.lists["ko"]).get_url(), "/search/"):
        assert meta not in client.get(address).content.decode()
