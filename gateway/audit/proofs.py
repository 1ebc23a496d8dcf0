"""What is read of the audit log: its key, its newest checkpoint, entries and their proofs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from gateway.audit.entry import read_body
from gateway.audit.merkle import (
    ProofError,
    consistency_proof,
    inclusion_proof,
    tree_root,
    verify_consistency,
)
from gateway.audit.note import Checkpoint, NoteError, SigningKey, VerifyingKey, read_checkpoint
from gateway.audit.proof_file import ProvedGrowth
from gateway.errors import InvalidRequest
from gateway.storage.audit_checkpoints import LogBroken, read_head, signing_key
from gateway.storage.audit_reader import AuditReader
from gateway.storage.peppers import known_reference
from gateway.storage.transaction import Acting, Transaction

# Entries an act.
PAGE = 500
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvedEntry:
    """An entry with the proof that it stands in the tree of a checkpoint.

    Attributes:
        seq: its number.
        body: its bytes.
        checkpoint: signed, of a tree that holds it.
        proof: from its leaf to the root, lowest first.
    """

    seq: int
    body: bytes
    checkpoint: bytes
    proof: tuple[bytes, ...]


class AuditProofs:
    """The log of one store, for reading; every step is a short act."""

    def __init__(self, store: Acting, master: bytes, *, origin: str | None) -> None:
        """Opens nothing.

        Args:
            store: holds the log; open when it is used.
            master: the master key; the signing key is derived from it.
            origin: the log's name, or None for one made of the store's id.
        """
        self._store = store
        self._master = master
        self._origin = origin

    async def public_key(self) -> VerifyingKey:
        """The key that checkpoints are verified with."""
        return await self._act(lambda transaction: self._key(transaction).public)

    async def newest(self) -> bytes | None:
        """The newest checkpoint that was signed, or None before the first."""

        def step(transaction: Transaction) -> bytes | None:
            head = read_head(transaction.keys)
            return head.note if head is not None else None

        return await self._act(step)

    async def prove(self, seq: int) -> ProvedEntry | None:
        """An entry and its proof; None where the newest checkpoint does not cover it."""
        found = await self.prove_all([seq])
        return found[0] if found else None

    async def prove_all(
        self, numbers: Sequence[int], *, under: bytes | None = None
    ) -> list[ProvedEntry]:
        """Entries and their proofs; those that the checkpoint does not cover are left out.

        Args:
            numbers: of the entries, not too many at once.
            under: the checkpoint, or None for the newest.
        """

        def step(transaction: Transaction) -> list[ProvedEntry]:
            reader, newest = AuditReader(transaction.connection), self._newest(transaction)
            if newest is None:
                return []
            checkpoint, note = newest
            if under is not None:
                checkpoint, note = read_checkpoint(under, self._key(transaction).public), under
            nodes = lru_cache(maxsize=None)(reader.node)
            return [
                ProvedEntry(
                    seq=seq,
                    body=body,
                    checkpoint=note,
                    proof=tuple(inclusion_proof(seq, checkpoint.size, nodes=nodes)),
                )
                for seq in numbers
                if 0 <= seq < checkpoint.size and (body := reader.body(seq)) is not None
            ]

        return await self._act(step)

    async def consistency(self, first: int, second: int) -> list[bytes]:
        """The proof that the tree of one size begins with that of a smaller one.

        Raises:
            InvalidRequest: the sizes are not in order, or the log is smaller.
        """

        def step(transaction: Transaction) -> list[bytes]:
            reader = AuditReader(transaction.connection)
            if not 0 < first <= second <= reader.size():
                raise InvalidRequest("The log has no such sizes, or they are not in order.")
            return consistency_proof(first, second, nodes=reader.node)

        return await self._act(step)

    async def growth(self, first: int, second: int) -> ProvedGrowth:
        """The same with signed checkpoints of both sizes, for who has neither.

        Raises:
            InvalidRequest: the sizes are not in order, or the newest checkpoint covers less.
            LogBroken: the newest checkpoint says otherwise; nothing was signed.
        """

        def step(transaction: Transaction) -> ProvedGrowth:
            newest, key = self._newest(transaction), self._key(transaction)
            if newest is None or not 0 < first <= second <= newest[0].size:
                raise InvalidRequest("The log has no such sizes, or they are not in order.")
            head, nodes = newest[0], AuditReader(transaction.connection).node
            notes = []
            for size in (first, second):
                root = tree_root(size, nodes)
                proof = consistency_proof(size, head.size, nodes=nodes)
                try:
                    verify_consistency((size, root), (head.size, head.root), proof=proof)
                except ProofError:
                    raise LogBroken("the audit log is not as at its newest checkpoint") from None
                signed = Checkpoint(origin=head.origin, size=size, root=root)
                notes.append(key.sign_note(signed).encode())
            proof = consistency_proof(first, second, nodes=nodes)
            return ProvedGrowth(first=notes[0], second=notes[1], proof=tuple(proof))

        return await self._act(step)

    async def find(
        self, wanted: Callable[[dict[str, Any]], bool]
    ) -> AsyncIterator[tuple[int, bytes]]:
        """Entries whose fields are wanted, oldest first.

        Raises:
            LogBroken: an entry is not of its form.
        """
        first = 0
        while rows := await self._page(first):
            for seq, body, _ in rows:
                try:
                    fields = read_body(body)
                except ValueError:
                    raise LogBroken("the audit log holds what is no entry") from None
                if wanted(fields):
                    yield seq, body
            first = rows[-1][0] + 1

    async def reference(self, tenant: str, subject: str) -> str | None:
        """How the log refers to somebody now, or None where it does not (any more)."""
        return await self._act(
            lambda transaction: known_reference(transaction.keys, (tenant, subject))
        )

    async def _act(self, function: Callable[[Transaction], Result]) -> Result:
        return await self._store.act(function)

    def _key(self, transaction: Transaction) -> SigningKey:
        origin = self._origin or f"discreet/{transaction.keys.store_id}"
        return signing_key(self._master, origin)

    def _newest(self, transaction: Transaction) -> tuple[Checkpoint, bytes] | None:
        head = read_head(transaction.keys)
        if head is None:
            return None
        try:
            return read_checkpoint(head.note, self._key(transaction).public), head.note
        except NoteError:
            raise LogBroken("the newest checkpoint is not signed with the log's key") from None

    async def _page(self, first: int) -> list[tuple[Any, Any, Any]]:
        return await self._act(
            lambda transaction: AuditReader(transaction.connection).entries(first, most=PAGE)
        )
