"""Who may use Presidio's API here: whoever has a key, and loopback where that is configured.

Presidio has no authentication, and many tools that call it cannot send a header. For
them, and for nobody else, a gateway can be opened to callers on its own machine.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from gateway.admin.keyring import Keyring
from gateway.errors import Unauthorized
from gateway.model import Role
from gateway.proxy.headers import bearer
from gateway.yaml_tree import Value

# What a proxy in front adds: behind one, every caller seems to be on this machine.
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


@dataclass(frozen=True, slots=True, kw_only=True)
class PresidioAccess:
    """The key ``presidio_api`` of a configuration.

    Attributes:
        open_to_loopback: callers on this machine need no key.
        tenant: whose policy holds for those; None where they need one.
    """

    open_to_loopback: bool = False
    tenant: str | None = None


def read_access(value: Value | None, tenants: Collection[str]) -> PresidioAccess:
    """Reads and checks it.

    Raises:
        ConfigurationError: names file, line and key path.
    """
    if value is None:
        return PresidioAccess()
    known = value.fields("open_to_loopback", "tenant")
    opened, tenant = known.optional("open_to_loopback"), known.optional("tenant")
    if tenant is not None and tenant.text() not in tenants:
        raise tenant.error("names a tenant that does not exist")
    if opened is None or not opened.flag():
        return PresidioAccess()
    if tenant is None and len(tenants) > 1:
        raise value.error("needs the tenant whose policy holds for callers without a key")
    return PresidioAccess(
        open_to_loopback=True, tenant=tenant.text() if tenant else next(iter(tenants))
    )


def is_loopback(host: str | None, headers: Mapping[str, str]) -> bool:
    """Whether a call comes from this machine, and not through a proxy on it."""
    if host is None or any(name in headers for name in _FORWARDED):
        return False
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


async def tenant_of(
    access: PresidioAccess, keyring: Keyring, *, host: str | None, headers: Mapping[str, str]
) -> str:
    """The tenant of a caller.

    Args:
        access: as configured.
        keyring: knows the keys.
        host: address of the peer.
        headers: of the request, names in lower case.

    Raises:
        Unauthorized: 401 without a valid key, 403 with one of another role.
    """
    authorization = headers.get("authorization")
    if authorization is None and access.open_to_loopback and is_loopback(host, headers):
        assert access.tenant is not None
        return access.tenant
    caller = await keyring.identify(bearer(authorization))
    if caller.role is not Role.CHAT:
        raise Unauthorized("The key's role does not permit this.", code="role_refused", status=403)
    return caller.tenant
