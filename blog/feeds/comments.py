"""Feeds of comments: those under one article, and those of the whole site, in Atom.

It knows comments that readers see and their addresses; what they say is made HTML by the room of the comments.
"""

from collections.abc import Iterable
from datetime import datetime
from unicodedata import normalize
from uuid import UUID, uuid5

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext, pgettext
from django.views.decorators.http import conditional_page, require_safe

from blog.addresses import absolute, article_address, front_page
from blog.comments.models import Comment
from blog.comments.places import address_of
from blog.comments.wording import as_html
from blog.feeds.content import writable
from blog.feeds.entries import UNDATED
from blog.feeds.views import SECONDS_IN_CACHES
from blog.models import ArticlePage
from blog.models.restrictions import seen_by_readers

LATEST = 50


@require_safe
@conditional_page
def comments_of_language(request: HttpRequest) -> HttpResponse:
    """The latest comments of all articles of the language of the address, newest first. Two queries."""
    language = get_language() or settings.LANGUAGE_CODE
    seen = seen_by_readers(ArticlePage.objects.filter(locale__language_code=language))
    found = Comment.objects.approved().filter(translation_key__in=seen.order_by().values("translation_key"))
    latest = list(found.order_by("-created_at", "-pk")[:LATEST])
    versions = seen.filter(translation_key__in={each.translation_key for each in latest}).select_related("locale")
    articles = {each.translation_key: each for each in versions}
    title = f"{settings.WAGTAIL_SITE_NAME} – {pgettext('of readers', 'Comments')}"
    return _answer(title, absolute(front_page(language)), reverse("comments_feed"), latest, articles)


@require_safe
@conditional_page
def comments_of_article(request: HttpRequest, slug: str) -> HttpResponse:
    """The latest comments under one article, in all its languages. Two queries; 404 unless readers see the article."""
    language = get_language() or settings.LANGUAGE_CODE
    wanted = ArticlePage.objects.filter(slug=normalize("NFC", slug), locale__language_code=language)
    article = seen_by_readers(wanted).select_related("locale").first()
    if article is None:
        raise Http404
    found = Comment.objects.of(article.translation_key).approved().order_by("-created_at", "-pk")[:LATEST]
    title = gettext("Comments on “%(title)s”") % {"title": article.title}
    page = f"{absolute(article_address(language, article.slug))}#comments"
    address = reverse("comment_feed", args=[article.slug])
    return _answer(title, page, address, list(found), {article.translation_key: article})


def _answer(
    title: str, page: str, address: str, comments: list[Comment], articles: dict[UUID, ArticlePage]
) -> HttpResponse:
    feed = _Feed(
        title=writable(title),
        link=page,
        description="",
        language=get_language(),
        feed_url=absolute(address),
        author_name=settings.WAGTAIL_SITE_NAME,
        changed=max(_moments(comments), default=UNDATED),
    )
    for each in comments:
        article = articles[each.translation_key]
        name = writable(each.name) or gettext("No name")
        feed.add_item(
            title=gettext("%(name)s on “%(title)s”") % {"name": name, "title": writable(article.title)},
            link=absolute(address_of(article, each)),
            description=writable(as_html(each.text)),
            unique_id=f"urn:uuid:{uuid5(each.translation_key, f'comment:{each.pk}')}",
            author_name=name,
            pubdate=each.created_at,
            updateddate=each.edited_at or each.created_at,
        )
    answer = HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    answer.headers["Cache-Control"] = f"public, max-age={SECONDS_IN_CACHES}"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _moments(comments: Iterable[Comment]) -> list[datetime]:
    return [each.edited_at or each.created_at for each in comments]


class _Feed(Atom1Feed):
    """Atom, dated by its comments, so that the same comments make the same bytes."""

    def latest_post_date(self) -> datetime:
        moment: datetime = self.feed["changed"]
        return moment
