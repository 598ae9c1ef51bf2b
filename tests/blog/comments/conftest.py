"""What tests of comments need: an article with a conversation, and a reader who writes without a browser."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest import mock
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale

from blog.comments import tickets
from blog.comments.models import Comment, State
from blog.comments.wording import fingerprint
from blog.models import ArticlePage
from home.bootstrap import Trees
from tests.factories import make_article

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAID = {"name": "김하늘", "email": "haneul@example.org", "homepage": "", "text": "잘 읽었습니다.", "website": ""}


@pytest.fixture
def article(trees: Trees) -> ArticlePage:
    """A Korean article."""
    return make_article(trees.lists["ko"], title="물때 이야기", slug="물때")


@pytest.fixture
def english(article: ArticlePage) -> ArticlePage:
    """Its English version."""
    copy = article.copy_for_translation(Locale.objects.get(language_code="en"))
    copy.title, copy.slug = "On tides", "on-tides"
    copy.save_revision().publish()
    return ArticlePage.objects.get(pk=copy.pk)


@pytest.fixture
def comment(article: ArticlePage) -> Callable[..., Comment]:
    """Stores a comment, approved unless said otherwise, each a minute after the one before."""
    moments = iter(timezone.now() - timedelta(days=2) + timedelta(minutes=step) for step in range(5000))

    def store(text: str = "좋은 글입니다.", **fields: Any) -> Comment:
        now = next(moments)
        known = {
            "translation_key": article.translation_key,
            "language": "ko",
            "state": State.APPROVED,
            "name": "이바다",
            "email": "bada@example.org",
            "created_at": now,
            "placed_at": now,
            "fingerprint": fingerprint(text),
        }
        return Comment.objects.create(text=text, **{**known, **fields})

    return store


class Reader:
    """A reader whose browser runs no script: one form after the other. The preview is looked at for a moment."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.monkeypatch = monkeypatch
        self.headers = {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_USER_AGENT": AGENT}

    def post(self, path: str, data: Any, **headers: str) -> Any:
        return self.client.post(path, data, **{**self.headers, **headers})

    def preview(self, article: ArticlePage, **said: Any) -> Any:
        return self.post(write_address(article), {**SAID, **said})

    def look(self, seconds: float = 5) -> None:
        """Time passes."""
        now = timezone.now() + timedelta(seconds=seconds)
        self.monkeypatch.setattr("django.utils.timezone.now", lambda: now)

    def write(self, article: ArticlePage, **said: Any) -> Any:
        """The whole way; the answer to the last form."""
        headers = {name: said.pop(name) for name in list(said) if name.isupper()}
        answer = self.post(write_address(article), {**SAID, **said}, **headers)
        if answer.status_code != 200:
            return answer
        fields = fields_of(answer)
        self.look()
        return self.post(write_address(article), fields, **headers)


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    """Somebody who writes."""
    return Reader(monkeypatch)


def write_address(article: ArticlePage) -> str:
    prefix = "" if article.locale.language_code == "ko" else f"/{article.locale.language_code}"
    return f"{prefix}/blog/{quote(article.slug)}/comment/"


def soup(answer: Any) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


def fields_of(answer: Any) -> dict[str, str]:
    """What the form of a page would send, without its buttons."""
    form = soup(answer).select_one(".comment-form")
    assert form, answer.content.decode()
    found = {str(each["name"]): str(each.get("value") or "") for each in form.select("input[name]")}
    return found | {str(each["name"]): each.get_text() for each in form.select("textarea[name]")}


def ticket(seconds: float = 60) -> str:
    """One for a preview that was shown so long ago."""
    then = timezone.now() - timedelta(seconds=seconds)
    with mock.patch("django.utils.timezone.now", return_value=then):
        return tickets.new_ticket()
