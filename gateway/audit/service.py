"""The audit log at work: checkpoints in time and sent on, proofs, and the full verification.

Every step is a short act of the store, so that nobody waits for more than one page.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from gateway.audit.entry import Act, AuditEntry, as_code, as_text
from gateway.audit.note import Checkpoint, NoteError, VerifyingKey, read_checkpoint
from gateway.audit.places import Place
from gateway.audit.proofs import PAGE, AuditProofs
from gateway.audit.settings import AuditSettings
from gateway.audit.verify import HEAD, OWN, TILE, Counted, Kept, Verdict, Verifier
from gateway.errors import StorageFailed
from gateway.storage import certificate_rows
from gateway.storage.audit_checkpoints import (
    LogBroken,
    check_log,
    check_places,
    fits,
    is_new,
    read_head,
    reanchor,
    remember_head,
    was_left,
    write_checkpoint,
)
from gateway.storage.audit_reader import AuditReader
from gateway.storage.schema_audit import AUDIT_TILE
from gateway.storage.transaction import Acting, Transaction


class AuditLog(AuditProofs):
    """The log of one store."""

    def __init__(
        self,
        store: Acting,
        master: bytes,
        *,
        settings: AuditSettings,
        places: Sequence[Place] = (),
    ) -> None:
        """Opens nothing.

        Args:
            store: holds the log; open when it is used.
            master: the master key; the signing key is derived from it.
            settings: how often, and the log's name.
            places: second places of checkpoints.
        """
        super().__init__(store, master, origin=settings.origin)
        self._settings = settings
        self._places = places
        self._sent: dict[int, bytes] = {}
        self._written_at: datetime | None = None

    def __repr__(self) -> str:
        return "AuditLog()"

    async def check(self) -> None:
        """Compares the log with its newest checkpoint; reads few rows.

        Raises:
            LogBroken: they do not belong together.
        """
        lists = self._lists()
        await self._act(lambda transaction: self._check(transaction, lists))

    async def start(self, now: datetime, *, policies: Sequence[str]) -> None:
        """Compares the log with its newest checkpoints, then notes that the gateway has started.

        Raises:
            LogBroken: they do not belong together.
        """
        lists = self._lists()

        def step(transaction: Transaction) -> None:
            self._check(transaction, lists)
            facts = {f"policy_{n}": as_code(each) for n, each in enumerate(policies[:20])}
            transaction.audit.append(AuditEntry(act=Act.STARTED, tenant="", at=now, facts=facts))

        await self._act(step)

    async def job(self, now: datetime) -> None:
        """Signs a checkpoint when one is due, and sends on what was not sent yet.

        Raises:
            StorageFailed: a second place did not take it, or contradicts the log. The next
                run tries again.
        """
        if await self._act(lambda transaction: self._is_due(transaction, now)):
            await self.checkpoint(now)
        await self.send()

    async def checkpoint(self, now: datetime) -> bytes | None:
        """Signs a checkpoint if there is anything new; the newest one.

        Raises:
            LogBroken: an earlier checkpoint says otherwise; nothing was signed.
        """
        lists = self._lists()

        def step(transaction: Transaction) -> None:
            key = self._key(transaction)
            check_places(transaction, key.public, lists=lists)
            write_checkpoint(transaction, key)

        await self._act(step)
        await self._act(remember_head)
        self._written_at = now
        return await self.newest()

    async def send(self) -> None:
        """Sends the newest checkpoint to every second place that does not have it.

        Raises:
            StorageFailed: one did not take it, or holds what contradicts the log; the others
                have it.
        """
        note = await self.newest()
        failures: list[StorageFailed] = []
        for number, place in enumerate(self._places):
            if note is None or self._sent.get(number) == note:
                continue
            try:
                await self._send(place, note)
                self._sent[number] = note
            except StorageFailed as error:
                failures.append(error)
        if failures:
            raise failures[0]

    async def close(self, now: datetime) -> None:
        """The last checkpoint before the gateway stops."""
        await self.checkpoint(now)
        await self.send()

    async def verify(
        self, *, keys: Sequence[VerifyingKey] = (), kept: Sequence[Kept] = ()
    ) -> Verdict:
        """Computes the whole tree anew and compares all that is known of it.

        Args:
            keys: of the log beside the present one (before the master key was changed).
            kept: checkpoints beside those of the log, the key store and second places.
        """
        known = [Kept(where=each.name, notes=each.notes()) for each in self._places]
        own, size, counted, key, certificates = await self._act(self._known)
        verifier = Verifier([key, *keys], kept=[*own, *known, *kept])
        try:
            noted = await self._feed_entries(verifier, size)
            for name, digest in sorted(certificates.items()):
                if noted.get(name) != digest:
                    verifier.certificate(name[1])
            await self._feed_tiles(verifier, size)
        except StorageFailed:
            verifier.unreadable(str(verifier.size))
        return verifier.finish(counted)

    async def verify_job(self, now: datetime) -> None:
        """The full verification beside the gateway's work; says what it came to.

        Raises:
            LogBroken: something is wrong with the log.
        """
        verdict = await self.verify()
        if verdict.problems:
            raise LogBroken(
                f"the audit log was changed: {verdict.problems[0].flaw.value},"
                f" verified at {as_text(now)}"
            )

    async def reanchor(
        self, now: datetime, *, actor: str, also: Sequence[bytes] = ()
    ) -> list[Checkpoint]:
        """Goes on from a log that was put back; the checkpoints that are departed from.

        Each known place's newest checkpoint that does not fit is named in an entry, signed.

        Args:
            now: the time.
            actor: as in an entry.
            also: checkpoints that are known from elsewhere, newest last; those that are not
                signed with the log's key are left out.

        Raises:
            LogBroken: the log does not fit its own checkpoints: it was changed, not put back.
        """
        lists = self._lists()

        def step(transaction: Transaction) -> list[Checkpoint]:
            key = self._key(transaction)
            reader, head = AuditReader(transaction.connection), read_head(transaction.keys)
            own = [] if head is None else [head.note]
            left: dict[Checkpoint, None] = {}
            for notes in (own, *lists, also):
                found = _readable(notes[-1:], key.public)
                left |= {each: None for each in found if not fits(reader, each)}
            reanchor(transaction, key, left=left, at=now, actor=actor)
            return list(left)

        left = await self._act(step)
        if left:
            await self._act(lambda transaction: remember_head(transaction, anew=True))
        return left

    def _lists(self) -> list[list[bytes]]:
        return [each.notes() for each in self._places]

    def _check(self, transaction: Transaction, lists: Sequence[Sequence[bytes]]) -> None:
        key = self._key(transaction).public
        check_log(transaction, key)
        check_places(transaction, key, lists=lists)

    def _is_due(self, transaction: Transaction, now: datetime) -> bool:
        newest = self._newest(transaction)
        new = AuditReader(transaction.connection).size() - (newest[0].size if newest else 0)
        if new >= self._settings.every:
            return True
        waited = self._written_at is None or now - self._written_at >= timedelta(
            seconds=self._settings.seconds
        )
        return new != 0 and waited

    async def _send(self, place: Place, note: bytes) -> None:
        notes = place.notes()
        if notes[-1:] == [note]:
            return
        if notes and not await self._act(lambda transaction: self._goes_on(transaction, notes[-1])):
            raise LogBroken("a second place holds a checkpoint that contradicts the audit log")
        await place.send(note)

    def _goes_on(self, transaction: Transaction, last: bytes) -> bool:
        """Whether a place's last note is of this log as it is now, or was departed from."""
        found = _readable([last], self._key(transaction).public)
        reader = AuditReader(transaction.connection)
        if not found:
            return False
        return fits(reader, found[0]) or was_left(transaction.keys, found[0])

    def _known(
        self, transaction: Transaction
    ) -> tuple[list[Kept], int, Counted | None, VerifyingKey, dict[tuple[str, str], str]]:
        reader, head = AuditReader(transaction.connection), read_head(transaction.keys)
        rows = reader.checkpoints()
        kept = [Kept(where=OWN, notes=[row[1] for row in rows], sizes=[row[0] for row in rows])]
        if head is not None:
            kept.append(Kept(where=HEAD, notes=[head.note]))
        counted = head.counted if head is not None else None
        if head is None and not is_new(transaction.keys) and (rows or reader.size()):
            counted = Counted(count=1, chain=b"")  # there was one: whatever is here is not all
        certificates = certificate_rows.digests(transaction.connection)
        return kept, reader.size(), counted, self._key(transaction).public, certificates

    async def _feed_entries(self, verifier: Verifier, size: int) -> dict[tuple[str, str], str]:
        """Feeds all; the hashes of the certificates that entries are about."""
        first = -(1 << 63)
        noted: dict[tuple[str, str], str] = {}
        while rows := await self._page(first):
            for seq, body, leaf in rows:
                if seq >= size:
                    return noted
                verifier.feed(seq, body, leaf=leaf)
                if (found := certificate_rows.noted_in(body)) is not None:
                    noted[found[0]] = found[1]
            first = rows[-1][0] + 1
        return noted

    async def _feed_tiles(self, verifier: Verifier, size: int) -> None:
        """All tiles but those that entries have made full since ``size`` was read."""

        def step(transaction: Transaction) -> tuple[list[tuple[Any, Any, Any]], int]:
            reader = AuditReader(transaction.connection)
            rows: list[tuple[Any, Any, Any]] = []
            for first in range(0, reader.count(AUDIT_TILE), PAGE):
                rows += reader.tiles(first=first, most=PAGE)
            return rows, reader.size()

        rows, since = await self._act(step)
        for level, number, root in rows:
            if not size < _end(level, number) <= since:
                verifier.tile(level, number, root=root)


def _end(level: Any, number: Any) -> int:
    small = isinstance(level, int) and isinstance(number, int) and 0 <= level < 8
    return int((number + 1) * TILE**level) if small else 0


def _readable(notes: Sequence[bytes], key: VerifyingKey) -> list[Checkpoint]:
    found = []
    for note in notes:
        try:
            found.append(read_checkpoint(note, key))
        except NoteError:
            continue
    return found
