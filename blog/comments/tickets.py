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
    return _written(uuid4().hex, _FORM)


def read_ticket(paper: str) -> Ticket | None:
    """What it says; None for one that is made up or too old."""
    said, seconds = _read(paper, _FORM)
    return Ticket(said, seconds) if isinstance(said, str) and seconds <= TIME_TO_SEND.total_seconds() else None


def own(comment: int, way: Way) -> str:
    """For whoever has just written this comment (`screen`), or has its e-mail address (`mail`)."""
    return _written([comment, way], _OWN)


def read_own(paper: str, comment: int) -> Way | None:
    """How the bearer got it; None unless it is for this comment and young enough."""
    said, seconds = _read(paper, _OWN)
    ways: tuple[tuple[Way, timedelta], ...] = (("screen", TIME_TO_CHANGE), ("mail", LINK_IN_MAIL))
    return next((way for way, time in ways if said == [comment, way] and seconds <= time.total_seconds()), None)


def quiet(email: str) -> str:
    """The end of an address where mail about answers can be declined, without naming the e-mail address."""
    return _written(digest_of_email(email), _QUIET)


def read_quiet(paper: str) -> str | None:
    """The digest of the e-mail address; these never grow old, because mails do not."""
    said, _seconds = _read(paper, _QUIET)
    return said if isinstance(said, str) else None


def digest_of_email(email: str) -> str:
    """What an e-mail address is known by where the address itself is not needed."""
    return salted_hmac("comments.email", email.strip().casefold(), algorithm="sha256").hexdigest()


def digest_of_network(network: str) -> str:
    """What a network is known by this month; the key is another one every month. "" for an unknown network."""
    month = timezone.localdate().strftime("%Y-%m")
    return salted_hmac(f"comments.network {month}", network, algorithm="sha256").hexdigest() if network else ""


def _written(said: object, salt: str) -> str:
    return signing.dumps([said, int(timezone.now().timestamp() * 1000)], salt=salt)


def _read(paper: str, salt: str) -> tuple[object, float]:
    """What a paper says, and how many seconds ago it was written; None for one that is made up."""
    try:
        said, milliseconds = signing.loads(paper, salt=salt)
    except (signing.BadSignature, TypeError, ValueError):
        return None, 0.0
    return said, timezone.now().timestamp() - milliseconds / 1000
