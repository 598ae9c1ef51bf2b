"""What an operator may say about the service that drafts translations; it knows variables, and asks no service."""

import ipaddress
import re
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

PROVIDERS = ("deepl", "google", "libretranslate", "openai")
NEEDS_KEY = {"deepl", "google"}
NEEDS_ENDPOINT = {"libretranslate", "openai"}
NAMES_OF_A_PRIVATE_NETWORK = (".internal", ".lan", ".local", ".localhost", ".home.arpa")


def machine_translation(provider: str, key: str, endpoint: str, model: str) -> dict[str, str]:
    """The four variables, checked: all that a provider needs is there, and nothing that it would ignore."""
    said = {"provider": provider.strip().lower(), "key": key.strip(), "endpoint": endpoint.strip().rstrip("/")}
    said["model"] = model.strip()
    if problem := _problem(**said):
        raise ImproperlyConfigured(problem)
    return said


def _problem(provider: str, key: str, endpoint: str, model: str) -> str:
    if not provider:
        others = {"TRANSLATION_API_KEY": key, "TRANSLATION_ENDPOINT": endpoint, "TRANSLATION_MODEL": model}
        idle = [name for name, value in others.items() if value]
        return f"{idle[0]} is set but TRANSLATION_PROVIDER is not: set both or neither." if idle else ""
    if provider not in PROVIDERS:
        return f"TRANSLATION_PROVIDER must be one of {', '.join(PROVIDERS)}, or empty; it is {provider!r}."
    return _missing(provider, key, endpoint, model) or _problem_with_key(key) or _problem_with_endpoint(endpoint)


def _missing(provider: str, key: str, endpoint: str, model: str) -> str:
    if provider in NEEDS_KEY and not key:
        return f"TRANSLATION_PROVIDER={provider} needs TRANSLATION_API_KEY."
    if provider in NEEDS_ENDPOINT and not endpoint:
        return f"TRANSLATION_PROVIDER={provider} needs TRANSLATION_ENDPOINT, the address of its server."
    if (provider == "openai") != bool(model):
        return "TRANSLATION_MODEL belongs to TRANSLATION_PROVIDER=openai, which needs it: set both or neither."
    return ""


def _problem_with_key(key: str) -> str:
    return "" if re.fullmatch(r"[!-~]*", key) else "TRANSLATION_API_KEY must be one line of plain characters."


def _problem_with_endpoint(endpoint: str) -> str:
    """A key and unpublished drafts go there: encrypted, or not out of this machine or its network."""
    if not endpoint:
        return ""
    try:
        parts = urlsplit(endpoint)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return "TRANSLATION_ENDPOINT is not an address."
    if parts.scheme not in {"https", "http"} or not host:
        return "TRANSLATION_ENDPOINT must begin with https:// (or http:// within a private network)."
    if parts.username or parts.password or parts.query or parts.fragment:
        return "TRANSLATION_ENDPOINT must be an address without account, query and fragment."
    if parts.scheme == "http" and not is_private(host):
        return f"TRANSLATION_ENDPOINT is plain http on a public host: use https, as in https://{host}"
    return ""


def is_private(host: str) -> bool:
    """Whether only this machine or its own network answers to this name; a name without a dot is a container's."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith(NAMES_OF_A_PRIVATE_NETWORK)
    return address.is_private
