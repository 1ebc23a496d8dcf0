"""Keyed hash: the same value gives the same token under one key, and nothing else.

It is not restored, and unlike a surrogate its key may outlive the conversation.
"""

from __future__ import annotations

import hmac

from detectors.deidentify import canonical_value

HASH_CHARACTERS = 16


def keyed_hash(entity_type: str, text: str, *, key: bytes) -> str:
    """A token such as ``[EMAIL_ADDRESS#3f1c0a9be2d4587a]``.

    Args:
        entity_type: part of what is hashed, and shown.
        text: the value as it was written; spellings of one value share a token.
        key: 32 bytes.
    """
    message = f"keyed_hash\x00{entity_type}\x00{canonical_value(entity_type, text)}"
    digest = hmac.digest(key, message.encode("utf-8", "surrogatepass"), "sha256")
    return f"[{entity_type}#{digest.hex()[:HASH_CHARACTERS]}]"
