"""Where a package may be pushed to: whose address a person names, and what it must be. Pure.

A push makes the gateway call an address that somebody outside chose. So that it cannot be
made to call its own network, only https to a public name is taken, and every address that
the name stands for must be one of the public Internet.

Sources: IANA special-purpose address registries for IPv4 and IPv6, read 2026-11-22;
WHATWG URL, "ends in a number"; RFC 3986.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from gateway.errors import InvalidRequest

LONGEST_URL = 2048
# HTTPS and its usual second port: whoever else listens on a server is not to be spoken to.
PORTS = frozenset({443, 8443})
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\Z")
_NUMBER = re.compile(r"([0-9]+|0x[0-9a-f]*)\Z")
_PRINTABLE = re.compile(r"[!-~]+\Z")
# Names that never stand for a host of the public Internet (RFC 6761, 6762, 8375, 9476).
_PRIVATE_SUFFIXES = frozenset(
    {
        *("localhost", "local", "internal", "intranet", "home", "corp", "lan", "private"),
        *("test", "example", "invalid", "onion", "alt", "arpa"),
    }
)
# Global by the registry, or not named in it, but a way to somebody else's address.
_NEVER = tuple(
    ipaddress.ip_network(each)
    for each in (
        *("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15"),
        *("224.0.0.0/4", "240.0.0.0/4"),
        *("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48"),
        *("100::/64", "2001::/23", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7"),
        *("fe80::/10", "fec0::/10", "ff00::/8"),
    )
)
# Where addresses of the IPv6 Internet are given out (RFC 3513).
_UNICAST = ipaddress.ip_network("2000::/3")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An address that has the right form; its repr does not show it, it may name a person."""

    url: str = field(repr=False)
    host: str = field(repr=False)
    port: int


def read_target(url: str) -> Target:
    """The target that a text names.

    Raises:
        InvalidRequest: 422 ``push_target_refused``; says what is wrong, not with what.
    """
    if len(url) > LONGEST_URL or _PRINTABLE.match(url) is None or "\\" in url:
        raise _refused("The address is too long, or has characters that no URL has.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _refused("The address is no URL.") from None
    if parts.scheme != "https":
        raise _refused("The address must begin with https://.")
    if "@" in parts.netloc or "#" in url:
        raise _refused("The address must hold no user, password or fragment.")
    host = (parts.hostname or "").lower()
    if not _is_public_name(host):
        raise _refused("The address must name a public host, and not by its number.")
    if port is not None and port not in PORTS:
        raise _refused("The address may name port 443 or 8443 only.")
    return Target(url=url, host=host, port=port or 443)


def _is_public_name(host: str) -> bool:
    """Whether a host is a name of two labels or more that could be in the public DNS."""
    labels = host.removesuffix(".").split(".")
    if len(host) > 253 or len(labels) < 2 or not all(map(_LABEL.match, labels)):
        return False
    # 127.1, 0x7f.1 and 017700000001 are IPv4 addresses to many resolvers.
    return _NUMBER.match(labels[-1]) is None and labels[-1] not in _PRIVATE_SUFFIXES


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public Internet, and not a way around to another."""
    try:
        found: Address = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and (found.scope_id or found not in _UNICAST):
        return False
    if any(found.version == each.version and found in each for each in _NEVER):
        return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def _refused(message: str) -> InvalidRequest:
    return InvalidRequest(
        message, code="push_target_refused", status=422, details={"fields": ["url"]}
    )
