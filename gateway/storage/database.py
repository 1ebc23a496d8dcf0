"""The store over SQLAlchemy: two SQLite files, one writer thread, group commit.

What is asked while answers stream has a thread and a connection of its own: a withdrawal
must be seen at once, whoever holds the write lock.

Every call is an operation handed to the writer. What waits together is committed
together, and nothing is acknowledged before its commit. If one operation of a batch is
at fault, the batch is rolled back and its operations run again one by one, so that only
the one at fault fails. If the database itself fails, all of them do.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from gateway.errors import StorageFailed
from gateway.retention import sweep as retention_sweep
from gateway.storage import records
from gateway.storage.batch import ExchangeBatch
from gateway.storage.consent_ports import Facts, Refusal, Watched
from gateway.storage.erasure import HeldConversations
from gateway.storage.facts import holder_of, read_facts
from gateway.storage.files import driver_of, sqlite_engine, truncate_log
from gateway.storage.keys import KeyFile
from gateway.storage.lookups import look_up_all
from gateway.storage.migrate import migrate
from gateway.storage.people import People
from gateway.storage.people_calls import PeopleCalls
from gateway.storage.people_database import DatabasePeople
from gateway.storage.ports import (
    ApiKey,
    ClassCount,
    Disclosure,
    Known,
    LookUp,
    Outcome,
    Recorded,
    StoredConversation,
    SweepResult,
)
from gateway.storage.source_tags import is_tagging
from gateway.storage.writer import Writer, failed

MAIN_FILE = "discreet.db"
KEY_FILE = "keys.db"

# What the driver raises for one operation's values, not for the file or the disk.
_FAULTS = (
    sqlite3.IntegrityError,
    sqlite3.DataError,
    sqlite3.ProgrammingError,
    sqlite3.InterfaceError,
)

Result = TypeVar("Result")


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class _Call:
    """A function to run in the writer thread; ``alone`` ones manage their transactions."""

    function: Callable[[], Any]
    alone: bool = False


class DatabaseStore(PeopleCalls):
    """The Store of gateway.storage.ports over an SQLite file and a key store file.

    Usable from any event loop, by several processes at once. The repr names no path.
    """

    def __init__(
        self,
        path: Path,
        *,
        key_path: Path,
        master_key: bytes,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        """Opens nothing yet.

        Args:
            path: the main file; its directory is made, and kept from other users.
            key_path: the key store's file, best on a volume of its own.
            master_key: at least 32 random bytes; it wraps every data key.
            clock: now, aware, UTC; used only where a call is not given a time.
        """
        self._path = path
        self._clock = clock
        self._keys = KeyFile(key_path, master_key)
        self._connection: Connection | None = None
        self._driver: sqlite3.Connection
        self._writer = Writer(self._run)
        self._reading: Connection | None = None
        self._reader = Writer(self._read)

    @classmethod
    def in_directory(
        cls,
        directory: Path,
        *,
        master_key: bytes,
        clock: Callable[[], datetime] = _utc_now,
    ) -> DatabaseStore:
        """A store with both files in one directory, under their usual names."""
        return cls(
            directory / MAIN_FILE,
            key_path=directory / KEY_FILE,
            master_key=master_key,
            clock=clock,
        )

    def __repr__(self) -> str:
        return f"DatabaseStore({'open' if self._connection else 'closed'})"

    async def open(self) -> None:
        """Opens both files and migrates the schema.

        Raises:
            StorageFailed: a file is not usable, the master key is not this store's, or
                the two files do not belong together.
        """
        self._writer.start()
        try:
            await self._call(self._open, alone=True)
            self._reader.start()
            await self._reader.submit(())  # connects
        except StorageFailed:
            await self.close()
            raise

    async def close(self) -> None:
        """Finishes what is queued and closes the files."""
        await self._reader.stop(last=self._close_reading)
        await self._writer.stop(last=self._close)

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
            await self._with_people(lambda people: people.expire(refusal))

    async def facts(self, watched: Sequence[Watched]) -> Sequence[Facts]:
        """See ports.ExchangeStore; no writer, of this process or another, is waited for."""
        if not watched:
            return []
        return cast("Sequence[Facts]", await self._reader.submit(tuple(watched)))

    async def add_api_key(self, key: ApiKey) -> None:
        """Adds a key; its id and its secret's digest must be new."""
        await self._call(lambda: records.add_api_key(self._core, key))

    async def api_keys(self) -> Sequence[ApiKey]:
        """All keys, revoked ones too, oldest first."""
        return await self._call(lambda: records.api_keys(self._core))

    async def revoke_api_key(self, key_id: str, at: datetime) -> bool:
        """Revokes a key; False if there is none that is in force."""
        return await self._call(lambda: records.revoke_api_key(self._core, key_id, at=at))

    async def class_counts(self, now: datetime) -> Sequence[ClassCount]:
        """The retention report; due are those that a sweep would erase now."""
        return await self._call(lambda: records.class_counts(self._core, now))

    async def conversations(
        self, tenant: str, *, subject: str | None = None, conversation_id: str | None = None
    ) -> Sequence[StoredConversation]:
        """Decrypted texts; what is hidden by the store's clock is left out."""
        now, only = self._clock(), (subject, conversation_id)
        return await self._call(
            lambda: records.conversations(self._core, self._keys, tenant=tenant, now=now, only=only)
        )

    async def sweep(self, now: datetime, *, batch: int = 500) -> SweepResult:
        """Erases what is due; see gateway.retention.sweep."""
        return await retention_sweep.sweep(self, now, batch=batch)

    async def transaction(self, step: Callable[[retention_sweep.Held], Result]) -> Result:
        """One step of a sweep under the write lock; see gateway.retention.sweep.Disposal."""

        def run() -> Result:
            self._driver.execute("BEGIN IMMEDIATE")
            try:
                result = step(HeldConversations(self._driver, self._keys))
                self._driver.execute("COMMIT")
            except BaseException:
                self._driver.rollback()
                raise
            return result

        return await self._call(run, alone=True)

    async def truncate(self) -> retention_sweep.Checkpoint | None:
        """Truncates both write-ahead logs; the worse state of the two."""

        def run() -> retention_sweep.Checkpoint:
            keys, main = self._keys.truncate(), truncate_log(self._driver)
            return max(keys[0], main[0]), max(keys[1], main[1]), max(keys[2], main[2])

        return await self._call(run, alone=True)

    @property
    def _core(self) -> Connection:
        if self._connection is None:
            raise StorageFailed("the store is not open")
        return self._connection

    async def _call(self, function: Callable[[], Result], *, alone: bool = False) -> Result:
        return cast("Result", await self._writer.submit(_Call(function, alone)))

    def _open(self) -> None:
        self._keys.open()
        self._connection = sqlite_engine(self._path).connect()
        self._driver = driver_of(self._connection)
        migrate(self._connection)
        insert = "INSERT INTO meta (name, value) VALUES ('store_id', ?) ON CONFLICT DO NOTHING"
        self._driver.execute(insert, (self._keys.store_id,))
        held = self._driver.execute("SELECT value FROM meta WHERE name = 'store_id'").fetchone()
        if held[0] != self._keys.store_id:
            raise StorageFailed("the key store does not belong to this database")

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._keys.close()

    async def _with_people(self, act: Callable[[People], Result]) -> Result:
        return await self._call(lambda: act(People(DatabasePeople(self._core))))

    def _read(self, asked: Sequence[Sequence[Watched]]) -> Sequence[Sequence[Facts]]:
        """Runs in the reader's thread, over a connection of its own."""
        if self._reading is None:
            self._reading = sqlite_engine(self._path).connect()
        driver = driver_of(self._reading)
        driver.execute("BEGIN")
        try:
            found = read_facts(driver, [each for watched in asked for each in watched])
        finally:
            driver.execute("ROLLBACK")
        return [[found[holder_of(each)] for each in watched] for watched in asked]

    def _close_reading(self) -> None:
        if self._reading is not None:
            self._reading.close()
            self._reading = None

    def _run(self, operations: Sequence[Any]) -> Sequence[Any]:
        answers: list[Any] = [None] * len(operations)
        together: list[int] = []
        for n, operation in enumerate(operations):
            if isinstance(operation, _Call) and operation.alone:
                answers[n] = _attempt(operation.function)
            else:
                together.append(n)
        if together:
            for n, answer in zip(
                together, self._together([operations[n] for n in together]), strict=True
            ):
                answers[n] = answer
        return answers

    def _together(self, operations: Sequence[Any]) -> Sequence[Any]:
        try:
            return self._commit(operations)
        except Exception as error:  # noqa: BLE001 - refuses
            if len(operations) == 1 or not _one_is_at_fault(error):
                return [failed(error) for _ in operations]
        # Nothing of the batch was kept; each operation gets a transaction of its own.
        return [self._together([operation])[0] for operation in operations]

    def _commit(self, operations: Sequence[Any]) -> Sequence[Any]:
        reading = all(
            isinstance(operation, LookUp) and not is_tagging(operation) for operation in operations
        )
        self._driver.execute("BEGIN" if reading else "BEGIN IMMEDIATE")
        try:
            answers = self._apply(operations)
            self._driver.execute("COMMIT")
        except BaseException:
            self._driver.rollback()
            raise
        return answers

    def _apply(self, operations: Sequence[Any]) -> Sequence[Any]:
        answers: list[Any] = [None] * len(operations)
        places: dict[type, list[int]] = {LookUp: [], Disclosure: [], Outcome: [], Refusal: []}
        for n, operation in enumerate(operations):
            if isinstance(operation, _Call):
                answers[n] = operation.function()
            else:
                places[type(operation)].append(n)
        disclosures = [operations[n] for n in places[Disclosure]]
        outcomes = [operations[n] for n in places[Outcome]]
        refusals = [operations[n] for n in places[Refusal]]
        if disclosures or outcomes or refusals:
            batch = ExchangeBatch(self._driver, self._keys)
            recorded = batch.decide(disclosures, outcomes)
            batch.note(refusals)
            batch.write()
            for n, answer in zip(places[Disclosure], recorded, strict=True):
                answers[n] = answer
        if places[LookUp]:
            wanted = [operations[n] for n in places[LookUp]]
            known = look_up_all(wanted, driver=self._driver, keys=self._keys)
            for n, found in zip(places[LookUp], known, strict=True):
                answers[n] = found
        return answers


def _attempt(function: Callable[[], Any]) -> Any:
    try:
        return function()
    except Exception as error:  # noqa: BLE001 - refuses
        return failed(error)


def _one_is_at_fault(error: Exception) -> bool:
    """Whether the error can lie in one operation's values rather than in the database."""
    original = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(original, sqlite3.Error):
        return isinstance(original, _FAULTS)
    return not isinstance(error, OSError | MemoryError)
