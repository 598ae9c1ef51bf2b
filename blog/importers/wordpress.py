"""WordPress exports (WXR) read as articles, one at a time, however long the file is.

This module must not know about our pages: it hands out articles and counts what it leaves aside.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote
from xml.etree.ElementTree import ParseError
from zoneinfo import ZoneInfo

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from blog.importers.article import Article, Asset, ImportFileError, Person, Term, clean_text, one_line
from blog.importers.elements import file_name, path_of
from blog.importers.html import read_html
from blog.importers.parsing import source_text
from blog.importers.remarks import read_comments
from blog.importers.sections import ends_with_disclaimer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from blog.importers.article import Status

SEOUL: Final = ZoneInfo("Asia/Seoul")
LONGEST_SUMMARY: Final = 500
SMALLEST_UPDATE: Final = timedelta(days=1)
_STATUSES: Final[dict[str, Status]] = {
    "publish": "published", "future": "scheduled", "draft": "draft", "pending": "draft", "private": "draft"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Export:
    """An export that was read through once, so it is known to be whole.

    `articles`: how many will come; `others`: how many of each kind will not, by kind ("page", "trash"…).
    """

    path: Path
    address: str
    people: Mapping[str, Person]
    attachments: Mapping[str, Asset]
    terms: Mapping[tuple[str, str], str]
    parents: Mapping[str, str]
    articles: int = 0
    others: Counter[str] = field(default_factory=Counter)


def open_export(path: Path) -> Export:
    """Reads the whole file once. Raises ImportFileError, with the line, when it is broken or no WordPress export."""
    address, version = "", ""
    people: dict[str, Person] = {}
    attachments: dict[str, Asset] = {}
    terms: dict[tuple[str, str], str] = {}
    parents: dict[str, str] = {}
    kinds: Counter[str] = Counter()
    for name, element in _elements(path):
        if name == "wp:wxr_version":
            version = _text(element)
        elif name == "wp:base_blog_url":
            address = _text(element).rstrip("/")
        elif name == "wp:author":
            login, person = _person(element)
            people[login] = person
        elif name == "wp:category":
            _category(element, terms, parents)
        elif name == "item":
            kinds[_kind(element)] += 1
            _attachment(element, attachments)
    if not version:
        raise ImportFileError(_("%(file)s is not a WordPress export.") % {"file": path.name})
    articles = kinds.pop("post", 0)
    return Export(path, address, people, attachments, terms, parents, articles, kinds)


def read_articles(export: Export) -> Iterator[Article]:
    """The articles of an export in the order of the file."""
    for name, element in _elements(export.path):
        if name == "item" and _kind(element) == "post":
            yield _article(export, _values(element), element)


def _elements(path: Path) -> Iterator[tuple[str, Element]]:
    """(name with WordPress's usual prefix, element) for the children of the channel; each is forgotten afterwards."""
    channel: Element | None = None
    try:
        with path.open("rb") as file:
            for event, element in iterparse(file, events=("start", "end")):
                name = _name(element)
                if event == "start":
                    _check_root(channel, name, path)
                    channel = element if channel is None or name == "channel" else channel
                elif channel is not None and name in _TOP_LEVEL:
                    yield name, element
                    channel.remove(element) if element in channel else None
    except ParseError as error:
        raise _broken(path, error.position[0]) from error
    except DefusedXmlException as error:
        message = _("%(file)s declares entities, which no WordPress export does; it was not read.")
        raise ImportFileError(message % {"file": path.name}) from error
    except (OSError, UnicodeError, ValueError, LookupError) as error:
        raise ImportFileError(_("%(file)s cannot be read.") % {"file": path.name}) from error


_TOP_LEVEL: Final = frozenset(("item", "wp:wxr_version", "wp:base_blog_url", "wp:author", "wp:category", "wp:tag"))


def _check_root(channel: Element | None, name: str, path: Path) -> None:
    if channel is None and name != "rss":
        raise ImportFileError(_("%(file)s is not a WordPress export.") % {"file": path.name})


def _broken(path: Path, line: int) -> ImportFileError:
    message = _("%(file)s is broken or not complete: line %(line)d is not XML. Nothing was imported.")
    return ImportFileError(message % {"file": path.name, "line": line})


def _name(element: Element) -> str:
    """WordPress's own prefixes, whatever the version in the namespace."""
    space, _brace, name = element.tag.rpartition("}")
    if not space:
        return name
    if space.rstrip("/").endswith("excerpt"):
        return f"excerpt:{name}"
    if "/export/" in space:
        return f"wp:{name}"
    return f"content:{name}" if "content" in space else f"dc:{name}" if "/dc/" in space else name


def _text(element: Element | None) -> str:
    return clean_text((element.text or "") if element is not None else "").strip()


def _values(item: Element) -> dict[str, str]:
    """The simple children of an element by name."""
    return {_name(child): clean_text(child.text or "") for child in item if not len(child)}


def _meta(item: Element) -> dict[str, str]:
    rows = [_values(child) for child in item if _name(child) == "wp:postmeta"]
    return {row.get("wp:meta_key", "").strip(): row.get("wp:meta_value", "").strip() for row in rows}


def _kind(item: Element) -> str:
    values = _values(item)
    if values.get("wp:status", "").strip() in {"trash", "auto-draft"}:
        return "trash"
    kind = values.get("wp:post_type", "").strip() or "unknown"
    known = values.get("wp:status", "").strip() in _STATUSES
    return kind if kind != "post" or known else "trash"


def _person(element: Element) -> tuple[str, Person]:
    values = {name: one_line(text) for name, text in _values(element).items()}
    login = values.get("wp:author_login", "")
    return login, _named(login, values.get("wp:author_display_name", ""))


def _named(login: str, display: str) -> Person:
    """Logins may be e-mail addresses; nothing after the @ becomes public."""
    login = login.split("@")[0]
    name = (display.split("@")[0] or login)[:120]
    return Person(name, slugify(login, allow_unicode=True) or slugify(name, allow_unicode=True) or "author")


def _category(element: Element, terms: dict[tuple[str, str], str], parents: dict[str, str]) -> None:
    values = _values(element)
    slug = readable_slug(values.get("wp:category_nicename", ""))
    terms["category", slug] = one_line(values.get("wp:cat_name", ""))
    if parent := readable_slug(values.get("wp:category_parent", "")):
        parents[slug] = parent


def _attachment(item: Element, attachments: dict[str, Asset]) -> None:
    values = _values(item)
    number, address = values.get("wp:post_id", "").strip(), values.get("wp:attachment_url", "").strip()
    if values.get("wp:post_type", "").strip() != "attachment" or not number or not address:
        return
    alt = one_line(_meta(item).get("_wp_attachment_image_alt", ""))
    caption = one_line(source_text(values.get("excerpt:encoded", "")))
    attachments[number] = Asset(address, file_name(address), alt, caption)


def readable_slug(text: str) -> str:
    """A slug as readers see it: percent-encoded Hangul decoded; a letter that WordPress cut in half is left out."""
    decoded = unquote(text.strip(), errors="ignore")
    return slugify(clean_text(decoded), allow_unicode=True)


def _article(export: Export, values: dict[str, str], item: Element) -> Article:
    number = values.get("wp:post_id", "").strip()
    title = one_line(source_text(values.get("title", ""))) or (_("Untitled %(number)s") % {"number": number}).strip()
    body, remarks = read_html(values.get("content:encoded", ""), export.attachments)
    status, status_remarks = _status(values)
    published = _date(values, "wp:post_date")
    categories, topics, term_remarks = _terms(export, item)
    cover, cover_remarks = _cover(export, item)
    summary, summary_remarks = _summary(values.get("excerpt:encoded", ""))
    creator = one_line(values.get("dc:creator", ""))
    authors = (export.people.get(creator) or _named(creator, ""),) if creator else ()
    rows = [_values(child) for child in item if _name(child) == "wp:comment"]
    comments, comment_remarks = read_comments(rows, [person.name for person in authors])
    article = Article(
        ref=_ref(export.address, values),
        title=title[:255],
        slug=readable_slug(values.get("wp:post_name", "")) or slugify(title, allow_unicode=True),
        summary=summary,
        body=body,
        authors=authors,
        categories=categories,
        topics=topics,
        cover=cover,
        published_at=published,
        updated_at=_updated(published, _date(values, "wp:post_modified")),
        status=status,
        comments_open=values.get("wp:comment_status", "").strip() != "closed",
        comments=comments,
        disclaimer="none" if ends_with_disclaimer(body) else "default",
        old_path=_old_path(values.get("link", "").strip()),
    )
    found = (*status_remarks, *summary_remarks, *term_remarks, *cover_remarks, *remarks, *comment_remarks)
    return replace(article, remarks=found)


def _ref(address: str, values: dict[str, str]) -> str:
    """By WordPress's number. Files that other programs made may lack it; then by what is least likely to change,
    as a digest because the other addresses of an article may be longer than a reference."""
    if number := values.get("wp:post_id", "").strip():
        return f"wordpress:{address}?p={number}"
    dates = (values.get("wp:post_date_gmt", ""), values.get("wp:post_date", ""), values.get("pubDate", ""))
    found = (values.get(name, "").strip() for name in ("guid", "link"))
    identity = next(filter(None, found), "") or "\n".join((values.get("title", "").strip(), *dates))
    return f"wordpress:{address}?id={hashlib.sha256(identity.encode()).hexdigest()[:32]}"


def _status(values: dict[str, str]) -> tuple[Status, list[str]]:
    status = values.get("wp:status", "").strip()
    if values.get("wp:post_password", "").strip():
        return "draft", [_("It was protected by a password; it is a draft here.")]
    if status == "private":
        return "draft", [_("It was private; it is a draft here.")]
    if status == "pending":
        return "draft", [_("It was waiting for review; it is a draft here.")]
    return _STATUSES[status], []


def _date(values: dict[str, str], name: str) -> datetime | None:
    """The date in UTC when the export has it, else the local one taken as Korean time."""
    for key, zone in ((f"{name}_gmt", UTC), (name, SEOUL)):
        try:
            found = datetime.strptime(values.get(key, "").strip(), "%Y-%m-%d %H:%M:%S").replace(tzinfo=zone)
        except ValueError:
            continue  # drafts have 0000-00-00
        return found.astimezone(SEOUL)
    return None


def _updated(published: datetime | None, modified: datetime | None) -> datetime | None:
    """WordPress counts every typing error as a change; readers hear of those a day and more later."""
    return modified if published and modified and modified - published >= SMALLEST_UPDATE else None


def _terms(export: Export, item: Element) -> tuple[tuple[Term, ...], tuple[Term, ...], list[str]]:
    found: dict[str, dict[str, Term]] = {"category": {}, "post_tag": {}}
    remarks: list[str] = []
    for child in item:
        if _name(child) != "category":
            continue
        name, kind = one_line(child.text or ""), child.get("domain", "category")
        slug = readable_slug(child.get("nicename", "")) or slugify(name, allow_unicode=True)
        if kind in found and slug:
            found[kind].setdefault(slug, Term(name[:100] or slug, slug[:100]))
        elif kind != "post_format":
            remarks.append(_("“%(name)s” (%(kind)s) has no place here.") % {"name": name, "kind": kind})
        if kind == "category" and slug in export.parents:
            parent = export.terms.get(("category", export.parents[slug])) or export.parents[slug]
            remarks.append(_("The category “%(name)s” stood under “%(parent)s”.") % {"name": name, "parent": parent})
    return tuple(found["category"].values()), tuple(found["post_tag"].values()), remarks


def _cover(export: Export, item: Element) -> tuple[Asset | None, list[str]]:
    number = _meta(item).get("_thumbnail_id", "")
    cover = export.attachments.get(number)
    remarks = [_("Its cover image is not in the export.")] if number and not cover else []
    return cover, remarks


def _summary(excerpt: str) -> tuple[str, list[str]]:
    text = one_line(source_text(excerpt))
    if len(text) <= LONGEST_SUMMARY:
        return text, []
    return text[:LONGEST_SUMMARY], [_("Its summary was cut. The whole: %(text)s") % {"text": text}]


def _old_path(link: str) -> str:
    """The path of the old address; "" for addresses that only have a number."""
    path = path_of(link)
    return clean_text(unquote(path, errors="ignore")) if path.strip("/") else ""
