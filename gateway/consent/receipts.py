"""Signed receipts: a person's proof of what was asked and answered, checked offline.

A receipt is a JSON document with the field names of ISO/IEC TS 27560:2023 and terms of
the Data Privacy Vocabulary 2.3 (W3C). It is written in canonical form (RFC 8785), has
neither numbers nor times of its own making, and so is the same whenever it is asked for.
Everything in it but the value of the signature is signed with Ed25519 (RFC 8032); the
seed of that key belongs to the tenant.

Whoever has the operator's public key from elsewhere can check a receipt with nothing
else. The key inside a receipt only says with which key it was signed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NoReturn

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from gateway.consent.receipt_body import SCHEMA_VERSION, ReceiptFacts, receipt_body

# Notices are a page or two; what is longer is no receipt and is not parsed.
LONGEST_RECEIPT = 1_000_000

_ALGORITHM, _CANONICAL_FORM = "Ed25519", "RFC 8785"
_KEY = re.compile(r"[0-9a-f]{64}")
_SIGNATURE = re.compile(r"[0-9a-f]{128}")
_SECTIONS: Mapping[str, type] = {
    "header": dict,
    "pii_processing": dict,
    "party_identification": list,
    "event": list,
    "signature": dict,
}
_HEADER = ("schema_version", "record_id", "receipt_id", "pii_principal_id")


class Problem(StrEnum):
    """What is wrong with a receipt."""

    NO_RECEIPT = "no_receipt"
    MALFORMED = "malformed"
    CHANGED = "changed"
    REFORMATTED = "reformatted"
    FOREIGN_KEY = "foreign_key"
    UNKNOWN_KEY = "unknown_key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How a receipt was found.

    Attributes:
        problem: None for a receipt that is whole and signed with the trusted key.
        fingerprint: of the key that it says it was signed with, or empty.
        receipt: its content where the signature fits that key, else empty.
    """

    problem: Problem | None
    fingerprint: str = ""
    receipt: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def is_valid(self) -> bool:
        """Whether nothing is wrong with it."""
        return self.problem is None


def issue(seed: bytes, facts: ReceiptFacts) -> bytes:
    """The signed receipt of a record, in canonical form; to be handed out as it is.

    Args:
        seed: the tenant's key for receipts, 32 bytes.
        facts: of the record.
    """
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public = key.public_key().public_bytes_raw()
    body = receipt_body(facts)
    body["header"]["receipt_id"] = hashlib.sha256(rfc8785.dumps(body)).hexdigest()[:32]
    body["signature"] = {
        "algorithm": _ALGORITHM,
        "canonicalization": _CANONICAL_FORM,
        "public_key": public.hex(),
        "fingerprint": fingerprint(public),
    }
    body["signature"]["value"] = key.sign(rfc8785.dumps(body)).hex()
    return rfc8785.dumps(body)


def public_key(seed: bytes) -> bytes:
    """The public key to a tenant's key for receipts, 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def fingerprint(public: bytes) -> str:
    """SHA-256 (hex) of a public key, for people to compare."""
    return hashlib.sha256(public).hexdigest()


def key_document(seed: bytes) -> dict[str, str]:
    """The public key as it is published, as JSON."""
    public = public_key(seed)
    return {
        "algorithm": _ALGORITHM,
        "public_key": public.hex(),
        "fingerprint": fingerprint(public),
    }


def read_public_key(text: str) -> bytes:
    """A public key as people pass it on: hexadecimal, or the JSON of ``key_document``.

    Raises:
        ValueError: it is neither.
    """
    text = text.strip()
    if text.startswith("{"):
        try:
            found = json.loads(text)["public_key"]
        except (ValueError, KeyError, RecursionError):
            raise ValueError("no public key is in this JSON") from None
        text = found if isinstance(found, str) else ""
    if _KEY.fullmatch(text.lower()) is None:
        raise ValueError("a public key has 64 hexadecimal digits")
    return bytes.fromhex(text)


def verify(document: bytes, *, public_key: bytes | None) -> Verdict:
    """Whether a receipt is what the holder of a key issued, byte for byte.

    Line ends after the document are not part of it.

    Args:
        document: the receipt as it was handed out.
        public_key: of the operator, from a source that is trusted; None trusts none,
            and finds nothing valid.
    """
    document = document.rstrip(b"\r\n")
    try:
        parsed = _parse(document)
    except _NoReceiptError:
        return Verdict(problem=Problem.NO_RECEIPT)
    if not _is_whole(parsed):
        return Verdict(problem=Problem.MALFORMED)
    signature = dict(parsed["signature"])
    signed_with = bytes.fromhex(signature["public_key"])
    named = fingerprint(signed_with)
    try:
        canonical = rfc8785.dumps(parsed)
        value = bytes.fromhex(signature.pop("value"))
        message = rfc8785.dumps({**parsed, "signature": signature})
    except (rfc8785.CanonicalizationError, RecursionError):
        return Verdict(problem=Problem.MALFORMED, fingerprint=named)
    try:
        Ed25519PublicKey.from_public_bytes(signed_with).verify(value, message)
    except (InvalidSignature, ValueError):
        return Verdict(problem=Problem.CHANGED, fingerprint=named)
    problem = _problem(signed_with, trusted=public_key)
    if problem is None and canonical != document:
        problem = Problem.REFORMATTED
    return Verdict(problem=problem, fingerprint=named, receipt=parsed)


def _problem(signed_with: bytes, *, trusted: bytes | None) -> Problem | None:
    if trusted is None:
        return Problem.UNKNOWN_KEY
    return None if signed_with == trusted else Problem.FOREIGN_KEY


class _NoReceiptError(ValueError):
    """The document is not JSON of the kind that receipts are."""


def _parse(document: bytes) -> dict[str, Any]:
    if len(document) > LONGEST_RECEIPT:
        raise _NoReceiptError
    try:
        parsed = json.loads(
            document.decode("utf-8"),
            object_pairs_hook=_members,
            parse_float=_no_number,
            parse_int=_no_number,
            parse_constant=_no_number,
        )
    except (ValueError, RecursionError):
        raise _NoReceiptError from None
    if not isinstance(parsed, dict) or "signature" not in parsed or "header" not in parsed:
        raise _NoReceiptError
    return parsed


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _NoReceiptError
    return members


def _no_number(_text: str) -> NoReturn:
    raise _NoReceiptError


def _is_whole(parsed: Mapping[str, Any]) -> bool:
    if set(parsed) != set(_SECTIONS) or not all(
        isinstance(parsed[name], kind) for name, kind in _SECTIONS.items()
    ):
        return False
    header, events, signature = parsed["header"], parsed["event"], parsed["signature"]
    if not all(isinstance(header.get(name), str) for name in _HEADER):
        return False
    if not events or not all(isinstance(each, dict) for each in events):
        return False
    words = [signature.get(name) for name in ("algorithm", "canonicalization")]
    if header["schema_version"] != SCHEMA_VERSION or words != [_ALGORITHM, _CANONICAL_FORM]:
        return False
    key, value = signature.get("public_key"), signature.get("value")
    return (
        isinstance(key, str)
        and isinstance(value, str)
        and _KEY.fullmatch(key) is not None
        and _SIGNATURE.fullmatch(value) is not None
        and signature.get("fingerprint") == fingerprint(bytes.fromhex(key))
    )
