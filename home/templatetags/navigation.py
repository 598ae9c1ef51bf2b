"""What stands around every page: name, main links, search, footer."""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from wagtail.models import Page

from home.models import HomePage

register = template.Library()


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the main menu."""

    title: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Shell:
    """What base.html shows around the content of a page, in the language of the address."""

    name: str
    home_url: str
    search_url: str
    links: tuple[Link, ...]
    footer_text: str
    privacy_text: str


@register.simple_tag(takes_context=True)
def site_shell(context: template.Context) -> Shell:
    """Name, links and texts of the site. Two queries, whatever the number of pages."""
    language = get_language() or settings.LANGUAGE_CODE
    request: HttpRequest | None = context.get("request")
    home = HomePage.objects.live().filter(locale__language_code=language).first()
    home_url = f"/{language}/" if language != settings.LANGUAGE_CODE else "/"
    return Shell(
        name=settings.WAGTAIL_SITE_NAME,
        home_url=home_url,
        search_url=reverse("search"),
        links=_menu(home, home_url, request.path if request else "") if home else (),
        footer_text=home.footer_text if home else "",
        privacy_text=home.privacy_text if home else "",
    )


def _menu(home: HomePage, home_url: str, current_path: str) -> tuple[Link, ...]:
    """The children of the home page that are marked "show in menus", without asking each for its address."""
    pages = Page.objects.child_of(home).live().in_menu().order_by("path")
    links = ((page.title, f"{home_url}{page.slug}/") for page in pages)
    return tuple(Link(title, url, current_path.startswith(url)) for title, url in links)
