"""Withdrawing without an account: a code for who stays anonymous, and links for letters.

A withdrawal code reads ``XXXXX-XXXXX-XXXXX-XXXXX``: 100 bits of HMAC-SHA256 (RFC 2104)
over the subject's reference, in Crockford's base32. It is never stored; the store keeps
its SHA-256, which 100 bits protect from search. It stays the same for the same person.

A withdrawal link token reads ``dwl_<payload>.<code>``: tenant, subject, purpose,
recipient or none, and expiry, with an HMAC over the payload as it is written. It ends
consents and can do nothing else, and so may stand in a newsletter for 400 days.

Clocks and keys are arguments. Nothing here reads or writes anything.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from detectors.deidentify import CROCKFORD
from gateway.errors import Unauthorized

LINK_LIFETIME = timedelta(days=400)
INVALID_LINK, EXPIRED_LINK = "invalid_withdrawal_link", "expired_withdrawal_link"

_CODE_BITS, _LETTER_BITS, _GROUP_LETTERS = 100, 5, 5
_CODE_LABEL = b"discreet withdrawal code 1\x00"
_LINK_LABEL = b"discreet withdrawal link 1\x00"
_TOKEN = re.compile(r"dwl_([A-Za-z0-9_-]{1,1024})\.([A-Za-z0-9_-]{43})")
_HASH = re.compile(r"[0-9a-f]{32,64}")
# What people type instead of what they read; spaces and hyphens only part the groups.
_READ_AS = {
    **{ord(letter.lower()): letter for letter in CROCKFORD if letter.isalpha()},
    **{ord(letter): "0" for letter in "Oo"},
    **{ord(letter): "1" for letter in "IiLl"},
    **{ord(letter): None for letter in " -\t\r\n\u00a0\u2010\u2011\u2013"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalClaims:
    """Which consents a valid withdrawal link ends.

    Attributes:
        tenant: the tenant's key.
        subject: keyed hash of the person.
        purpose: the purpose's key.
        recipient: the recipient's key, or None for every recipient of that purpose.
        expires: aware datetime in UTC; the link works before it.
    """

    tenant: str
    subject: str
    purpose: str
    recipient: str | None
    expires: datetime


def withdrawal_code(key: bytes, subject_reference: str) -> str:
    """The code with which a person can withdraw without saying who they are.

    Args:
        key: the tenant's, for withdrawals; 32 bytes.
        subject_reference: keyed hash of the person, hex.
    """
    digest = hmac.digest(key, _CODE_LABEL + subject_reference.encode(), "sha256")
    number = int.from_bytes(digest, "big") >> (8 * len(digest) - _CODE_BITS)
    shifts = range(_CODE_BITS - _LETTER_BITS, -1, -_LETTER_BITS)
    letters = "".join(CROCKFORD[number >> shift & 31] for shift in shifts)
    groups = [letters[n : n + _GROUP_LETTERS] for n in range(0, len(letters), _GROUP_LETTERS)]
    return "-".join(groups)


def code_digest(code: str) -> str:
    """SHA-256 (hex) of a code as the store keeps it, whatever the spelling.

    Case, spaces and hyphens do not count; O reads as 0, I and L as 1. A text that is no
    code has a digest too, which no stored one equals.
    """
    letters = code.translate(_READ_AS)
    return hashlib.sha256(letters.encode("utf-8", "surrogatepass")).hexdigest()


def mint_withdrawal_link(key: bytes, claims: WithdrawalClaims, *, now: datetime) -> str:
    """The token of a link that ends consents for one purpose.

    Args:
        key: the tenant's, for withdrawals; 32 bytes.
        claims: what it ends; parts of a second of the expiry are dropped.
        now: aware.

    Raises:
        ValueError: the lifetime is none or too long, or the subject is no keyed hash.
    """
    if not timedelta(0) < claims.expires - now <= LINK_LIFETIME:
        raise ValueError(f"a withdrawal link lives for {LINK_LIFETIME.days} days at most")
    if _HASH.fullmatch(claims.subject) is None:
        raise ValueError("the subject must be a keyed hash in hexadecimal")
    parts = [
        *(claims.tenant, claims.subject, claims.purpose, claims.recipient),
        int(claims.expires.timestamp()),
    ]
    payload = _unpadded(json.dumps(parts, separators=(",", ":")).encode())
    return f"dwl_{payload}.{_link_code(key, payload)}"


def read_withdrawal_link(key: bytes, token: str, *, now: datetime) -> WithdrawalClaims:
    """What a link ends, if this gateway made it and it still works.

    Args:
        key: as for minting.
        token: as the address has it.
        now: aware.

    Raises:
        Unauthorized: it is no token or was changed (401 ``invalid_withdrawal_link``), or
            its time is over (410 ``expired_withdrawal_link``).
    """
    match = _TOKEN.fullmatch(token)
    if match is None:
        raise _invalid()
    payload, code = match[1], match[2]
    # Compared as written: base64 has several spellings of the same bytes.
    if not hmac.compare_digest(_link_code(key, payload).encode(), code.encode()):
        raise _invalid()
    padded = payload + "=" * (-len(payload) % 4)
    tenant, subject, purpose, recipient, seconds = json.loads(base64.urlsafe_b64decode(padded))
    expires = datetime.fromtimestamp(seconds, UTC)
    if not timedelta(0) < expires - now <= LINK_LIFETIME:
        raise Unauthorized("The withdrawal link has expired.", code=EXPIRED_LINK, status=410)
    return WithdrawalClaims(
        tenant=tenant, subject=subject, purpose=purpose, recipient=recipient, expires=expires
    )


def find_withdrawal_link(
    keys: Mapping[str, bytes], token: str, *, now: datetime
) -> WithdrawalClaims:
    """The same where nobody has said yet whose link it is.

    Args:
        keys: for withdrawals, by tenant.
        token: as the address has it.
        now: aware.

    Raises:
        Unauthorized: no tenant's key made it, or its time is over.
    """
    for tenant, key in keys.items():
        try:
            claims = read_withdrawal_link(key, token, now=now)
        except Unauthorized as error:
            if error.code == INVALID_LINK:
                continue
            raise
        if claims.tenant == tenant:
            return claims
    raise _invalid()


def _invalid() -> Unauthorized:
    return Unauthorized("The withdrawal link is not valid.", code=INVALID_LINK)


def _link_code(key: bytes, payload: str) -> str:
    return _unpadded(hmac.digest(key, _LINK_LABEL + payload.encode(), "sha256"))


def _unpadded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
