"""Seals on what a provider gives out that nobody else can read.

Signatures of thoughts and encrypted reasoning must come back unchanged, and cannot be
examined. On the way to the caller such a string gets a seal: a keyed digest of it, of the
text that it belongs to, and of the recipient that made it. What comes back with its seal
is what this recipient said itself, and goes back to it without the seal; anything else in
its place was made by somebody else, and is refused.

A string in base64 stays one, as some SDKs decode it: the seal is part of its bytes.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Iterable
from hashlib import blake2b

_MARK = b"\x00dscr"
_TEXT_MARK = ".dscr_"
_DIGEST = 18
_TEXT_DIGEST = 24  # its characters in base64
# How the bytes were spelled: with which alphabet, with or without padding.
_URL_SAFE, _UNPADDED = 1, 2


class Seals:
    """Makes and opens the seals of one tenant."""

    def __init__(self, key: bytes, *, recipients: Iterable[str] = ()) -> None:
        """Takes the key.

        Args:
            key: the tenant's, 32 bytes.
            recipients: ids of those whose seals may come back.
        """
        self._key = key
        self._recipients = tuple(recipients)

    def close(self, opaque: str, *, over: str = "", recipient: str) -> str:
        """The string with its seal.

        Args:
            opaque: as the recipient sent it.
            over: the text that it belongs to, as the caller gets it.
            recipient: its id.
        """
        digest = self._digest(opaque, over=over, recipient=recipient)
        data, spelling = _decoded(opaque)
        if data is None:
            return f"{opaque}{_TEXT_MARK}{base64.urlsafe_b64encode(digest).decode()}"
        return _encoded(data + _MARK + bytes((spelling,)) + digest, spelling)

    def open(self, sealed: str, *, over: str = "") -> tuple[str, str] | None:
        """The string without its seal, and whose it is; None where there is no valid seal."""
        opaque, digest = _split(sealed)
        if digest is None:
            return None
        for recipient in self._recipients:
            if hmac.compare_digest(digest, self._digest(opaque, over=over, recipient=recipient)):
                return opaque, recipient
        return None

    def _digest(self, opaque: str, *, over: str, recipient: str) -> bytes:
        message = "".join(f"{len(part)}:{part}" for part in (recipient, over, opaque))
        return blake2b(
            message.encode("utf-8", "surrogatepass"), key=self._key, digest_size=_DIGEST
        ).digest()


def _split(sealed: str) -> tuple[str, bytes | None]:
    opaque, mark, text = sealed.rpartition(_TEXT_MARK)
    if mark and len(text) == _TEXT_DIGEST:
        digest, _ = _decoded(text)
        return opaque, digest
    data, _ = _decoded(sealed)
    tail = len(_MARK) + 1 + _DIGEST
    if data is None or len(data) < tail or not data[-tail:].startswith(_MARK):
        return sealed, None
    return _encoded(data[:-tail], data[-_DIGEST - 1]), data[-_DIGEST:]


def _decoded(text: str) -> tuple[bytes | None, int]:
    """The bytes of a string that is base64 in exactly one spelling, and which."""
    spelling = _URL_SAFE if "-" in text or "_" in text else 0
    if len(text) % 4:
        spelling |= _UNPADDED
    try:
        data = base64.b64decode(
            text.encode("ascii") + b"=" * (-len(text) % 4),
            altchars=b"-_" if spelling & _URL_SAFE else None,
            validate=True,
        )
    except (binascii.Error, ValueError):
        return None, 0
    return (data, spelling) if data and _encoded(data, spelling) == text else (None, 0)


def _encoded(data: bytes, spelling: int) -> str:
    text = base64.b64encode(data, altchars=b"-_" if spelling & _URL_SAFE else None).decode()
    return text.rstrip("=") if spelling & _UNPADDED else text
