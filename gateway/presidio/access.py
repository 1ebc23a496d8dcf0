"""Who may use Presidio's API here: whoever has a key, and loopback where that is configured.

Presidio has no authentication, and many tools that call it cannot send a header. For
them, and for nobody else, a gateway can be opened to callers on its own machine.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gateway.errors import Unauthorized
from gateway.loopback import is_loopback
from gateway.model import Role
from gateway.proxy.headers import bearer
from gateway.yaml_tree import Value

if TYPE_CHECKING:  # the keyring reads the store, and settings are read without one
    from gateway.admin.keyring import Keyring


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


async def tenant_of(
    access: PresidioAccess,
    keyring: Keyring,
    *,
    host: str | None,
    headers: Mapping[str, str],
    roles: Collection[Role],
) -> str:
    """The tenant of a caller.

    Args:
        access: as configured.
        keyring: knows the keys.
        host: address of the peer.
        headers: of the request, names in lower case.
        roles: of the keys that may call.

    Raises:
        Unauthorized: 401 without a valid key, 403 with one of another role.
    """
    authorization = headers.get("authorization")
    if authorization is None and access.open_to_loopback and is_loopback(host, headers):
        assert access.tenant is not None
        return access.tenant
    caller = await keyring.identify(bearer(authorization))
    if caller.role not in roles:
        raise Unauthorized("The key's role does not permit this.", code="role_refused", status=403)
    return caller.tenant
