"""Which feed is asked for: what it is called, where it stands, and which articles it holds.

It knows addresses and groups, and neither the text of an article nor any format of feed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import uuid5

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext, override
from wagtail.models import Page

from blog.addresses import FRONT_PAGE_DEPTH, GROUP_KINDS, absolute, front_page, group_list
from blog.models import ArticlePage, Author
from blog.models.groups import Grouping
from blog.models.pages import ArticleQuerySet
from blog.models.restrictions import seen_by_readers
from blog.translation.groups import groups_with_articles

LATEST = 20
# The year this scheme began: a tag address names a day on which the host was ours (RFC 4151).
TAG_DATE = "2026"


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed, before anything is in it.

    `page`: the address of the list that readers see. `counterparts`: by language, the arguments under which the same
    feed exists there, this language included. Texts are plain, addresses absolute.
    """

    identity: str
    title: str
    description: str
    language: str
    page: str
    locale_id: int
    group: Grouping | None
    counterparts: Mapping[str, Mapping[str, str]]

    def address(self, form: str, language: str = "") -> str:
        """The address of this feed as "atom", "rss" or "json", in its own or another of its languages."""
        code = language or self.language
        name = f"group_feed_{form}" if self.group else f"feed_{form}"
        with override(code):
            return absolute(reverse(name, kwargs=dict(self.counterparts[code])))

    def translations(self, form: str) -> dict[str, str]:
        """The same feed in the other languages that have it: language to address."""
        return {code: self.address(form, code) for code in self.counterparts if code != self.language}

    def articles(self) -> ArticleQuerySet:
        """The articles that readers may see, newest first, as many as a feed holds."""
        found: ArticleQuerySet = seen_by_readers(ArticlePage.objects.in_language(self.locale_id))
        if self.group:
            # A subquery, because a group asks for DISTINCT, which a list that is cut cannot be filtered by.
            found = found.filter(pk__in=ArticlePage.objects.in_group(self.group).order_by().values("pk"))
        return found.latest_first()[:LATEST]


def channel_of_language(language: str) -> Channel:
    """The feed of everything in one language. One query. Http404 where its front page is not public."""
    pages = seen_by_readers(Page.objects.filter(depth=FRONT_PAGE_DEPTH)).select_related("locale")
    fronts = {page.locale.language_code: page for page in pages}
    if language not in fronts:
        raise Http404
    labels = dict(settings.LANGUAGES)
    return Channel(
        identity=_tag(f"feed:{language}"),
        title=f"{settings.WAGTAIL_SITE_NAME} – {labels[language]}",
        description=fronts[language].search_description or gettext("The latest articles"),
        language=language,
        page=absolute(front_page(language)),
        locale_id=fronts[language].locale_id,
        group=None,
        counterparts={code: {} for code in labels if code in fronts},
    )


def channel_of_group(language: str, kind: str, slug: str) -> Channel:
    """The feed of one category, topic, series or author. One query. Http404 where it has no article to show."""
    versions = _versions_with_articles(kind, language, slug) if kind in GROUP_KINDS else {}
    if language not in versions:
        raise Http404
    group = versions[language]
    return Channel(
        identity=f"urn:uuid:{uuid5(group.translation_key, f'feed:{language}')}",
        title=f"{settings.WAGTAIL_SITE_NAME} – {group}",
        description=_description(group) or gettext("The latest articles"),
        language=language,
        page=absolute(group_list(language, kind, slug)),
        locale_id=group.locale_id,
        group=group,
        counterparts={
            code: {"kind": kind, "slug": versions[code].slug} for code, _label in settings.LANGUAGES if code in versions
        },
    )


def _versions_with_articles(kind: str, language: str, slug: str) -> dict[str, Grouping]:
    """A group by language, where readers find its list with at least one article."""
    groups = groups_with_articles(kind)
    keys = groups.model.objects.filter(slug=slug, locale__language_code=language).values("translation_key")
    return {group.locale.language_code: group for group in groups.filter(translation_key__in=keys)}


def _description(group: Grouping) -> str:
    return group.bio if isinstance(group, Author) else getattr(group, "description", "")


def identity_of(article: ArticlePage) -> str:
    """The name of an article for ever: its translation key and language, whatever its address becomes."""
    return f"urn:uuid:{uuid5(article.translation_key, article.locale.language_code)}"


def _tag(name: str) -> str:
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{TAG_DATE}:{name}"
