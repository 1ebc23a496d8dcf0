"""Signs checkpoints of the audit log, and never one that an earlier one contradicts.

The newest checkpoint is remembered in the key store, too, with a count of all and a hash
over them: a copy of the main database that is put back, or exchanged, does not fit it.
Going back is possible only by an entry that names the checkpoint that is left, signed.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.engine import Connection

from gateway.audit.entry import Act, AuditEntry
from gateway.audit.merkle import tree_root
from gateway.audit.note import (
    Checkpoint,
    NoteError,
    SigningKey,
    VerifyingKey,
    read_checkpoint,
    unverified_checkpoint,
)
from gateway.audit.verify import Counted, chain_of, departure_facts
from gateway.errors import StorageFailed
from gateway.storage.audit_reader import AuditReader
from gateway.storage.crypto import derive
from gateway.storage.keys import KeyFile
from gateway.storage.schema_audit import AUDIT_CHECKPOINT
from gateway.storage.transaction import Transaction

_HEAD, _LEFT, _NEW = "audit_head", "audit_left", "audit_new"


class LogBroken(StorageFailed):
    """The log is not what an earlier checkpoint says; nothing more is signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the key store remembers of checkpoints: the newest, and a count of all."""

    note: bytes
    counted: Counted


def signing_key(master: bytes, origin: str) -> SigningKey:
    """The log's key; another master key or origin gives another one."""
    return SigningKey(origin, derive(master, "audit", "checkpoint", origin))


def write_checkpoint(transaction: Transaction, key: SigningKey) -> bytes | None:
    """Signs and keeps a checkpoint; None where there is nothing new.

    Raises:
        LogBroken: an earlier checkpoint says otherwise; nothing was signed.
    """
    check_log(transaction, key.public)
    return _sign(transaction, key)


def check_log(transaction: Transaction, *keys: VerifyingKey) -> None:
    """Compares the log's tree with its newest checkpoint; reads few rows.

    Raises:
        LogBroken: they do not belong together.
    """
    reader = AuditReader(transaction.connection)
    head = read_head(transaction.keys)
    note = head.note if head is not None else reader.last_checkpoint()
    if head is None and not is_new(transaction.keys) and (note is not None or reader.size()):
        raise LogBroken("the key store knows no checkpoint of an audit log that is not new")
    if note is None:
        return
    if not fits(reader, _read(note, *keys)):
        raise LogBroken("the audit log is not what its newest checkpoint says")


def check_remembered(transaction: Transaction) -> None:
    """Compares the log with the newest checkpoint that the key store remembers.

    Asked before keys are destroyed because no row names them: in an older copy of the
    main database, or another one, none does. Who can write to the key store needs no
    forged checkpoint to destroy keys, so that its signature is not asked for.

    Raises:
        LogBroken: they do not belong together; nothing was destroyed.
    """
    head = read_head(transaction.keys)
    if head is None:
        return
    try:
        newest = unverified_checkpoint(head.note)
    except NoteError:
        raise LogBroken("what the key store remembers of the audit log is damaged") from None
    if not fits(AuditReader(transaction.connection), newest):
        raise LogBroken(
            "the main database is not the one that the key store remembers: put the newest one"
            " back, or restore a back-up; nothing was erased"
        )


def begin_log(connection: Connection, keys: KeyFile) -> None:
    """Marks the log of a new store as new: until its first checkpoint it may have none."""
    known = keys.recall(_HEAD) or keys.recall(_NEW)
    if known is None and AuditReader(connection).size() == 0:
        keys.remember(_NEW, keys.proof(_NEW))


def is_new(keys: KeyFile) -> bool:
    """Whether the log had no checkpoint yet, as the key store has it under the master key."""
    return hmac.compare_digest(keys.recall(_NEW) or "", keys.proof(_NEW))


def check_places(
    transaction: Transaction, key: VerifyingKey, *, lists: Iterable[Sequence[bytes]]
) -> None:
    """Compares the log with the newest checkpoint of each second place.

    Args:
        transaction: reads the log.
        key: of the log.
        lists: what each place keeps, newest last; an empty one says nothing.

    Raises:
        LogBroken: it does not fit, and was not departed from.
    """
    reader = AuditReader(transaction.connection)
    for notes in lists:
        if not notes:
            continue
        if read_head(transaction.keys) is None and not is_new(transaction.keys):
            raise LogBroken("a second place holds checkpoints, and the key store knows of none")
        newest = _newest(notes, key)
        if not fits(reader, newest) and not was_left(transaction.keys, newest):
            raise LogBroken("the audit log is not what a second place's checkpoint says")


def _newest(notes: Sequence[bytes], key: VerifyingKey) -> Checkpoint:
    """The last one that is whole; the write of the very last may have been cut off."""
    for note in reversed(notes[-2:]):
        try:
            return read_checkpoint(note, key)
        except NoteError:
            continue
    raise LogBroken("a second place's checkpoints are not signed with the log's key")


def fits(reader: AuditReader, checkpoint: Checkpoint) -> bool:
    """Whether the log begins with the tree of a checkpoint."""
    if checkpoint.size > reader.size():
        return False
    try:
        return tree_root(checkpoint.size, reader.node) == checkpoint.root
    except StorageFailed:
        return False


def remember_head(transaction: Transaction, *, anew: bool = False) -> None:
    """Has the key store remember the checkpoints that there are.

    Call it after the newest one was committed: the key store may be behind, never ahead.

    Args:
        transaction: reads the checkpoints.
        anew: counts all of them again: the log was put back.
    """
    reader = AuditReader(transaction.connection)
    before = read_head(transaction.keys)
    known = None if anew or before is None else before.counted
    more = reader.count(AUDIT_CHECKPOINT) - (known.count if known else 0)
    if more > 0:
        notes = reader.newest_notes(more)
        counted = chain_of(notes, after=known)
        text = f"{counted.count}:{counted.chain.hex()}\n{notes[-1].decode()}"
        transaction.keys.remember(_HEAD, text)
        if transaction.keys.recall(_NEW):
            transaction.keys.remember(_NEW, "")


def read_head(keys: KeyFile) -> Head | None:
    """What is remembered, or None before the first checkpoint.

    Raises:
        LogBroken: it is damaged.
    """
    text = keys.recall(_HEAD)
    if text is None:
        return None
    line, _, note = text.partition("\n")
    count, _, chain = line.partition(":")
    try:
        counted = Counted(count=int(count), chain=bytes.fromhex(chain))
    except ValueError:
        raise LogBroken("what the key store remembers of the audit log is damaged") from None
    return Head(note=note.encode(), counted=counted)


def reanchor(
    transaction: Transaction,
    key: SigningKey,
    *,
    left: Iterable[Checkpoint],
    at: datetime,
    actor: str,
) -> bytes | None:
    """Goes on from here although checkpoints say otherwise: an entry for each, and a new one.

    Args:
        transaction: of a log that was put back.
        key: of the log.
        left: the newest checkpoint of each place that does not fit any more; none does nothing.
        at: now.
        actor: as in an entry.

    Raises:
        LogBroken: the log does not fit its own checkpoints: it was changed, not put back.
    """
    reader, left = AuditReader(transaction.connection), list(left)
    if not left:
        return None
    own = reader.last_checkpoint()
    if own is not None and not fits(reader, _read(own, key.public)):
        raise LogBroken("the audit log is not what its own newest checkpoint says")
    for each in left:
        facts = departure_facts(key, each, seq=reader.size())
        entry = AuditEntry(act=Act.REANCHORED, tenant="", at=at, actor=actor, facts=facts)
        transaction.audit.append(entry)
    transaction.keys.remember(_LEFT, "\n".join(f"{each.size}:{each.root.hex()}" for each in left))
    return _sign(transaction, key)


def was_left(keys: KeyFile, checkpoint: Checkpoint) -> bool:
    """Whether the last re-anchoring departed from a checkpoint."""
    named = f"{checkpoint.size}:{checkpoint.root.hex()}"
    return named in (keys.recall(_LEFT) or "").split("\n")


def _read(note: bytes, *keys: VerifyingKey) -> Checkpoint:
    try:
        return read_checkpoint(note, *keys)
    except NoteError:
        raise LogBroken("the newest checkpoint is not signed with the log's key") from None


def _sign(transaction: Transaction, key: SigningKey) -> bytes | None:
    reader = AuditReader(transaction.connection)
    size = reader.size()
    if size == 0 or reader.checkpoint(size) is not None:
        return None
    root = tree_root(size, reader.node)
    checkpoint = Checkpoint(origin=key.public.name, size=size, root=root)
    note = key.sign_note(checkpoint).encode()
    transaction.connection.execute(insert(AUDIT_CHECKPOINT).values(size=size, note=note))
    return note
