"""After any storm, no page in English shows Korean that is not marked as such, nor an old sentence without its mark."""

import os
import re
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup, Tag
from bs4.element import PreformattedString
from django.test import Client
from wagtail.models import Locale
from wagtail_localize.models import Translation

from blog.models import ArticlePage
from blog.translation.status import wrong_rows
from home.bootstrap import Trees

from .storm import Article, Storm, english_pages
from .storm_texts import KEPT, KOREAN

SEEDS = [int(each) for each in os.environ.get("STORMS", "1 2 3 4").split()]
STEPS = 45
ENGLISH = re.compile(r"EN(\d+)\.")
HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff]")
SHOWN_ATTRIBUTES = ("title", "alt", "aria-label", "placeholder", "value", "summary", "label")


@pytest.mark.parametrize("seed", [SEEDS[0], *(pytest.param(each, marks=pytest.mark.once) for each in SEEDS[1:])])
def test_after_a_storm_every_english_page_says_what_is_korean_and_what_is_old(
    trees: Trees, seed: int, django_capture_on_commit_callbacks: Any
) -> None:
    storm = Storm(Random(seed), trees.lists["ko"], django_capture_on_commit_callbacks)
    checked = 0
    for step in range(STEPS):
        try:
            storm.step()
        except Exception as error:
            error.add_note(f"seed {seed}, step {step}\n" + "\n".join(storm.log))
            raise
        if step % 15 == 14:
            faults = [*storm.faults, *faults_of(storm)]
            checked += sum(1 for _each in english_pages(storm))
            assert not faults, f"seed {seed}, step {step}\n" + "\n".join([*storm.log, *faults])
    assert checked, f"seed {seed}: no English page ever went live"


def faults_of(storm: Storm) -> Iterator[str]:
    """All that is wrong with what readers of English see, and with the figures on the desk."""
    pages = crawl()
    for address, soup in pages.items():
        yield from (f"{address}: {fault}" for fault in unmarked_korean(soup))
    yield from faults_of_articles(storm)
    yield from faults_of_lists(storm, pages)
    wrong = wrong_rows(list(Translation.objects.values_list("pk", flat=True)))
    yield from (f"the figures of {row.translation.source} are not those of its rows" for row in wrong)


def crawl() -> dict[str, BeautifulSoup]:
    """Follows every link below /en/; the pages by address."""
    client, waiting, seen = Client(), ["/en/", "/en/search/?q=EN"], {"/en/"}
    live = ArticlePage.objects.filter(live=True, locale=Locale.objects.get(language_code="en"))
    for page in live:
        waiting += [page.get_url(), f"{page.get_url()}parallel/ko/", f"/en/search/?q={quote(page.title)}"]
    pages = {}
    while waiting:
        address = waiting.pop()
        response = client.get(address)
        if response.status_code == 404 and "parallel" in address:
            continue  # the Korean one has been taken down
        assert response.status_code in {200, 301, 302}, (address, response.status_code)
        if not response["Content-Type"].startswith("text/html"):
            continue
        pages[address] = BeautifulSoup(response.content.decode(), "html.parser")
        for link in pages[address].select("a[href]"):
            target = str(link["href"]).partition("#")[0]
            if target.startswith("/en/") and target not in seen:
                seen.add(target)
                waiting.append(target)
    return pages


# Korean


def unmarked_korean(soup: BeautifulSoup) -> Iterator[str]:
    for text in soup.find_all(string=HANGUL):
        element = text.parent
        hidden = isinstance(text, PreformattedString) or element is None or element.name in {"script", "style"}
        mixed = element is not None and element.name in {"title", "option"} and not is_all_korean(text)
        if not (hidden or mixed) and language_of(element) != "ko":
            yield f"<{element.name}> {text.strip()[:60]}"
    for element in soup.find_all(True):
        for name in SHOWN_ATTRIBUTES:
            if is_all_korean(str(element.get(name, ""))) and language_of(element) != "ko":
                yield f"<{element.name} {name}={element[name]!r}>"


def is_all_korean(text: str) -> bool:
    """For what can only be marked as a whole: whether there is Korean besides the site's name and quoted words."""
    return HANGUL.search(text.replace("두글", "").replace(KEPT, "")) is not None


def language_of(element: Tag | None) -> str:
    while element is not None and "lang" not in element.attrs:
        element = element.parent
    return str(element["lang"]) if element is not None else ""


# Old sentences


def faults_of_articles(storm: Storm) -> Iterator[str]:
    for article, page in english_pages(storm):
        address = page.get_url()
        soup = BeautifulSoup(Client().get(address).content.decode(), "html.parser")
        yield from (f"{address}: {fault}" for fault in (*korean_in(soup, article), *fault_of_disclaimer(soup, storm)))
        live = article.live
        if live is not None:  # else there is nothing to be older than
            yield from (f"{address}: {fault}" for fault in old_and_unmarked(soup, live))
            response = Client().get(f"{address}parallel/ko/")
            assert response.status_code == 200
            soup = BeautifulSoup(response.content.decode(), "html.parser")
            yield from (f"{address} side by side: {fault}" for fault in stale_without_row(soup, live))


def parts_of(soup: BeautifulSoup) -> Iterator[Tag]:
    yield from soup.select("h1, .page-head__lead, .body")


def korean_in(soup: BeautifulSoup, article: Article) -> Iterator[str]:
    """Korean on a page that was published without asking anybody: an old translation should stand there."""
    for part in parts_of(soup) if article.whole else ():
        if KOREAN.search(part.get_text()):
            yield f"Korean on a page that was published as complete: {part.get_text()[:80]}"


def old_and_unmarked(soup: BeautifulSoup, live: frozenset[int]) -> Iterator[str]:
    """Sentences that render nothing that readers of Korean see, without a word on it."""
    for part in parts_of(soup):
        for said, element in sentences_in(part):
            if is_old(said, live) and not is_marked(element):
                yield f"old and unmarked: {said.strip()}"


def sentences_in(part: Tag) -> Iterator[tuple[str, Tag]]:
    """Texts with numbers, and what holds them; what is said of a picture too."""
    for text in part.find_all(string=ENGLISH):
        if text.parent is not None:
            yield str(text), text.parent
    for element in part.find_all(alt=ENGLISH):
        yield str(element["alt"]), element


def is_old(said: str, live: frozenset[int]) -> bool:
    return any(int(number) not in live for number in ENGLISH.findall(said))


def is_marked(element: Tag | None) -> bool:
    """Whether a reader who comes to this sentence is told that it is old: on it, right before or right after it."""
    while element is not None and element.name != "main":
        if "stale" in element.get("class", []):
            return True
        before, after = element.find_previous_sibling(True), element.find_next_sibling(True)
        if says(before, "stale-line") or (element.name in {"h1", "h2", "p"} and says(after, "heading-line")):
            return True
        if says(before, "more-line") and says(before.find_previous_sibling(True), "stale-line"):
            return True
        element = element.parent
    return False


def says(element: Tag | None, name: str) -> bool:
    return element is not None and name in element.get("class", [])


def stale_without_row(soup: BeautifulSoup, live: frozenset[int]) -> Iterator[str]:
    """Side by side, a row with an old sentence is marked, unless what it renders is gone and stands beside nothing."""
    for row in soup.select(".pair"):
        english = " ".join(said for side in row.select("[lang=en]") for said, _element in sentences_in(side))
        alone = row.select_one(".pair__gap") is not None
        if is_old(english, live) and not alone and "pair--stale" not in row["class"]:
            yield f"old and unmarked: {row.get_text(' ', strip=True)[:120]}"


def faults_of_lists(storm: Storm, pages: Mapping[str, BeautifulSoup]) -> Iterator[str]:
    """In lists, an old title or summary is marked on its card; at its head, what is said of a group."""
    live = {page.get_url(): article.live for article, page in english_pages(storm)}
    for address, soup in pages.items():
        for card in soup.select(".article-card, .search-result"):
            said, link = card.select_one(".article-card__summary"), str(card.select("h3 a")[0]["href"])
            said_there = f"{card.h3.get_text()} {said.get_text() if said else ''}"
            numbers = live.get(link)
            if numbers is not None and is_old(said_there, numbers) and not card.select(".stale-note"):
                yield f"{address}: old and unmarked in a list: {said_there}"
    for group in storm.english_groups():
        head = pages[group.address].select_one(".page-head") if group.address in pages else None
        if head and is_old(head.get_text(), group.numbers) and not head.select(".stale-note"):
            yield f"{group.address}: old and unmarked: {head.get_text(' ', strip=True)[:80]}"


def fault_of_disclaimer(soup: BeautifulSoup, storm: Storm) -> Iterator[str]:
    """The disclaimer is the current one, in English, or else in Korean with a note."""
    found = soup.select_one(".disclaimer")
    if found is None:
        return
    [text] = found.select(".disclaimer__text")
    said = text.get_text(strip=True)
    if text["lang"] == "en" and ENGLISH.findall(said) != [str(storm.disclaimer)]:
        yield f"an outdated disclaimer: {said}, should be {storm.disclaimer}"
    if text["lang"] == "ko" and (said != f"문장 {storm.disclaimer}" or not found.select(".disclaimer__note")):
        yield f"a disclaimer that is not the current one, or has no note: {said}"
