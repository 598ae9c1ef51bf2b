"""Google Cloud Translation Basic (v2): strings of HTML in, strings of HTML out.

Basic and not Advanced (v3), because Basic is set up with one variable, an API key; Advanced wants a service account
with a file of credentials, a project and a location. What that costs is Google's own glossary: marks protect terms.
A request holds at most 128 strings and 100 KB, and 5,000 characters are recommended (docs.cloud.google.com/translate:
“Quotas and limits”, and the reference of v2, read in November 2026). There is no way to tell it of the surroundings.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar, Final

from django.utils.translation import gettext as _

from blog.translation.machine.contract import Service
from blog.translation.machine.errors import BusyError, MachineError
from blog.translation.machine.glossary import protected, unprotected
from blog.translation.machine.pieces import Limits, Order
from ops.calling import Reply

ENDPOINT: Final = "https://translation.googleapis.com"
A_MINUTE: Final = 60.0
UNTIL_THE_NEXT_DAY: Final = 3 * 3600.0  # quotas begin anew at midnight in California; a job tries for half a day


@dataclass(frozen=True, slots=True)
class Google:
    """Speaks to translation.googleapis.com, version 2."""

    service: Service
    limits: ClassVar[Limits] = Limits(texts=128, characters=5000, size=90_000)

    def translate(self, order: Order) -> Mapping[str, str]:
        """Translations by the keys of the pieces. Raises MachineError."""
        said = {
            "q": [protected(piece.text, order.glossary) for piece in order.pieces],
            "source": order.source,
            "target": order.target,
            "format": "html",
        }
        reply = self.service.ask("POST", "/language/translate/v2", said, X_Goog_Api_Key=self.service.key)
        if reply.status != HTTPStatus.OK:
            raise self._refusal(reply)
        texts = self._texts(reply.said)
        if len(texts) != len(order.pieces):
            raise self.service.wrong_number()
        return {piece.key: unprotected(text) for piece, text in zip(order.pieces, texts, strict=True)}

    def _texts(self, said: Any) -> list[str]:
        try:
            return [str(each["translatedText"]) for each in said["data"]["translations"]]
        except (KeyError, TypeError) as error:
            raise self.service.unreadable() from error

    def _refusal(self, reply: Reply) -> MachineError:
        """Google says with 403 what others say with 429, and with 400 that a key is wrong or a request too large."""
        excuse = self.service.quoted(reply).lower()
        if reply.status == HTTPStatus.FORBIDDEN and "daily limit" in excuse:
            why = _("The allowance for today at %(service)s is used up.") % {"service": self.service.label}
            return BusyError(why, reply.pause or UNTIL_THE_NEXT_DAY)
        if reply.status == HTTPStatus.FORBIDDEN and "rate limit" in excuse:
            return self.service.busy(reply, A_MINUTE)
        if reply.status == HTTPStatus.BAD_REQUEST and "api key" in excuse:
            return self.service.wrong_key(reply)
        if reply.status == HTTPStatus.BAD_REQUEST and "too " in excuse:
            return self.service.too_large()
        return self.service.refusal(reply)
