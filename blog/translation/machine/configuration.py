"""Which translator the operator has chosen, ready to be asked; None by default."""

from collections.abc import Mapping
from typing import Final, Protocol

from django.conf import settings

from blog.translation.machine import deepl, google
from blog.translation.machine.chat import Chat
from blog.translation.machine.contract import Pace, Service
from blog.translation.machine.deepl import DeepL
from blog.translation.machine.google import Google
from blog.translation.machine.libretranslate import LibreTranslate
from blog.translation.machine.pieces import Limits, Order
from ops.calling import Patience

# A language model writes word by word, and a small server of one's own is slow: minutes, not seconds. All attempts
# together stay below the ten minutes of a claim in `jobs`.
HOSTED: Final = Patience(connect=5, read=30, total=60)
OWN: Final = Patience(connect=5, read=120, total=150)
PACE: Final = Pace()
PACE_OF_MODELS: Final = Pace(attempts=3)


class Provider(Protocol):
    """A translator."""

    @property
    def service(self) -> Service:
        """Whom it speaks to."""

    @property
    def limits(self) -> Limits:
        """What it takes at once."""

    def translate(self, order: Order) -> Mapping[str, str]:
        """Translations by the keys of the pieces; one that is missing was not translated. Raises MachineError."""


def provider() -> Provider | None:
    """The translator that the settings name."""
    chosen = settings.TRANSLATION
    key, endpoint = chosen["key"], chosen["endpoint"]
    match chosen["provider"]:
        case "deepl":
            return DeepL(Service("DeepL", endpoint or deepl.default_endpoint(key), key, patience=HOSTED, pace=PACE))
        case "google":
            return Google(Service("Google", endpoint or google.ENDPOINT, key, patience=HOSTED, pace=PACE))
        case "libretranslate":
            return LibreTranslate(Service("LibreTranslate", endpoint, key, patience=OWN, pace=PACE_OF_MODELS))
        case "openai":
            return Chat(Service(chosen["model"], endpoint, key, chosen["model"], OWN, PACE_OF_MODELS))
    return None
