"""One address is one page: neither browser nor cookie chooses its language."""

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from home.bootstrap import Trees
from ops.language import AddressLanguageMiddleware

PUBLIC = ["/", "/en/", "/blog/", "/en/blog/", "/search/", "/en/search/"]


def language_of_address(path: str) -> str:
    seen = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(translation.get_language())
        return HttpResponse()

    response = AddressLanguageMiddleware(view)(RequestFactory().get(path))
    assert response.headers["Content-Language"] == seen[0]
    return str(seen[0])


@pytest.mark.parametrize(
    ("path", "language"),
    [("/", "ko"), ("/blog/x/", "ko"), ("/en/", "en"), ("/en/blog/", "en"), ("/english/", "ko"), ("/fr/", "ko")],
)
def test_the_prefix_decides(path: str, language: str) -> None:
    assert language_of_address(path) == language


def test_the_language_of_the_thread_is_put_back() -> None:
    with translation.override("ko"):
        language_of_address("/en/")
        assert translation.get_language() == "ko"


def test_a_language_that_a_view_states_itself_stays() -> None:
    middleware = AddressLanguageMiddleware(lambda request: HttpResponse(headers={"Content-Language": "fr"}))
    assert middleware(RequestFactory().get("/")).headers["Content-Language"] == "fr"


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_is_the_same_whatever_the_browser_prefers(trees: Trees, path: str) -> None:
    plain = Client().get(path)
    choosy = Client(headers={"accept-language": "fr, en;q=0.9"})
    choosy.cookies[settings.LANGUAGE_COOKIE_NAME] = "en" if not path.startswith("/en/") else "ko"
    asked = choosy.get(path)
    assert (plain.status_code, asked.status_code) == (200, 200)
    assert asked.content == plain.content
    assert asked.headers["Content-Language"] == ("en" if path.startswith("/en/") else "ko")


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_sets_no_cookie_and_varies_on_nothing_of_the_visitor(trees: Trees, path: str) -> None:
    response = Client().get(path)
    assert not response.cookies
    assert not {"accept-language", "cookie"} & {each.strip().lower() for each in response.get("Vary", "").split(",")}
