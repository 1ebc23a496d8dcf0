"""Checkpoints: the size and root of the audit log, signed, as text.

    discreet/3f0c...                      origin: which log
    1000                                  entries
    zuA1...=                              root, base64

    — discreet/3f0c... k8wD...            key hash and Ed25519 signature, base64

A key's hash is the first four bytes of SHA-256 over its name, a line feed, 0x01 and the
public key, so that a verifier knows which signature is whose. The name of our key is the
origin. Lines of other signers (witnesses) may stand beside it and are left alone.

Source: C2SP signed-note and tlog-checkpoint, read 2026-11-22.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from gateway.audit.merkle import HASH_BYTES

_ED25519 = b"\x01"
_KEY_HASH_BYTES, _SIGNATURE_BYTES = 4, 64
_MOST_BYTES = 1 << 16
_DASH = "\u2014 "
_NAME = re.compile(r"[^\s+]{1,128}")
_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")


class NoteError(ValueError):
    """A text is no checkpoint, or was not signed with the key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What a checkpoint says: the log of ``origin`` had ``size`` entries under ``root``."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyingKey:
    """A public key and its name.

    Attributes:
        name: without spaces and ``+``.
        public: 32 bytes.
    """

    name: str
    public: bytes

    @property
    def key_hash(self) -> bytes:
        """Tells a signature line which key it is of."""
        named = self.name.encode() + b"\n" + _ED25519 + self.public
        return sha256(named).digest()[:_KEY_HASH_BYTES]

    def text(self) -> str:
        """The key as verifiers take it: name, key hash and key, joined by ``+``."""
        encoded = base64.b64encode(_ED25519 + self.public).decode()
        return f"{self.name}+{self.key_hash.hex()}+{encoded}"

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether the key's holder signed a message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


class SigningKey:
    """The log's key; its repr hides it."""

    def __init__(self, name: str, seed: bytes) -> None:
        """Args: name, the log's origin; seed, 32 secret bytes.

        Raises:
            NoteError: the name cannot stand in a note.
        """
        _checked_name(name)
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        public = self._private.public_key().public_bytes_raw()
        self.public = VerifyingKey(name=name, public=public)

    def __repr__(self) -> str:
        return f"SigningKey({self.public.name})"

    def sign(self, message: bytes) -> bytes:
        """An Ed25519 signature."""
        return self._private.sign(message)

    def sign_note(self, checkpoint: Checkpoint) -> str:
        """The checkpoint as a signed note.

        Raises:
            NoteError: it is another log's.
        """
        if checkpoint.origin != self.public.name:
            raise NoteError("the checkpoint is of another log")
        text = checkpoint.text()
        signature = self.public.key_hash + self.sign(text.encode())
        return f"{text}\n{_DASH}{self.public.name} {base64.b64encode(signature).decode()}\n"


def read_key(text: str) -> VerifyingKey:
    """A public key as ``VerifyingKey.text`` spells it.

    Raises:
        NoteError: it is none.
    """
    name, _, rest = text.partition("+")
    hashed, _, encoded = rest.partition("+")
    _checked_name(name)
    raw = _decoded(encoded)
    if raw[:1] != _ED25519 or len(raw) != 1 + HASH_BYTES:
        raise NoteError("the key is no Ed25519 key")
    key = VerifyingKey(name=name, public=raw[1:])
    if key.text() != text or key.key_hash.hex() != hashed:
        raise NoteError("the key's hash is another key's")
    return key


def verified_text(note: bytes, *keys: VerifyingKey) -> str:
    """The text of a note that one of the keys has signed.

    Raises:
        NoteError: it is no note, none of the keys signed it, or a line that says that one
            of them did is wrong.
    """
    text, lines = _parts(note)
    signed = False
    for line in lines:
        name, _, encoded = line.removeprefix(_DASH).partition(" ")
        if not line.startswith(_DASH) or _NAME.fullmatch(name) is None:
            raise NoteError("the note has a line that is no signature")
        raw = _decoded(encoded)
        for key in keys:
            if (key.name, key.key_hash) != (name, raw[:_KEY_HASH_BYTES]):
                continue
            if not key.verify(text.encode(), raw[_KEY_HASH_BYTES:]):
                raise NoteError("the note's signature is wrong")
            signed = True
    if not signed:
        raise NoteError("the note is not signed with a key that is known")
    return text


def read_checkpoint(note: bytes, *keys: VerifyingKey) -> Checkpoint:
    """What a signed note says of its log.

    Args:
        note: UTF-8.
        keys: of the log; one of them has signed it.

    Raises:
        NoteError: it is no checkpoint of theirs.
    """
    checkpoint = _checkpoint(verified_text(note, *keys))
    if checkpoint.origin not in {key.name for key in keys}:
        raise NoteError("the checkpoint is of another log")
    return checkpoint


def unverified_checkpoint(note: bytes) -> Checkpoint:
    """What a note says, whoever signed it: only for one from a place that is trusted.

    Raises:
        NoteError: it is no checkpoint.
    """
    text, _ = _parts(note)
    return _checkpoint(text)


def _checkpoint(text: str) -> Checkpoint:
    lines = text.split("\n")
    if len(lines) != len(("origin", "size", "root", "end")):
        raise NoteError("the note is no checkpoint")
    origin, size, root, _ = lines
    raw = _decoded(root)
    if _SIZE.fullmatch(size) is None or len(raw) != HASH_BYTES:
        raise NoteError("the note is no checkpoint")
    return Checkpoint(origin=origin, size=int(size), root=raw)


def split_notes(data: bytes) -> list[bytes]:
    """The notes of a file that holds one after the other, an empty line behind each.

    What is left of a last one that was cut off stands at the end; verifying it tells.
    """
    *parts, rest = data.split(b"\n\n")
    notes = [b"%b\n\n%b\n" % pair for pair in zip(parts[::2], parts[1::2], strict=False)]
    cut = b"\n\n".join([*parts[2 * len(notes) :], rest])
    return [*notes, cut] if cut else notes


def _parts(note: bytes) -> tuple[str, list[str]]:
    """Text and signature lines; the empty line before the signatures is the last one."""
    try:
        decoded = note.decode() if len(note) <= _MOST_BYTES else ""
    except UnicodeDecodeError:
        decoded = ""
    head, found, tail = decoded.rpartition("\n\n")
    if not found or not tail.endswith("\n") or any(ch < " " and ch != "\n" for ch in decoded):
        raise NoteError("the text is no note")
    return f"{head}\n", tail[:-1].split("\n")


def _checked_name(name: str) -> None:
    if _NAME.fullmatch(name) is None:
        raise NoteError("a key's name has neither spaces nor a plus sign")


def _decoded(text: str) -> bytes:
    """Strict base64, in its one spelling."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoteError("a part of the note is not base64") from None
    if base64.b64encode(raw).decode() != text:
        raise NoteError("a part of the note is not base64")
    return raw
