"""The texts of conversations that are due: what can be read, and why the rest cannot.

One damaged byte must not stop a sweep: what does not decrypt is told apart from what does,
and from what has lost its key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import LargeBinary, cast, select

from gateway.storage.crypto import DoesNotDecrypt, decrypt, place_of
from gateway.storage.keys import KeyFile
from gateway.storage.schema import MESSAGE
from gateway.storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Texts of conversations by row id.

    Attributes:
        said: role and text of each message, of what decrypts.
        keyless: those whose key is gone.
        damaged: those whose key or text does not decrypt.
    """

    said: Mapping[int, Sequence[tuple[str, str]]] = field(repr=False)
    keyless: frozenset[int] = frozenset()
    damaged: frozenset[int] = frozenset()


def read_texts(transaction: Transaction, rows: Sequence[Any]) -> Texts:
    """Reads them.

    Args:
        transaction: an act's.
        rows: of the table ``conversation``, some hundreds at most.
    """
    dek_ids = [row.dek_id for row in rows]
    missing = transaction.keys.missing(dek_ids)
    keys = _keys(transaction.keys, [each for each in dek_ids if each not in missing])
    by_id = {row.id: row for row in rows if row.dek_id in keys}
    said: dict[int, list[tuple[str, str]]] = {row_id: [] for row_id in by_id}
    message = MESSAGE.c
    # What is damaged may have another type, and then cannot even be fetched as what it is.
    body = cast(message.body, LargeBinary).label("body")
    query = (
        select(message.conversation, message.seq, message.role, body)
        .where(message.conversation.in_(list(by_id)))
        .order_by(message.conversation, message.seq)
    )
    for row_id, seq, role, sealed in transaction.connection.execute(query):
        if row_id not in said:
            continue
        row = by_id[row_id]
        place = place_of((row.tenant, row.subject, row.conversation_id))
        try:
            text = decrypt(AESGCM(keys[row.dek_id]), bytes(sealed), place=place, seq=seq)
        except DoesNotDecrypt:
            del said[row_id]
            continue
        said[row_id].append((role, text))
    keyless = frozenset(row.id for row in rows if row.dek_id in missing)
    damaged = frozenset(row.id for row in rows) - keyless - said.keys()
    return Texts(said=said, keyless=keyless, damaged=damaged)


def _keys(store: KeyFile, dek_ids: Sequence[str]) -> dict[str, bytes]:
    """Those that unwrap."""
    try:
        return store.find(dek_ids)
    except DoesNotDecrypt:
        found: dict[str, bytes] = {}
        for each in dek_ids:
            try:
                found |= store.find([each])
            except DoesNotDecrypt:
                continue
        return found
