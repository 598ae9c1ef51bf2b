"""The site in one page for language models, in the form of llmstxt.org: what it is, and where its texts are.

It lists what readers may see of one language, newest first, and knows nothing of requests.
"""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext
from wagtail.models import Locale, Page

from blog import reading
from blog.addresses import FRONT_PAGE_DEPTH, absolute
from blog.markdown import escaping
from blog.models import ArticlePage
from blog.models.restrictions import seen_by_readers
from blog.seo import markdown_address

MOST_ARTICLES = 100


def overview(language: str) -> str:
    """The page of one language (a code). Raises Locale.DoesNotExist for a language that the site does not have."""
    locale = Locale.objects.get(language_code=language)
    parts = [f"# {escaping.plain(settings.WAGTAIL_SITE_NAME)}"]
    if introduction := _own(_introduction(locale), language):
        parts.append(f"> {escaping.line_start(introduction)}")
    articles = seen_by_readers(ArticlePage.objects.filter(locale=locale).latest_first())[:MOST_ARTICLES]
    lines = [_entry(article, language) for article in articles]
    if lines:
        parts.append("\n".join([f"## {gettext('Articles')}", "", *lines]))
    # The one English heading that the form gives a meaning: what can be left out.
    parts.append("\n".join(["## Optional", "", *_optional(language)]))
    return "\n\n".join(parts) + "\n"


def _introduction(locale: Locale) -> str:
    front = seen_by_readers(Page.objects.filter(depth=FRONT_PAGE_DEPTH, locale=locale)).first()
    return str(getattr(front.specific, "introduction", "")) if front else ""


def _own(text: str, language: str) -> str:
    """A text made ready; "" for a Korean one on a page of another language, which could not be marked as Korean."""
    return "" if language != settings.LANGUAGE_CODE and reading.is_korean(text) else escaping.plain(text)


def _entry(article: ArticlePage, language: str) -> str:
    address = escaping.address(markdown_address(absolute(article.get_url() or "")))
    summary = _own(article.excerpt, language)
    return f"- [{escaping.plain(article.title)}]({address}){f': {summary}' if summary else ''}"


def _optional(language: str) -> Iterator[str]:
    prefix = _prefix(language)
    yield f"- [Atom]({absolute(f'{prefix}/feed/')})"
    yield f"- [JSON Feed]({absolute(f'{prefix}/feed.json')})"
    for code, label in settings.LANGUAGES:
        if code != language:
            yield f"- [{label}]({absolute(f'{_prefix(code)}/llms.txt')})"


def _prefix(language: str) -> str:
    return "" if language == settings.LANGUAGE_CODE else f"/{language}"
