"""Changes texts of a stored conversation so that no copy keeps what they said before.

Ciphertexts are read in one act (``read``), opened and changed outside of it, where no
other writer waits, and written in another (``rewrite``) if the conversation is still as it
was read (``is_as_read``).

All of its messages are encrypted anew under a new key, durable before the rows change.
The old key is for the caller to destroy once that is committed: until then it is the only
one that reads what is there. Provider states of a changed conversation end: what their
provider remembers cannot be changed, and going on from it would bring the old text back.

The keyed digests of the message chain stay as they are, so that a client which sends the
history as it was still finds the conversation.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import bindparam, delete, select, update

from gateway.storage.crypto import KEY_BYTES, decrypt, encrypt, place_of
from gateway.storage.keys import NewKey
from gateway.storage.schema import CONVERSATION, MESSAGE, PROVIDER_STATE, to_micros
from gateway.storage.states import HeldState
from gateway.storage.transaction import Transaction

_BODY = (
    update(MESSAGE)
    .where(
        MESSAGE.c.conversation == bindparam("row_id"),
        MESSAGE.c.seq == bindparam("number"),
    )
    .values(body=bindparam("after"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ciphertexts:
    """A conversation as it was read, still encrypted.

    Attributes:
        row: of the table ``conversation``.
        key: the conversation's.
        bodies: (number, ciphertext) of each message, in order.
        states: rows of what providers remember.
    """

    row: Any = field(repr=False)
    key: bytes = field(repr=False)
    bodies: tuple[tuple[int, bytes], ...] = field(repr=False)
    states: tuple[tuple[Any, ...], ...] = field(repr=False)

    def texts(self) -> list[str]:
        """Its messages in clear; raises StorageFailed where one does not decrypt."""
        cipher, place = AESGCM(self.key), place_of(self._name)
        return [decrypt(cipher, body, place=place, seq=seq) for seq, body in self.bodies]

    def values(self) -> list[str]:
        """What surrogates stand for that a provider remembers; raises as ``texts``."""
        return [
            value
            for state in self.states
            for _, value in HeldState.read(state).values(self._name, key=self.key)
        ]

    @property
    def _name(self) -> tuple[str, str, str]:
        return self.row.tenant, self.row.subject, self.row.conversation_id


def read(transaction: Transaction, row: Any, *, key: bytes) -> Ciphertexts:
    """Reads a conversation without opening it.

    Args:
        transaction: an act's.
        row: of the table ``conversation``.
        key: the conversation's.
    """
    message, state = MESSAGE.c, PROVIDER_STATE
    bodies = select(message.seq, message.body).where(message.conversation == row.id)
    states = select(state).where(state.c.conversation == row.id).order_by(state.c.state)
    return Ciphertexts(
        row=row,
        key=key,
        bodies=tuple(
            (seq, bytes(body))
            for seq, body in transaction.connection.execute(bodies.order_by(message.seq))
        ),
        states=tuple(tuple(each) for each in transaction.connection.execute(states)),
    )


def is_as_read(transaction: Transaction, before: Ciphertexts) -> bool:
    """Whether nothing was said or changed since; hiding and holds do not count."""
    row, state = CONVERSATION.c, PROVIDER_STATE.c
    query = select(row.dek_id, row.next_seq, row.conversation_id, row.retired)
    now = transaction.connection.execute(query.where(row.id == before.row.id)).first()
    was = before.row
    if now is None or tuple(now) != (was.dek_id, was.next_seq, was.conversation_id, was.retired):
        return False
    names = select(state.state).where(state.conversation == was.id).order_by(state.state)
    held = transaction.connection.execute(names).scalars()
    return list(held) == [HeldState.read(each).state for each in before.states]


def rewrite(
    transaction: Transaction, before: Ciphertexts, *, texts: Sequence[str], at: datetime
) -> None:
    """Puts texts in place of all messages, under a new key; its states end.

    Args:
        transaction: an act's.
        before: the conversation, as it is now.
        texts: one for each of its messages.
        at: when the new key was made.
    """
    row = before.row
    dek_id, new_key = os.urandom(16).hex(), os.urandom(KEY_BYTES)
    made = NewKey(dek_id=dek_id, tenant=row.tenant, key=new_key, created_at=to_micros(at))
    transaction.keys.add([made])
    cipher, place = AESGCM(new_key), place_of((row.tenant, row.subject, row.conversation_id))
    bodies = [
        {
            "row_id": row.id,
            "number": seq,
            "after": encrypt(cipher, [text], place=place, first=seq)[0],
        }
        for (seq, _), text in zip(before.bodies, texts, strict=True)
    ]
    if bodies:
        transaction.connection.execute(_BODY, bodies)
    states = PROVIDER_STATE.c
    transaction.connection.execute(delete(PROVIDER_STATE).where(states.conversation == row.id))
    changed = update(CONVERSATION).where(CONVERSATION.c.id == row.id)
    transaction.connection.execute(changed.values(dek_id=dek_id))
