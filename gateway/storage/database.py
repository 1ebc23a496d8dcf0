"""The store over SQLAlchemy: two databases, one writer thread, group commit.

What is asked while answers stream has a thread and a connection of its own: a withdrawal
must be seen at once, whoever holds the write lock.

Every call is an operation handed to the writer; see gateway.storage.operations.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar, cast

from sqlalchemy.engine import Connection

from gateway.audit.entries import key_entry, read_entry, revocation_entry
from gateway.errors import StorageFailed
from gateway.retention import sweep as retention_sweep
from gateway.retention.certificates import Found
from gateway.storage import records
from gateway.storage.audit_rows import AuditRows
from gateway.storage.consent_ports import Facts, Refusal, Watched
from gateway.storage.disk import search_files
from gateway.storage.driver import Checkpoint, Database, Driver, reading
from gateway.storage.facts import holder_of, read_facts
from gateway.storage.files import SqliteFile
from gateway.storage.integration_rows import switches, with_switch
from gateway.storage.keys import KeyFile
from gateway.storage.ledger import LedgerFile, ledger_in
from gateway.storage.operations import Call, Operations
from gateway.storage.people import People
from gateway.storage.people_calls import PeopleCalls
from gateway.storage.people_database import DatabasePeople
from gateway.storage.ports import (
    ApiKey,
    Disclosure,
    Known,
    LookUp,
    Outcome,
    Recorded,
    StoredConversation,
)
from gateway.storage.retention_ports import ClassCount, SweepResult
from gateway.storage.session import Session
from gateway.storage.transaction import Transaction
from gateway.storage.writer import Writer

MAIN_FILE = "discreet.db"
KEY_FILE = "keys.db"
LEDGER_DIRECTORY = "ledger"

Result = TypeVar("Result")


def _utc_now() -> datetime:
    return datetime.now(UTC)


class DatabaseStore(PeopleCalls):
    """The Store of gateway.storage.ports over a main database and a key store.

    Usable from any event loop, by several processes at once. The repr names no place.
    """

    def __init__(
        self,
        database: Database,
        keys: KeyFile,
        *,
        ledger: LedgerFile,
        tenants: Collection[str] = (),
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        """Opens nothing yet.

        Args:
            database: the main one.
            keys: the key store, best on a volume or machine of its own.
            ledger: of what is erased.
            tenants: all that this store serves: a call that names none sees their rows,
                and on PostgreSQL no others.
            clock: now, aware, UTC; used only where a call is not given a time.
        """
        self._session = Session(database, keys, ledger=ledger, tenants=tenants, clock=clock)
        self._keys = keys
        self._clock = clock
        self._writer = Writer(Operations(self._session).run)
        self._reading: Driver | None = None
        self._reader = Writer(self._read)

    @classmethod
    def in_directory(
        cls,
        directory: Path,
        *,
        master_key: bytes,
        clock: Callable[[], datetime] = _utc_now,
        ledger: LedgerFile | None = None,
    ) -> DatabaseStore:
        """A store with both files in one directory, under their usual names."""
        return cls(
            SqliteFile(directory / MAIN_FILE),
            KeyFile(directory / KEY_FILE, master_key),
            ledger=ledger or ledger_in(directory / LEDGER_DIRECTORY),
            clock=clock,
        )

    def __repr__(self) -> str:
        return f"DatabaseStore({'open' if self._session.is_open else 'closed'})"

    @property
    def session(self) -> Session:
        """The connections; only places are to be read from it, they are the writer's."""
        return self._session

    @property
    def waiting(self) -> int:
        """How many operations wait for the writer, about."""
        return self._writer.waiting

    async def open(self) -> None:
        """Opens both databases and migrates the schema.

        Raises:
            StorageFailed: one of them is not usable, the master key is not this store's,
                or the two do not belong together.
        """
        self._writer.start()
        try:
            await self._call(self._session.open, alone=True)
            self._reader.start()
            await self._reader.submit(())  # connects
        except StorageFailed:
            await self.close()
            raise

    async def close(self) -> None:
        """Finishes what is queued and closes the connections."""
        await self._reader.stop(last=self._close_reading)
        await self._writer.stop(last=self._session.close)

    async def look_up(self, wanted: LookUp) -> Known:
        """See ports.LookUp; a conversation id that is named is never replaced by a chain."""
        return cast("Known", await self._writer.submit(wanted))

    async def record(self, disclosure: Disclosure) -> Recorded:
        """See ports.Disclosure; durable when it returns RECORDED."""
        return cast("Recorded", await self._writer.submit(disclosure))

    async def finish(self, outcome: Outcome) -> None:
        """See ports.Outcome; answers of a conversation erased meanwhile are dropped."""
        await self._writer.submit(outcome)

    async def note(self, refusal: Refusal) -> None:
        """See ports.ExchangeStore."""
        await self._writer.submit(refusal)
        if refusal.expired:
            await self._with_people(lambda people: people.expire(refusal), tenant=refusal.tenant)

    async def facts(self, watched: Sequence[Watched]) -> Sequence[Facts]:
        """See ports.ExchangeStore; no writer, of this process or another, is waited for."""
        if not watched:
            return []
        return cast("Sequence[Facts]", await self._reader.submit(tuple(watched)))

    async def add_api_key(self, key: ApiKey) -> None:
        """Adds a key; its id and its secret's digest must be new."""

        def add() -> None:
            records.add_api_key(self._core, key)
            self._audit.append(key_entry(key))

        await self._call(add)

    async def api_keys(self) -> Sequence[ApiKey]:
        """All keys, revoked ones too, oldest first."""
        return await self._call(lambda: records.api_keys(self._core))

    async def revoke_api_key(self, key_id: str, at: datetime) -> bool:
        """Revokes a key; False if there is none that is in force."""

        def revoke() -> bool:
            tenant = records.revoke_api_key(self._core, key_id, at=at)
            if tenant is not None:
                self._audit.append(revocation_entry(key_id, tenant, at=at))
            return tenant is not None

        return await self._call(revoke)

    async def class_counts(self, now: datetime) -> Sequence[ClassCount]:
        """The retention report; due are those that a sweep would erase now."""
        return await self._call(lambda: records.class_counts(self._core, now))

    async def conversations(
        self, tenant: str, *, subject: str | None = None, conversation_id: str | None = None
    ) -> Sequence[StoredConversation]:
        """Decrypted texts; what is hidden by the store's clock is left out."""
        now, only = self._clock(), (subject, conversation_id)

        def read() -> Sequence[StoredConversation]:
            found = records.conversations(self._core, self._keys, tenant=tenant, now=now, only=only)
            self._audit.append(read_entry(tenant, found, subject=subject, at=now))
            return found

        return await self._call(read)

    async def sweep(
        self, now: datetime, *, batch: int = 500, whole_walk: bool = False
    ) -> SweepResult:
        """Erases what is due; see gateway.retention.sweep."""
        return await retention_sweep.sweep(self, now, batch=batch, whole_walk=whole_walk)

    async def truncate(self, *, anew: bool = False) -> Checkpoint | None:
        """Truncates all write-ahead logs; the worst state of them."""
        return await self._call(lambda: self._session.truncate(anew=anew), alone=True)

    async def search(self, names: Sequence[str]) -> Found:
        """See gateway.retention.sweep.Sweeping."""
        look = partial(search_files, *self._session.places, names=names)
        found, files = await asyncio.to_thread(look)
        if files and await self._rewritten(files):
            found, _ = await asyncio.to_thread(look)
        return found

    async def key_facts(self) -> Mapping[str, bool | str]:
        """What the last truncation did about destroyed keys; see key_rewrite.rewrite."""
        return await self._call(lambda: self._session.key_facts, alone=True)

    async def _rewritten(self, files: frozenset[Path]) -> bool:
        return await self._call(lambda: self._session.rewrite(files), alone=True)

    async def act(
        self, function: Callable[[Transaction], Result], *, tenants: Collection[str] | None = None
    ) -> Result:
        """See gateway.storage.transaction.Acting."""

        def run() -> Result:
            with self._session.writing(tenants) as transaction:
                return function(transaction)

        return await self._call(run, alone=True)

    @property
    def _core(self) -> Connection:
        return self._session.core

    @property
    def _audit(self) -> AuditRows:
        return self._session.audit

    async def _call(
        self, function: Callable[[], Result], *, alone: bool = False, tenant: str | None = None
    ) -> Result:
        tenants = None if tenant is None else frozenset({tenant})
        return cast("Result", await self._writer.submit(Call(function, alone, tenants)))

    async def _with_people(
        self, act: Callable[[People], Result], *, tenant: str | None = None
    ) -> Result:
        return await self._call(
            lambda: act(People(DatabasePeople(self._core, audit=self._audit))), tenant=tenant
        )

    def _read(self, asked: Sequence[Sequence[Watched]]) -> Sequence[Sequence[Facts]]:
        """Runs in the reader's thread, over a connection of its own."""
        if self._reading is not None and self._reading.is_lost:
            self._close_reading()
        if self._reading is None:
            self._reading = self._session.database.connect()
        every = [each for watched in asked for each in watched]
        with reading(self._reading, frozenset(each.tenant for each in every)):
            found = read_facts(self._reading, every)
            on = switches(self._reading, [each for each in every if each.switched])
        return [
            [with_switch(found[holder_of(each)], each, on=on) for each in watched]
            for watched in asked
        ]

    def _close_reading(self) -> None:
        if self._reading is not None:
            self._reading.close()
            self._reading = None
