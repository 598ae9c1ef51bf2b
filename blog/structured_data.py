"""What a page says of itself in the words of schema.org, for search engines.

It repeats what the page shows, and asks the database for nothing that the page has not fetched.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from django.utils import timezone
from django.utils.translation import gettext
from wagtail.images.models import SourceImageIOError
from wagtail.models import Page

from blog.addresses import FRONT_PAGE_DEPTH, Crumb, absolute, front_page
from blog.comments.conversation import Conversation, Said
from blog.models import ArticlePage, Author, BlogIndexPage
from blog.models.breadcrumbs import breadcrumbs
from blog.models.groups import Grouping
from blog.models.listings import Listing
from blog.seo import Metadata, group_address
from blog.translation.freshness import freshness_of, original_language

LARGEST_COVER = "format-jpeg|width-1600"  # as in templates/components/picture.html, so no other size is made
MOST_COMMENTS = 20  # the page itself says them all; this is for machines that skim
# As Django's json_script, and the two line ends that older parsers of JavaScript stumble over.
ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}

Thing = dict[str, Any]


def as_json(graph: Sequence[Thing]) -> str:
    """JSON that may stand inside a script element: nothing in it ends the element or opens another."""
    return json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False).translate(ESCAPES)


def graph(
    meta: Metadata,
    page: Page,
    group: Grouping | None = None,
    listing: Listing | None = None,
    talk: Conversation | None = None,
) -> list[Thing]:
    """The things that a page is about: the page itself, and the way to it.

    `group`: what the list is a list of. `listing`: which of the lists of the article list is shown. `talk`: the
    comments under the article.
    """
    trail = breadcrumbs(page, listing)
    things = list(_things(meta, page, group, talk))
    return [_filled(thing) for thing in [*things, *([_breadcrumb_list(trail)] if len(trail) > 1 else [])]]


def _filled(thing: Mapping[str, Any]) -> Thing:
    """Without what is unknown."""
    return {name: value for name, value in thing.items() if value not in (None, "", [], ())}


def _things(meta: Metadata, page: Page, group: Grouping | None, talk: Conversation | None) -> Iterator[Thing]:
    if isinstance(page, ArticlePage):
        yield {**_posting(meta, page), **_comments(meta, talk)}
    elif isinstance(group, Author):
        yield {**_web_page(meta, "ProfilePage"), "mainEntity": _person(group, thorough=True)}
    elif isinstance(page, BlogIndexPage):
        yield {**_web_page(meta, "CollectionPage"), "isPartOf": _blog(meta)}
    elif page.depth == FRONT_PAGE_DEPTH:
        yield _web_site(meta)
        yield {**_blog(meta), "description": meta.description, "inLanguage": meta.language}
    else:
        yield _web_page(meta, "WebPage")


def _web_page(meta: Metadata, kind: str) -> Thing:
    return {
        "@type": kind,
        "@id": meta.canonical,
        "url": meta.canonical,
        "name": meta.title,
        "description": meta.description,
        "inLanguage": meta.language,
        "isPartOf": {"@id": _site_id(meta.language)},
    }


def _site_id(language: str) -> str:
    return absolute(front_page(language)) + "#website"


def _web_site(meta: Metadata) -> Thing:
    front = absolute(front_page(meta.language))
    search = {"@type": "EntryPoint", "urlTemplate": urljoin(front, "search/?q={search_term_string}")}
    return {
        "@type": "WebSite",
        "@id": _site_id(meta.language),
        "url": front,
        "name": meta.site_name,
        "description": meta.description,
        "inLanguage": meta.language,
        "potentialAction": {
            "@type": "SearchAction",
            "target": search,
            "query-input": "required name=search_term_string",
        },
    }


def _blog(meta: Metadata) -> Thing:
    url = urljoin(absolute(front_page(meta.language)), "blog/")
    return {"@type": "Blog", "@id": f"{url}#blog", "url": url, "name": meta.site_name}


def _posting(meta: Metadata, article: ArticlePage) -> Thing:
    return {
        "@type": "BlogPosting",
        "@id": _article_id(meta.canonical),
        "mainEntityOfPage": meta.canonical,
        "url": meta.canonical,
        "headline": meta.title,
        "description": meta.description,
        "inLanguage": meta.language,
        "datePublished": _moment(meta.published),
        "dateModified": _moment(meta.modified),
        "author": [_person(author) for author in article.authors],
        "image": list(_pictures(meta, article)),
        "articleSection": meta.section,
        "keywords": list(meta.tags),
        "timeRequired": f"PT{article.minutes}M",
        **_parts(meta, article),
        **_languages(meta, article),
    }


def _comments(meta: Metadata, talk: Conversation | None) -> Thing:
    """How many comments there are, and the first of those that the page shows."""
    if talk is None or not talk.count:
        return {}
    shown = [each for each in talk.said if not each.gone][:MOST_COMMENTS]
    return {"commentCount": talk.count, "comment": [_comment(meta, each) for each in shown]}


def _comment(meta: Metadata, said: Said) -> Thing:
    return _filled(
        {
            "@type": "Comment",
            "@id": f"{meta.canonical}#{said.anchor}",
            "url": f"{meta.canonical}comment/{said.pk}/",
            "text": said.text,
            "inLanguage": said.language,
            "dateCreated": _moment(said.written),
            "dateModified": _moment(said.edited),
            "author": _filled({"@type": "Person", "name": said.name or gettext("No name")}),
            "parentItem": {"@id": f"{meta.canonical}#comment-{said.parent}"} if said.parent else None,
        }
    )


def _article_id(url: str) -> str:
    return f"{url}#article"


def _moment(moment: datetime | None) -> str | None:
    """In Korean time with its offset."""
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else None


def _person(author: Author, *, thorough: bool = False) -> Thing:
    url = absolute(group_address(author))
    known = {"@type": "Person", "@id": f"{url}#person", "name": author.name, "url": url, "sameAs": author.homepage}
    return _filled({**known, "jobTitle": author.role, "description": author.bio} if thorough else known)


def _pictures(meta: Metadata, article: ArticlePage) -> Iterator[Thing]:
    """The card, and the cover in the largest size that the page shows."""
    if meta.image:
        yield _picture(meta.image.url, meta.image.width, meta.image.height)
    if article.cover:
        with suppress(SourceImageIOError):
            largest = article.cover.get_rendition(LARGEST_COVER)
            yield _picture(absolute(largest.url), largest.width, largest.height)


def _picture(url: str, width: int, height: int) -> Thing:
    return {"@type": "ImageObject", "url": url, "width": width, "height": height}


def _parts(meta: Metadata, article: ArticlePage) -> Thing:
    """The blog, and the series with the place in it."""
    place = article.series_place
    if place is None:
        return {"isPartOf": [_blog(meta)]}
    url = absolute(group_address(place.series))
    series = {"@type": "CreativeWorkSeries", "@id": f"{url}#series", "url": url, "name": place.series.title}
    return {"isPartOf": [_blog(meta), series], "position": place.position}


def _languages(meta: Metadata, article: ArticlePage) -> Thing:
    """The original names its translations; a translation names its original and those who made it."""
    others = {each.language: _in_language(each.url, each.language) for each in meta.existing_alternates}
    others.pop(meta.language, None)
    original = original_language(article)
    if meta.language == original:
        return {"workTranslation": list(others.values())}
    told = freshness_of(article)
    people = [{"@type": "Person", "name": name} for name in (told.translators if told else ())]
    return {"translationOfWork": others.get(original), "translator": people}


def _in_language(url: str, language: str) -> Thing:
    return {"@type": "BlogPosting", "@id": _article_id(url), "url": url, "inLanguage": language}


def _breadcrumb_list(trail: Sequence[Crumb]) -> Thing:
    items = [
        {"@type": "ListItem", "position": position, "name": crumb.title, "item": absolute(crumb.url)}
        for position, crumb in enumerate(trail, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}
