"""One conversation with a translator: asked again when it is busy, and its refusals in words for the user.

It knows HTTP's statuses. What is in a request or an answer is known by the modules named for a service.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from blog.translation.machine.errors import AnswerError, BusyError, DeniedError, MachineError, TooLargeError
from ops.calling import Patience, Reply, UnansweredError, call

logger = logging.getLogger(__name__)

LONGEST_EXCUSE: Final = 200
_PASSING: Final = frozenset({408, 425, 429})
_WRONG_ADDRESS: Final = frozenset({404, 405})
_TOO_LARGE: Final = frozenset({413, 414})


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a translator is asked in a row, and how many seconds lie between.

    The pauses grow from `first`, with some chance so that many do not come back together. One that would be longer than
    `longest` is not waited for here: the job goes back in line, and the worker does something else.
    """

    attempts: int = 4
    first: float = 1.0
    longest: float = 20.0


@dataclass(frozen=True, slots=True)
class Service:
    """A translator as the operator has set it up."""

    label: str
    endpoint: str
    key: str = field(default="", repr=False)
    model: str = ""
    patience: Patience = field(default_factory=Patience)
    pace: Pace = field(default_factory=Pace)

    @property
    def host(self) -> str:
        """Whom the texts are sent to."""
        return urlsplit(self.endpoint).netloc

    def ask(self, method: str, path: str, said: Any = None, **headers: str) -> Reply:
        """The answer, of whatever status that is not a passing one. Raises BusyError, or DeniedError without one.

        Underscores in names of headers are hyphens.
        """
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._attempts()(self._once, method, path, said, named)

    def refusal(self, reply: Reply) -> MachineError:
        """What a status means that is no success. The excuse of the service is quoted, without the key."""
        names = {"service": self.label, "status": reply.status}
        if reply.status in _TOO_LARGE:
            return self.too_large()
        if reply.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            return self.wrong_key(reply)
        if reply.status in _WRONG_ADDRESS or reply.status < HTTPStatus.BAD_REQUEST:
            why = _("There is no translator at the address of %(service)s that is set (status %(status)d).")
            return DeniedError(why % names)
        why = _("%(service)s refused with status %(status)d: %(excuse)s")
        return DeniedError(why % {**names, "excuse": self.quoted(reply)})

    def too_large(self) -> TooLargeError:
        """More was asked for at once than it takes."""
        return TooLargeError(_("%(service)s takes less text at once.") % {"service": self.label})

    def wrong_key(self, reply: Reply) -> DeniedError:
        """It does not know us. Its own words would show a part of the key."""
        names = {"service": self.label, "status": reply.status}
        return DeniedError(_("%(service)s does not accept our key (status %(status)d).") % names)

    def busy(self, reply: Reply, pause: float = 0.0) -> BusyError:
        """It asks for patience; `pause` counts where it does not say how long."""
        names = {"service": self.label, "status": reply.status}
        return BusyError(_("%(service)s is busy (status %(status)d).") % names, reply.pause or pause)

    def wrong_number(self) -> AnswerError:
        """Nobody knows which translation belongs to which text."""
        return AnswerError(_("%(service)s gave another number of translations.") % {"service": self.label})

    def unreadable(self) -> BusyError:
        """What came is not in the form of an answer; that can pass, as when a proxy in between speaks."""
        return BusyError(_("%(service)s gave an answer that cannot be read.") % {"service": self.label})

    def quoted(self, reply: Reply) -> str:
        """Its own words, short and without the key."""
        text = _excuse(reply.said) or reply.excerpt
        return " ".join((text.replace(self.key, "…") if self.key else text).split())[:LONGEST_EXCUSE]

    def _attempts(self) -> Retrying:
        return Retrying(
            retry=retry_if_exception_type(BusyError),
            stop=self._enough,
            wait=self._pause,
            reraise=True,
        )

    def _enough(self, state: RetryCallState) -> bool:
        return stop_after_attempt(self.pace.attempts)(state) or _asked_pause(state) > self.pace.longest

    def _pause(self, state: RetryCallState) -> float:
        pace = self.pace
        growing = wait_exponential_jitter(multiplier=pace.first, max=pace.longest, jitter=pace.first)
        return max(_asked_pause(state), growing(state))

    def _unanswered(self, error: UnansweredError) -> MachineError:
        names = {"service": self.label}
        if error.lasting:
            why = _("%(service)s cannot be reached safely, or answers too much; the log of the site says what.")
            return DeniedError(why % names)
        return BusyError(_("%(service)s did not answer in time, or not properly.") % names)

    def _once(self, method: str, path: str, said: Any, headers: Mapping[str, str]) -> Reply:
        try:
            reply = call(method, f"{self.endpoint}{path}", said, headers, self.patience)
        except UnansweredError as error:
            logger.warning("%s: %s", self.host, error)
            raise self._unanswered(error) from error
        if reply.status in _PASSING or reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            logger.warning("%s: status %d", self.host, reply.status)
            raise self.busy(reply)
        if reply.status == HTTPStatus.OK and reply.said is None:
            raise self.unreadable()
        return reply


def _asked_pause(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    return error.pause if isinstance(error, BusyError) else 0.0


def _excuse(said: Any) -> str:
    """The message in an answer, wherever services put it."""
    if isinstance(said, Mapping):
        inner = said.get("error") or said.get("message") or said.get("detail") or ""
        return _excuse(inner)
    return said if isinstance(said, str) else ""
