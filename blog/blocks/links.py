"""What leads elsewhere: videos that load nothing before a click, and bookmarks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

TITLE_HELP = _("Left empty, the title of that page is fetched soon after saving.")

_VIDEO_ID = re.compile(r"[A-Za-z0-9_-]{6,20}")


def player_address(url: str) -> str:
    """The address of the privacy-keeping player of a YouTube or Vimeo page, or "" for any other address."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    segments = [segment for segment in parts.path.split("/") if segment]
    if host in {"youtube.com", "youtube-nocookie.com"}:
        video = parse_qs(parts.query).get("v", segments[-1:])[0:1]
        return _player("https://www.youtube-nocookie.com/embed/", video)
    if host == "youtu.be":
        return _player("https://www.youtube-nocookie.com/embed/", segments[:1])
    if host in {"vimeo.com", "player.vimeo.com"}:
        return _player("https://player.vimeo.com/video/", segments[-1:])
    return ""


def _player(base: str, video: Sequence[str]) -> str:
    return f"{base}{video[0]}" if video and _VIDEO_ID.fullmatch(video[0]) else ""


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """What the page behind a link says of itself, as far as it is known. `image` is the path of our own copy.

    `language` is what that page declares, and "" for a text that we did not get from there.
    """

    title: str = ""
    description: str = ""
    language: str = ""
    image: str = ""
    image_width: int = 0
    image_height: int = 0


class LinkValue(blocks.StructValue):
    """A link with our own words for it, and what the page there says, which stands in where we say nothing.

    Whoever renders a page may set `facts`; they are never part of the body, so translators see our own words only.
    """

    facts = LinkFacts()

    @property
    def host(self) -> str:
        """The name of the site that is linked to."""
        return (urlsplit(self["url"] or "").hostname or "").removeprefix("www.")

    @property
    def shown_title(self) -> str:
        """Our title, theirs, or the address."""
        return self["title"] or self.facts.title or self["url"] or ""

    @property
    def title_language(self) -> str:
        """The declared language of the title, "" when it is ours."""
        return "" if self["title"] else self.facts.language


class EmbedValue(LinkValue):
    """An embed and where it would play."""

    @property
    def player(self) -> str:
        """The player's address, "" when this site only links to it."""
        return player_address(self["url"] or "")


class BookmarkValue(LinkValue):
    """A bookmark."""

    @property
    def shown_description(self) -> str:
        """Our description, or theirs."""
        return self["description"] or self.facts.description

    @property
    def description_language(self) -> str:
        """The declared language of the description, "" when it is ours."""
        return "" if self["description"] else self.facts.language


class EmbedBlock(blocks.StructBlock):
    """Somebody else's video. Nothing of it is loaded before the reader asks."""

    url = blocks.URLBlock(
        label=_("Address"),
        help_text=_("YouTube and Vimeo play on the page after a click; any other address is linked."),
        validators=[URLValidator(schemes=["https", "http"])],
    )
    title = blocks.CharBlock(
        required=False,
        default="",
        max_length=200,
        label=_("Title"),
        help_text=_("Left empty, the description of that page is fetched soon after saving."),
    )
    caption = blocks.CharBlock(required=False, default="", max_length=500, label=pgettext_lazy("picture", "Caption"))

    class Meta:
        icon = "media"
        label = _("Video")
        description = _("A video from elsewhere. Nothing is loaded from there before the reader clicks.")
        template = "blocks/embed.html"
        value_class = EmbedValue
        preview_value = {"url": "https://www.youtube.com/watch?v=aBcDeFgHiJk", "title": "두 언어로 글쓰기, 발표 영상"}


class BookmarkBlock(blocks.StructBlock):
    """A page elsewhere that is worth a look, described in our words or in its own."""

    url = blocks.URLBlock(label=_("Address"), validators=[URLValidator(schemes=["https", "http"])])
    title = blocks.CharBlock(
        required=False,
        default="",
        max_length=200,
        label=_("Title"),
        help_text=_("Left empty, the description of that page is fetched soon after saving."),
    )
    description = blocks.TextBlock(
        required=False,
        default="",
        rows=2,
        label=_("Description"),
        help_text=_("Left empty, the description of that page is fetched soon after saving."),
    )

    class Meta:
        icon = "link-external"
        label = _("Bookmark")
        description = _("A link to another page with title, description and picture.")
        template = "blocks/bookmark.html"
        value_class = BookmarkValue
        preview_value = {
            "url": "https://www.w3.org/TR/klreq/",
            "title": "한국어 텍스트 레이아웃 요구사항",
            "description": "한글 조판의 기준을 모은 문서입니다.",
        }
