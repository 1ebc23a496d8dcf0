"""People who sign in, and how long they wait after wrong attempts; pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from hmac import digest
from ipaddress import ip_address, ip_network
from types import MappingProxyType

from gateway.model import Role

# Who may have an account; a back end has a key, and a person a token.
ROLES = (Role.ADMIN, Role.PRIVACY_OFFICER, Role.SUPPORT, Role.AUDITOR)
INVITATION_LIFETIME = timedelta(days=3)
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=8)
MOST_NAME = 120
# A failure is forgotten after so long, and that somebody signed in from a network.
MEMORY, FAMILIAR = timedelta(days=1), timedelta(days=90)
_FIRST_WAIT = timedelta(seconds=15)
_NAME_LABEL, _SOURCE_LABEL = b"discreet account 1\x00", b"discreet sign-in source 1\x00"


class Source(StrEnum):
    """What failed attempts are counted by.

    HERE is an account from one network; ACCOUNT an account from all networks together
    where nobody has signed in to it; NETWORK a network, whatever it tries.
    """

    HERE = "here"
    ACCOUNT = "account"
    NETWORK = "network"


# Free attempts before somebody has to wait. Several people share a network; and who fails
# elsewhere is to keep nobody out soon.
_FREE: Mapping[Source, int] = MappingProxyType(
    {Source.HERE: 5, Source.ACCOUNT: 50, Source.NETWORK: 30}
)
_LONGEST_WAIT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One person of an operator's.

    Attributes:
        tenant: the tenant's key.
        user_id: random; what records name them by.
        name: login name.
        role: one of ROLES.
        created_at, created_by: who made it, and when.
        disabled_at: since when they cannot sign in, or None.
        password_hash: Argon2id with its parameters; empty before enrolment, and of people
            who sign in elsewhere.
        secret: of their codes, base32; empty as above.
        enrolled_at: or None.
        totp_step: last time step whose code was taken.
        invitation: SHA-256 of what their invitation link holds, or empty.
        invitation_until: the link works before it.
        recovery: SHA-256 of recovery codes that were not used yet.
    """

    tenant: str
    user_id: str
    name: str = field(repr=False)
    role: Role
    created_at: datetime
    created_by: str
    disabled_at: datetime | None = None
    password_hash: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)
    enrolled_at: datetime | None = None
    totp_step: int = -1
    invitation: str = field(default="", repr=False)
    invitation_until: datetime | None = None
    recovery: tuple[str, ...] = field(default=(), repr=False)

    @property
    def can_sign_in(self) -> bool:
        """Whether a password of theirs is looked at."""
        return bool(self.password_hash) and self.enrolled_at is not None and not self.disabled_at

    def is_invited(self, now: datetime) -> bool:
        """Whether their invitation can be used."""
        until = self.invitation_until
        return bool(self.invitation) and until is not None and now < until and not self.disabled_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """Whom an identity provider vouches for.

    Attributes:
        subject: SHA-256 of the provider and its own id of the person; what they are found
            by, as two ids may differ in case or after many characters only.
        name: that id, shortened, for the eye.
        role: one of ROLES.
    """

    subject: str
    name: str = field(repr=False)
    role: Role


def plain_name(name: str) -> str:
    """A login name in the one spelling under which it is found."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def name_hash(key: bytes, tenant: str, *, name: str) -> str:
    """What an account is found by, 64 hex characters."""
    text = f"{len(tenant)}:{tenant}|{plain_name(name)}"
    return digest(key, _NAME_LABEL + text.encode("utf-8", "surrogatepass"), "sha256").hex()


def source_hash(key: bytes, source: Source, *, value: str) -> str:
    """What failed attempts of a source are counted under."""
    text = f"{source.value}|{value}".encode("utf-8", "surrogatepass")
    return digest(key, _SOURCE_LABEL + text, "sha256").hex()


def network_of(host: str) -> str:
    """The network of an address: of IPv6 its first 64 bits, as one customer has them all."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return "unknown"
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((address, 64), strict=False))


def wait_after(source: Source, failures: int) -> timedelta:
    """How long nobody is let in after so many failures in a row."""
    over = failures - _FREE[source]
    if over < 0:
        return timedelta(0)
    return min(_LONGEST_WAIT, (1 << min(over, 12)) * _FIRST_WAIT)
