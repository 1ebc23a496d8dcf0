"""Keys and ciphertexts of the store.

    master key -> (HKDF, tenant) key-encryption key -> wraps data keys in the key store
    data key   -> AES-256-GCM, a random 96-bit nonce a text, bound to its place

A message's associated data is tenant, subject, conversation id and sequence number; that
of a provider state ends in its recipient and key instead. The retention class is left
out: a class that changes with the tag would need every message to be encrypted anew, and
with it a moment in which both ciphertexts exist.

Sources: NIST SP 800-38D (GCM), RFC 5869 (HKDF).
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gateway.errors import StorageFailed

KEY_BYTES = 32
_NONCE_BYTES = 12
_SALT = b"discreet storage 1"


class DoesNotDecrypt(StorageFailed):
    """One text or one key is damaged; the store itself works."""


def derive(master: bytes, *labels: str) -> bytes:
    """A 32-byte key for one use, from the master key and the labels that name the use.

    Labels are counted and measured, so that no two lists of labels give one key.

    Raises:
        StorageFailed: the master key is shorter than 32 bytes.
    """
    if len(master) < KEY_BYTES:
        raise StorageFailed(f"the master key has fewer than {KEY_BYTES} bytes")
    info = "".join(f"{len(label)}:{label}" for label in labels).encode()
    kdf = HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=_SALT, info=info)
    return kdf.derive(master)


def place_of(name: tuple[str, str, str]) -> bytes:
    """What binds a ciphertext to its conversation; its place in there is appended.

    Args:
        name: tenant, subject and conversation id.
    """
    named = "".join([f"{len(part)}:{part}" for part in name])
    return f"{named};".encode("utf-8", "surrogatepass")


def encrypt(cipher: AESGCM, texts: Sequence[str], *, place: bytes, first: int) -> list[bytes]:
    """Nonce and ciphertext of each message.

    Args:
        cipher: over the conversation's data key.
        texts: redacted; lone surrogates are kept.
        place: see place_of.
        first: the first message's number in its conversation, from 0.
    """
    nonces = os.urandom(_NONCE_BYTES * len(texts))
    bodies = []
    for n, text in enumerate(texts):
        nonce = nonces[_NONCE_BYTES * n : _NONCE_BYTES * (n + 1)]
        where = b"%b%d" % (place, first + n)
        bodies.append(nonce + cipher.encrypt(nonce, text.encode("utf-8", "surrogatepass"), where))
    return bodies


def decrypt(cipher: AESGCM, body: bytes, *, place: bytes, seq: int) -> str:
    """The text of one message.

    Raises:
        DoesNotDecrypt: it was changed, moved, or encrypted under another key.
    """
    return _opened(cipher, body, where=b"%b%d" % (place, seq))


def state_place(place: bytes, *, recipient: str, state: str) -> bytes:
    """What binds a provider state to its place; never equal to a message's.

    Args:
        place: see place_of.
        recipient: whose state it is.
        state: its key.
    """
    named = f"state {len(recipient)}:{recipient}{state}"
    return place + named.encode("utf-8", "surrogatepass")


def encrypt_state(cipher: AESGCM, text: str, *, where: bytes) -> bytes:
    """Nonce and ciphertext of a provider state; ``where`` as state_place gives it."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, text.encode("utf-8", "surrogatepass"), where)


def decrypt_state(cipher: AESGCM, body: bytes, *, where: bytes) -> str:
    """The text of a provider state.

    Raises:
        DoesNotDecrypt: it was changed, moved, or encrypted under another key.
    """
    return _opened(cipher, body, where=where)


def _opened(cipher: AESGCM, body: bytes, *, where: bytes) -> str:
    try:
        plain = cipher.decrypt(body[:_NONCE_BYTES], body[_NONCE_BYTES:], where)
    except (InvalidTag, ValueError, TypeError):
        raise DoesNotDecrypt("a stored text does not decrypt in its place") from None
    return plain.decode("utf-8", "surrogatepass")


def wrap(key_encryption: AESGCM, key: bytes, *, dek_id: str) -> bytes:
    """A data key as it is stored, bound to its id."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + key_encryption.encrypt(nonce, key, dek_id.encode())


def unwrap(key_encryption: AESGCM, wrapped: bytes, *, dek_id: str) -> bytes:
    """The data key.

    Raises:
        DoesNotDecrypt: it was changed, moved to another id, or wrapped under another key.
    """
    try:
        return key_encryption.decrypt(
            wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], dek_id.encode()
        )
    except (InvalidTag, ValueError, TypeError):
        raise DoesNotDecrypt("a data key does not unwrap") from None
