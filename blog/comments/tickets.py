"""Signed papers that stand for a visitor whom nobody knows: a form that was shown, a comment that is one's own.

They say what the site itself once wrote, so nothing about a visitor has to be stored. Nobody can make one up.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal
from uuid import uuid4

from django.core import signing
from django.utils import timezone
from django.utils.crypto import salted_hmac

TIME_TO_SEND: Final = timedelta(days=1)
TIME_TO_CHANGE: Final = timedelta(minutes=15)
LINK_IN_MAIL: Final = timedelta(days=7)
_FORM, _OWN, _QUIET = "comments.form", "comments.own", "comments.quiet"

Way = Literal["screen", "mail"]


@dataclass(frozen=True, slots=True)
class Ticket:
    """A preview that was shown. `seconds`: how long ago."""

    number: str
    seconds: float


def new_ticket() -> str:
    """For a preview that is shown now."""
    return signing.dumps([uuid4().hex, timezone.now().timestamp()], salt=_FORM)


def read_ticket(paper: str) -> Ticket | None:
    """What it says; None for one that is made up or too old."""
    said = _read(paper, _FORM, TIME_TO_SEND)
    if not (isinstance(said, list) and len(said) == 2):
        return None
    return Ticket(str(said[0]), timezone.now().timestamp() - float(said[1]))


def own(comment: int, way: Way) -> str:
    """For whoever has just written this comment (`screen`), or has its e-mail address (`mail`)."""
    return signing.dumps([comment, way], salt=_OWN)


def read_own(paper: str, comment: int) -> Way | None:
    """How the bearer got it; None unless it is for this comment and young enough."""
    said = _read(paper, _OWN, LINK_IN_MAIL)
    if said == [comment, "mail"]:
        return "mail"
    return "screen" if said == [comment, "screen"] and _read(paper, _OWN, TIME_TO_CHANGE) else None


def quiet(email: str) -> str:
    """The end of an address where mail about answers can be declined, without naming the e-mail address."""
    return signing.dumps(digest_of_email(email), salt=_QUIET)


def read_quiet(paper: str) -> str | None:
    """The digest of the e-mail address; these never grow old, because mails do not."""
    said = _read(paper, _QUIET, None)
    return said if isinstance(said, str) else None


def digest_of_email(email: str) -> str:
    """What an e-mail address is known by where the address itself is not needed."""
    return salted_hmac("comments.email", email.strip().casefold(), algorithm="sha256").hexdigest()


def digest_of_network(network: str) -> str:
    """What a network is known by this month; the key is another one every month. "" for an unknown network."""
    month = timezone.localdate().strftime("%Y-%m")
    return salted_hmac(f"comments.network {month}", network, algorithm="sha256").hexdigest() if network else ""


def _read(paper: str, salt: str, youngest: timedelta | None) -> object:
    try:
        said: object = signing.loads(paper, salt=salt, max_age=youngest)
    except signing.BadSignature:
        return None
    return said
