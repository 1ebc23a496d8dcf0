"""API keys of chatbots and administrators, and the short-lived tokens of one subject.

An API key reads ``dk_<id>_<secret>``: the id finds the record, and only the SHA-256 of
the secret is kept. The secret has 256 bits, so a plain hash cannot be searched and needs
no salt or stretching.

A subject token reads ``dst_<payload>.<code>``: a back end makes one for the person in
front of it, and the browser may hold it. It carries tenant, keyed subject hash and
expiry, is valid for 15 minutes at most, and its code is HMAC-SHA256 (RFC 2104) over the
payload as it is written, so that no other spelling of the same bytes passes.

Clocks, entropy and keys are arguments. Nothing here reads or writes anything.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from gateway.errors import Unauthorized
from gateway.model import Role
from gateway.storage.ports import ApiKey

TOKEN_LIFETIME = timedelta(minutes=15)
# The longest that a tenant lets somebody from outside in.
GUEST_LIFETIME = timedelta(days=90)
_ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
_ID_LENGTH = 8
_SECRET_BYTES = 32
# Secrets are base32 in small letters (RFC 4648 section 6): no "_", no look-alikes.
_KEY = re.compile(r"dk_([a-z0-9]{8})_([a-z2-7]{52})")
_TOKEN = re.compile(r"dst_([A-Za-z0-9_-]{1,1024})\.([A-Za-z0-9_-]{43})")
_TOKEN_LABEL = b"discreet subject token 1\x00"
_HASH = re.compile(r"[0-9a-f]{32,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentedKey:
    """An API key as a caller sent it; its repr hides the secret."""

    key_id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectClaims:
    """What a valid subject token says.

    Attributes:
        tenant: the tenant's key.
        subject: keyed hash of the person.
        expires: aware datetime in UTC; the token is valid before it.
    """

    tenant: str
    subject: str
    expires: datetime


def new_api_key(
    tenant: str, role: Role, *, label: str, entropy: Callable[[int], bytes], now: datetime
) -> tuple[ApiKey, str]:
    """Makes a key: its record, and the text that its holder gets once.

    Args:
        tenant: the tenant's key.
        role: any but that of subject tokens; a guest's key is refused until it has an end.
        label: what a person knows it by.
        entropy: gives that many random bytes, for example ``os.urandom``.
        now: aware datetime.

    Raises:
        ValueError: the role is that of subject tokens, or ``entropy`` gave too little.
    """
    if role is Role.SUBJECT:
        raise ValueError("a subject has tokens, not keys")
    random = entropy(_SECRET_BYTES + 2 * _ID_LENGTH)
    if len(random) != _SECRET_BYTES + 2 * _ID_LENGTH:
        raise ValueError("the source of entropy gave too few bytes")
    number = int.from_bytes(random[_SECRET_BYTES:], "big")
    letters = []
    for _ in range(_ID_LENGTH):
        number, place = divmod(number, len(_ID_ALPHABET))
        letters.append(_ID_ALPHABET[place])
    key_id = "".join(letters)
    secret = base64.b32encode(random[:_SECRET_BYTES]).decode().rstrip("=").lower()
    record = ApiKey(
        key_id=key_id,
        tenant=tenant,
        role=role,
        secret_sha256=hashlib.sha256(secret.encode()).hexdigest(),
        label=label,
        created_at=now,
    )
    return record, f"dk_{key_id}_{secret}"


def parse(text: str) -> PresentedKey | None:
    """The parts of an API key, or None if the text has not the form of one."""
    match = _KEY.fullmatch(text)
    return PresentedKey(key_id=match[1], secret=match[2]) if match else None


def guest_name(key_id: str) -> str:
    """How officers and back ends name the person behind a guest's key."""
    return f"guest:{key_id}"


def matches(secret: str, key: ApiKey, *, now: datetime) -> bool:
    """Whether a secret is that of a key which is in force; in constant time."""
    digest = hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
    same = hmac.compare_digest(digest.encode(), key.secret_sha256.encode())
    return same and is_in_force(key, now=now)


def is_in_force(key: ApiKey, *, now: datetime) -> bool:
    """Whether a key is not revoked and has not expired, and is no guest's for too long.

    Args:
        key: of the store or the configuration.
        now: aware.
    """
    if key.revoked_at is not None:
        return False
    if key.expires_at is None:
        return not is_too_long(key)
    return now < key.expires_at and not is_too_long(key)


def is_too_long(key: ApiKey) -> bool:
    """Whether a guest's key ends more than 90 days after it was made, or never.

    It is so for good: no time that passes makes one of a shorter life.
    """
    if key.role is not Role.GUEST:
        return False
    return key.expires_at is None or key.expires_at - key.created_at > GUEST_LIFETIME


def mint_subject_token(
    key: bytes, tenant: str, *, subject: str, expires: datetime, now: datetime
) -> str:
    """A token for one subject.

    Args:
        key: secret of this gateway for subject tokens, 32 bytes.
        tenant: the tenant's key.
        subject: keyed hash of the person, hex.
        expires: aware; later than now by 15 minutes at most. Parts of a second are dropped.
        now: aware.

    Raises:
        ValueError: the lifetime is none or too long, or the subject is no keyed hash.
    """
    if not timedelta(0) < expires - now <= TOKEN_LIFETIME:
        raise ValueError("a subject token lives for 15 minutes at most")
    if _HASH.fullmatch(subject) is None:
        raise ValueError("the subject must be a keyed hash in hexadecimal")
    claims = json.dumps([tenant, subject, int(expires.timestamp())], separators=(",", ":"))
    payload = _unpadded(claims.encode())
    return f"dst_{payload}.{_token_code(key, payload)}"


def read_subject_token(key: bytes, token: str, *, now: datetime) -> SubjectClaims:
    """What a token says, if this gateway made it and it is still valid.

    Args:
        key: as for minting.
        token: as the caller sent it.
        now: aware.

    Raises:
        Unauthorized: it is no token, was changed, or has expired.
    """
    match = _TOKEN.fullmatch(token)
    if match is None:
        raise _refusal("is not one")
    payload, code = match[1], match[2]
    # Compared as written: base64 has several spellings of the same bytes.
    if not hmac.compare_digest(_token_code(key, payload).encode(), code.encode()):
        raise _refusal("was not made here")
    padded = payload + "=" * (-len(payload) % 4)
    tenant, subject, seconds = json.loads(base64.urlsafe_b64decode(padded))
    expires = datetime.fromtimestamp(seconds, UTC)
    if not timedelta(0) < expires - now <= TOKEN_LIFETIME:
        raise _refusal("has expired")
    return SubjectClaims(tenant=tenant, subject=subject, expires=expires)


def _refusal(reason: str) -> Unauthorized:
    return Unauthorized(f"the subject token {reason}", code="invalid_subject_token")


def _token_code(key: bytes, payload: str) -> str:
    return _unpadded(hmac.digest(key, _TOKEN_LABEL + payload.encode(), "sha256"))


def _unpadded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
