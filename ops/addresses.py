"""Which machines a request on somebody else's behalf may reach: those of the public Internet and no others.

It knows IP addresses and the resolver, and nothing of HTTP.
"""

import re
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, ip_address, ip_network

# Python's `is_global` follows IANA's registries, but calls multicast and the old 6to4 relays global, and Python 3.11
# has some newer entries wrong. So IPv6 is refused outside of what is given out to networks at all, which leaves out
# every way to write an IPv4 address in IPv6 (mapped, compatible, NAT64), and then the tunnels in it.
_UNICAST6 = ip_network("2000::/3")
_TUNNELS_AND_EXAMPLES6 = tuple(map(ip_network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
_SPECIAL4 = tuple(map(ip_network, ("192.0.0.0/24", "192.88.99.0/24")))
_NUMBER_AT_END = re.compile(r"(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)\.?$", re.IGNORECASE)


def is_public(address: str) -> bool:
    """Whether an IP address belongs to a machine that anybody on the Internet could reach."""
    ip = ip_address(address)
    if ip.is_multicast or not ip.is_global:
        return False
    if isinstance(ip, IPv4Address):
        return not any(ip in network for network in _SPECIAL4)
    return ip in _UNICAST6 and not any(ip in network for network in _TUNNELS_AND_EXAMPLES6)


def is_disguised(host: str) -> bool:
    """Whether a host is an IPv4 address in another form than four decimal numbers: 2130706433, 0x7f.1, 0177.0.0.1."""
    if not _NUMBER_AT_END.search(host):
        return False
    try:
        return str(ip_address(host)) != host
    except ValueError:
        return True


def resolved(host: str, port: int) -> Sequence[str]:
    """Every address of a host, the best first. Raises OSError when it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
