"""What a browser may do: little where readers are, somewhat more in the admin."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from home.bootstrap import Trees
from ops.security_headers import SecurityHeadersMiddleware, header_of


def policy_of(client: Client, path: str) -> dict[str, str]:
    header = client.get(path).headers["Content-Security-Policy"]
    return {name: sources for name, _space, sources in (part.partition(" ") for part in header.split("; "))}


def test_a_policy_is_written_as_the_header_wants_it() -> None:
    policy = {"default-src": ["'none'"], "img-src": ["'self'", "data:"], "upgrade-insecure-requests": []}
    assert header_of(policy) == "default-src 'none'; img-src 'self' data:; upgrade-insecure-requests"


@pytest.mark.parametrize("path", ["/", "/en/", "/search/", "/no-such-page/"])
def test_public_pages_allow_nothing_inline_and_nobody_to_frame_them(trees: Trees, path: str) -> None:
    policy = policy_of(Client(), path)
    assert policy["default-src"] == policy["object-src"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in " ".join(policy.values())


@pytest.mark.parametrize("path", ["/admin/login/", "/admin/"])
def test_the_admin_allows_inline_scripts_but_no_other_origin(editor_client: Client, path: str) -> None:
    policy = policy_of(editor_client, path)
    assert policy["script-src"] == "'self' 'unsafe-inline'"
    assert policy["frame-ancestors"] == "'self'"
    assert "unsafe-eval" not in " ".join(policy.values())


def test_the_admin_stays_out_of_caches_and_search_engines(editor_client: Client) -> None:
    headers = editor_client.get("/admin/").headers
    assert "no-store" in headers["Cache-Control"]
    assert headers["X-Robots-Tag"] == "noindex"


def test_an_address_that_only_begins_like_the_admin_is_public(trees: Trees) -> None:
    assert "unsafe-inline" not in Client().get("/administration/").headers["Content-Security-Policy"]


def test_a_policy_of_the_view_itself_is_left_alone() -> None:
    view_policy = {"Content-Security-Policy": "default-src 'none'"}
    middleware = SecurityHeadersMiddleware(lambda request: HttpResponse(headers=view_policy))
    assert middleware(RequestFactory().get("/")).headers["Content-Security-Policy"] == "default-src 'none'"


def test_every_answer_refuses_sniffing_and_powerful_features(trees: Trees) -> None:
    headers = Client().get("/").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
