"""What is kept under a data key of its own, so that it can be erased on its own.

The key is in the key store before the ciphertext is anywhere. To erase is to note the key
in the erasure ledger, so that no back-up brings it back, to destroy it, then the row.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Table, delete, select
from sqlalchemy.sql.elements import ColumnElement

from gateway.errors import StorageFailed
from gateway.storage.crypto import KEY_BYTES
from gateway.storage.keys import KeyFile, NewKey
from gateway.storage.schema import to_micros
from gateway.storage.transaction import Transaction

_NONCE_BYTES = 12
_ID_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A ciphertext and the id of its key, as two columns of a row keep them."""

    dek_id: str
    body: bytes = field(repr=False)


def place(table: str, tenant: str, *, row_id: str) -> bytes:
    """What binds a ciphertext to its row; never equal to that of another table or row."""
    parts = "".join(f"{len(part)}:{part}" for part in (table, tenant, row_id))
    return f"sealed {parts}".encode("utf-8", "surrogatepass")


def seal(keys: KeyFile, data: bytes, *, tenant: str, where: bytes, at: datetime) -> Sealed:
    """Encrypts under a new key, which is durable on return.

    Args:
        keys: the key store.
        data: of any length.
        tenant: whose.
        where: see place.
        at: when the key was made.
    """
    dek_id, key = os.urandom(_ID_BYTES).hex(), os.urandom(KEY_BYTES)
    keys.add([NewKey(dek_id=dek_id, tenant=tenant, key=key, created_at=to_micros(at))])
    nonce = os.urandom(_NONCE_BYTES)
    return Sealed(dek_id=dek_id, body=nonce + AESGCM(key).encrypt(nonce, data, where))


def unseal(keys: KeyFile, sealed: Sealed, *, where: bytes) -> bytes | None:
    """The data, or None if its key is gone.

    Raises:
        StorageFailed: it was changed, moved, or encrypted under another key.
    """
    key = keys.find([sealed.dek_id]).get(sealed.dek_id)
    if key is None:
        return None
    nonce, ciphertext = sealed.body[:_NONCE_BYTES], sealed.body[_NONCE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, where)
    except (InvalidTag, ValueError):
        raise StorageFailed("a sealed row does not decrypt in its place") from None


def seal_words(
    transaction: Transaction, words: Mapping[str, Any], *, holder: tuple[str, bytes], at: datetime
) -> dict[str, Any]:
    """Somebody's words as the columns ``dek_id`` and ``body`` of a row.

    Args:
        transaction: of the row.
        words: by name.
        holder: the tenant, and the row's place.
        at: when they are sealed.
    """
    tenant, where = holder
    data = json.dumps(dict(words), ensure_ascii=False).encode("utf-8", "surrogatepass")
    made = seal(transaction.keys, data, tenant=tenant, where=where, at=at)
    return {"dek_id": made.dek_id, "body": made.body}


def unseal_words(transaction: Transaction, row: Any, *, where: bytes) -> dict[str, Any] | None:
    """The words of such a row, or None if its key is gone; raises as ``unseal`` does."""
    sealed = Sealed(dek_id=row.dek_id, body=bytes(row.body))
    data = unseal(transaction.keys, sealed, where=where)
    words: dict[str, Any] | None = None if data is None else json.loads(data)
    return words


def shred(transaction: Transaction, dek_ids: Sequence[str], *, at: datetime) -> None:
    """Destroys keys, noted in the ledger first; empty ids are passed over."""
    named = [each for each in dek_ids if each]
    if named:
        transaction.ledger.note(keys=named, at=at)
        transaction.keys.destroy(named)


def shred_row(
    transaction: Transaction, table: Table, *, where: Sequence[ColumnElement[bool]], at: datetime
) -> bool:
    """Destroys a sealed row, its key first; whether there was one.

    Args:
        transaction: of the act.
        table: with a column ``dek_id``.
        where: names one row at most.
        at: now.
    """
    row = transaction.connection.execute(select(table.c.dek_id).where(*where)).one_or_none()
    if row is None:
        return False
    shred(transaction, [row.dek_id], at=at)
    transaction.connection.execute(delete(table).where(*where))
    return True
