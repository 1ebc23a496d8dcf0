"""Whether a caller is on this machine, and not behind a proxy on it."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping

# What a proxy in front adds: behind one, every caller seems to be on this machine.
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


def is_loopback(host: str | None, headers: Mapping[str, str]) -> bool:
    """Whether a call comes from this machine, and not through a proxy on it.

    Args:
        host: address of the peer.
        headers: of the request, names in lower case or compared without case.
    """
    if host is None or any(name in headers for name in FORWARDED):
        return False
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
