"""What is public is compressed, what is for one visitor is not, and caches are told the difference."""

import gzip

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from wagtail.models import PageViewRestriction

from home.bootstrap import Trees
from ops.compression import PublicCompressionMiddleware

LONG = "한밤에는 공책을 편다. " * 100


def answer(response: HttpResponseBase, accepts: str = "gzip, br") -> HttpResponseBase:
    """What the middleware makes of a response."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        return response

    request = RequestFactory().get("/", headers={"Accept-Encoding": accepts})
    result = PublicCompressionMiddleware(respond)(request)
    assert isinstance(result, HttpResponseBase)
    return result


@pytest.mark.parametrize("path", ["/", "/en/", "/blog/", "/search/?q=x", "/no-such-page/"])
def test_a_public_page_is_compressed_and_caches_keep_both_forms(client: Client, trees: Trees, path: str) -> None:
    plain = client.get(path)
    compressed = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert compressed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(compressed.content) == plain.content
    assert compressed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert int(compressed.headers["Content-Length"]) == len(compressed.content) < len(plain.content)


def test_the_same_page_has_the_same_bytes(client: Client, trees: Trees) -> None:
    first, second = (client.get("/", headers={"Accept-Encoding": "gzip"}).content for _ in range(2))
    assert first == second


def test_the_admin_is_left_alone(editor_client: Client) -> None:
    for path in ("/admin/", "/admin/pages/", "/admin/login/", "/admin/jsi18n/"):
        for browser in (editor_client, Client()):
            response = browser.get(path, headers={"Accept-Encoding": "gzip"})
            assert "Content-Encoding" not in response.headers, path


def test_a_form_with_a_secret_in_it_is_left_alone(client: Client, trees: Trees) -> None:
    PageViewRestriction.objects.create(page=trees.lists["ko"], restriction_type="password", password="sesame")
    response = client.get("/blog/", headers={"Accept-Encoding": "gzip"})
    assert b"csrfmiddlewaretoken" in response.content
    assert "Content-Encoding" not in response.headers


def test_a_head_request_is_told_the_length_of_what_a_get_request_would_bring(client: Client, trees: Trees) -> None:
    get, head = (ask("/", headers={"Accept-Encoding": "gzip"}) for ask in (client.get, client.head))
    assert head.content == b""
    assert head.headers["Content-Length"] == get.headers["Content-Length"]


@pytest.mark.parametrize(
    "kind", ["text/html; charset=utf-8", "text/markdown", "application/atom+xml", "application/feed+json", "text/plain"]
)
def test_text_of_every_kind_is_compressed(kind: str) -> None:
    assert answer(HttpResponse(LONG, content_type=kind)).headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("kind", ["image/avif", "image/png", "application/pdf", "application/octet-stream"])
def test_what_is_compressed_already_is_not_compressed_again(kind: str) -> None:
    assert "Content-Encoding" not in answer(HttpResponse(LONG, content_type=kind)).headers


def test_a_stream_stays_a_stream() -> None:
    assert "Content-Encoding" not in answer(StreamingHttpResponse([LONG], content_type="text/html")).headers


@pytest.mark.parametrize("value", ["private", "no-store", "max-age=0, no-cache, no-store, private"])
def test_an_answer_that_no_cache_may_keep_is_left_alone(value: str) -> None:
    assert "Content-Encoding" not in answer(HttpResponse(LONG, headers={"Cache-Control": value})).headers


def test_an_answer_that_sets_a_cookie_is_left_alone() -> None:
    response = HttpResponse(LONG)
    response.set_cookie("name", "value")
    assert "Content-Encoding" not in answer(response).headers


def test_an_entity_tag_says_that_the_bytes_differ_and_the_text_does_not() -> None:
    response = answer(HttpResponse(LONG, headers={"ETag": '"a1"'}))
    assert response.headers["ETag"] == 'W/"a1"'
    plain = answer(HttpResponse(LONG, headers={"ETag": '"a1"'}), accepts="identity")
    assert plain.headers["ETag"] == '"a1"'
