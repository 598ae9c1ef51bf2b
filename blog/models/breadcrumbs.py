"""The way from the front page to a page, for readers and for machines, from what the page has been fetched with.

It asks the database nothing of its own and knows nothing of HTML.
"""

from collections.abc import Iterator

from django.utils.translation import gettext, pgettext
from wagtail.models import Page

from blog.addresses import FRONT_PAGE_DEPTH, Crumb, article_address, article_list, front_page, group_path
from blog.models.listings import Listing
from blog.models.lists import BlogIndexPage
from blog.models.pages import ArticlePage


def breadcrumbs(page: Page, listing: Listing | None = None) -> tuple[Crumb, ...]:
    """The steps to an article, a list or a plain page, this page itself last; none to the front page."""
    language = page.locale.language_code
    home = Crumb(pgettext("the front page, as a step on the way to another page", "Home"), front_page(language))
    if isinstance(page, ArticlePage):
        return (home, *_to_article(page, language))
    if isinstance(page, BlogIndexPage):
        return (home, *_to_list(page, language, listing))
    if page.depth > FRONT_PAGE_DEPTH:
        return (home, Crumb(page.title, page.get_url() or ""))
    return ()


def _to_article(page: ArticlePage, language: str) -> Iterator[Crumb]:
    above = article_list(language)
    yield Crumb(page.belongings.list_title or gettext("Blog"), above)
    for category in page.categories[:1]:
        for each in (*reversed(category.ancestors), category):
            yield Crumb(each.name, f"{above}{group_path('category', each.slug)}")
    yield Crumb(page.title, article_address(language, page.slug))


def _to_list(page: BlogIndexPage, language: str, listing: Listing | None) -> Iterator[Crumb]:
    above = article_list(language)
    yield Crumb(page.title, above)
    if listing:
        yield from listing.trail
        yield Crumb(listing.title, f"{above}{listing.path}")
