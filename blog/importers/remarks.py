"""The comments of a WordPress export: rows of text into plain comments, in the order that readers saw.

It knows WordPress's fields and what its comments may hold of HTML. It must not know where comments are stored.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.importers.article import ImportedComment, clean_text, one_line

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from blog.importers.article import CommentState

SEOUL: Final = ZoneInfo("Asia/Seoul")
LONGEST_NAME, LONGEST_HOMEPAGE, LONGEST_EMAIL = 255, 500, 254
_STATES: Final[dict[str, CommentState]] = {
    "1": "approved", "approve": "approved", "0": "waiting", "hold": "waiting", "spam": "spam", "trash": "removed"
}  # fmt: skip
_LINK: Final = re.compile(r"""<a\s[^<>]*?href=["']([^"'<>]*)["'][^<>]*>(.*?)</a>""", re.IGNORECASE | re.DOTALL)
_BREAK: Final = re.compile(r"<br\s*/?>\n?", re.IGNORECASE)
_PARAGRAPH: Final = re.compile(r"</?(?:p|div|blockquote|pre|ul|ol)\b[^<>]*>", re.IGNORECASE)
_PLAIN: Final = re.compile(
    r"</?(?:b|strong|em|i|u|s|del|ins|strike|code|cite|q|abbr|acronym|span|li|sub|sup)\b[^<>]*>", re.IGNORECASE
)


def read_comments(
    rows: Iterable[Mapping[str, str]], authors: Collection[str]
) -> tuple[tuple[ImportedComment, ...], list[str]]:
    """The comments of one article in the order of their numbers, and remarks on what could not be mapped.

    Pingbacks and trackbacks are counted and left aside.
    """
    own: list[Mapping[str, str]] = []
    aside = 0
    for row in rows:
        kind = _field(row, "comment_type")
        own, aside = (own, aside + 1) if kind not in {"", "comment"} else ([*own, row], aside)
    remarks = []
    if aside:
        sentence = ngettext("%(count)d pingback left aside.", "%(count)d pingbacks left aside.", aside)
        remarks.append(sentence % {"count": aside})
    found = [_comment(row, place, authors, remarks) for place, row in enumerate(sorted(own, key=_number))]
    silent = [each for each in found if not each.text]
    remarks += [_("Comment %(number)s says nothing; it was left out.") % {"number": each.ref} for each in silent]
    return tuple(each for each in found if each.text), remarks


def _field(row: Mapping[str, str], name: str) -> str:
    return row.get(f"wp:{name}", "").strip()


def _number(row: Mapping[str, str]) -> int:
    number = _field(row, "comment_id")
    return int(number) if number.isdecimal() and len(number) < 19 else 0


def _comment(row: Mapping[str, str], place: int, authors: Collection[str], remarks: list[str]) -> ImportedComment:
    name = one_line(unescape(_field(row, "comment_author")))
    parent = _field(row, "comment_parent")
    return ImportedComment(
        ref=_field(row, "comment_id") or f"at-{place}",
        text=plain_text(row.get("wp:comment_content", "")),
        written=_moment(row) or datetime.fromtimestamp(0, UTC),
        name=name[:LONGEST_NAME],
        email=_email(row, remarks),
        homepage=_homepage(row, remarks),
        answers="" if parent == "0" else parent,
        state=_STATES.get(_field(row, "comment_approved"), "removed"),
        voice=_voice(row, name, authors),
    )


def _voice(row: Mapping[str, str], name: str, authors: Collection[str]) -> str:
    """Who wrote with an account spoke for the site; a reader who only calls himself so did not."""
    if _field(row, "comment_user_id") in {"", "0"}:
        return "reader"
    return "author" if name in authors else "editor"


def _moment(row: Mapping[str, str]) -> datetime | None:
    """The wall clock that stood beside the comment, as Korean time; the other clock of the export where it lacks."""
    for name, zone in (("comment_date", SEOUL), ("comment_date_gmt", UTC)):
        try:
            return datetime.strptime(_field(row, name), "%Y-%m-%d %H:%M:%S").replace(tzinfo=zone)
        except ValueError:
            continue
    return None


def _email(row: Mapping[str, str], remarks: list[str]) -> str:
    email = one_line(_field(row, "comment_author_email"))
    try:
        validate_email(email)
    except ValidationError:
        email, before = "", email
        if before:
            remarks.append(_("Comment %(number)s had no proper e-mail address.") % {"number": _number(row)})
    return email if len(email) <= LONGEST_EMAIL else ""


def _homepage(row: Mapping[str, str], remarks: list[str]) -> str:
    homepage = one_line(unescape(_field(row, "comment_author_url")))
    if not homepage:
        return ""
    try:
        parts = urlsplit(homepage)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and len(homepage) <= LONGEST_HOMEPAGE
    except ValueError:
        usable = False
    if not usable:
        text = _("The homepage of comment %(number)s cannot be linked to: %(homepage)s")
        remarks.append(text % {"number": _number(row), "homepage": homepage[:200]})
    return homepage if usable else ""


def plain_text(html: str) -> str:
    """What a comment of WordPress says. The few elements that it may hold become text; everything else is text."""
    text = _LINK.sub(_link, clean_text(html))
    text = _PLAIN.sub("", _PARAGRAPH.sub("\n\n", _BREAK.sub("\n", text)))
    lines: Sequence[str] = [line.rstrip() for line in clean_text(unescape(text)).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _link(match: re.Match[str]) -> str:
    address, said = unescape(match[1]).strip(), _PLAIN.sub("", match[2]).strip()
    return said if unescape(said) == address or not address else f"{said} ({address})"
