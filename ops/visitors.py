"""Who asks, as far as counting needs it: the network that a request comes from. It knows proxies, and keeps nothing."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

HOUSEHOLD = 64  # bits of an IPv6 address that a provider gives to one customer; the rest changes at will

SITE = 48  # bits of an IPv6 address that are one subscriber with many networks
BLOCK = 24  # bits of an IPv4 address that neighbours share


def network_of(request: HttpRequest) -> str:
    """The visitor's IPv4 address, or the first half of their IPv6 address; "" when there is none.

    Behind `settings.TRUSTED_PROXIES` proxies, each of which adds to X-Forwarded-For whom it heard, it is that many
    entries from the right: what stands left of it was written by the visitor.
    """
    try:
        address = ip_address(_address_of(request).strip())
    except ValueError:
        return ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network((address, HOUSEHOLD), strict=False).network_address)
    return str(getattr(address, "ipv4_mapped", None) or address)


def neighbourhood_of(request: HttpRequest) -> str:
    """The network around the visitor: 256 IPv4 addresses, or what a provider gives to one site; "" when unknown."""
    address = network_of(request)
    if not address:
        return ""
    return str(ip_network((address, SITE if ":" in address else BLOCK), strict=False).network_address)


def _address_of(request: HttpRequest) -> str:
    heard = [part for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if settings.TRUSTED_PROXIES and heard:
        return heard[-min(settings.TRUSTED_PROXIES, len(heard))]
    return str(request.META.get("REMOTE_ADDR", ""))
