"""Ways to share a page: plain links that work without a script, and what the buttons of the script need.

Nobody else is asked for anything before a click. It knows titles and addresses, and nothing of articles.
"""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.conf import settings
from django.utils.translation import gettext


@dataclass(frozen=True, slots=True)
class ShareLink:
    """A link to somebody else's form, filled in. `name` is a word for style sheets, `label` what readers see."""

    name: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Kakao:
    """What the script needs to load KakaoTalk's own: the key of the site, the address and the hash of the script."""

    key: str
    script: str
    integrity: str


@dataclass(frozen=True, slots=True)
class Sharing:
    """All of it for one page. `kakao` is None where the operator has set no key."""

    title: str
    url: str
    links: tuple[ShareLink, ...]
    kakao: Kakao | None


def sharing_of(title: str, url: str) -> Sharing:
    """The ways to share the page at the absolute address `url`."""
    return Sharing(title, url, _links(title, url), _kakao())


def _links(title: str, url: str) -> tuple[ShareLink, ...]:
    forms = {
        ("x", "X"): ("https://x.com/intent/post", {"text": title, "url": url}),
        ("facebook", "Facebook"): ("https://www.facebook.com/sharer/sharer.php", {"u": url}),
        ("linkedin", "LinkedIn"): ("https://www.linkedin.com/sharing/share-offsite/", {"url": url}),
        ("email", gettext("E-mail")): ("mailto:", {"subject": title, "body": url}),
    }
    return tuple(
        ShareLink(name, label, f"{form}?{urlencode(fields, quote_via=quote, safe='')}")
        for (name, label), (form, fields) in forms.items()
    )


def _kakao() -> Kakao | None:
    key, integrity = settings.KAKAO_JAVASCRIPT_KEY, settings.KAKAO_SDK_INTEGRITY
    return Kakao(key, settings.KAKAO_SDK, integrity) if key and integrity else None
